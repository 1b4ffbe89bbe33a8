"""Criteria of changing neighborhoods: where each begins, what changed, and whether that exceeds the survey's error.

Four methods of the literature, each without what is not published here: rents, home values and the age of homes by
tract. So they are only "like" the methods that they are named after.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Quantiles of the area's tracts.
MEDIAN, LOW_INCOME, LESS_COLLEGE, UPPER_THIRD, UPPER = 0.5, 0.4, 0.4, 2 / 3, 0.6
#: Of four signs of UDP's vulnerability so many must be there.
VULNERABLE = 3
METHODS = {
    "freeman": "Freeman-like",
    "governing": "Governing-like",
    "ncrc": "NCRC-like",
    "udp": "UDP-like",
}


@dataclass(frozen=True)
class Survey:
    """Figures of tracts, (tracts,), each with its margin: shares, `income` over the area's median, people below 2×."""

    college: Floats
    college_moe: Floats
    income: Floats
    income_moe: Floats
    low: Floats
    low_moe: Floats
    color: Floats
    color_moe: Floats
    renters: Floats
    renters_moe: Floats
    low_people: Floats
    low_people_moe: Floats


@dataclass(frozen=True)
class Criterion:
    """Which tracts meet it, and where their figure is on that side of the line by more than its margin, (tracts,)."""

    is_met: Bools
    is_beyond: Bools


@dataclass(frozen=True)
class Verdict:
    """A method's answer by tract: whether it looks at the tract, sees change, and criteria met beyond their margin."""

    is_eligible: Bools
    is_changing: Bools
    beyond: NDArray[np.intp]
    criteria: NDArray[np.intp]


def line_of_area(values: ArrayLike, areas: ArrayLike, quantile: float) -> Floats:
    """Return for each tract the quantile (type 7) of `values` over the tracts of its area."""
    figures, labels = np.asarray(values, float), np.asarray(areas)
    out = np.full(figures.shape, np.nan)
    for label in np.unique(labels):
        own = labels == label
        out[own] = np.quantile(figures[own], quantile)
    return out


def over(values: Floats, moe: Floats, line: ArrayLike, *, or_at: bool = False) -> Criterion:
    """Return where `values` are above a line (`or_at` it, too), and where by more than their margin."""
    distance = values - np.asarray(line, float)
    return Criterion(distance >= 0 if or_at else distance > 0, distance > moe)


def under(values: Floats, moe: Floats, line: ArrayLike, *, or_at: bool = False) -> Criterion:
    """Return where `values` are below a line (`or_at` it, too), and where by more than their margin."""
    return over(-values, moe, -np.asarray(line, float), or_at=or_at)


def _verdict(is_core: Bools, start: list[Criterion], changed: list[Criterion], least: int = 0) -> Verdict:
    """Return a method's answer; of the criteria of its start all must be met, or `least` of them."""
    met = np.sum([c.is_met for c in start], axis=0)
    eligible = is_core & (met >= (least or len(start)))
    changing = eligible & np.all([c.is_met for c in changed], axis=0)
    every = [*start, *changed]
    return Verdict(
        eligible,
        changing,
        np.sum([c.is_met & c.is_beyond for c in every], axis=0),
        np.sum([c.is_met for c in every], axis=0),
    )


def verdicts(before: Survey, after: Survey, areas: ArrayLike, is_core: ArrayLike) -> dict[str, Verdict]:
    """Return what each of the four methods says of each tract; figures must be known, margins may be NaN.

    `areas`: the metropolitan area of each tract; `is_core`: whether it is in a core city. Margins of changes take both
    surveys' errors as unrelated: where the periods share a year, that is cautious.
    """
    core = np.asarray(is_core, bool)
    college, college_moe = after.college - before.college, np.hypot(after.college_moe, before.college_moe)
    income, income_moe = after.income - before.income, np.hypot(after.income_moe, before.income_moe)
    fewer, fewer_moe = (
        after.low_people - before.low_people,
        np.hypot(after.low_people_moe, before.low_people_moe),
    )

    def at(values: Floats, quantile: float) -> Floats:
        return line_of_area(values, areas, quantile)

    poorer = under(before.income, before.income_moe, at(before.income, LOW_INCOME), or_at=True)
    less_college = under(before.college, before.college_moe, at(before.college, LESS_COLLEGE), or_at=True)
    more_college = over(college, college_moe, at(college, MEDIAN))
    return {
        "freeman": _verdict(
            core, [under(before.income, before.income_moe, at(before.income, MEDIAN))], [more_college]
        ),
        "governing": _verdict(
            core, [poorer], [over(college, college_moe, at(college, UPPER_THIRD), or_at=True)]
        ),
        "ncrc": _verdict(
            core,
            [poorer, less_college],
            [over(college, college_moe, at(college, UPPER)), over(income, income_moe, at(income, UPPER))],
        ),
        "udp": _verdict(
            np.ones_like(core),
            _vulnerable(before, areas),
            [more_college, over(income, income_moe, at(income, MEDIAN)), under(fewer, fewer_moe, 0.0)],
            VULNERABLE,
        ),
    }


def _vulnerable(before: Survey, areas: ArrayLike) -> list[Criterion]:
    """Return UDP's four signs: lower incomes, people of color and renters above the median, graduates not above it."""
    over_median = [
        over(values, moe, line_of_area(values, areas, MEDIAN))
        for values, moe in (
            (before.low, before.low_moe),
            (before.color, before.color_moe),
            (before.renters, before.renters_moe),
        )
    ]
    line = line_of_area(before.college, areas, MEDIAN)
    return [*over_median, under(before.college, before.college_moe, line, or_at=True)]
