"""Whole homes from shares of a home: largest remainder, or Webster's method, within floors and caps.

Largest remainder is what people expect (each town within one home of its exact share), but raising the need can take a
home from a town (the Alabama paradox). Webster's method (Sainte-Laguë) never does: it gives the next home to the town
with the largest weight / (2 × homes + 1).
Source: M. Balinski and H. P. Young, Fair Representation (1982).
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
METHODS = ("largest_remainder", "webster")
#: A target this little under a whole number is that number.
NEARLY = 1e-9
#: A weight counts as no less than this share of the largest one.
LEAST_WEIGHT = 1e-200


def largest_remainder(target: Array, weight: Array, region: NDArray[np.intp]) -> Whole:
    """Return whole homes (towns,) that add up, in each region, to the rounded sum of `target`.

    Each town gets the whole part of its target; what is left goes one each to the largest fractional parts, ties to the
    larger weight, then to the town that stands first (towns stand in the order of their codes). Within whole floors and
    caps of the target it stays within them.
    """
    whole = np.floor(target + NEARLY).astype(np.int64)
    part = np.maximum(target - whole, 0.0)
    for r in np.unique(region):
        at = np.flatnonzero(region == r)
        left = round(float(target[at].sum())) - int(whole[at].sum())
        # fractions that differ by rounding only are tied
        order = np.lexsort((at, -weight[at], -np.round(part[at] / NEARLY)))
        whole[at[order[:left]]] += 1
    return whole


def webster(total: Whole, weight: Array, floor: Array, cap: Array, region: NDArray[np.intp]) -> Whole:
    """Return whole homes (towns,) by Webster's method, `total` (regions,) homes as far as caps allow.

    Ties go to the larger weight, then to the town that stands first. A town of weight 0 gets its floor.
    """
    whole = np.asarray(floor, float).astype(np.int64)
    for r, homes in enumerate(total):
        at = np.flatnonzero((region == r) & (weight > 0))
        # start close below the answer, then deal out the rest
        whole[at] = _nearly(int(homes) - int(whole[region == r].sum()), weight[at], whole[at], cap[at])
        left = int(homes) - int(whole[region == r].sum())
        queue = [(-weight[t] / (2 * whole[t] + 1), -weight[t], t) for t in at if whole[t] + 1 <= cap[t]]
        heapq.heapify(queue)
        while left > 0 and queue:
            _priority, _weight, t = heapq.heappop(queue)
            whole[t] += 1
            left -= 1
            if whole[t] + 1 <= cap[t]:
                heapq.heappush(queue, (-weight[t] / (2 * whole[t] + 1), -weight[t], t))
    return whole


def _nearly(more: int, weight: Array, floor: Whole, cap: Array) -> Whole:
    """Return homes that Webster's method surely gives: those at a scale at which their sum is not above the total.

    With scale λ every town has at least one home for each k with λ × weight ≥ k − ½. The scale is doubled until it
    gives too many, then halved between that and one that gives too few; the few homes left are dealt out one by one.
    """
    if more <= 0 or not len(weight):
        return floor
    goal = float(floor.sum()) + more
    parts = np.maximum(weight / weight.max(), LEAST_WEIGHT)

    def at(scale: float) -> Array:
        return np.asarray(np.clip(np.floor(scale * parts + 0.5), floor, cap), float)

    low, high = 0.0, more / parts.sum()
    while at(high).sum() <= goal and (at(high) < cap).any():
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if at(middle).sum() <= goal else (low, middle)
    # a little less, so that no home hangs on the last bit of the scale
    return at(low * (1 - NEARLY)).astype(np.int64)


#: After so many halvings a scale is known to the last bit.
HALVINGS = 60
