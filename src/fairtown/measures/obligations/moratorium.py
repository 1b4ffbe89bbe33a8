"""Points toward a moratorium on affordable housing appeals (CGS 8-30g): how many, and whether they are enough.

Each kind of new home counts so many housing unit-equivalent points. Each number says where it was read and how sure it
is (`concepts.LAW_STATUS`); what was not read is an assumption and is shown as such.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from fairtown.concepts import FairtownError, Parameter

COPY, REPORTED, ASSUMED = "copy", "reported", "assumed"
SUMMARY = "Summary of Senate Bill 338 of 2026, which restates CGS 8-30g(l); fastdemocracy.com"
UNREAD = "Assumption: not read in the statute"
#: Points count for homes built or restricted after this day.
SINCE = "1990-07-01"
#: Since when the threshold is as it was read: the act of 2017 (Public Act 17-170), in force upon passage.
ACT_2017 = "2017-07-24"
ANALYSIS = "Office of Legislative Research, analysis of House Bill 6880 of 2017"
PRESS_2017 = "Connecticut Law Tribune, 21 July and 19 October 2017"


@dataclass(frozen=True)
class Kind:
    """A kind of home: its title, its points by date, and how sure they are."""

    title: str
    points: Parameter
    status: str


def _kind(name: str, title: str, points: float, status: str, reference: str, since: str = SINCE) -> Kind:
    return Kind(title, Parameter(f"points_{name}", "points per home", {since: points}, reference), status)


KINDS: dict[str, Kind] = {
    "rent_40": _kind("rent_40", "Family rentals, incomes to 40% of the median", 2.5, REPORTED, SUMMARY),
    "rent_60": _kind("rent_60", "Family rentals, incomes to 60%", 2.0, REPORTED, SUMMARY),
    "rent_80": _kind("rent_80", "Family rentals, incomes to 80%", 1.5, ASSUMED, UNREAD),
    "own_40": _kind("own_40", "Family homes to own, incomes to 40%", 2.0, REPORTED, SUMMARY),
    "own_60": _kind("own_60", "Family homes to own, incomes to 60%", 1.5, REPORTED, SUMMARY),
    "own_80": _kind("own_80", "Family homes to own, incomes to 80%", 1.0, ASSUMED, UNREAD),
    "elderly_80": _kind("elderly_80", "Homes for older people, incomes to 80%", 0.5, REPORTED, SUMMARY),
    "market": _kind("market", "Unrestricted homes in a set-aside development", 0.25, ASSUMED, UNREAD),
    "middle": _kind(
        "middle",
        "Middle housing allowed as of right, once occupied",
        0.25,
        COPY,
        "CGS 8-2s (Public Act 24-143, section 11), in two copies of 2026; its first day was not read",
        "2024-06-06",
    ),
}


@dataclass(frozen=True)
class Threshold:
    """A number that a moratorium depends on: its title, its value by date with its source, and how sure it is."""

    title: str
    parameter: Parameter
    status: str


def _threshold(name: str, title: str, unit: str, value: float, status: str, reference: str) -> Threshold:
    return Threshold(title, Parameter(f"moratorium_{name}", unit, {ACT_2017: value}, reference), status)


THRESHOLDS: dict[str, Threshold] = {
    "share": _threshold(
        "share",
        "Points that are needed, as a share of the town's homes",
        "points per home of the town",
        0.02,
        REPORTED,
        f"Two percent of homes: {PRESS_2017}; Inside Investigator on New Canaan. The sentence of the law was not read.",
    ),
    "share_repeat": _threshold(
        "share_repeat",
        "The same, the second time and after, in towns of 20,000 homes or more with an affordable housing plan",
        "points per home of the town",
        0.015,
        REPORTED,
        f"{PRESS_2017}; that they need fewer points, not how many, is in the {ANALYSIS}.",
    ),
    "least": _threshold(
        "least",
        "Points that are needed at least",
        "points",
        75.0,
        ASSUMED,
        f"Assumption: 75 points, which are two percent of 3,750 homes. The act of 2017 lowered what smaller towns need "
        f"({ANALYSIS}); to how much was not read.",
    ),
    "years": _threshold("years", "Years that a moratorium holds", "years", 4, REPORTED, f"{ANALYSIS}."),
    "years_repeat": _threshold(
        "years_repeat",
        "The same, the second time and after, in towns of 20,000 homes or more",
        "years",
        5,
        REPORTED,
        f"{ANALYSIS}.",
    ),
}
#: From so many homes on a town is large, where it had a moratorium before.
LARGE_HOMES = 20_000
#: Homes of the worked example: 40 + 30 + 23.25 points.
EXAMPLE = {"rent_60": 20, "rent_80": 20, "market": 93}
#: More homes than this of one kind are no entry of one town.
MOST = 1_000_000


@dataclass(frozen=True)
class Points:
    """Points by kind and in all, what is needed, and how long a moratorium would hold.

    `share`: of the town's homes that are needed; `is_least`: the least number is needed, which may be fewer by law.
    """

    by_kind: Mapping[str, float]
    total: float
    needed: float
    years: int
    share: float
    is_least: bool

    @property
    def is_enough(self) -> bool:
        """Whether the points reach what is needed."""
        return self.total >= self.needed


def points(homes: Mapping[str, float], town_homes: float, date: str, is_repeat: bool = False) -> Points:
    """Return the points of new homes by kind in a town of `town_homes` homes, by the law of a date (ISO).

    `is_repeat`: the town had a moratorium before. Raises FairtownError on an unknown kind, a number that is
    negative, not whole or not finite, or a town without homes.
    """
    for kind, n in homes.items():
        if kind not in KINDS:
            raise FairtownError(f"points: kind {kind!r} is unknown; there are: {', '.join(KINDS)}")
        if not (math.isfinite(n) and 0 <= n <= MOST and float(n).is_integer()):
            raise FairtownError(
                f"points: {kind} is {n:.15g} homes, expected a whole number from 0 to {MOST:,}"
            )
    if not (math.isfinite(town_homes) and town_homes > 0):
        raise FairtownError(f"points: homes of the town are {town_homes:.15g}, expected a number above 0")
    by_kind = {kind: n * KINDS[kind].points.at(date) for kind, n in homes.items() if n}
    ending = "_repeat" if is_repeat and town_homes >= LARGE_HOMES else ""
    share, years = (THRESHOLDS[name + ending].parameter.at(date) for name in ("share", "years"))
    least = THRESHOLDS["least"].parameter.at(date)
    needed = max(share * town_homes, least)
    total = math.fsum(by_kind.values())
    return Points(by_kind, total, needed, years, share, share * town_homes < least)
