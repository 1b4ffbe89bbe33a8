"""Goes to the place that a text clearly means; else says what it can mean, and what is not known."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fairtown.concepts import FairtownError
from fairtown.drawings.tract_rings import FILE
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.search import cards, geocoder, topics
from fairtown.hub.shelf.town_finder import finder
from fairtown.release.finder import Finding
from fairtown.release.reader import OpenRelease, Row
from fairtown.release.typed_address import LONGEST

#: Kinds of matches whose page has another name than what was typed.
NAMED_OTHERWISE = ("village", "zip", "tract")


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Answer `q`, and `town`, a slug, where an address named none. An address is never stored, by a cache neither."""
    release = current_release()
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    town = next((t for t in release.towns if t["slug"] == request.GET.get("town")), None)
    if text and town:
        text = f"{text}, {town['name']}"
    finding = finder(release).find(text)
    if finding.answer and (url := cards.url_of(finding.answer)):
        return redirect(url + _note(text, finding))
    found = topics.find(release, text) if finding.kind in ("place", "unknown") else []
    if finding.kind == "unknown" and len(found) == 1 and topics.is_title(found[0], text):
        return redirect(found[0].url)
    context = _context(release, text, finding) | {"topics": found}
    response = render(request, "search/page.html", context)
    if text:
        response["Cache-Control"] = "no-store"
    return response


def _note(text: str, finding: Finding) -> str:
    """Return the fragment that tells the page which other name led to it: the page itself stays the same for all."""
    return f"#found={quote(text)}" if finding.matches[0].kind in NAMED_OTHERWISE else ""


def _context(release: OpenRelease, text: str, finding: Finding) -> dict[str, Any]:
    shown = [cards.card(release, match) for match in finding.matches]
    case, lookup = _case(finding), _looked_up(release, finding)
    only = shown[0] if case == "address_one" else None
    return {
        "query": text,
        "finding": finding,
        # an address that was looked up is found, whatever its town is called
        "case": "address_one" if lookup and lookup["found"] else case,
        "lookup": lookup,
        "cards": shown,
        "only": only,
        "districts": cards.districts(release, only.place) if only else [],
        "towns": release.towns,
        "has_names": bool(finder(release).names.zips),
        "geocoder_is_on": bool(settings.GEOCODER),
        "locate": _locate(release),
    }


def _case(finding: Finding) -> str:
    """Return what the page has to say: the kind of the finding, and whether nothing, one or several places match."""
    kinds = {match.kind for match in finding.matches}
    if finding.kind in ("blank", "elsewhere"):
        return finding.kind
    if not finding.matches:
        return f"{finding.kind}_none"
    if "alike" in kinds:
        return "address_alike" if finding.kind == "address" else "alike"
    if finding.kind == "address" and kinds == {"mention"}:
        return "address_mention"
    return f"{finding.kind}_one" if len(finding.matches) == 1 else f"{finding.kind}_several"


def _looked_up(release: OpenRelease, finding: Finding) -> dict[str, Any] | None:
    """Return what the geocoder says of an address: its status, each neighborhood once; None where it is not asked."""
    has_number = any(letter.isdigit() for letter in finding.typed.rest)
    if not settings.GEOCODER or finding.kind != "address" or not has_number:
        return None
    line = f"{finding.typed.rest}, {release.state.upper()} {finding.typed.zip}".strip()
    answer = geocoder.ask(settings.GEOCODER, line)
    places = {a.geoid: (a.label, _tract(release, a.geoid)) for a in reversed(answer.addresses)}
    fips = release.state_places[0]["geoid"]
    own = [
        (label, geoid, tract) for geoid, (label, tract) in reversed(places.items()) if geoid.startswith(fips)
    ]
    return {
        "status": "outside" if places and not own else answer.status,
        "found": [
            cards.neighborhood(release, tract) | {"label": label} for label, _geoid, tract in own if tract
        ],
        "without_figures": [{"label": label, "geoid": geoid} for label, geoid, tract in own if not tract],
    }


def _tract(release: OpenRelease, geoid: str) -> Row | None:
    try:
        return next((p for p in release.find_places(geoid) if p["level"] == "tract"), None)
    except FairtownError:
        return None


def _locate(release: OpenRelease) -> dict[str, str] | None:
    """Return what the script needs that finds the reader's tract; None where the release has no boundaries for it."""
    if not (release.path / "maps" / FILE).exists():
        return None
    strings = {
        "waiting": _("Waiting for your browser…"),
        "found": _("You are in {name}. Opening its page…"),
        "several": _("You are close to a boundary. Choose your neighborhood:"),
        "vague": _(
            "Your browser knows where you are only within {miles} miles. Pick your neighborhood on the map instead."
        ),
        "outside": _("Your location is not in %(state)s, so this site has no figures for it.")
        % {"state": release.state_name},
        "denied": _("Your browser did not share your location. You can allow it in the browser’s settings."),
        "failed": _("Your browser could not find your location. Type a town or ZIP code instead."),
        "tract": _("Tract %(n)s, %(name)s") % {"n": "{n}", "name": "{name}"},
    }
    return {"file": FILE, "strings": json.dumps(strings, ensure_ascii=False)}
