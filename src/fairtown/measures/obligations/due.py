"""Duties as dated law: what is due when, as the law stood on any day, and what is on record of it.

No record is no finding: a town without one is `not_found`, never a town that failed. A day of the law that was not read
is a period, and a duty between its first and last day is shown as that, neither in force nor ended. Pure functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairtown.concepts import FairtownError
from fairtown.data.periods import Period, years_after

#: Labels of how a place can stand with a duty on a day.
STANDINGS: dict[str, str] = {
    "future": "not in force yet",
    "start_unknown": "may have been in force: its first day was not read",
    "end_unknown": "may have ended: its last day was not read",
    "standing": "in force; no deadline",
    "not_due": "not due yet",
    "adoption_not_found": "the last adoption was not found",
    "filed": "filed",
    "reported_not_filed": "reported as not filed",
    "not_found": "no record was found",
    "ended": "ended",
    "exempt": "exempt by the state's latest list",
}
CALENDAR, ADOPTION = "calendar", "adoption"
FILED, NOT_FILED = "filed", "not_filed"
#: Years ahead in which the next due date is looked for: longer than any period of the law.
HORIZON_YEARS = 12


@dataclass(frozen=True)
class Duty:
    """A duty and its days: in force from `start` to `end` (None: still), due on `first_due` and every `every_years`.

    `status`: a key of `concepts.LAW_STATUS`. `url`: the official address of the law, "" where none was seen.
    """

    id: str
    title: str
    who: str
    statute: str
    text: str
    start: Period
    end: Period | None
    first_due: Period | None
    every_years: int | None
    counts_from: str
    status: str
    note: str
    source: str
    checked_on: date
    url: str = ""
    supplement_url: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the duty is surely in force on a day, its last one included."""
        return self.start.last <= day and (self.end is None or day <= self.end.first)

    def due_dates(self, last: date, adopted: date | None = None) -> list[Period]:
        """Return all days by which something is due that end by `last` and before the last day in force, in order.

        `adopted`: the last adoption, for duties whose years run from it: they are due once, that many years after it,
        for the next years run from the next adoption. Without it such a duty has no date.
        """
        first = self.first_due
        if self.counts_from == ADOPTION:
            first = Period.of_day(years_after(adopted, self.every_years or 0)) if adopted else None
        if first is None:
            return []
        end = min(last, self.end.last) if self.end else last
        out, n = [], 0
        while (due := first.years_later(n * (self.every_years or 0))).last <= end:
            out.append(due)
            n += 1
            if not self.every_years or self.counts_from == ADOPTION:
                break
        return out


@dataclass(frozen=True)
class Record:
    """What was reported of a place as of a day, and by whom; `reported` is filed or not_filed."""

    as_of: date
    reported: str
    filed_on: date | None
    source: str


@dataclass(frozen=True)
class Standing:
    """A duty of a place on a day: a key of STANDINGS, what was due last, what is due next, and the record behind it."""

    duty: Duty
    kind: str
    last_due: Period | None
    next_due: Period | None
    record: Record | None


def standing(
    duty: Duty, on: date, records: Sequence[Record] = (), horizon_years: int = HORIZON_YEARS
) -> Standing:
    """Return how a place stands with a duty on a day, by the records that were there by then.

    What is due by a day is due until its end: on that day it is `next_due`, and `last_due` from the day after.
    `next_due` is looked for over `horizon_years`. A record of `filed` counts for the due date that it is nearest to:
    when the next one has passed without a new record, none was found.
    """
    known = sorted((r for r in records if r.as_of <= on), key=lambda r: r.as_of)
    record = known[-1] if known else None
    filed = [r.filed_on or r.as_of for r in known if r.reported == FILED]
    adopted = max(filed) if filed else None
    dates = duty.due_dates(years_after(on, horizon_years), adopted)
    last = max((d for d in dates if d.last < on), key=_end, default=None)
    coming = min((d for d in dates if d.last >= on), key=_end, default=None)
    return Standing(duty, _kind(duty, on, record, last, coming, adopted), last, coming, record)


def _end(period: Period) -> date:
    return period.last


def _kind(
    duty: Duty,
    on: date,
    record: Record | None,
    last: Period | None,
    coming: Period | None,
    adopted: date | None,
) -> str:
    if not duty.holds_on(on):
        return _out_of_force(duty, on)
    if duty.counts_from == ADOPTION and adopted is None:
        return "adoption_not_found"
    if last is None and coming is None:
        return "standing"
    if last is None:
        # before the first day has passed nobody is late, whatever was reported
        return FILED if record is not None and record.reported == FILED else "not_due"
    if record is not None and _is_of(record, last.last, duty):
        return FILED if record.reported == FILED else "reported_not_filed"
    return "not_found"


def _out_of_force(duty: Duty, on: date) -> str:
    """Return why a duty is not surely in force on a day: before, after, or on a day of which it is not known."""
    if on < duty.start.first:
        return "future"
    if on < duty.start.last:
        return "start_unknown"
    return "ended" if duty.end is None or on > duty.end.last else "end_unknown"


def _is_of(record: Record, last: date, duty: Duty) -> bool:
    """Whether a record is of the due date that has passed: filed after it, or nearer to it than to the one before."""
    if record.reported != FILED:
        return record.as_of >= last
    filed = record.filed_on or record.as_of
    return filed > last or not duty.every_years or last - filed < filed - years_after(last, -duty.every_years)


def coming(duties: Sequence[Duty], on: date, days: int) -> list[tuple[Period, Duty]]:
    """Return what is due by the calendar from a day on and `days` after it, soonest first; not duties from adoption.

    Raises FairtownError unless `days` is above 0.
    """
    if days <= 0:
        raise FairtownError(f"duties: days is {days}, expected a number above 0")
    last = on + timedelta(days=days)
    found = [(due, duty) for duty in duties for due in duty.due_dates(last) if due.last >= on]
    return sorted(found, key=lambda pair: (pair[0].last, pair[1].id))
