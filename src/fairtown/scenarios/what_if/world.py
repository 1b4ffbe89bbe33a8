"""Who lives where, who is in need and where homes would stand: the figures that a plan moves, as arrays.

Groups stand before tracts, (..., groups, tracts): what follows adds up over tracts. Leading axes are draws of the same
places, or other assumptions about them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fairtown.concepts import GROUPS, FairtownError

Array = NDArray[np.float64]
Codes = NDArray[np.intp]
#: The precision of draws: seven digits are more than a margin has.
SINGLE: Any = np.float32
#: Groups whose odds to be in need are tilted, against neighbors of the same tract.
TILTED = ("nh_black", "hispanic")
IS_TILTED = np.array([group in TILTED for group in GROUPS])
#: What draws of the same places share.
OF_GROUND = ("by_town", "by_region", "towns_by_region", "regions")


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
        total = np.zeros((*values.shape[:-1], self.n), values.dtype)
        if len(self._starts):
            own = values if self._order is None else values[..., self._order]
            total[..., self._present] = np.add.reduceat(own, self._starts, axis=-1)
        return total

    def spread(self, of_area: Array) -> Array:
        """Return to each place what holds for its area, (..., areas) to (..., places)."""
        return np.asarray(of_area[..., self.codes])


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
    def precision(self) -> np.dtype[Any]:
        """The precision of the people: that of everything that is worked out of them."""
        return np.result_type(self.people.dtype, np.float32)

    @property
    def n_regions(self) -> int:
        """The number of allocation regions."""
        return int(self.region.max()) + 1

    @cached_property
    def regions(self) -> Array:
        """1 where a tract lies in a region, else 0, (tracts, regions): few regions are added up and spread by it."""
        codes = self.region[self.town]
        return (codes[:, np.newaxis] == np.arange(self.n_regions)).astype(self.precision)

    @cached_property
    def everyone(self) -> Array:
        """Everyone in each tract, (..., tracts)."""
        return np.asarray(self.people.sum(axis=-2))

    @cached_property
    def tilted(self) -> Array:
        """Everyone of the groups whose odds to be in need are tilted, (..., tracts)."""
        return np.asarray(self.people[..., IS_TILTED, :].sum(axis=-2))

    @cached_property
    def needing(self) -> Array:
        """Households in need, (..., tracts): none where nobody lives."""
        return np.where(self.everyone > 0, self.need, np.zeros((), self.need.dtype))

    @cached_property
    def region_need(self) -> Array:
        """Households in need of each region, (..., regions)."""
        return self.by_region.sum(self.needing)

    def placed(self, place: str) -> Array:
        """Return the part of its town's homes that would stand in each tract, (tracts,); it sums to 1 in each town.

        A town without any of the weight places them by households, or by people where it has none of these either.
        """
        if place not in self._placed:
            weight = self.places[place]
            for other in (self.places["households"], self._usual_people):
                missing = self.by_town.sum(weight) == 0
                weight = np.where(missing[self.town], other, weight)
            total = self.by_town.sum(weight)[self.town]
            part = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
            self._placed[place] = part.astype(self.precision)
        return self._placed[place]

    @cached_property
    def _placed(self) -> dict[str, Array]:
        return {}

    @cached_property
    def _usual_people(self) -> Array:
        return np.asarray(self.everyone.reshape(-1, self.everyone.shape[-1]).mean(axis=0), float)

    def ordered(self) -> World:
        """Return the same tracts town by town: their sums are then one pass."""
        order = np.argsort(self.town, kind="stable")
        places = {name: weight[order] for name, weight in self.places.items()}
        return replace(
            self, people=self.people[..., order], need=self.need[..., order], places=places,
            level=self.level[order], town=self.town[order],
        )  # fmt: skip

    def with_draws(self, people: Array, need: Array) -> World:
        """Return the same tracts with draws of people and of need; what lies where is worked out once."""
        other = replace(self, people=people, need=need)
        other.__dict__.update({name: self.__dict__[name] for name in OF_GROUND if name in self.__dict__})
        return other

    def single(self) -> World:
        """Return the same in single precision; itself, with all that was worked out of it, where it is already."""
        if self.people.dtype == self.need.dtype == SINGLE:
            return self
        return self.with_draws(self.people.astype(SINGLE), self.need.astype(SINGLE))

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
        empty = (self.by_town.sum(self._usual_people) == 0) & (
            homes.reshape(-1, homes.shape[-1]).max(axis=0) > 0
        )
        if empty.any():
            at = int(np.argmax(empty))
            raise FairtownError(
                f"what if: {self._named(at)} has homes to place and no tract with people; leave it out"
            )

    def _named(self, at: int) -> str:
        return self.towns[at] if at < len(self.towns) else f"town {at}"
