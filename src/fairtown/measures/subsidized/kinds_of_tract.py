"""The tracts in which subsidized homes are set against all homes: of what kind each is, and the sums by kind.

Three ways to tell tracts apart, each with its own kinds: opportunity level, poverty band, R/ECAP or not. A tract of
which one is not known is in no kind of that way, and its homes are in no share of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.oca_2014 import LEVELS
from fairtown.measures.subsidized.distinct_homes import LEVEL_BANDS
from fairtown.measures.uncertainty import ratio_moe, share

#: Poverty (share of people) at which the next band begins: 20% is the Census Bureau's poverty area, 40% extreme
#: poverty.
POVERTY_EDGES = (0.10, 0.20, 0.30, 0.40)
POVERTY_BANDS = {
    "poverty_under_10": "poverty under 10%",
    "poverty_10_to_20": "poverty of 10% to under 20%",
    "poverty_20_to_30": "poverty of 20% to under 30%",
    "poverty_30_to_40": "poverty of 30% to under 40%",
    "poverty_40_or_more": "poverty of 40% or more",
}
RECAP_BANDS = {"recap": "R/ECAPs", "not_recap": "outside R/ECAPs"}
#: The ways to classify tracts by estimates of known error, and the name of the homes of which it is not known.
SURVEYED = {"no_poverty": POVERTY_BANDS, "no_recap": RECAP_BANDS}
#: All ways to classify tracts; the error of levels was not published.
WAYS = {"no_level": LEVEL_BANDS, **SURVEYED}
BANDS = {**LEVEL_BANDS, **POVERTY_BANDS, **RECAP_BANDS}
UNKNOWN = {
    "no_level": "opportunity level not known",
    "no_poverty": "poverty not known",
    "no_recap": "not known whether an R/ECAP",
}


@dataclass(frozen=True)
class Tracts:
    """The 2010 tracts of a state: level 1 to 5, poverty share, 1 for an R/ECAP else 0, NaN unknown, shape (tracts,).

    `color`: share of people of color; `color_line`, `recap_line`: shares of people of color and of poverty from which
    on a tract is an R/ECAP. `homes`, `rentals`: occupied homes and those that are rented. All with 90% margins.
    """

    places: pd.DataFrame
    level: Array
    poverty: Array
    poverty_moe: Array
    color: Array
    color_moe: Array
    color_line: Array
    recap_line: Array
    recap: Array
    homes: Array
    homes_moe: Array
    rentals: Array
    rentals_moe: Array

    def inside(self, mask: NDArray[np.bool_]) -> Tracts:
        """Return the tracts where `mask` is true."""
        parts = {name: values[mask] for name, values in self.__dict__.items()}
        return Tracts(**parts)

    @property
    def kinds(self) -> Array:
        """Which kinds of `BANDS` each tract is of, 1 or 0, shape (tracts, bands)."""
        return membership(self.level, self.poverty, self.recap)

    @property
    def no_error(self) -> NDArray[np.bool_]:
        """Where the kind of a tract is known and its survey error is not, for each of `SURVEYED`: (tracts, ways)."""
        no_poverty = np.isnan(self.poverty_moe)
        by_poverty = no_poverty & ~np.isnan(self.poverty)
        by_recap = (no_poverty | np.isnan(self.color_moe)) & ~np.isnan(self.recap)
        return np.stack([by_poverty, by_recap], axis=-1)


def membership(level: ArrayLike, poverty: ArrayLike, recap: ArrayLike) -> Array:
    """Return 1 where a tract is of a kind, else 0, shape (tracts, kinds of `BANDS`); no kind where it is NaN.

    `level` 1 to 5, `poverty` shares: a band begins at its lower edge, `recap` 1 or 0, all of shape (tracts,).
    """
    levels, rates, found = (np.asarray(v, float) for v in (level, poverty, recap))
    band = np.where(np.isnan(rates), np.nan, np.searchsorted(POVERTY_EDGES, rates, side="right"))
    columns = [
        levels[:, np.newaxis] == np.arange(1, len(LEVELS) + 1),
        band[:, np.newaxis] == np.arange(len(POVERTY_BANDS)),
        found[:, np.newaxis] == np.array([1, 0]),
    ]
    return np.concatenate(columns, axis=1).astype(float)


def over_ways(by_band: Array, ways: Mapping[str, Mapping[str, str]] = WAYS) -> Array:
    """Return, for each band of `ways`, the sum over the bands of its way, shape (..., bands)."""
    return np.concatenate([np.repeat(s, n, axis=-1) for s, n in _ways(by_band, ways)], axis=-1)


def of_ways(by_band: Array) -> Array:
    """Return the sum over the bands of each way, shape (..., ways)."""
    return np.concatenate([s for s, _ in _ways(by_band, WAYS)], axis=-1)


def _ways(by_band: Array, ways: Mapping[str, Mapping[str, str]]) -> list[tuple[Array, int]]:
    """Return for each way the sum over its bands, shape (..., 1), and how many these are."""
    sizes = [len(bands) for bands in ways.values()]
    parts = np.split(by_band, np.cumsum(sizes)[:-1], axis=-1)
    return [(p.sum(axis=-1, keepdims=True), n) for p, n in zip(parts, sizes, strict=True)]


def representation(part: ArrayLike, base: ArrayLike, base_moe: ArrayLike) -> tuple[Array, Array]:
    """Return part / base and its 90% margin, for a counted share `part` against a surveyed one; NaN where base is 0."""
    return share(part, base), ratio_moe(part, np.zeros(np.shape(part)), base, base_moe)


def mean_poverty(homes: ArrayLike, homes_moe: ArrayLike, poverty: Array, moe: Array) -> tuple[float, float]:
    """Return the poverty of the tract of the average home, a share, and its 90% margin.

    `homes` (tracts,) with margins (0 for a count), `poverty` (tracts,) with margins. To first order, the errors of
    homes and of poverty being independent. Tracts whose poverty is not known are left out; NaN where no home is left.
    """
    n, n_moe = np.asarray(homes, float), np.asarray(homes_moe, float)
    known = ~np.isnan(poverty)
    n, n_moe, poverty, moe = n[known], n_moe[known], poverty[known], np.where(n > 0, moe, 0.0)[known]
    total = float(n.sum())
    if not total > 0:
        return np.nan, np.nan
    mean = float((n * poverty).sum() / total)
    squares = np.square(n * moe) + np.square((poverty - mean) * n_moe)
    return mean, float(np.sqrt(squares.sum())) / total


def dissimilarity_moe(counted: ArrayLike, surveyed: ArrayLike, moe: ArrayLike) -> float:
    """Return the 90% margin of the dissimilarity of a counted group from a surveyed one, to first order.

    All of shape (units,). With s the sign of a / A - b / B in a unit, the slope in b is (Σ s b / B - s) / 2B.
    NaN where either group is absent or a margin is unknown.
    """
    a, b, b_moe = (np.asarray(v, float) for v in (counted, surveyed, moe))
    if not (a.sum() > 0 and b.sum() > 0):
        return np.nan
    sign = np.sign(a / a.sum() - b / b.sum())
    slope = ((sign * b).sum() / b.sum() - sign) / (2 * b.sum())
    return float(np.sqrt(np.square(slope * b_moe).sum()))
