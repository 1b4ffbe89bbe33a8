"""The board of duties, the points calculator and the zoning checklist."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.concepts import FairtownError
from fairtown.hub.asked import Number, parameters, town_of
from fairtown.hub.current import release
from fairtown.hub.figures import Figure, number
from fairtown.hub.page_cache import cached_page
from fairtown.hub.refusals import line, refused_as_text
from fairtown.outputs import duties
from fairtown.outputs.duties import ASSISTED, Duties, Period, Standing
from fairtown.outputs.release import OpenRelease, Row

USUAL = "affordable_housing_plan"
#: Kinds that a reader may pick towns by.
KINDS = ("reported_not_filed", "filed", "not_found")
SHOWN_AHEAD = 6
#: More new homes of a kind than any town has.
MOST_HOMES = 1e6
#: What the law says of rules, by kind; “May” alone would be the month in Django's own translations.
ASKS = {
    "must": gettext_noop("Rules must"),
    "must_not": gettext_noop("Rules must not"),
    "may": gettext_noop("Rules may"),
}


@lru_cache(maxsize=2)
def _duties(path: Path) -> Duties:
    return Duties(release())


def law(opened: OpenRelease) -> Duties:
    """Return the law of a release, kept for the life of the process."""
    return _duties(opened.path)


def today() -> date:
    """Return the day in the site's time zone."""
    return localdate()


@dataclass(frozen=True)
class Asked:
    """What an address asks for: a day, a duty, a region and a kind of standing, the last two blank for all."""

    on: date
    duty: str
    region: str
    kind: str


def asked(request: HttpRequest) -> Asked:
    """Return what the address asks for; raises FairtownError on an unknown day, duty, region, kind or name."""
    get = parameters(request, ("duty", "region", "kind", "on"))
    kind = get.get("kind", "")
    if kind and kind not in KINDS:
        raise FairtownError(f"duties: kind {kind[:40]!r} is unknown; there are: {', '.join(KINDS)}")
    region = get.get("region", "")
    if region and region not in {r["slug"] for r in regions(release())}:
        raise FairtownError(f"duties: region {region[:40]!r} is unknown; see the list of regions")
    duty = law(release()).of(get.get("duty") or USUAL).id
    return Asked(duties.of_day(get.get("on", ""), today()), duty, region, kind)


def regions(opened: OpenRelease) -> list[Row]:
    """Return the planning regions by name."""
    rows = [p for p in opened.all_places if p["level"] == "region"]
    return sorted({r["key"]: r for r in rows}.values(), key=lambda r: r["name"])


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the duties, what is due next, and one duty for every town."""
    opened = release()
    here = law(opened)
    try:
        of, error, status = asked(request), None, HttpResponse.status_code
    except FairtownError as refused:
        of, error, status = Asked(today(), USUAL, "", ""), line(refused), 400
    towns = [t for t in opened.towns if not of.region or _slug_of(opened, t["region"]) == of.region]
    board = here.board(of.duty, of.on, towns)
    lines = [
        _line(line.town, line.standing, of.on)
        for line in board
        if not of.kind or line.standing.kind == of.kind
    ]
    duty = here.of(of.duty)
    context = {
        "error": error,
        "of": of,
        "duty": duty,
        "lines": lines,
        "n_towns": len(towns),
        "counts": [r for r in here.counts if r["duty"] == of.duty],
        "of_towns": [d for d in here.all if d.who == "town"],
        "laws": [_shown(s) for s in [*here.town("", of.on), *here.others(of.on)]],
        "deadlines": here.deadlines(of.on, who=("town", "state"))[:SHOWN_AHEAD],
        "regions": regions(opened),
        "kinds": [(k, _(duties.STANDINGS[k])) for k in KINDS],
        "timeline": here.timeline,
        "towns": opened.towns,
        "is_today": of.on == today(),
    }
    return render(request, "duties/page.html", context, status=status)


def _slug_of(opened: OpenRelease, key: str) -> str:
    return next((r["slug"] for r in regions(opened) if r["key"] == key), "")


def _shown(of: Standing) -> dict[str, Any]:
    return {"duty": of.duty, "kind": of.kind, "words": _(duties.STANDINGS[of.kind]), "standing": of}


def _line(town: Row, of: Standing, on: date) -> dict[str, Any]:
    """Return what is said of a town: never more than the record says."""
    exempt = exempt_share(release(), town["key"], on) if of.kind == "exempt" else None
    return _shown(of) | {"town": town, "record": of.record, "exempt": exempt}


def exempt_share(opened: OpenRelease, key: str, on: date) -> Figure | None:
    """Return the share of assisted homes by which a town is exempt from appeals on a day; None if it is not."""
    row = law(opened).exempt(on).get(key)
    return Figure(row, "share") if row else None


def town_lines(opened: OpenRelease, town: Row, on: date) -> list[dict[str, Any]]:
    """Return every duty of a town on a day, those with a coming day first, ended ones last."""
    found = [_line(town, s, on) for s in law(opened).town(town["key"], on)]
    return sorted(found, key=_by_next_day)


def _by_next_day(line: dict[str, Any]) -> tuple[bool, date]:
    """Order duties: those with a coming day first, those that have or may have ended last."""
    coming = line["standing"].next_due
    return line["kind"] in ("ended", "end_unknown"), coming.last if coming else date.max


def _day(request: HttpRequest) -> date:
    """Return the day that the address names, or today; raises FairtownError on anything else."""
    return duties.of_day(parameters(request, ("on",)).get("on", ""), today())


@cached_page
def zoning(request: HttpRequest) -> HttpResponse:
    """Show the checklist of what zoning regulations must and must not do, for reading and for paper."""
    try:
        day, error, status = _day(request), None, HttpResponse.status_code
    except FairtownError as refused:
        day, error, status = today(), line(refused), 400
    rows = law(release()).zoning_on(day)
    groups = [(_(words), [r for r in rows if r["kind"] == kind]) for kind, words in ASKS.items()]
    context = {"groups": groups, "day": day, "error": error}
    return render(request, "duties/zoning.html", context, status=status)


@cached_page
def points(request: HttpRequest) -> HttpResponse:
    """Add up points toward a moratorium for a town and its new homes."""
    opened = release()
    get = request.GET
    homes = _homes_of(opened)
    here, made, error, status = None, None, None, HttpResponse.status_code
    try:
        parameters(request, ("town", *duties.KINDS, "repeat"))
        if get:
            here = town_of(get.get("town", ""))
            given = {
                name: Number(name, kind.title, "120", MOST_HOMES, least=0, whole=True, blank=0).of(get)
                for name, kind in duties.KINDS.items()
            }
            made = duties.points(given, homes[here["key"]], today().isoformat(), "repeat" in get)
    except FairtownError as refused:
        error, status = line(refused), 400
    kinds = [
        {
            "name": name,
            "kind": kind,
            "points": kind.points.at(today().isoformat()),
            "given": get.get(name, ""),
            "made": made.by_kind.get(name) if made else None,
        }
        for name, kind in duties.KINDS.items()
    ]
    now = today().isoformat()
    example = duties.points(duties.EXAMPLE, 1, now)
    context = {
        "example": [(_(duties.KINDS[k].title), n, example.by_kind[k]) for k, n in duties.EXAMPLE.items()],
        "example_total": example.total, "thresholds": _thresholds(now),
        "kinds": kinds, "made": made, "here": here, "towns": opened.towns, "error": error,
        "is_repeat": "repeat" in get, "town_homes": homes.get(here["key"]) if here else None,
        "exempt": exempt_share(opened, here["key"], today()) if here else None,
    }  # fmt: skip
    return render(request, "duties/points.html", context, status=status)


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


def _homes_of(opened: OpenRelease) -> dict[str, float]:
    last = opened.years_of(ASSISTED)[-1]
    rows = opened.level_rows(ASSISTED, last, "town", "census_housing_units")
    return {r["key"]: r["value"] for r in rows}


@refused_as_text
def board_csv(request: HttpRequest) -> HttpResponse:
    """Return every duty of every town on a day as CSV."""
    opened = release()
    on = _day(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="fairtown-duties-{on.isoformat()}.csv"'
    out = csv.writer(response, lineterminator="\n")
    out.writerow(
        ("geoid", "vintage", "town", "duty", "statute", "on", "standing", "last_due", "next_due", "record_as_of",
         "record_source", "law_status", "law_source", "checked_on", "law_url")
    )  # fmt: skip
    for town in opened.towns:
        for s in law(opened).town(town["key"], on):
            record = s.record
            out.writerow(
                (town["geoid"], town["vintage"], town["name"], s.duty.id, s.duty.statute, on, s.kind,
                 s.last_due.text if s.last_due else "", s.next_due.text if s.next_due else "",
                 record.as_of if record else "", record.source if record else "", s.duty.status, s.duty.source,
                 s.duty.checked_on, s.duty.url)
            )  # fmt: skip
    return response
