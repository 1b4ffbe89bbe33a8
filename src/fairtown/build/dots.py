"""Dots: one dot stands for k people of color, placed at random inside their tract's land.

Each town gets round(people / k) dots, divided among its tracts by largest remainder, so that no
one is lost to rounding. A dot is never an address; the same seed gives the same dots.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from fairtown import threads
from fairtown.concepts import FairtownError
from fairtown.measures.fair_share.allocation.whole_homes import largest_remainder

Array: TypeAlias = NDArray[np.float64]

SEED = 2026
#: Fewer shapes than this in each part are placed by one thread.
LEAST_SHAPES = 8
#: Distance that dots keep from their tract's boundary where the tract is wide enough, about 5 metres.
MARGIN_DEGREES = 0.00005


def counts(people: pd.DataFrame, per_dot: int) -> pd.Series:
    """Return dots per tract. `people`: geoid, town, value (people), one row per tract.

    Equal remainders go to the larger tract, then to the lower code. Raises FairtownError on a missing or negative
    count.
    """
    if not (people.value >= 0).all():
        raise FairtownError("dots: a tract has a missing or negative count, expected people ≥ 0")
    ordered = people.sort_values("geoid")
    town, _names = pd.factorize(ordered.town)
    values = ordered.value.to_numpy(float)
    sums = np.bincount(town, weights=values)
    dots = np.floor(sums / per_dot + 0.5)
    per_person = np.divide(dots, sums, out=np.zeros_like(sums), where=sums > 0)
    whole = largest_remainder(values * per_person[town], values, town)
    return pd.Series(whole, index=ordered.index).reindex(people.index)


def place_dots(shape: shapely.Geometry, n: int, stream: str, seed: int = SEED) -> Array:
    """Return `n` random points (n, 2) inside `shape`, uniform by area, in degrees.

    The stream of random numbers depends on `seed` and `stream` only, never on the order of tracts.
    """
    (points,) = place_in_each([shape], [n], [stream], seed)
    return points


def place_in_each(
    shapes: Sequence[shapely.Geometry], numbers: Sequence[int], streams: Sequence[str], seed: int = SEED
) -> list[Array]:
    """Return for each shape as many random points inside it as its number says, as `place_dots`, on every core."""
    return Ground(shapes).place(numbers, streams, seed)


class Ground:
    """Shapes divided into triangles, once for all the dots that are placed in them."""

    def __init__(self, shapes: Sequence[shapely.Geometry]) -> None:
        """Divide the shapes, on every core."""
        n_parts = min(max(len(shapes) // LEAST_SHAPES, 1), threads.most())
        edges = [len(shapes) * i // n_parts for i in range(n_parts + 1)]
        self._parts = [slice(*edge) for edge in pairwise(edges)]
        self._triangles = threads.in_threads(lambda own: _divided(np.array(shapes[own], object)), self._parts)

    def place(self, numbers: Sequence[int], streams: Sequence[str], seed: int = SEED) -> list[Array]:
        """Return for each shape as many random points inside it as its number says."""

        def in_part(own: slice, triangles: tuple[Array, Array, NDArray[np.intp]]) -> list[Array]:
            corners, areas, ends = triangles
            return [
                _points(corners[start:end], areas[start:end], n, _random(stream, seed))
                for (start, end), n, stream in zip(pairwise(ends), numbers[own], streams[own], strict=True)
            ]

        placed = threads.in_threads(in_part, self._parts, self._triangles)
        return [points for part in placed for points in part]


def _divided(shapes: Any) -> tuple[Array, Array, NDArray[np.intp]]:
    """Return the corners of the triangles of shapes, their areas, and where those of each shape end."""
    inner = shapely.buffer(shapes, -MARGIN_DEGREES)
    divided = np.where(shapely.is_empty(inner), shapes, inner)
    triangles, of_shape = shapely.get_parts(
        shapely.constrained_delaunay_triangles(divided), return_index=True
    )
    # a triangle has its first corner twice
    corners = shapely.get_coordinates(triangles).reshape(len(triangles), 4, 2)
    return corners, shapely.area(triangles), np.searchsorted(of_shape, np.arange(len(shapes) + 1))


def _random(stream: str, seed: int) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed}:{stream}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "big")))


def _points(corners: Array, areas: Array, n: int, rng: np.random.Generator) -> Array:
    """Return `n` points in triangles (triangles, corners, 2), each as often as its area says."""
    points = np.empty((n, 2))
    if not n:
        return points
    upto = np.cumsum(areas / areas.sum())
    chosen = np.searchsorted(upto / upto[-1], rng.random(n), side="right")
    a, b = rng.random(n), rng.random(n)
    outside = a + b > 1  # the far half of the parallelogram folds back into the triangle
    np.subtract(1, a, out=a, where=outside)
    np.subtract(1, b, out=b, where=outside)
    for axis in range(2):
        origin, first, second = (np.ascontiguousarray(corners[:, i, axis]) for i in range(3))
        along = a * (first - origin)[chosen]
        points[:, axis] = origin[chosen] + along + b * (second - origin)[chosen]
    return points
