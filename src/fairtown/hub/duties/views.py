"""The board of duties, the points calculator and the zoning checklist."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from html import unescape
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.drawings import town_map
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
from fairtown.reports.duties import ASSISTED, Duties, Period, Standing

SHOWN_AHEAD = 6
#: Parameters that the address of a board holds.
BOARD_QUERY = ("duty", "region", "kind", "on")
#: The shade of a town on the map by how it stands: grey where nothing is on record.
SHADES = {"exempt": "t4", "filed": "t4", "reported_not_filed": "t2", "not_found": "tx"}
#: In which order groups of duties stand, by what they are on the day.
GROUPS = {
    "now": gettext_noop("In force"),
    "maybe": gettext_noop("May be in force"),
    "future": gettext_noop("Not in force yet"),
    "ended": gettext_noop("No longer in force"),
}
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
#: The group of a standing; all others are in force.
GROUP_OF = {"start_unknown": "maybe", "end_unknown": "maybe", "future": "future", "ended": "ended"}


@dataclass(frozen=True)
class Board:
    """One duty on a day for the towns that a reader picked: what was asked for, and a line for each town."""

    query: dict[str, Any]
    lines: list[dict[str, Any]]

    @property
    def tally(self) -> list[tuple[str, str, int]]:
        """How many of the towns stand alike: shade, label and number, most towns first."""
        counted = Counter((SHADES.get(line["kind"], "t1"), line["label"]) for line in self.lines)
        return [(shade, label, n) for (shade, label), n in counted.most_common()]


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the duties, what is due next, and one duty for every town."""
    release = current_release()
    law_of_release = law(release)
    form = _form(release, request.GET)
    error = form.fault()
    if not error and form.values()["town"]:
        return redirect("town-topic", form.values()["town"]["slug"], "duties")
    board = _board(release, _form(release, QueryDict()) if error else form)
    on = board.query["on"]
    groups = _groups(law_of_release, on)
    context = {
        "error": error,
        "query": board.query,
        "board_query": _address(board.query),
        "duty": law_of_release.of(board.query["duty"]),
        "lines": board.lines,
        "tally": board.tally,
        "map": _map(release, board) if len(board.tally) > 1 else "",
        "has": {
            name: any(getattr(line["standing"], name) for line in board.lines)
            for name in ("last_due", "next_due", "record")
        },
        "counts": [r for r in law_of_release.counts if r["duty"] == board.query["duty"]],
        "choices": [
            (_(GROUPS[g]), [s["duty"] for s in laws if s["duty"].who == "town"]) for g, laws in groups
        ],
        "groups": [(g, _(GROUPS[g]), laws) for g, laws in groups],
        "deadlines": _due_next(law_of_release, on),
        "regions": regions(release),
        "kinds": [(k, _(duties.STANDINGS[k])) for k in KINDS],
        "timeline": law_of_release.timeline,
        "towns": release.towns,
        "is_today": on == today(),
    }
    return render(request, "duties/page.html", context, status=_status(error))


def _groups(law_of_release: Duties, on: date) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the duties by what they are on a day, those of towns first, then by the next due day; no empty group."""
    found = [displayed(s) for s in [*law_of_release.town("", on), *law_of_release.others(on)]]
    found.sort(key=lambda law: (law["duty"].who != "town", _next_day(law["standing"])))
    groups = {g: [law for law in found if GROUP_OF.get(law["kind"], "now") == g] for g in GROUPS}
    return [(g, laws) for g, laws in groups.items() if laws]


def _next_day(standing: Standing) -> date:
    return standing.next_due.last if standing.next_due else date.max


def _due_next(law_of_release: Duties, on: date) -> list[duties.Deadline]:
    """Return what is due next, the nearest day of each duty."""
    nearest: dict[str, duties.Deadline] = {}
    for deadline in law_of_release.deadlines(on, who=("town", "state")):
        nearest.setdefault(deadline.duty.id, deadline)
    return list(nearest.values())[:SHOWN_AHEAD]


def _map(release: OpenRelease, board: Board) -> str:
    """Return the towns of a board in shades of how they stand; each leads to its own page."""
    shown = {
        line["town"]["key"]: town_map.Shown(
            SHADES.get(line["kind"], "t1"),
            f"{line['town']['name']}: {line['label']}",
            reverse("town-topic", args=[line["town"]["slug"], "duties"]),
        )
        for line in board.lines
    }
    return town_map.drawing(release, shown)


def _form(release: OpenRelease, data: QueryDict) -> BoardForm:
    return BoardForm(data, [d.id for d in law(release).all], [r["slug"] for r in regions(release)])


def _board(release: OpenRelease, form: BoardForm) -> Board:
    query = form.values()
    on, region, kind, town = query["on"] or today(), query["region"], query["kind"], query["town"]
    duty = query["duty"] or law(release).opening(on, release.towns)
    towns = [t for t in release.towns if not region or _slug_of(release, t["region"]) == region]
    standings = law(release).board(duty, on, [t for t in towns if not town or t["key"] == town["key"]])
    lines = [town_line(s.town, s.standing, on) for s in standings if not kind or s.standing.kind == kind]
    return Board(query | {"on": on, "duty": duty}, lines)


def _address(query: dict[str, Any]) -> str:
    return urlencode({name: query[name] for name in BOARD_QUERY})


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
    duty, query = law(release).of(board.query["duty"]), _address(board.query)
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
