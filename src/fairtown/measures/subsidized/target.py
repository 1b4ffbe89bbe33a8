"""The distance to a target: which share of new homes must go to an area for it to hold a set share of all by a year.

No measure: whoever sets a target brings the figures. With U homes now, u of them in the area, F new homes a year for n
years and the target share T, the share x of the new homes solves u + x F n = T (U + F n). New homes alone count: none
are lost, and those that are there stay where they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite

from fairtown.concepts import FairtownError

#: Years are whole: a year is reached if it is missed by less than this part of one, an error of rounding.
LEAST_PART_OF_A_YEAR = 1e-9
#: Beyond these nobody sets a target, and numbers lose their digits.
MOST_YEARS, MOST_HOMES = 200, 1e12


@dataclass(frozen=True)
class Start:
    """Where things stand in `year`: `homes` in all, `in_area` of them in the area, and `new_per_year` in all."""

    year: int
    homes: float
    in_area: float
    new_per_year: float

    @property
    def share(self) -> float | None:
        """The share of the homes that is in the area, None while there are no homes."""
        return self.in_area / self.homes if self.homes > 0 else None

    def after(self, years: float, share_of_new: float) -> tuple[float, float]:
        """Return homes in all and homes in the area after some years, if a share of the new ones goes to the area."""
        new = self.new_per_year * years
        return self.homes + new, self.in_area + share_of_new * new


@dataclass(frozen=True)
class YearOfProgress:
    """Homes, homes in the area and their share at the end of a year; the share is None while there are no homes."""

    year: int
    homes: float
    in_area: float
    share: float | None


@dataclass(frozen=True)
class Target:
    """What it takes to reach the share `share` by the end of `by_year`.

    `needed`: the share of each year's new homes that must go to the area; it solves the equation whatever its size, so
    it can lie outside 0 to 1. `most`, `least`: the share reached if all new homes, or none, go there. `earliest_year`:
    the first year by which all new homes together reach the target; None if they never do.
    """

    start: Start
    share: float
    by_year: int
    needed: float
    most: float
    least: float
    earliest_year: int | None

    @property
    def is_reached(self) -> bool:
        """Whether the share holds by then even if no new home goes there: `needed` is 0 or below."""
        return self.needed <= 0

    @property
    def is_out_of_reach(self) -> bool:
        """Whether new homes alone are too few: `needed` is over 1."""
        return self.needed > 1

    @property
    def followed(self) -> float:
        """The share of new homes to go by: `needed`, but no less than none and no more than all."""
        return min(max(self.needed, 0.0), 1.0)

    def progress(self) -> tuple[YearOfProgress, ...]:
        """Return a row for the start and each year after it, if the share `followed` of new homes goes to the area."""
        rows = []
        for year in range(self.start.year, self.by_year + 1):
            homes, in_area = self.start.after(year - self.start.year, self.followed)
            rows.append(YearOfProgress(year, homes, in_area, in_area / homes if homes > 0 else None))
        return tuple(rows)


def target(start: Start, share: float, by_year: int) -> Target:
    """Return what it takes for the area to hold `share` (0 to 1) of all homes by the end of `by_year`.

    Raises FairtownError if the share is outside 0 to 1, the year is not after the start, a count is negative,
    infinite or unknown, more homes are in the area than there are, or no homes are added.
    """
    _check(start, share, by_year)
    years = by_year - start.year
    new = start.new_per_year * years
    homes, most = start.after(years, 1.0)
    needed = (share * homes - start.in_area) / new
    return Target(
        start, share, by_year, needed, most / homes, start.in_area / homes, _earliest_year(start, share)
    )


def _earliest_year(start: Start, share: float) -> int | None:
    """Return the first year by whose end the share is reached if all new homes go to the area; None for never.

    (u + F m) / (U + F m) ≥ T holds from m = (T U - u) / (F (1 - T)) years on. All homes in the area (T = 1) is
    reached only if none is elsewhere.
    """
    missing = share * start.homes - start.in_area
    if missing <= 0:
        return start.year
    if share == 1:
        return None
    years = missing / (start.new_per_year * (1 - share))
    return start.year + ceil(years - LEAST_PART_OF_A_YEAR) if isfinite(years) else None


def _check(start: Start, share: float, by_year: int) -> None:
    if not 0 <= share <= 1:
        raise FairtownError(f"target: share is {share}, expected 0 to 1; divide percent by 100")
    last = start.year + MOST_YEARS
    if not (isinstance(by_year, int) and start.year < by_year <= last):
        raise FairtownError(
            f"target: by_year is {by_year}, expected a year after {start.year} and up to {last}; give a later year"
        )
    for name in ("homes", "in_area"):
        value = getattr(start, name)
        if not 0 <= value <= MOST_HOMES:
            raise FairtownError(
                f"target: {name} is {value}, expected a number from 0 to {MOST_HOMES:.0e}; mend it"
            )
    if start.in_area > start.homes:
        raise FairtownError(
            f"target: in_area is {start.in_area:g} of {start.homes:g} homes, expected no more than there are; mend "
            "either"
        )
    if not 0 < start.new_per_year <= MOST_HOMES:
        raise FairtownError(
            f"target: new_per_year is {start.new_per_year:g}, expected above 0 and up to {MOST_HOMES:.0e}; without "
            "new homes no share of them can be given"
        )
