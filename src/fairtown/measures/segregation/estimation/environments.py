"""The people around each unit, nearer ones counting for more: the environments of Reardon and O'Sullivan (2004).

Within a radius r, people at distance d count (1 − (d/r)²)², so those at hand for 1 and those at r for 0; the unit
itself is at distance 0. The weight is a polynomial in d²: 1 − 2 d²/r² + d⁴/r⁴. For all radii at once it is thus enough
to add up people, people × d² and people × d⁴ in the rings between the radii, and then to add the rings outwards. Ten
radii cost little more than one. Neighbors are found by a tree, some pairs at a time: memory does not grow with them.
With many units, and numba there, a compiled pass over a grid gives the same to rounding.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.estimation.counts import Array
from fairtown.measures.segregation.estimation.passes import has_numba

#: Pairs and sums held at a time: about 80 bytes each.
PAIRS_AT_ONCE = 1 << 19
#: Below this many units numpy is fast enough, and loading the compiled pass would cost more than it saves.
LEAST_COMPILED = 2_000


def check_radii(radii: ArrayLike) -> Array:
    """Return radii in meters, shape (radii,); FairtownError unless there are some and all are above 0."""
    around = np.atleast_1d(np.asarray(radii, float))
    if around.ndim > 1 or not around.size or not (np.isfinite(around) & (around > 0)).all():
        raise FairtownError(
            f"segregation: radii are {np.asarray(radii).tolist()}, expected one or more lengths in metres above 0"
        )
    return around


def nearest(points: Array) -> Array:
    """Return how far each unit's nearest other one is, in meters, from points (units, 2); infinite if there is none."""
    if not len(points):
        return np.zeros(0)
    return np.asarray(cKDTree(points).query(points, k=2)[0][:, 1], float)


def environments(people: Array, points: Array, radii: Array) -> Iterator[tuple[NDArray[np.intp], Array]]:
    """Yield some units at a time and the weighed people around them, shape (radii, groups, ..., units).

    `people`: shape (groups, ..., units); `points`: shape (units, 2) in meters; `radii`: shape (radii,), any order.
    Each unit comes once.
    """
    if not len(points):
        return
    columns = np.ascontiguousarray(people.reshape(-1, people.shape[-1]).T)
    order = np.argsort(radii)
    back = np.argsort(order)
    compiled = len(points) >= LEAST_COMPILED and has_numba()
    for units, around in (_by_grid if compiled else _by_tree)(columns, points, radii[order]):
        yield units, around[back].reshape(len(radii), *people.shape[:-1], len(units))


def _by_grid(columns: Array, points: Array, radii: Array) -> Iterator[tuple[NDArray[np.intp], Array]]:
    from fairtown.measures.segregation.estimation.compiled_spatial import around, cells_of

    cells, starts = cells_of(points, radii[-1])
    order = np.lexsort((cells[:, 0], cells[:, 1]))
    given = points[order], columns[order], cells[order], starts, radii
    n_units = max(1, PAIRS_AT_ONCE // (len(radii) * columns.shape[1]))
    for first in range(0, len(order), n_units):
        last = min(first + n_units, len(order))
        yield order[first:last], around(first, last, *given)


def _by_tree(columns: Array, points: Array, radii: Array) -> Iterator[tuple[NDArray[np.intp], Array]]:
    tree = cKDTree(points)
    for units in _parts(tree, points, radii[-1], columns.shape[1] * (len(radii) + 1)):
        yield units, _around(tree, points[units], columns, radii)


def _parts(tree: cKDTree, points: Array, radius: float, sums: int) -> list[NDArray[np.intp]]:
    """Return the units in parts with some `PAIRS_AT_ONCE` neighbors and `sums` each; those of a part lie together."""
    if len(points) * (len(points) + sums) <= PAIRS_AT_ONCE:
        return [np.arange(len(points))]
    order = np.asarray(tree.indices, np.intp)
    neighbors = tree.query_ball_point(points[order], radius, return_length=True, workers=-1)
    part = np.cumsum(neighbors + sums) // PAIRS_AT_ONCE
    return np.split(order, np.flatnonzero(np.diff(part)) + 1)


def _around(tree: cKDTree, points: Array, columns: Array, radii: Array) -> Array:
    """Return the weighed sums of `columns` (units, k) around `points`, shape (radii, k, points); radii ascending."""
    largest, n_rings = radii[-1], len(radii) + 1
    pairs = cKDTree(points).sparse_distance_matrix(tree, largest, output_type="ndarray")
    ring = np.searchsorted(radii, pairs["v"], side="right")
    cells = pairs["i"] * n_rings + ring, pairs["j"]
    squared = np.square(pairs["v"] / largest)
    shape = (len(points) * n_rings, len(columns))

    def outward(weights: Array) -> Array:
        in_ring = sparse.coo_array((weights, cells), shape=shape) @ columns
        return in_ring.reshape(len(points), n_rings, -1)[:, :-1].cumsum(axis=1)

    reach = np.square(largest / radii)[:, None]
    around = outward(np.ones(len(squared)))
    around -= 2 * reach * outward(squared)
    around += reach**2 * outward(np.square(squared))
    return np.maximum(around, 0).transpose(1, 2, 0)
