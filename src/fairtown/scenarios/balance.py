"""A target for the balance of subsidized homes, from the figures of a release: for a page or a command."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.measures.subsidized.target import MOST_YEARS, Start, Target, target
from fairtown.release.reader import OpenRelease

__all__ = ["BASES", "Base", "Start", "Target", "base", "table", "target", "worked_out"]
CONCENTRATION, BALANCE = "subsidized.concentration", "subsidized.balance"
ASSISTED, SINCE = "subsidized.assisted_share", 2011
HIGH_TOWNS = "high_opportunity_towns"
#: What a target can be about: homes by the town of the state's list, or by the neighborhood of the inventory.
BASES: dict[str, str] = {
    "towns": "assisted homes in high-opportunity towns (state's list)",
    "tracts": "distinct subsidized homes in High and Very High opportunity neighborhoods (inventory)",
}
PERCENT = 100
#: New homes a year: without any none can be given, and more than the state has in all nobody builds.
LEAST_NEW, MOST_NEW = 1, 1_000_000


@dataclass(frozen=True)
class Base:
    """Where things stand, from which measure, place, year, group and output each number comes."""

    start: Start
    #: address of the explanation of each number: measure, year
    measure: str
    year: int


def base(release: OpenRelease, name: str, new_per_year: float | None = None) -> Base:
    """Return where a base stands today; `new_per_year`: new homes a year, default the mean of the list since 2011.

    Raises FairtownError naming the bases there are.
    """
    if name not in BASES:
        raise FairtownError(f"balance: base {name[:40]!r} is unknown; there are: {', '.join(BASES)}")
    state = release.state_places
    last = release.years_of(BALANCE)[-1]
    rows = release.observations([BALANCE], state, [last])
    figures = {(r["grp"], r["output"]): r["value"] for r in rows}
    new = figures["", f"net_new_since_{SINCE}"] / (last - SINCE) if new_per_year is None else new_per_year
    if name == "towns":
        listed = release.observations([ASSISTED], state, [last], ["total_assisted"])
        homes = listed[0]["value"]
        in_area = round(figures[HIGH_TOWNS, "assisted_part"] * homes)
        return Base(Start(last, homes, in_area, new), BALANCE, last)
    year = release.years_of(CONCENTRATION)[-1]
    rows = release.observations([CONCENTRATION], state, [year], ["units"])
    units = {r["grp"]: r["value"] for r in rows if r["variant"] == "distinct"}
    levels = ("very_low", "low", "moderate", "high", "very_high")
    start = Start(year, sum(units[n] for n in levels), units["high"] + units["very_high"], new)
    return Base(start, CONCENTRATION, year)


def worked_out(
    release: OpenRelease, name: str, percent: float, by_year: int, new_per_year: float | None = None
) -> Target:
    """Return what it takes for the area of a base to hold a percentage of all homes by the end of a year.

    Raises FairtownError that names what was typed, and what it may be, as people type it.
    """
    start = base(release, name, new_per_year).start
    last = start.year + MOST_YEARS
    if not 0 <= percent <= PERCENT:
        raise FairtownError(f"balance: target is {percent:.15g}, expected 0 to {PERCENT} percent")
    if not start.year < by_year <= last:
        raise FairtownError(f"balance: by is {by_year}, expected a year from {start.year + 1} to {last}")
    if not LEAST_NEW <= start.new_per_year <= MOST_NEW:
        raise FairtownError(
            f"balance: new is {start.new_per_year:.15g}, expected a number of homes from {LEAST_NEW} to {MOST_NEW:,}"
        )
    return target(start, percent / PERCENT, by_year)


def table(result: Target) -> pd.DataFrame:
    """Return a row per year: homes, homes in the area and their share, if the needed share of new homes goes there."""
    return pd.DataFrame([vars(row) for row in result.progress()])
