"""Dots: one dot stands for k people of color, placed at random inside their tract's land.

Each town gets round(people / k) dots, divided among its tracts by largest remainder, so that no
one is lost to rounding. A dot is never an address; the same seed gives the same dots.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.measures.fair_share.allocation.whole_homes import largest_remainder

SEED = 2026
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


def place_dots(shape: shapely.Geometry, n: int, stream: str, seed: int = SEED) -> NDArray[np.float64]:
    """Return `n` random points (n, 2) inside `shape`, uniform by area, in degrees.

    The stream of random numbers depends on `seed` and `stream` only, never on the order of tracts.
    """
    if n == 0:
        return np.zeros((0, 2))
    digest = hashlib.sha256(f"{seed}:{stream}".encode()).digest()
    rng = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "big")))
    inner = shape.buffer(-MARGIN_DEGREES)
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(shape if inner.is_empty else inner))
    corners = shapely.get_coordinates([t.exterior for t in triangles]).reshape(len(triangles), 4, 2)[:, :3]
    areas = shapely.area(triangles)
    chosen = corners[rng.choice(len(triangles), size=n, p=areas / areas.sum())]
    a, b = rng.random(n), rng.random(n)
    outside = a + b > 1  # the far half of the parallelogram folds back into the triangle
    a[outside], b[outside] = 1 - a[outside], 1 - b[outside]
    origin = chosen[:, 0]
    return origin + a[:, None] * (chosen[:, 1] - origin) + b[:, None] * (chosen[:, 2] - origin)
