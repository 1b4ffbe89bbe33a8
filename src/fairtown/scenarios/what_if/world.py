"""Who lives where, who is in need and where homes would stand: the figures that a plan moves, as arrays.

Groups stand before tracts, (..., groups, tracts): what follows adds up over tracts. Leading axes are draws of the same
places, or other assumptions about them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fairtown.concepts import FairtownError

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


class Stretches:
    """The sums of places over the areas that they lie in: one pass over places that stand together, area by area."""

    def __init__(self, codes: Codes, n: int) -> None:
        """Put the places in the order of their areas; `codes`: the area of each place, from 0 to `n` − 1."""
        order = np.argsort(codes, kind="stable")
        self.codes, self.n = codes, n
        self._order = None if (np.diff(order) == 1).all() else order
        own = codes[order]
        self._starts = np.flatnonzero(np.diff(own, prepend=-1))
        self._present = own[self._starts]

    def sum(self, values: Array) -> Array:
        """Return the sum over each area, (..., places) to (..., areas); 0 where no place lies."""
        total = np.zeros((*values.shape[:-1], self.n))
        if len(self._starts):
            own = values if self._order is None else values[..., self._order]
            total[..., self._present] = np.add.reduceat(own, self._starts, axis=-1)
        return total

    def spread(self, of_area: Array) -> Array:
        """Return to each place what holds for its area, (..., areas) to (..., places)."""
        return np.asarray(of_area[..., self.codes], float)


@dataclass(frozen=True, eq=False)
class World:
    """The tracts of a state: people, households in need, homes and the opportunity level.

    `people`: (..., groups, tracts); `need`: households in need that rent, (..., tracts); `places`: what homes in a town
    are placed by, (tracts,) by choice; `level`: (tracts,), NaN without one. `town`: the number of each tract's town,
    `region`: the number of each town's allocation region. `towns`: the names of the towns, for errors.
    """

    people: Array
    need: Array
    places: Mapping[str, Array]
    level: Array
    town: Codes
    region: Codes
    towns: tuple[str, ...] = ()

    @cached_property
    def by_town(self) -> Stretches:
        """The tracts of each town."""
        return Stretches(self.town, len(self.region))

    @cached_property
    def by_region(self) -> Stretches:
        """The tracts of each region."""
        return Stretches(self.region[self.town], self.n_regions)

    @cached_property
    def towns_by_region(self) -> Stretches:
        """The towns of each region."""
        return Stretches(self.region, self.n_regions)

    @property
    def n_regions(self) -> int:
        """The number of allocation regions."""
        return int(self.region.max()) + 1

    def placed(self, place: str) -> Array:
        """Return the part of its town's homes that would stand in each tract, (tracts,); it sums to 1 in each town.

        A town without any of the weight places them by households, or by people where it has none of these either.
        """
        weight = self.places[place]
        for other in (self.places["households"], self._everyone):
            missing = self.by_town.sum(weight) == 0
            weight = np.where(missing[self.town], other, weight)
        total = self.by_town.sum(weight)[self.town]
        return np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)

    @cached_property
    def _everyone(self) -> Array:
        people = self.people.sum(axis=-2)
        return np.asarray(people.reshape(-1, people.shape[-1]).mean(axis=0))

    def refuse(self, homes: Array) -> None:
        """Raise FairtownError, in one line, on homes that no plan has, or that stand in a town without people."""
        if homes.shape[-1] != len(self.region):
            raise FairtownError(
                f"what if: homes cover {homes.shape[-1]} towns, expected {len(self.region)}; give one number for each"
            )
        if (wild := ~(np.isfinite(homes) & (homes >= 0))).any():
            at = int(np.argwhere(wild)[0][-1])
            text = f"homes of {self._named(at)} is {homes[..., at].min():g}, expected a number of 0 or more"
            raise FairtownError(f"what if: {text}; mend that figure")
        empty = (self.by_town.sum(self._everyone) == 0) & (homes.reshape(-1, homes.shape[-1]).max(axis=0) > 0)
        if empty.any():
            at = int(np.argmax(empty))
            raise FairtownError(
                f"what if: {self._named(at)} has homes to place and no tract with people; leave it out"
            )

    def _named(self, at: int) -> str:
        return self.towns[at] if at < len(self.towns) else f"town {at}"
