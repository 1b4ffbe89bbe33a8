"""Who would move where: families in need leave for the homes that a plan fills from the region, once each.

They leave each tract as they are in need there, group by group as the tract's people are, tilted where a group is in
need more often; they arrive in every town of the region as it takes homes, as the pool of the region is mixed. Nobody
else moves, no price does, and the level of a place stays.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from fairtown.concepts import GROUPS, FairtownError
from fairtown.scenarios.what_if.world import IS_TILTED, Array, World

#: A tract that loses more of its people than this shows that a plan reaches too far.
OVERREACH = 0.20
#: Choices of where homes stand within a town.
PLACES = ("households", "renters", "level3")


@dataclass(frozen=True)
class Bound:
    """An assumption's bounds: what it may be at all, and the range in which it is likely."""

    least: float
    most: float
    low: float
    high: float


BOUNDS = {
    "filled": Bound(0.0, 1.0, 0.25, 0.75),
    "household": Bound(0.5, 10.0, 1.8, 2.8),
    "tilt": Bound(0.1, 10.0, 1.0, 3.0),
    "refill": Bound(0.0, 1.0, 0.0, 1.0),
    "students": Bound(0.0, 5.0, 0.25, 0.90),
}


@dataclass(frozen=True)
class Assumptions:
    """What no figure tells. Numbers, or arrays (draws,) of many at once; `place`: one of `PLACES`.

    `filled`: share of the plan's homes that families in need from the region fill. `household`: people per household.
    `tilt`: odds of Black and Hispanic residents to be in need, against neighbors of the same tract. `refill`: share of
    vacated homes that newcomers of the same mix take. `students`: in public schools, per family that moves; today's
    households have .333, and .389 people of school age.
    """

    filled: Any = 0.5
    household: Any = 2.47
    tilt: Any = 1.0
    refill: Any = 0.0
    students: Any = 0.5
    place: str = "households"

    def __post_init__(self) -> None:
        """Raise FairtownError, in one line, on a number out of its bounds."""
        for name, bound in BOUNDS.items():
            value = np.asarray(getattr(self, name), float)
            if not ((value >= bound.least) & (value <= bound.most)).all():
                shown = f"{value.min():g}" if value.size else "missing"
                raise FairtownError(
                    f"what if: {name} is {shown}, expected a number from {bound.least:g} to {bound.most:g}"
                )
        if self.place not in PLACES:
            raise FairtownError(f"what if: place is {self.place!r}, expected one of {', '.join(PLACES)}")

    def some(self, part: slice) -> Assumptions:
        """Return some of many."""
        numbers = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "place"}
        return replace(self, **{name: v[part] for name, v in numbers.items() if np.ndim(v)})


USUAL = Assumptions()


@dataclass(frozen=True)
class Moves:
    """A plan carried out: people before, leaving, arriving and after, each (..., groups, tracts).

    `households`: how many move, `short`: homes of the filled ones that nobody in need is left for, both (..., regions).
    `refill`: share of vacated homes that newcomers take. `vacated`: homes that families leave, (..., tracts).
    `chances`: to leave, of a person of a group that is not tilted and of one that is, (..., 2, tracts): above 1 where
    more would leave than live there.
    """

    before: Array
    leaving: Array
    arriving: Array
    after: Array
    refill: Array
    households: Array
    short: Array
    vacated: Array
    chances: Array

    @property
    def newcomers(self) -> Array:
        """Who takes vacated homes, (..., groups, tracts)."""
        return np.asarray(self.refill * self.leaving)

    @property
    def is_capped(self) -> np.ndarray:
        """The tracts that have fewer of a group than would leave, (..., tracts)."""
        # equal parts of all who live there are no shortage, whatever rounding says
        is_over = self.chances > 1 + np.finfo(float).eps * len(GROUPS)
        has = [(self.before[..., groups, :] > 0).any(axis=-2) for groups in (~IS_TILTED, IS_TILTED)]
        return np.asarray((is_over & np.stack(has, axis=-2)).any(axis=-2))

    @property
    def lost(self) -> Array:
        """The share of its people that each tract loses, (..., tracts); 0 where nobody lives."""
        before, after = self.before.sum(axis=-2), self.after.sum(axis=-2)
        return np.divide(before - after, before, out=np.zeros_like(before), where=before > 0)


def move(world: World, homes: Array, assumed: Assumptions = USUAL) -> Moves:
    """Move people into a plan's `homes`, (..., towns); draws of people, need, homes and assumptions broadcast.

    Raises FairtownError on homes that are negative or missing.
    """
    homes = np.asarray(homes, world.precision)
    world.refuse(homes)
    people = world.people
    vacated, households, short = leave(world, homes, assumed)
    chances = _chances(world, vacated, assumed)
    capped = np.minimum(chances, 1)
    leaving = _of_groups(people, capped)
    part = ratio(homes, world.towns_by_region.spread(world.towns_by_region.sum(homes)))
    part = world.by_town.spread(part) * world.placed(assumed.place)
    arriving = _arriving(world, leaving, part)
    refill = against(assumed.refill, 2, world.precision)
    after = people - (leaving if np.ndim(refill) == 0 and refill == 0 else (1 - refill) * leaving)
    after += arriving
    return Moves(
        np.broadcast_to(people, after.shape),
        leaving,
        arriving,
        after,
        refill,
        households,
        short,
        vacated,
        chances,
    )


def _arriving(world: World, leaving: Array, part: Array) -> Array:
    """Return who arrives in each tract: the pool of its region, `part` of it, (..., tracts)."""
    # few regions: a product with what lies where is faster than to add up and to spread
    pool = leaving @ world.regions
    if part.ndim == 1:
        return np.asarray(pool @ (world.regions.T * part))
    arriving = pool @ world.regions.T
    arriving *= part[..., np.newaxis, :]
    return np.asarray(arriving)


def leave(world: World, homes: Array, assumed: Assumptions = USUAL) -> tuple[Array, Array, Array]:
    """Return the homes that families leave, (..., tracts), and households that move and homes left, (..., regions)."""
    total_need, total_homes = world.region_need, world.towns_by_region.sum(homes)
    wanted = against(assumed.filled, 1, world.precision) * total_homes
    households = np.where(total_homes > 0, np.minimum(wanted, total_need), 0)
    vacated = world.needing * world.by_region.spread(ratio(households, total_need))
    return vacated, households, wanted - households


def _chances(world: World, vacated: Array, assumed: Assumptions) -> Array:
    """Return the chance to leave of a person of a group that is not tilted and of one that is, (..., 2, tracts)."""
    tilt, size = (against(value, 1, world.precision) for value in (assumed.tilt, assumed.household))
    odds = world.everyone + (tilt - 1) * world.tilted
    plain = ratio(vacated * size, odds)
    return np.stack([plain, tilt * plain], axis=-2)


def _of_groups(people: Array, parts: Array) -> Array:
    """Return a part of each group, shape of `people`; `parts`: of groups not tilted and of tilted ones, (..., 2, n)."""
    shape = np.broadcast_shapes(people.shape, (*parts.shape[:-2], 1, 1))
    out = np.empty(shape, np.result_type(people, parts))
    for group, is_tilted in enumerate(IS_TILTED.tolist()):
        np.multiply(people[..., group, :], parts[..., int(is_tilted), :], out=out[..., group, :])
    return out


def tilted(people: Array, assumed: Assumptions) -> Array:
    """Return people (..., groups, places) weighted by their odds to be in need."""
    return np.asarray(np.where(IS_TILTED[:, np.newaxis], against(assumed.tilt, 2, people.dtype), 1) * people)


def against(value: Any, axes: int, precision: Any = float) -> Array:
    """Return a number, or one per draw with `axes` more axes of length 1, to broadcast with (draws, tracts)."""
    array = np.asarray(value, precision)
    return array.reshape(*array.shape, *(1,) * axes) if array.ndim else array


def ratio(x: Array, y: Array) -> Array:
    """Return x / y, 0 where y is 0: where nobody is in need, nobody moves."""
    # a masked division would be several times slower than one by infinity
    return np.asarray(x / np.where(y > 0, y, np.asarray(np.inf, np.result_type(y, np.float32))))
