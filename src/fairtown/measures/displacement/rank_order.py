"""Rank-order H: how far apart incomes live, over all thresholds at once, from households by income band.

At each threshold households below it are one group, those above the other; H of each threshold is weighted by the
entropy of its two groups. Only the range between the lowest and the highest threshold is observed: what lies beyond is
not guessed, unless someone asks for the polynomial of Reardon (2011), which is extrapolated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.entropy import theil_h

Array = NDArray[np.float64]
DIMENSIONS = 2
#: Integral of E² × p^m over 0 to 1, relative to that of E²: weights of a polynomial's coefficients (Reardon 2011).
POLYNOMIAL = (1.0, 1 / 2, 11 / 36, 5 / 24, 137 / 900)


@dataclass(frozen=True)
class RankOrder:
    """H of incomes: `below` the share of households under each threshold, `h` at each, `observed` over their range."""

    below: Array
    h: Array
    observed: float


def entropy_of_two(p: ArrayLike) -> Array:
    """Return −p log₂ p − (1 − p) log₂(1 − p), 0 at 0 and 1."""
    share = np.asarray(p, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [np.where(q > 0, -q * np.log2(q), 0.0) for q in (share, 1 - share)]
    return np.asarray(parts[0] + parts[1])


def rank_order_h(counts: ArrayLike) -> RankOrder:
    """Return rank-order H from households (units, bands), the lowest band first.

    `observed` is NaN where fewer than two thresholds part anybody. Raises FairtownError on fewer than two bands, or on
    a negative or missing count.
    """
    households = np.asarray(counts, float)
    if households.ndim != DIMENSIONS or households.shape[1] <= 1 or not (households >= 0).all():
        raise FairtownError(
            "income mixing: expected households ≥ 0 by unit and two income bands or more; complete them"
        )
    total = households.sum(axis=1)
    under = np.cumsum(households, axis=1)[:, :-1]
    below = under.sum(axis=0) / total.sum()
    h = np.array([float(theil_h(np.stack([u, total - u], axis=1))) for u in under.T])
    weight = entropy_of_two(below)
    whole = np.trapezoid(weight, below)
    observed = np.trapezoid(weight * h, below) / whole if whole > 0 else float("nan")
    return RankOrder(below, h, float(observed))


def extrapolated(found: RankOrder, order: int) -> float:
    """Return Reardon's H over the whole range by a polynomial of H in p, fitted with weights E².

    Raises FairtownError unless 1 ≤ order < number of thresholds, and order is one of those whose weights are held.
    """
    if not 1 <= order < min(len(found.below), len(POLYNOMIAL)):
        raise FairtownError(
            f"income mixing: order is {order}, expected 1 to {min(len(found.below), len(POLYNOMIAL)) - 1}: below the "
            "number of thresholds"
        )
    fitted = np.polynomial.polynomial.polyfit(found.below, found.h, order, w=entropy_of_two(found.below))
    return float(fitted @ np.array(POLYNOMIAL[: order + 1]))


def refuse_top(share: float, highest: float) -> None:
    """Raise FairtownError for a threshold within the open top band, like H of the most affluent tenth."""
    if share > highest:
        raise FairtownError(
            f"income mixing: {share:g} of households is above the highest threshold, {highest:.3f}: the table ends "
            "with an open band; ask for a lower share"
        )


def mixing(counts: ArrayLike) -> Array:
    """Return how mixed incomes are within each unit, 0 one band to 1 all alike, from households (units, bands)."""
    households = np.asarray(counts, float)
    total = households.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = households / total
        return np.asarray(-np.where(p > 0, p * np.log(p), 0.0).sum(axis=1) / np.log(households.shape[1]))
