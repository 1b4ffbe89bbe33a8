"""The board of duties, the points calculator and the zoning checklist."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.hub.duties.forms import KINDS, BoardForm, DayForm, PointsForm
from fairtown.hub.errors import errors_as_text
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import csv_response
from fairtown.hub.shelf.figures import number
from fairtown.hub.shelf.law import displayed, exempt_share, law, regions, today, town_line
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports import duties
from fairtown.reports.duties import ASSISTED, Period, Standing

SHOWN_AHEAD = 6
BOARD_COLUMNS = (
    "geoid", "vintage", "town", "duty", "statute", "on", "standing", "last_due", "next_due", "record_as_of",
    "record_source", "law_status", "law_source", "checked_on", "law_url",
)  # fmt: skip
#: What the law says of rules, by kind; “May” alone would be the month in Django's own translations.
ASKS = {
    "must": gettext_noop("Rules must"),
    "must_not": gettext_noop("Rules must not"),
    "may": gettext_noop("Rules may"),
}


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the duties, what is due next, and one duty for every town."""
    release = current_release()
    law_of_release = law(release)
    options = [d.id for d in law_of_release.all], [r["slug"] for r in regions(release)]
    form = BoardForm(request.GET, *options)
    error = form.fault()
    query = (BoardForm(QueryDict(), *options) if error else form).values()
    on = query["on"] or today()
    towns = [
        t for t in release.towns if not query["region"] or _slug_of(release, t["region"]) == query["region"]
    ]
    board = law_of_release.board(query["duty"], on, towns)
    lines = [
        town_line(line.town, line.standing, on)
        for line in board
        if not query["kind"] or line.standing.kind == query["kind"]
    ]
    context = {
        "error": error,
        "query": query | {"on": on},
        "duty": law_of_release.of(query["duty"]),
        "lines": lines,
        "n_towns": len(towns),
        "counts": [r for r in law_of_release.counts if r["duty"] == query["duty"]],
        "of_towns": [d for d in law_of_release.all if d.who == "town"],
        "laws": [displayed(s) for s in [*law_of_release.town("", on), *law_of_release.others(on)]],
        "deadlines": law_of_release.deadlines(on, who=("town", "state"))[:SHOWN_AHEAD],
        "regions": regions(release),
        "kinds": [(k, _(duties.STANDINGS[k])) for k in KINDS],
        "timeline": law_of_release.timeline,
        "towns": release.towns,
        "is_today": on == today(),
    }
    return render(request, "duties/page.html", context, status=_status(error))


def _slug_of(release: OpenRelease, key: str) -> str:
    return next((r["slug"] for r in regions(release) if r["key"] == key), "")


def _status(error: str) -> HTTPStatus:
    return HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK


@cached_page
def zoning(request: HttpRequest) -> HttpResponse:
    """Show the checklist of what zoning regulations must and must not do, for reading and for paper."""
    form = DayForm(request.GET)
    error = form.fault()
    day = today() if error else form.values()["on"] or today()
    rows = law(current_release()).zoning_on(day)
    groups = [(_(heading), [r for r in rows if r["kind"] == kind]) for kind, heading in ASKS.items()]
    context = {"groups": groups, "day": day, "error": error}
    return render(request, "duties/zoning.html", context, status=_status(error))


@cached_page
def points(request: HttpRequest) -> HttpResponse:
    """Add up points toward a moratorium for a town and its new homes."""
    release, homes, now = current_release(), _homes_of(current_release()), today().isoformat()
    form = PointsForm(request.GET)
    error = form.fault() if request.GET else ""
    town, result = form.values().get("town"), None
    if town and not error:
        given = {name: form.cleaned_data[name] for name in duties.KINDS}
        result = duties.points(given, homes[town["key"]], now, form.cleaned_data["repeat"])
    kinds = [
        {
            "name": name,
            "kind": kind,
            "points": kind.points.at(now),
            "given": form.typed(name),
            "points_earned": result.by_kind.get(name) if result else None,
        }
        for name, kind in duties.KINDS.items()
    ]
    example = duties.points(duties.EXAMPLE, 1, now)
    context = {
        "example": [(_(duties.KINDS[k].title), n, example.by_kind[k]) for k, n in duties.EXAMPLE.items()],
        "example_total": example.total, "thresholds": _thresholds(now),
        "kinds": kinds, "result": result, "town": town, "towns": release.towns, "error": error,
        "is_repeat": form.values()["repeat"], "town_homes": homes.get(town["key"]) if town else None,
        "exempt": exempt_share(release, town["key"], today()) if town else None,
    }  # fmt: skip
    return render(request, "duties/points.html", context, status=_status(error))


def _thresholds(day: str) -> list[dict[str, Any]]:
    """Return the numbers that a moratorium hangs on as they stand on a day: value, since when, and how sure."""
    return [
        {
            "threshold": t,
            "value": number(
                t.parameter.at(day),
                "share" if t.parameter.unit.startswith("points per") else t.parameter.unit,
            ),
            "since": Period.parse(max(d for d in t.parameter.values if d <= day)),
        }
        for t in duties.THRESHOLDS.values()
    ]


def _homes_of(release: OpenRelease) -> dict[str, float]:
    last = release.years_of(ASSISTED)[-1]
    rows = release.level_rows(ASSISTED, last, "town", "census_housing_units")
    return {r["key"]: r["value"] for r in rows}


@errors_as_text
def board_csv(request: HttpRequest) -> HttpResponse:
    """Return every duty of every town on a day as CSV."""
    release = current_release()
    on = DayForm.read(request.GET)["on"] or today()
    rows = [_board_row(town, s, on) for town in release.towns for s in law(release).town(town["key"], on)]
    return csv_response(rows, BOARD_COLUMNS, f"fairtown-duties-{on.isoformat()}.csv")


def _board_row(town: Row, standing: Standing, on: date) -> Row:
    """Return a duty of a town on a day as a row of the file."""
    duty, record, last, coming = standing.duty, standing.record, standing.last_due, standing.next_due
    return {name: town[name] for name in ("geoid", "vintage")} | {
        "town": town["name"],
        "duty": duty.id,
        "statute": duty.statute,
        "on": on,
        "standing": standing.kind,
        "last_due": last.text if last else "",
        "next_due": coming.text if coming else "",
        "record_as_of": record.as_of if record else "",
        "record_source": record.source if record else "",
        "law_status": duty.status,
        "law_source": duty.source,
        "checked_on": duty.checked_on,
        "law_url": duty.url,
    }
