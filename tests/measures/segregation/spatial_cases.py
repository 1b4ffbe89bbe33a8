"""Units on a plane, and plain twins of spatial indices, for tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.measures.segregation.absolute_centralization import absolute_centralization
from fairtown.measures.segregation.absolute_clustering import absolute_clustering
from fairtown.measures.segregation.absolute_concentration import absolute_concentration
from fairtown.measures.segregation.delta import delta
from fairtown.measures.segregation.distance_decay_isolation import distance_decay_isolation
from fairtown.measures.segregation.spatial_entropy import (
    spatial_entropy,
)

MILE = 1609.344
ROW = [(10_000, 0), (10_000 + MILE, 0), (10_000 + 2 * MILE, 0)]


#: Each index from people (units × 3 groups), points, land; several areas at once where given.
INDICES = {
    "delta": lambda c, p, a, areas=None: delta(c[..., 0], a, areas),
    "absolute_concentration": lambda c, p, a, areas=None: absolute_concentration(
        c[..., 0], c.sum(axis=-1), a, areas
    ),
    "absolute_centralization": lambda c, p, a, areas=None: absolute_centralization(
        c[..., 0], a, np.hypot(*p.T), areas
    ),
    "absolute_clustering": lambda c, p, a, areas=None: absolute_clustering(
        c[..., 0], c.sum(axis=-1), p, a, areas
    ),
    "distance_decay_isolation": lambda c, p, a, areas=None: distance_decay_isolation(
        c[..., 0], c.sum(axis=-1), p, a, areas
    ),
    "spatial_entropy": lambda c, p, a, areas=None: spatial_entropy(c, p, [2000, 9000], areas),
}


@st.composite
def worlds(draw, most: int = 9):
    """People of three groups, points within 12 × 12 km, square miles of land."""
    n = draw(st.integers(1, most))
    people = draw(npst.arrays(np.int64, (n, 3), elements=st.integers(0, 500) | st.just(0)))
    points = 1000 + 10.0 * draw(npst.arrays(np.int64, (n, 2), elements=st.integers(0, 1200)))
    return people, points, draw(npst.arrays(np.int64, n, elements=st.integers(1, 60))) / 7


def close(a, b, to: float = 1e-9) -> bool:
    return np.allclose(a, b, rtol=0, atol=to, equal_nan=True)


def plain_concentration(x, t, a) -> float:
    """Massey and Denton's ACO, unit by unit; None where it is not defined."""
    order = sorted(range(len(x)), key=lambda i: (a[i], t[i]))

    def mean_land(units) -> float:
        used, people = [], 0
        for i in units:
            if people >= sum(x):
                break
            used, people = [*used, i], people + t[i]
        return sum(t[i] * a[i] for i in used) / people if people else np.nan

    least, most = mean_land(order), mean_land(order[::-1])
    if not sum(x) or not most - least > 1e-12:
        return np.nan
    return 1 - (sum(x * a) / sum(x) - least) / (most - least)


def plain_entropy(people) -> np.ndarray:
    shares = people / np.maximum(people.sum(axis=-1, keepdims=True), 1e-300)
    return -(shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=-1)
