"""Two to six places by one figure: a sentence, a chart, and the table behind it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.drawings import charts
from fairtown.hub.compare.forms import LEVELS, MOST_PLACES, CompareForm
from fairtown.hub.compare.verdicts import Entry, verdict
from fairtown.hub.errors import errors_as_text
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import table_response
from fairtown.hub.shelf.figures import Figures, Notes
from fairtown.hub.shelf.headlines import HEADLINES, Headline
from fairtown.hub.shelf.labels import area_name
from fairtown.hub.shelf.lines import Line, settle
from fairtown.hub.shelf.place_urls import url_of
from fairtown.hub.shelf.shown_table import Column, ShownTable, cell
from fairtown.hub.shelf.table_notes import table_notes
from fairtown.release.reader import OpenRelease, Row


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the places of the address by the figure of the address."""
    release = current_release()
    held = {h.code: h for h in HEADLINES if h.measure in release.measures}
    form = CompareForm(request.GET, list(held))
    error = form.fault()
    values = (CompareForm(QueryDict(), list(held)) if error else form).values()
    headline, places = held[values["figure"]], values["place"]
    context: dict[str, Any] = {
        "error": error,
        "figures": [{"code": h.code, "label": h.label} for h in held.values()],
        "headline": headline,
        "chosen": [*(p["slug"] for p in places), *[""] * (MOST_PLACES - len(places))],
        "options": _options(release),
        "query": (query := _address(headline, places)),
        "address": f"{reverse('compare')}?{query}",
    }
    if places:
        context |= _comparison(release, headline, places)
    return render(
        request, "compare/page.html", context, status=HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK
    )


@errors_as_text
def table_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the places of the address with their figure as the page shows them, as csv or xlsx."""
    release = current_release()
    held = {h.code: h for h in HEADLINES if h.measure in release.measures}
    query = CompareForm.read(request.GET, list(held))
    headline, places = held[query["figure"]], query["place"]
    found: dict[str, Any] = {"entries": [], "unit": ""}
    if places:
        found = _comparison(release, headline, places)
    columns = [Column(_("Place")), Column(_("Code")), Column(str(headline.label), found["unit"])]
    rows = [
        [area_name(e.name), p["geoid"], cell(e.figure)] for p, e in zip(places, found["entries"], strict=True)
    ]
    notes = table_notes(release, [headline.measure], f"{reverse('compare')}?{_address(headline, places)}")
    return table_response(ShownTable("compared-places", str(headline.label), columns, rows, notes), kind)


def _address(headline: Headline, places: list[Row]) -> str:
    """Return the query of a comparison, to share."""
    return urlencode([*(("place", p["slug"]) for p in places), ("figure", headline.code)])


def _options(release: OpenRelease) -> list[tuple[str, list[Row]]]:
    """Return the places that can be chosen, each once, by level."""
    by_level: dict[str, dict[str, Row]] = {level: {} for level in LEVELS}
    for place in release.all_places:
        if place["level"] in by_level:
            by_level[place["level"]][place["slug"]] = place
    names = {"town": _("Towns"), "region": _("Regions"), "county": _("Counties"), "state": _("State")}
    return [
        (names[level], sorted(rows.values(), key=lambda p: p["name"]))
        for level, rows in by_level.items()
        if rows
    ]


def _comparison(release: OpenRelease, headline: Headline, places: list[Row]) -> dict[str, Any]:
    """Return the entries of a comparison with its sentence and its chart."""
    keys = {p["key"] for p in places}
    rows = [p for p in release.all_places if p["key"] in keys and p["level"] != "tract"]
    year, notes = release.years_of(headline.measure)[-1], Notes()
    figures = Figures(
        release.observations([headline.measure], rows, [year], [headline.output]), release.measures
    )
    entries = [
        Entry(
            str(p["name"]),
            url_of(p),
            figures.get(headline.measure, p["key"], year, headline.output, headline.group, notes),
        )
        for p in places
    ]
    settle(notes, [Line(e.name, {"figure": e.figure}) for e in entries])
    drawn = [(e.name, *e.interval) for e in entries if e.is_known]
    chart = charts.bars(drawn, str(headline.label), _("Each place with its margin of error."), "compare")
    is_share = bool(drawn) and figures.units[headline.measure][headline.output] == "share"
    return {
        "entries": entries,
        "verdict": verdict(entries, str(headline.label), headline.is_segregation),
        "chart": chart if is_share else "",
        "notes": notes,
        "period": headline.period(release, year),
        "unit": figures.units[headline.measure][headline.output],
        "publisher": release.source_of(headline.measure)["publisher"],
    }
