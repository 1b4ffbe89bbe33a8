"""People of 2020 tracts whose parts in 2010 tracts differ in level: what that leaves open in a share by level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.measures.divided_tracts import share_bounds, share_variance, within_bounds
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.oca_2014 import LEVELS
from fairtown.measures.uncertainty import share

#: Fewer people than this are what rounding leaves of nobody.
LEAST_PERSON = 1e-6


class LeftOpen(NamedTuple):
    """What the crosswalk leaves open of a share: its 90% margin and its sharp bounds."""

    moe: Array
    least: Array
    most: Array


@dataclass(frozen=True)
class DividedPeople:
    """The people of divided tracts, (rows,), a row per tract and group, and the share of its land in each level.

    `land`: (rows, levels), without parts that have no level; `areas`: group and area of each row.
    """

    people: Array
    land: Array
    areas: pd.DataFrame

    @classmethod
    def from_pieces(cls, pieces: pd.DataFrame, areas: tuple[str, ...]) -> DividedPeople:
        """Return the people of pieces of tracts: geoid, group, level, weight, value (people by land), and `areas`."""
        by = ["geoid", "group", *areas]
        if pieces.empty:
            return cls(np.empty(0), np.empty((0, len(LEVELS))), pd.DataFrame(columns=by))
        land = pieces.pivot_table(index=by, columns="level", values="weight", aggfunc="sum", fill_value=0.0)
        land = land.reindex(columns=range(1, len(LEVELS) + 1), fill_value=0.0)
        people = pieces.groupby(by).value.sum().reindex(land.index)
        return cls(people.to_numpy(float), land.to_numpy(float), land.index.to_frame(index=False))

    def are_in(self, area: str, keys: pd.Index) -> NDArray[np.bool_]:
        """Return whether any divided tract is in the areas of `keys`."""
        return np.asarray(keys.isin(self.areas[area].unique()))

    def left_open(
        self, area: str, index: pd.MultiIndex, in_class: NDArray[np.bool_], value: Array, counted: Array
    ) -> LeftOpen:
        """Return what is left open of shares in the levels where `in_class` is true.

        One per row of `index` (keys of `area`, groups), as are `value`, the shares by land, and their totals `counted`.
        """
        at = index.get_indexer(pd.MultiIndex.from_frame(self.areas[[area, "group"]]))
        inside, outside = self.land[:, in_class].sum(axis=1), self.land[:, ~in_class].sum(axis=1)

        def total(of_tracts: Array) -> Array:
            return np.bincount(at, of_tracts, len(index)).astype(float)

        def certain(all_people: Array, divided: Array) -> Array:
            rest = all_people - total(divided)
            return np.where(rest < LEAST_PERSON, 0.0, rest)

        bounds = share_bounds(self.people, inside, outside)
        sure_inside = certain(value * counted, self.people * inside)
        sure = certain(counted, self.people * (inside + outside))
        least = share(sure_inside + total(bounds.inside_least), sure + total(bounds.all_least))
        most = share(sure_inside + total(bounds.inside_most), sure + total(bounds.all_most))
        variance = total(share_variance(self.people, inside, outside, value[at]))
        return LeftOpen(within_bounds(share(np.sqrt(variance), counted), value, least, most), least, most)
