"""Land by the least land that each family needs, on one map of one town: acres, shares, and the homes that would fit.

Land where the zone sets no such minimum is no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError
from fairtown.data.geometry.polygons import ACRE_M2, flat
from fairtown.data.zoning_atlases.historical import RULE
from fairtown.data.zoning_atlases.record import Zoning
from fairtown.measures.zoning.shares import exact_sum
from fairtown.units import SQFT_PER_ACRE

#: The "builder's acre" of many codes, square feet.
BUILDERS_ACRE_SQFT = 40_000.0


@dataclass(frozen=True)
class MinimumLand:
    """Acres by least square feet per family, ascending, and what follows from them."""

    least: NDArray[np.float64]
    acres: NDArray[np.float64]

    @property
    def total(self) -> float:
        """All land with a minimum, acres."""
        return float(exact_sum(self.acres))

    @property
    def shares(self) -> NDArray[np.float64]:
        """The share of each minimum in this land; NaN where there is none."""
        return self.acres / self.total if self.total else np.full(self.acres.shape, np.nan)

    def at_least(self, line: float) -> float:
        """Return the share of this land where a family needs at least `line` square feet."""
        return (
            float(exact_sum(self.acres[self.least >= line]) / exact_sum(self.acres))
            if self.total
            else float("nan")
        )

    @property
    def median(self) -> float:
        """The least land per family, in square feet, that half of this land needs at least."""
        if not self.total:
            return float("nan")
        return float(self.least[np.searchsorted(np.cumsum(self.acres), self.total / 2)])

    @property
    def homes(self) -> float:
        """Homes that this land would yield by its minimum alone, roads and all else left aside."""
        return float(exact_sum(self.acres * SQFT_PER_ACRE / self.least))


def by_minimum(acres: ArrayLike, least: ArrayLike) -> MinimumLand:
    """Return land by minimum from districts, shape (districts,); NaN in `least` where none is set.

    Raises FairtownError on a minimum that is not over 0, or an area that is unknown or negative.
    """
    land, floor = np.asarray(acres, float), np.asarray(least, float)
    set_ = ~np.isnan(floor)
    if (floor[set_] <= 0).any() or not (land[set_] >= 0).all():
        raise FairtownError("minimum land: a minimum or an area is no number over 0; mend the district")
    values = np.unique(floor[set_])
    sums = [float(exact_sum(land[set_ & (floor == value)])) for value in values]
    return MinimumLand(values, np.array(sums, float))


def of_map(zoning: Zoning, within: Zoning | None = None) -> MinimumLand:
    """Return land by minimum of a map, measured on its shapes.

    `within`: another map of the same town: only land that is mainly for homes on it counts.
    """
    least = zoning.limits(RULE, "")[0]
    if within is None:
        return by_minimum(zoning.districts.acres, least)
    homes = within.geometry[(within.districts.kind == "residential").to_numpy()]  # type: ignore[index]
    every = flat(np.append(zoning.geometry, shapely.union_all(homes)))  # type: ignore[arg-type]
    return by_minimum(shapely.area(shapely.intersection(every[:-1], every[-1])) / ACRE_M2, least)
