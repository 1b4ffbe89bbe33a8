"""Margins of error: the Census Bureau's approximations for sums, shares, products, changes and medians.

All margins are at 90% confidence, as the Bureau publishes. An unknown margin is NaN and stays
NaN: unknown never turns into certain. The Bureau's codes (-666666666) and signs ("**") are read as NaN, and "1,234" as
1234; what else is no number, and shapes that do not broadcast, raise FairtownError in one line. Functions work element
by element and broadcast like numpy, `median` and `overlap` aside. Formulas: ACS General Handbook (2018), chapter 8
(documentcloud 6177941); what comes from elsewhere says so. Choices of our own: docs/decisions/0011.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError
from fairtown.data import surveys
from fairtown.measures.census_codes import figures

#: How margins are computed, as text for readers of a measure.
SUM_IN_WORDS = (
    "Margin of a count that is a sum of columns: √(sum of their squared margins); of columns that are 0, only the "
    "largest. "
)
PART_IN_WORDS = (
    "Margin of a share: √((rest × margin of the part)² + (part × margin of the rest)²) / (part + rest)². Where a place "
    "is added up from smaller ones, the margin of a count is √(sum of their squared margins)."
)
PROPORTION_IN_WORDS = (
    "Margin of a share: √(margin of the part² − share² × margin of the whole²) / whole, with + for − where the root "
    "would be of 0 or less. Where a place is added up from smaller ones, the margin of a count is √(sum of their "
    "squared margins)."
)
FIRST_ORDER_IN_WORDS = (
    "Margin: √(sum over groups of (slope × margin of the group's people)²), to first order; "
)
#: Standard normal quantile that the Bureau uses for its 90% margins.
Z_90 = 1.645
#: Share of draws that lie beyond either end of a 90% interval.
TAIL_90 = 0.05
#: Everyone, in percent.
ALL_PERCENT = 100.0
#: Half of everyone, in percent: where the median is.
HALF_PERCENT = 50.0


def standard_error(moe: ArrayLike) -> NDArray[np.float64]:
    """Return standard errors from 90% margins, same shape."""
    return figures("standard_error", moe=moe)[0] / Z_90


def sum_moe(moes: ArrayLike, estimates: ArrayLike, axis: int = -1) -> NDArray[np.float64]:
    """Return the margin of a sum or difference of a place's own cells, along `axis`; NaN if any part is unknown.

    `estimates`: the figures that the margins belong to, same shape. The margins of estimates of zero
    count once only, the largest of them: the Bureau prints nearly the same margin for every empty cell, and many
    of them would swamp the sum (Bureau's training slides 2016_MOE_Slides_01, slide 26, and 20180418-MOE, slide 52, as
    cited by others). An unknown estimate makes the sum unknown.
    Raises FairtownError if the shapes differ.
    """
    (margins,), (parts,) = figures("sum_moe", moes=moes), figures("sum_moe", estimates=estimates)
    squares = np.square(margins)
    if parts.shape != squares.shape:
        raise FairtownError(
            f"sum_moe: estimates have shape {parts.shape}, expected {squares.shape} like moes; give one per margin"
        )
    squares = np.where(np.isnan(parts), np.nan, squares)
    largest_of_none = np.where(parts == 0, squares, 0).max(axis=axis, initial=0)
    return np.sqrt(np.where(parts == 0, 0, squares).sum(axis=axis) + largest_of_none)


def ratio_moe(x: ArrayLike, x_moe: ArrayLike, y: ArrayLike, y_moe: ArrayLike) -> NDArray[np.float64]:
    """Return the margin of x / y where x is no part of y; NaN where y is 0 or anything is unknown."""
    x, x_moe, y, y_moe = figures("ratio_moe", x=x, x_moe=x_moe, y=y, y_moe=y_moe)
    with np.errstate(divide="ignore", invalid="ignore"):
        moe = np.sqrt(x_moe**2 + (x / y) ** 2 * y_moe**2) / y
    return np.where(y > 0, moe, np.nan)


def proportion_moe(x: ArrayLike, x_moe: ArrayLike, y: ArrayLike, y_moe: ArrayLike) -> NDArray[np.float64]:
    """Return the margin of x / y where x is a part of y.

    Where the radicand is negative the ratio form is used, as the handbook says; also where it is 0, as for all of
    those asked: ± 0 would be certainty that no survey gives. NaN where y is 0 or anything is unknown.
    """
    x, x_moe, y, y_moe = figures("proportion_moe", x=x, x_moe=x_moe, y=y, y_moe=y_moe)
    with np.errstate(divide="ignore", invalid="ignore"):
        radicand = x_moe**2 - (x / y) ** 2 * y_moe**2
        moe = np.sqrt(np.where(radicand <= 0, np.nan, radicand)) / y
    as_ratio = ratio_moe(x, x_moe, y, y_moe)
    return np.where(radicand <= 0, as_ratio, np.where(y > 0, moe, np.nan))


def part_moe(x: ArrayLike, x_moe: ArrayLike, rest: ArrayLike, rest_moe: ArrayLike) -> NDArray[np.float64]:
    """Return the margin of x / (x + rest) for two parts with independent errors.

    For a total that is added up from the parts themselves: the proportion formula wants the total's own
    margin and would give a share and its complement different ones. NaN where x + rest is 0 or unknown.
    """
    x, x_moe, rest, rest_moe = figures("part_moe", x=x, x_moe=x_moe, rest=rest, rest_moe=rest_moe)
    total = x + rest
    with np.errstate(divide="ignore", invalid="ignore"):
        moe = np.sqrt((rest * x_moe) ** 2 + (x * rest_moe) ** 2) / total**2
    return np.where(total > 0, moe, np.nan)


def percent_change_moe(
    new: ArrayLike, new_moe: ArrayLike, old: ArrayLike, old_moe: ArrayLike
) -> NDArray[np.float64]:
    """Return the margin of (new - old) / old as a share (.05 for 5 percent), by the form for a ratio new / old.

    Holds for periods that share no years; NaN where `old` is 0 or anything is unknown.
    """
    return ratio_moe(*figures("percent_change_moe", new=new, new_moe=new_moe, old=old, old_moe=old_moe))


def product_moe(a: ArrayLike, a_moe: ArrayLike, b: ArrayLike, b_moe: ArrayLike) -> NDArray[np.float64]:
    """Return the margin of a * b, sqrt(a² b_moe² + b² a_moe²), in the unit of the product; NaN if any is unknown.

    A share is given as a share, not in percent, so that both margins are in the units of their figures.
    """
    a, a_moe, b, b_moe = figures("product_moe", a=a, a_moe=a_moe, b=b, b_moe=b_moe)
    return np.sqrt((a * b_moe) ** 2 + (b * a_moe) ** 2)


def share(x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
    """Return x / y, NaN where y is 0 or either is unknown."""
    x, y = figures("share", x=x, y=y)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(y > 0, x / y, np.nan)


def differs(
    a: ArrayLike, a_moe: ArrayLike, b: ArrayLike, b_moe: ArrayLike, overlap: float = 0.0
) -> NDArray[np.float64]:
    """Return 1 where a and b differ at 90% confidence, 0 where that is not shown, NaN where it cannot be tested.

    They differ where |a - b| / (sqrt(1 - overlap) sqrt(se_a² + se_b²)) > 1.645. `overlap`: share of years that the two
    periods of one place have in common, see `overlap`; 0 for two places. Two margins of 0 (controlled figures)
    differ as soon as the figures do; a figure or a margin that is unknown or infinite gives NaN.
    Source of the factor: Bureau, "Instructions for Applying Statistical Testing to the 2008-2012 ACS 5-Year Data", as
    cited by others; its guidance on comparing ACS data says to use periods that do not overlap.
    Raises FairtownError unless `overlap` is from 0 to below 1.
    """
    if not 0 <= overlap < 1:
        raise FairtownError(
            f"differs: overlap is {overlap}, expected a share from 0 to below 1; give 0 for two places or one period"
        )
    a, a_moe, b, b_moe = np.broadcast_arrays(*figures("differs", a=a, a_moe=a_moe, b=b, b_moe=b_moe))
    known = np.isfinite(np.stack([a, a_moe, b, b_moe])).all(axis=0)
    with np.errstate(invalid="ignore"):
        beyond = np.abs(a - b) > np.sqrt(1 - overlap) * np.hypot(a_moe, b_moe)
    return np.where(known, beyond, np.nan)


def overlap(period_a: str, period_b: str) -> float:
    """Return the share of years that two periods like "2015-2019" have in common, 0 to 1; .2 with "2019-2023".

    Raises FairtownError if a text is no period, or if the periods are not equally long: the Bureau's factor is
    for those only.
    """
    (first_a, last_a), (first_b, last_b) = surveys.survey_years(period_a), surveys.survey_years(period_b)
    n_a, n_b = last_a - first_a + 1, last_b - first_b + 1
    if n_a != n_b:
        raise FairtownError(
            f"overlap: {period_a} has {n_a} years and {period_b} has {n_b}, expected as many; compare equal periods"
        )
    return max(0, min(last_a, last_b) - max(first_a, first_b) + 1) / n_a


def binomial_moe(share: ArrayLike, n: ArrayLike) -> NDArray[np.float64]:
    """Return the 90% margin of a share (0 to 1) of `n` tried, as of pupils tested; NaN where n is 0 or any is unknown.

    1.645 sqrt(share (1 - share) / n), but never less than 1 - .05^(1/n), about 3/n: the share that would still leave
    none among n in 1 of 20 cases (Clopper-Pearson). The plain form says ± 0 for none or all of n, however few they are:
    5 of 5 would be certain. The floor is an assumption of ours; it holds for the last three at either end and
    nearly everywhere for n up to 10; elsewhere the margin is the plain one.
    Raises FairtownError if a share is outside 0 to 1 or a number is negative.
    """
    share, n = figures("binomial_moe", share=share, n=n)
    for name, wrong, expected in (
        ("share", share[(share < 0) | (share > 1)], "0 to 1; divide percent by 100"),
        ("n", n[n < 0], "0 or more; give the number tried, NaN if unknown"),
    ):
        if wrong.size:
            raise FairtownError(
                f"binomial_moe: {name} is {wrong.flat[0]:g} in {wrong.size} rows, expected {expected}"
            )
    tried = np.where(n > 0, n, np.nan)
    plain = Z_90 * np.sqrt(share * (1 - share) / tried)
    return np.maximum(plain, -np.expm1(np.log(TAIL_90) / tried))


def median(
    edges: ArrayLike, counts: ArrayLike, design_factor: float, percent_sampled: float
) -> tuple[float, float]:
    """Return the median of a grouped distribution and its 90% margin, both in the unit of `edges`.

    `edges` (groups + 1,): ascending limits; -inf or inf marks an open first or last group. `counts` (groups,): weighted
    people or homes, B in all. `design_factor`: the Bureau's for the topic, year and state (PUMS design factors).
    `percent_sampled`: f, 12.5 for tables of 5 years and 2.5 of one, 5 and 1 for PUMS files; where fewer answered, as in
    many tracts, the margin is too small.

    SE(50 percent) = DF sqrt((100 - f) / (f B) 50²) in percent points; the values at 50 - SE and 50 + SE percent of the
    cumulative distribution, people spread evenly within groups, are one standard error around the median (PUMS
    Accuracy of the Data 2017-2021, pages 17-18, as quoted by users; f = 12.5 gives the .599 of the Bureau's Minnesota
    example). At a limit of an empty group the lower value is taken.

    A median in an open group is that group's one limit, as the Bureau prints "250,000+". The margin is NaN if it or a
    bound is in an open group or beyond the data; both are NaN if nobody or an unknown number was counted.
    Raises FairtownError on bad edges, counts, design factor or percentage.
    """
    (limits,), (people,) = figures("median", edges=edges), figures("median", counts=counts)
    _check_groups(limits, people)
    _check_sample(design_factor, percent_sampled)
    reached = np.concatenate([[0.0], people.cumsum()])
    everyone = float(reached[-1])
    if not everyone > 0:
        return np.nan, np.nan
    not_sampled = (ALL_PERCENT - percent_sampled) / (percent_sampled * everyone)
    se_of_half = float(design_factor * np.sqrt(not_sampled) * HALF_PERCENT / ALL_PERCENT)
    middle, low, high = (_value_at(0.5 + step, limits, reached) for step in (0.0, -se_of_half, se_of_half))
    open_limit = limits[1] if middle == -np.inf else limits[-2]
    if not np.isfinite(middle):
        return float(open_limit), np.nan
    moe = Z_90 * (high - low) / 2
    return middle, moe if np.isfinite(moe) else np.nan


def _value_at(part: float, limits: NDArray[np.float64], reached: NDArray[np.float64]) -> float:
    """Return the value below which `part` (share) of everyone is; infinite in an open group, NaN outside the data.

    `limits`, `reached` (groups + 1,): limits of the groups and how many are below each.
    """
    target = part * float(reached[-1])
    if not 0 < target <= reached[-1]:
        return np.nan
    group = int(np.searchsorted(reached, target, side="left")) - 1
    below, above = float(limits[group]), float(limits[group + 1])
    if not np.isfinite([below, above]).all():
        return below if np.isinf(below) else above
    return below + float((target - reached[group]) / (reached[group + 1] - reached[group])) * (above - below)


def _check_groups(limits: NDArray[np.float64], people: NDArray[np.float64]) -> None:
    """Raise FairtownError unless there is one ascending limit more than there are counts, and no bad count."""
    if people.ndim != 1 or people.size == 0 or limits.shape != (people.size + 1,):
        raise FairtownError(
            f"median: edges have shape {limits.shape} and counts {people.shape}, expected one row with one edge "
            "more than counts; give one place at a time"
        )
    if not (limits[1:] > limits[:-1]).all() or not np.isfinite(limits).any():
        raise FairtownError(
            f"median: edges are {limits.tolist()}, expected ascending numbers; mend the edges"
        )
    if (people < 0).any() or np.isinf(people).any():
        raise FairtownError(
            f"median: counts are {people.tolist()}, expected 0 or more; make what is unknown NaN"
        )


def _check_sample(design_factor: float, percent_sampled: float) -> None:
    """Raise FairtownError unless the design factor is above 0 and the percentage above 0 and at most 100."""
    if not 0 < design_factor < np.inf:
        raise FairtownError(
            f"median: design_factor is {design_factor}, expected above 0; take it from the PUMS design factors"
        )
    if not 0 < percent_sampled <= ALL_PERCENT:
        raise FairtownError(
            f"median: percent_sampled is {percent_sampled}, expected above 0 to 100; it is 12.5 for ACS 5-year tables"
        )
