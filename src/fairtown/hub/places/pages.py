"""The pages of a place: what is remarkable and where to read on, then one page for each topic."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.hub import absent
from fairtown.hub.page_cache import cached_page
from fairtown.hub.places import cards
from fairtown.hub.places.place import Place, larger_places, place_of
from fairtown.hub.places.shared_tracts import shared_tracts
from fairtown.hub.places.topics import topics_of
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.labels import level_labels

#: The files of a table.
KINDS = ("csv", "xlsx")


@cached_page
def town(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is remarkable about a town, its map, and a card for each topic."""
    return _overview(request, place_of(current_release(), slug, is_town=True))


@cached_page
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the same of a region, a county or the state."""
    return _overview(request, place_of(current_release(), slug, is_town=False))


@cached_page
def town_topic(request: HttpRequest, slug: str, topic: str) -> HttpResponse:
    """Show one topic of a town: its chart, its tables, its source."""
    return _topic(request, place_of(current_release(), slug, is_town=True), topic)


@cached_page
def place_topic(request: HttpRequest, slug: str, topic: str) -> HttpResponse:
    """Show one topic of a region, a county or the state."""
    return _topic(request, place_of(current_release(), slug, is_town=False), topic)


@cached_page
def index(request: HttpRequest) -> HttpResponse:
    """List the state, its regions with their towns, and its counties."""
    release = current_release()
    by_level = larger_places(release)
    towns = {
        region["key"]: [t for t in release.towns if t["region"] == region["key"]]
        for region in by_level["region"]
    }
    context = {"by_level": by_level, "regions": [(r, towns[r["key"]]) for r in by_level["region"]]}
    return render(request, "places/index.html", context)


def _overview(request: HttpRequest, own: Place) -> HttpResponse:
    release = current_release()
    has = absent.subjects(release)
    context = _common(own, has) | {
        "report_url": own.report_url,
        "overview": cards.overview(release, own, has),
        "levels": level_labels(),
        "map_period": release.period(release.latest()) if has["today"] else "",
        "absent": absent.measures(release, absent.headlines(release)),
    }
    if not own.is_town:
        context["towns_within"] = [t for t in release.towns if own.key in (t["region"], t["county"])]
    return render(request, "places/place.html", context)


def _topic(request: HttpRequest, own: Place, code: str) -> HttpResponse:
    release = current_release()
    has = absent.subjects(release)
    topic = next((t for t in topics_of(own, has) if t.code == code), None)
    if topic is None:
        raise Http404
    files = {kind: own.topic_file_url(code, kind) for kind in KINDS} if topic.measures(release) else {}
    context = _common(own, has, code) | {"topic": topic, "files": files} | topic.context(release, own)
    return render(request, topic.template, context)


def _common(own: Place, has: dict[str, bool], code: str = "") -> dict[str, Any]:
    """Return what every page of a place shows: its name, what it lies in, and the bar of its topics."""
    bar = [{"label": _("At a glance"), "url": own.url, "is_current": not code}]
    bar += [
        {"label": t.label, "url": own.topic_url(t.code), "is_current": t.code == code}
        for t in topics_of(own, has)
    ]
    shared = shared_tracts(current_release(), own.row) if own.is_town else []
    return {
        "place": own.row,
        "town": own.row,
        "is_town": own.is_town,
        "shared_tracts": shared,
        "has_no_tract": any(tract.is_only for tract in shared),
        "named": own.named,
        "crumbs": own.crumbs,
        "bar": bar,
    }
