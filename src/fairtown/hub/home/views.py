"""The front page, and the pages for what is not there or cannot be read."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairtown.concepts import FairtownError
from fairtown.drawings import town_map
from fairtown.hub import absent
from fairtown.hub.errors import error_message, text_error
from fairtown.hub.page_cache import cached_parts, shortly_kept
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf import law, modern_index, slots, town_fair_share
from fairtown.hub.shelf.access_table import LEVELS, access_table
from fairtown.hub.shelf.chart_cards import STATE
from fairtown.hub.shelf.figures import Figure, Figures, Notes
from fairtown.hub.shelf.measure_ids import ACCESS, ASSISTED
from fairtown.hub.shelf.place_urls import url_of
from fairtown.hub.shelf.query import town_of
from fairtown.hub.shelf.segregation_indices import DISSIMILARITY, HEADLINE
from fairtown.release.geoids import readings
from fairtown.release.reader import OpenRelease, Row

#: Groups whose two answers, by the index of today and by that of 2014, are compared in sentences.
COMPARED = ("nh_black", "hispanic", "nh_white")
SUGGESTIONS = 5


def home(request: HttpRequest) -> HttpResponse:
    """Show the main finding, three more with their pages, the next deadline, what is new, and where to start.

    News come from people, so the page is made anew; the figures, which take the time, are cached as they stand in it.
    `town`, a slug, marks the reader's town among all; raises TranslatedError if there is none of this name.
    """
    parts = ("home/_figures.html", "home/_among.html", "home/_start.html")
    figures, among, start = cached_parts(request, parts, _figures)
    if slug := request.GET.get("town"):
        own = {"mine": town_of(slug)["slug"], "towns": current_release().towns}
        among = mark_safe(render_to_string("home/_among.html", own, request))  # noqa: S308
    context = {
        "among": among,
        "figures": figures,
        "start": start,
        "news": slots.ask(slots.NEWS, get_language()),
        "goals": slots.ask(slots.GOAL, get_language()),
        "events": slots.ask(slots.NEXT_EVENT, get_language()),
    }
    return shortly_kept(render(request, "home/home.html", context))


def _figures() -> dict[str, Any]:
    """Return what the parts of the front page that hold figures show."""
    release = current_release()
    state = release.state_places
    notes, key, year = {name: Notes() for name in ("today", "access")}, state[0]["key"], release.latest()
    outputs = {*LEVELS, *modern_index.OUTPUTS, *modern_index.BY_LEVEL}
    figures = Figures(
        release.observations([ACCESS, modern_index.index()], state, [year], outputs), release.measures
    )
    return {
        "by_level": modern_index.levels_table(figures, key, year, notes["today"]),
        "compared": {group: modern_index.two_indices(figures, key, year, group) for group in COMPARED},
        "access": access_table(figures, key, year, notes["access"]),
        "headlines": _headlines(release, state, key),
        "deadline": _next_deadline(release) if absent.subjects(release)["duties"] else None,
        "notes": notes,
        "towns": release.towns,
        "mine": STATE,
        "map_size": town_map.size(release),
        "absent": absent.measures(release, absent.headlines(release)),
    }


def _next_deadline(release: OpenRelease) -> Any:
    """Return the next deadline of all towns, None where no day is known."""
    ahead = law.law(release).deadlines(law.today(), who=("town",))
    return ahead[0] if ahead else None


def _headlines(release: OpenRelease, state: list[Row], key: str) -> dict[str, Figure | None]:
    """Return the figure of the state on the card of each subject, by name; None where the release has none."""
    held = {"segregation": (DISSIMILARITY, "corrected", HEADLINE[0].group)}
    if ASSISTED in release.measures:
        held["assisted"] = (ASSISTED, "assisted_share", "")
    for measure in town_fair_share.measures(release)[:1]:
        held["fair_share"] = (measure, "need", "")
    years = {measure: release.years_of(measure)[-1] for measure, _output, _group in held.values()}
    rows = release.observations(
        list(years), state, set(years.values()), {output for _m, output, _g in held.values()}
    )
    figures = Figures(rows, release.measures)
    return {
        name: figures.get(measure, key, years[measure], output, group)
        for name, (measure, output, group) in held.items()
    }


def _named_by_code(text: str) -> dict[str, str] | None:
    """Return label and url of the tract or town whose census code a text holds; None where there is none."""
    release = current_release()
    if not readings(text):
        return None
    try:
        place = release.find_places(text)[0]
    except FairtownError:
        return None
    town = next((t for t in release.towns if t["key"] in (place["town"], place["key"])), None)
    label = f"{place['geoid']}, {town['name']}" if town else place["geoid"]
    if place["level"] == "tract":
        return {"label": label, "url": url_of(place)}
    return {"label": label, "url": reverse("town", args=[town["slug"]])} if town else None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was not found, and offer the towns with the nearest names."""
    release = current_release()
    last = [part for part in request.path.split("/") if part][-1:]
    text = last[0].replace("-", " ") if last else ""
    near = release.suggest(text, SUGGESTIONS)
    context = {
        "path": request.path,
        "elsewhere": slots.ask(slots.ELSEWHERE, request.path, get_language()),
        "named_by_code": _named_by_code(last[0].partition(".")[0]) if last else None,
        "why": error_message(exception) if isinstance(exception, FairtownError) else "",
        "near": near,
        "is_town": "/towns/" in request.path,
        "is_zoning": "/zoning/" in request.path,
    }
    return render(request, "404.html", context, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why what was sent could not be read, and what to do."""
    if isinstance(exception, DisallowedHost):
        # a page would have to name its own address, and this one is not ours
        return text_error("This site does not go by that name; staff set its names in FAIRTOWN_HOSTS.")
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        why = _("What was sent is larger than any form here. Send less, or in parts.")
    else:
        why = _("What was sent was cut short or garbled on its way. Go back, and send it once more.")
    return render(request, "400.html", {"why": why}, status=400)
