"""Days of the law as they are known: a day, a month, a year, or the first and last day that it can be.

Written as in ISO 8601-2 (the Extended Date/Time Format of the Library of Congress): `2024-03-31`, `2026-12`, `1991`,
`2025-11-13/2025-12-31` (some day between the two), `../2023-12-31` (that day or one before it).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from fairtown.concepts import FairtownError

PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
OPEN = ".."
MONTHS = 12
#: The months of a year that are called late: the last four.
LATE_FROM = 9


@dataclass(frozen=True)
class Period:
    """The first and the last day that a day of the law can be; the same where it is known. `text`: as written."""

    first: date
    last: date
    text: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period that `text` writes; FairtownError, in one line, if it is none."""
        start, slash, end = text.partition("/")
        try:
            first = date.min if slash and start == OPEN else _days(start)[0]
            last = _days(end if slash else start)[1]
        except ValueError:
            first, last = date.max, date.min
        if first > last:
            raise FairtownError(
                f"day {text[:40]!r} is none; write it like 2026-11-25, 2026-11, 2026, 2025-11-13/2025-12-31 or "
                "../2023-12-31"
            )
        return cls(first, last, text)

    @classmethod
    def of_day(cls, day: date) -> Period:
        """Return the period of a day that is known."""
        return cls(day, day, day.isoformat())

    @property
    def is_day(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last

    @property
    def is_month(self) -> bool:
        """Whether it is a whole month."""
        begins = (self.first.year, self.first.month, 1) == (self.last.year, self.last.month, self.first.day)
        return begins and self.last.day == _length(self.last)

    @property
    def is_year(self) -> bool:
        """Whether it is a whole year."""
        return (self.first, self.last) == (date(self.first.year, 1, 1), date(self.first.year, MONTHS, 31))

    @property
    def is_late(self) -> bool:
        """Whether it lies in the last months of one year and goes to its end."""
        end = date(self.last.year, MONTHS, 31)
        return self.first.year == self.last.year and self.first.month >= LATE_FROM and self.last == end

    @property
    def is_open(self) -> bool:
        """Whether the day can be any before the last one."""
        return self.first == date.min

    def years_later(self, n: int) -> Period:
        """Return the same days `n` years later; 28 February for 29 February in other years."""
        if self.is_day:
            return Period.of_day(years_after(self.first, n))
        if self.is_month or self.is_year:
            year, dash, month = self.text.partition("-")
            return Period.parse(f"{int(year) + n:04}{dash}{month}")
        first = OPEN if self.is_open else years_after(self.first, n).isoformat()
        return Period.parse(f"{first}/{years_after(self.last, n)}")


def years_after(day: date, n: int) -> date:
    """Return the same day `n` years later; 28 February for 29 February in other years."""
    try:
        return day.replace(year=day.year + n)
    except ValueError:
        return day.replace(year=day.year + n, day=day.day - 1)


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _days(text: str) -> tuple[date, date]:
    """Return the first and last day of a day, month or year; ValueError if it is none."""
    found = PART.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or (month is not None and not 1 <= month <= MONTHS):
        raise ValueError(text)
    if day is not None:
        return date(year, month or 1, day), date(year, month or 1, day)
    last = date(year, month or MONTHS, 1)
    return date(year, month or 1, 1), last.replace(day=_length(last))
