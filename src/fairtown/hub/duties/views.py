"""The board of duties, the points calculator and the zoning checklist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import unescape
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.hub.duties.forms import KINDS, BoardForm, DayForm, PointsForm
from fairtown.hub.errors import TranslatedError, errors_as_text
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.day_words import code, day_words
from fairtown.hub.shelf.downloads import csv_response, table_response
from fairtown.hub.shelf.figures import number
from fairtown.hub.shelf.law import displayed, exempt_share, law, regions, today, town_line
from fairtown.hub.shelf.shown_table import Cell, Column, ShownTable
from fairtown.hub.shelf.table_notes import table_notes
from fairtown.hub.survey_words import translated
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


@dataclass(frozen=True)
class Board:
    """One duty on a day for the towns that a reader picked: what was asked for, and a line for each town."""

    query: dict[str, Any]
    lines: list[dict[str, Any]]
    n_towns: int


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the duties, what is due next, and one duty for every town."""
    release = current_release()
    law_of_release = law(release)
    form = _form(release, request.GET)
    error = form.fault()
    board = _board(release, _form(release, QueryDict()) if error else form)
    on = board.query["on"]
    context = {
        "error": error,
        "query": board.query,
        "board_query": urlencode({name: board.query[name] for name in form.fields}),
        "duty": law_of_release.of(board.query["duty"]),
        "lines": board.lines,
        "n_towns": board.n_towns,
        "counts": [r for r in law_of_release.counts if r["duty"] == board.query["duty"]],
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


def _form(release: OpenRelease, data: QueryDict) -> BoardForm:
    return BoardForm(data, [d.id for d in law(release).all], [r["slug"] for r in regions(release)])


def _board(release: OpenRelease, form: BoardForm) -> Board:
    query = form.values()
    on, region, kind = query["on"] or today(), query["region"], query["kind"]
    towns = [t for t in release.towns if not region or _slug_of(release, t["region"]) == region]
    standings = law(release).board(query["duty"], on, towns)
    lines = [town_line(s.town, s.standing, on) for s in standings if not kind or s.standing.kind == kind]
    return Board(query | {"on": on}, lines, len(towns))


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


@errors_as_text
def table_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Return one duty for the towns that the page shows, as csv or xlsx."""
    release = current_release()
    form = _form(release, request.GET)
    if fault := form.fault():
        raise TranslatedError(fault)
    board = _board(release, form)
    duty, query = law(release).of(board.query["duty"]), urlencode({n: board.query[n] for n in form.fields})
    columns = [_("Town"), _("Code"), _("On record"), _("Was due"), _("Due next"), _("Source")]
    day = day_words(board.query["on"])
    notes = [
        (_("Day"), day),
        (_("Law"), f"{duty.statute} {duty.url}".strip()),
        (_("What it asks"), translated(duty.text)),
    ]
    table = ShownTable(
        f"duties-{duty.id}",
        f"{translated(duty.title)}, {day}",
        [Column(label) for label in columns],
        [_shown_row(line) for line in board.lines],
        table_notes(release, [], f"{reverse('duties')}?{query}", notes),
    )
    return table_response(table, kind)


def _shown_row(line: dict[str, Any]) -> list[Cell]:
    """Return a town's line as texts: what is on record in the words of the page."""
    standing, record = line["standing"], line["record"]
    words_on_record = strip_tags(render_to_string("shelf/_duty_record.html", {"l": line}))
    days = [code(day) if day else None for day in (standing.last_due, standing.next_due)]
    on_record = unescape(" ".join(words_on_record.split()))
    return [line["town"]["name"], line["town"]["geoid"], on_record, *days, record.source if record else None]
