"""How near two units are, as the indices of clustering have it: exp(−d), d in miles.

d of a unit from itself is √(0.6 × its land in square miles), about the mean distance of two of its people. All pairs
within an area count by definition. They are taken in blocks of rows: time grows with the square of the units,
memory does not.
"""

from __future__ import annotations

import numpy as np

from fairtown.measures.segregation.estimation.counts import Areas, Array

METERS_PER_MILE = 1609.344
#: White (1983): two random people of a unit of land a are about √(0.6 a) apart.
OWN_DISTANCE = 0.6
#: Pairs held at a time, 8 bytes each, in three arrays.
PAIRS_AT_ONCE = 1 << 20


def nearness_sums(values: Array, points: Array, land: Array, areas: Areas) -> Array:
    """Return the sum over the units j of i's area of exp(−d_ij) × v_j, for each i; shape of `values` (..., units).

    `points`: shape (units, 2) in meters; `land`: shape (units,) in square miles.
    """
    rows = values.reshape(-1, values.shape[-1])
    out = np.empty_like(rows)
    miles, own = points / METERS_PER_MILE, np.exp(-np.sqrt(OWN_DISTANCE * land))
    for units in areas.units(len(land)):
        n_rows = max(1, PAIRS_AT_ONCE // max(1, len(units)))
        for start in range(0, len(units), n_rows):
            block = units[start : start + n_rows]
            near = _nearness(miles[block], miles[units])
            near[np.arange(len(block)), start + np.arange(len(block))] = own[block]
            out[:, block] = rows[:, units] @ near.T
    return out.reshape(values.shape)


def _nearness(a: Array, b: Array) -> Array:
    """Return exp(−distance) of every point of `a` from every point of `b`, shape (len(a), len(b))."""
    squared = np.subtract.outer(a[:, 0], b[:, 0])
    squared *= squared
    down = np.subtract.outer(a[:, 1], b[:, 1])
    down *= down
    squared += down
    distance = np.sqrt(squared, out=squared)
    return np.exp(np.negative(distance, out=distance), out=distance)
