"""The board of duties: what the law asks of each town, region or the state on any day, and what is on record of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from fairtown.concepts import LAW_STATUS, FairtownError
from fairtown.data.periods import Period
from fairtown.measures.obligations.due import STANDINGS, Duty, Record, Standing, coming, standing
from fairtown.measures.obligations.moratorium import EXAMPLE, KINDS, THRESHOLDS, Points, points
from fairtown.release.reader import OpenRelease, Row

__all__ = [
    "EXAMPLE", "KINDS", "LAW_STATUS", "STANDINGS", "THRESHOLDS", "Deadline", "Duties", "Duty", "Line", "Period",
    "Points", "Standing", "link_of", "points",
]  # fmt: skip
DUTIES, FILINGS = "ct_housing_law.duties", "ct_housing_law.filings"
COUNTS, ZONING, TIMELINE = (
    "ct_housing_law.filing_counts",
    "ct_housing_law.zoning_duties",
    "us_fair_housing.affh_timeline",
)
#: The duty that a town is free of while enough of its homes are assisted, and the measure that says so, year by year.
APPEALS, ASSISTED = "appeals_procedure", "subsidized.assisted_share"
#: Addresses that pages link to; others are by a site's pattern and were not seen.
SEEN = ("verified", "chapter")
#: Days ahead that a feed tells of.
AHEAD = 800
EARLIEST, LATEST = date(1968, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Line:
    """A duty of one town on a day."""

    town: Row
    standing: Standing


@dataclass(frozen=True)
class Deadline:
    """The day by which something is due, or the days that it can be, of a duty."""

    due: Period
    duty: Duty


class Duties:
    """The law of a release, read once."""

    def __init__(self, release: OpenRelease) -> None:
        """Keep the release."""
        self.release = release
        self._exempt_in: dict[int, dict[str, Row]] = {}

    @cached_property
    def all(self) -> list[Duty]:
        """Every duty, by the order of its name."""
        return [_duty(row) for row in self.release.input_rows(DUTIES)]

    @cached_property
    def records(self) -> dict[tuple[str, str], list[Record]]:
        """What was said of each town (key) and duty."""
        keys = {p["geoid"]: p["key"] for p in self.release.all_places if p["level"] == "town"}
        found: dict[tuple[str, str], list[Record]] = {}
        for row in self.release.input_rows(FILINGS):
            record = Record(_date(row["as_of"]), row["said"], _day(row["filed_on"]), row["source"])
            found.setdefault((keys[row["geoid"]], row["duty"]), []).append(record)
        return found

    @cached_property
    def counts(self) -> list[Row]:
        """Reported numbers of towns that had filed, oldest first."""
        return sorted(self.release.input_rows(COUNTS), key=lambda r: r["as_of"])

    @cached_property
    def zoning(self) -> list[Row]:
        """The duties on zoning regulations, with `start` (None where it was not read) and the `link` that was seen."""
        rows = self.release.input_rows(ZONING)
        return [row | {"start": _period(row["from_date"]), "link": link_of(row)} for row in rows]

    def zoning_on(self, day: date) -> list[Row]:
        """Return the duties on zoning regulations that may be in force on a day."""
        ends = ((row, _period(row["to_date"])) for row in self.zoning)
        return [
            row
            for row, end in ends
            if (row["start"] is None or row["start"].first <= day) and (end is None or day <= end.last)
        ]

    @cached_property
    def timeline(self) -> list[Row]:
        """The federal duty and its rules, oldest first, each with its `when` and the `link` that was seen."""
        rows = sorted(self.release.input_rows(TIMELINE), key=lambda r: r["date"])
        return [row | {"when": Period.parse(row["date"]), "link": link_of(row)} for row in rows]

    def of(self, name: str) -> Duty:
        """Return a duty by its short name; FairtownError names those there are."""
        for duty in self.all:
            if duty.id == name:
                return duty
        raise FairtownError(f"duty {name[:40]!r} is unknown; there are: {', '.join(d.id for d in self.all)}")

    def town(self, key: str, on: date) -> list[Standing]:
        """Return every duty of towns for one town on a day."""
        return [self._standing(d, key, on) for d in self.all if d.who == "town"]

    def others(self, on: date) -> list[Standing]:
        """Return the duties of the state on a day."""
        return [standing(d, on) for d in self.all if d.who != "town"]

    def board(self, duty: str, on: date, towns: Sequence[Row]) -> list[Line]:
        """Return one duty for some towns on a day."""
        found = self.of(duty)
        return [Line(t, self._standing(found, t["key"], on)) for t in towns]

    def opening(self, on: date, towns: Sequence[Row]) -> str:
        """Return the duty that says most on a day: in force, told apart town by town, then due soonest.

        Where no duty of towns is surely in force, it is the first by name; FairtownError where there is none at all.
        """
        of_towns = [d for d in self.all if d.who == "town"]
        if not of_towns:
            raise FairtownError("duties: the law of this release asks nothing of towns")

        def place(duty: Duty) -> tuple[int, date, str]:
            standings = [line.standing for line in self.board(duty.id, on, towns)]
            days = [s.next_due.last for s in standings if s.next_due]
            return -len({s.kind for s in standings}), min(days, default=date.max), duty.id

        return min([d for d in of_towns if d.holds_on(on)] or of_towns[:1], key=place).id

    def exempt(self, on: date) -> dict[str, Row]:
        """Return the share of assisted homes of each town (key) that is exempt from appeals on a day.

        By the latest list that is not of a later year; empty where there is none. A row is an observation of ASSISTED.
        """
        years = [year for year in self.release.measure(ASSISTED)["years"] if year <= on.year]
        return self._exempt(max(years)) if years else {}

    def _exempt(self, year: int) -> dict[str, Row]:
        if year not in self._exempt_in:
            lists = (
                self.release.level_rows(ASSISTED, year, "town", o) for o in ("is_exempt", "assisted_share")
            )
            is_exempt, shares = ({row["key"]: row for row in rows} for rows in lists)
            source = {"measure": ASSISTED, "year": year, "output": "assisted_share", "variant": ""}
            self._exempt_in[year] = {
                k: shares[k] | source for k, row in is_exempt.items() if row["value"] == 1
            }
        return self._exempt_in[year]

    def _standing(self, duty: Duty, key: str, on: date) -> Standing:
        """Return how a town stands with a duty on a day; one that the list exempts is `exempt`."""
        found = standing(duty, on, self.records.get((key, duty.id), ()))
        is_exempt = duty.id == APPEALS and duty.holds_on(on) and key in self.exempt(on)
        return replace(found, kind="exempt") if is_exempt else found

    def deadlines(self, on: date, days: int = AHEAD, who: Sequence[str] = ("town",)) -> list[Deadline]:
        """Return what is due by the calendar within some days, soonest first."""
        duties = [d for d in self.all if d.who in who]
        return [Deadline(due, duty) for due, duty in coming(duties, on, days)]


def _duty(row: Row) -> Duty:
    every = row["every_years"]
    return Duty(
        row["duty"], row["title"], row["who"], row["statute"], row["text"],
        Period.parse(row["from_date"]), _period(row["to_date"]), _period(row["first_due"]),
        int(every) if every else None, row["counts_from"], row["status"], row["note"],
        row["source"], _date(row["checked_on"]), link_of(row), row["supplement_url"],
    )  # fmt: skip


def link_of(row: Row) -> str:
    """Return the official address of a row where that page, or its chapter, was seen; "" else."""
    return row["url"] if row["url_status"] in SEEN else ""


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _day(text: str) -> date | None:
    return _date(text) if text else None


def _period(text: str) -> Period | None:
    return Period.parse(text) if text else None
