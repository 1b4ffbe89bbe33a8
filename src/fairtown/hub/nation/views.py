"""The pages about the nation and about one of its states, and the map of counties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fairtown.formatting import format_points
from fairtown.hub.nation import maps
from fairtown.hub.nation.figures import figure, nation
from fairtown.hub.nation.forms import CHANGE, KINDS, NationForm
from fairtown.hub.nation.history import history
from fairtown.hub.page_cache import cached_page
from fairtown.hub.shelf.figures import Notes
from fairtown.hub.shelf.query import without_parameters
from fairtown.hub.shelf.segregation_indices import BY_SLUG, DISSIMILARITY, INDICES
from fairtown.release.intervals import rank_ranges
from fairtown.release.nation_lines import (
    DISTRICTS_YEAR,
    Line,
    has_districts,
    has_margins,
    is_shown,
    lines,
    years,
)
from fairtown.release.reader import OpenRelease, Row

#: Lines of a list that a page shows; the file has all.
MOST_LINES = 100
SVG = "image/svg+xml"


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the nation: what changed, the map of counties, and states or counties by an index."""
    query = NationForm.read(request.GET)
    release, index = nation(), BY_SLUG[query["index"]]
    states = _states(release)
    level = "county" if query["state"] else query["level"]
    of_state = next((s for s in states if s["slug"] == query["state"]), None)
    found = lines(release, index.measure, index.group, level)
    if of_state is not None:
        found = [line for line in found if line.now["geoid"].startswith(of_state["geoid"])]
    context = _dates(release) | {
        "query": query,
        "index": index,
        "index_label": _(index.label),
        "indices": [(i.slug, _(i.label)) for i in INDICES],
        "levels": [(value, label) for value, label in _levels(release).items()],
        "level_label": _levels(release)[level],
        "states": states,
        "of_state": of_state,
        "says": _headline(release),
        "is_change": query["map"] == CHANGE,
        "classes": maps.shading(index, query["map"]).classes,
        "unknown_label": maps.unknown_label(),
        # the file has a legend of its own, which the page leaves out: it is too small on a phone
        "map_size": maps.SIZE,
        "listed": _listed(found, {s["geoid"]: s["slug"] for s in states}),
    }
    return render(request, "nation/page.html", context)


@without_parameters
@cached_page
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one state: every index at each date that is held, and its counties."""
    release = nation()
    place = next((s for s in _states(release) if s["slug"] == slug), None)
    if place is None:
        raise Http404(_("no such state"))
    index = INDICES[0]
    found = lines(release, index.measure, index.group, "county")
    own = [line for line in found if line.now["geoid"].startswith(place["geoid"])]
    context = _dates(release) | {
        "place": place,
        "index": index,
        "index_label": _(index.label),
        "history": history(release, place["geoid"]),
        "listed": _listed(own, {}),
    }
    return render(request, "nation/state.html", context)


@without_parameters
@cached_page
def county_map(request: HttpRequest, index: str, kind: str) -> HttpResponse:
    """Return the map of an index as a picture."""
    if index not in BY_SLUG or kind not in KINDS:
        raise Http404(_("no such map"))
    return HttpResponse(maps.county_map(BY_SLUG[index], kind), content_type=SVG)


def _states(release: OpenRelease) -> list[Row]:
    newest = release.profile.vintages[-1]
    return [p for p in release.state_places if p["vintage"] == newest]


def _dates(release: OpenRelease) -> dict[str, Any]:
    earlier, later = years(release)
    periods = {year: release.lineage_of[DISSIMILARITY, year]["period"] for year in (earlier, later)}
    # a year, without the comma that thousands have
    counted = str(DISTRICTS_YEAR) if has_districts(release) else ""
    return {
        "then": periods[earlier],
        "counted": counted,
        "now": periods[later],
        "nation_date": release.date,
        "has_margins": has_margins(release),
    }


def _levels(release: OpenRelease) -> dict[str, str]:
    held = {place["level"] for place in release.all_places}
    labels = {"state": _("states"), "region": _("metropolitan areas"), "county": _("counties")}
    return {level: capfirst(label) for level, label in labels.items() if level in held}


def _headline(release: OpenRelease) -> dict[str, dict[str, Any]]:
    """Return the dissimilarity of each pair of groups in the whole nation at both dates, by `black_white` and alike."""
    out = {}
    for index in (i for i in INDICES if i.measure == DISSIMILARITY):
        (line,) = lines(release, index.measure, index.group, "nation")
        out[index.slug.partition("-")[2].replace("-", "_")] = _figures(line, None)
    return out


def _figures(line: Line, notes: Notes | None) -> dict[str, Any]:
    """Return what a line of a table shows: its figures, and the change in points, to the digit of both dates.

    `plain`: the later figure as computed, where `now` is without the error of the survey.
    """
    text = "" if line.change is None else format_points(line.change, line.best["moe"])
    return {
        "now": figure(line.best, notes),
        "plain": figure(line.now) if line.has_interval else None,
        "then": figure(line.then, notes),
        "change": text,
        "by_district": figure(line.by_district, notes),
    }


def _listed(found: Sequence[Line], slugs: dict[str, str]) -> dict[str, Any]:
    """Return the lines that a page shows, in order, and how many it leaves out and why."""
    shown = [line for line in found if is_shown(line.now)]
    ranks = _ranks(shown)
    notes = Notes()
    figures = [(line, _figures(line, notes)) for line in shown[:MOST_LINES]]
    notes.settle([own["now"] for _line, own in figures])
    rows = [
        {
            "name": line.now["name"],
            "slug": slugs.get(line.now["geoid"], ""),
            "rank": ranks.get(line.now["key"], ""),
            **own,
        }
        for line, own in figures
    ]
    return {
        "lines": rows,
        "n_shown": len(shown),
        "n_more": max(len(shown) - MOST_LINES, 0),
        "n_without": len(found) - len(shown),
        "notes": notes,
    }


def _ranks(shown: Sequence[Line]) -> dict[str, str]:
    """Return the ranks that places can have among one another, `3` or `3–9`, by key; 1 is the highest.

    A place without a margin has none.
    """
    known = [line for line in shown if line.has_interval]
    ranges = rank_ranges([line.ranked_by for line in known])
    return {
        line.now["key"]: str(first) if first == last else f"{first}–{last}"
        for line, (first, last) in zip(known, ranges, strict=True)
    }
