"""What a payment standard reaches, by the rents that are known: counts by rent, or only a median.

A median cannot say how many homes a standard reaches, only on which side of a half they lie; where its margin holds the
standard it cannot say that either.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError

Array = NDArray[np.float64]
#: Answers of the median rule.
LESS, TOO_CLOSE, HALF_OR_MORE = 0.0, 1.0, 2.0
#: The highest of the open bin is reached from this many times its lower end on.
OPEN_BIN = 1.5
#: What share of its base a payment standard may be without HUD's leave.
LEAST_STANDARD, MOST_STANDARD = 0.9, 1.1
HALF = 0.5


def payment_standard(rent: ArrayLike, part: float = 1.0) -> Array:
    """Return `part` × HUD's rent in dollars; FairtownError unless `part` is between 0.9 and 1.1."""
    if not LEAST_STANDARD <= part <= MOST_STANDARD:
        raise FairtownError(
            f"vouchers: a payment standard is {part:g} of HUD's rent, expected {LEAST_STANDARD:g} to {MOST_STANDARD:g}"
        )
    return np.asarray(rent, float) * part


def reached(
    standard: float, low: ArrayLike, high: ArrayLike, homes: ArrayLike, is_linear: bool = True
) -> float:
    """Return how many of `homes` rent within a standard, by bins from `low` to `high` dollars; an open `high` is NaN.

    Within a bin rents are taken as spread evenly, or, if not `is_linear`, a bin counts whole, half or not at all. Homes
    without cash rent must be left out. Raises FairtownError on unequal shapes or a negative count.
    """
    ends = [np.asarray(a, float) for a in (low, high, homes)]
    if len({a.shape for a in ends}) > 1 or (ends[2] < 0).any():
        raise FairtownError(
            "vouchers: bins need a lower end, a higher end and a count ≥ 0 each; complete them"
        )
    least, most, counts = ends
    with np.errstate(invalid="ignore"):
        part = np.clip((standard - least) / (most - least), 0, 1)
        if not is_linear:
            part = np.where(standard >= most, 1.0, np.where(standard >= HALF * (least + most), HALF, 0.0))
    part = np.where(np.isnan(most), (standard > OPEN_BIN * least).astype(float), part)
    return float((part * counts).sum())


def reach_by_median(standard: ArrayLike, median: ArrayLike, moe: ArrayLike) -> Array:
    """Return whether a standard reaches half of the rentals: `HALF_OR_MORE`, `LESS`, or `TOO_CLOSE`; NaN if unknown."""
    rent, middle, margin = (np.asarray(a, float) for a in (standard, median, moe))
    out = np.where(rent >= middle + margin, HALF_OR_MORE, np.where(rent < middle - margin, LESS, TOO_CLOSE))
    return np.where(np.isnan(rent) | np.isnan(middle) | np.isnan(margin), np.nan, out)


def bounds_of_reach(renters: ArrayLike, standard: ArrayLike, median: ArrayLike) -> tuple[float, float]:
    """Return the least and the most share of renters whose home a standard reaches; NaN where none is known.

    Where it is at or above the median, half to all are reached; where it is below, none to half.
    """
    people, rent, middle = (np.asarray(a, float) for a in (renters, standard, median))
    known = ~np.isnan(rent) & ~np.isnan(middle)
    total = people[known].sum()
    if total == 0:
        return float("nan"), float("nan")
    above = rent[known] >= middle[known]
    least = (people[known] * HALF * above).sum() / total
    most = (people[known] * np.where(above, 1.0, HALF)).sum() / total
    return float(least), float(most)


def bounds_in_lower(vouchers: ArrayLike, renters: ArrayLike, renters_lower: ArrayLike) -> tuple[float, float]:
    """Return the least and the most vouchers that can be in lower-opportunity tracts, from counts by town.

    Every voucher holder rents: a town without room for its vouchers elsewhere has some in lower tracts for sure.
    """
    v, r, low = (np.asarray(a, float) for a in (vouchers, renters, renters_lower))
    return float(np.maximum(0.0, v - (r - low)).sum()), float(np.minimum(v, low).sum())
