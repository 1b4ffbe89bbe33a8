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
from fairtown.scenarios.what_if.world import Array, World

#: Groups whose odds to be in need are tilted, against neighbors of the same tract.
TILTED = ("nh_black", "hispanic")
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
    `wanted`: who would leave if enough of each group lived there, as `leaving`.
    """

    before: Array
    leaving: Array
    arriving: Array
    after: Array
    refill: Array
    households: Array
    short: Array
    vacated: Array
    wanted: Array

    @property
    def newcomers(self) -> Array:
        """Who takes vacated homes, (..., groups, tracts)."""
        return np.asarray(self.refill * self.leaving)

    @property
    def is_capped(self) -> np.ndarray:
        """The tracts that have fewer of a group than would leave, (..., tracts)."""
        # equal parts of all who live there are no shortage, whatever rounding says
        is_over = self.wanted > self.before * (1 + np.finfo(float).eps * len(GROUPS))
        return np.asarray(is_over.any(axis=-2))

    @property
    def lost(self) -> Array:
        """The share of its people that each tract loses, (..., tracts); 0 where nobody lives."""
        before, after = self.before.sum(axis=-2), self.after.sum(axis=-2)
        return np.divide(before - after, before, out=np.zeros_like(before), where=before > 0)


def move(world: World, homes: Array, assumed: Assumptions = USUAL) -> Moves:
    """Move people into a plan's `homes`, (..., towns); draws of people, need, homes and assumptions broadcast.

    Raises FairtownError on homes that are negative or missing.
    """
    homes = np.asarray(homes, float)
    world.refuse(homes)
    people = world.people
    refill = against(assumed.refill, 2)
    vacated, households, short = leave(world, homes, assumed)
    wanted = _wanted(people, vacated * against(assumed.household, 1), assumed)
    leaving = np.minimum(wanted, people)
    pool = world.by_region.sum(leaving)
    part = ratio(homes, world.towns_by_region.spread(world.towns_by_region.sum(homes)))
    part = world.by_town.spread(part) * world.placed(assumed.place)
    arriving = world.by_region.spread(pool) * part[..., np.newaxis, :]
    after = people - leaving + arriving
    if refill.any():
        after += refill * leaving
    return Moves(
        np.broadcast_to(people, after.shape),
        leaving,
        arriving,
        after,
        refill,
        households,
        short,
        vacated,
        wanted,
    )


def leave(world: World, homes: Array, assumed: Assumptions = USUAL) -> tuple[Array, Array, Array]:
    """Return the homes that families leave, (..., tracts), and households that move and homes left, (..., regions)."""
    need = np.where(world.people.sum(axis=-2) > 0, world.need, 0.0)
    total_need, total_homes = world.by_region.sum(need), world.towns_by_region.sum(homes)
    wanted = against(assumed.filled, 1) * total_homes
    households = np.where(total_homes > 0, np.minimum(wanted, total_need), 0.0)
    vacated = need * world.by_region.spread(ratio(households, total_need))
    return vacated, households, wanted - households


def tilted(people: Array, assumed: Assumptions) -> Array:
    """Return people (..., groups, places) weighted by their odds to be in need."""
    is_tilted = np.array([g in TILTED for g in GROUPS])[:, np.newaxis]
    return np.asarray(np.where(is_tilted, against(assumed.tilt, 2), 1.0) * people)


def _wanted(people: Array, movers: Array, assumed: Assumptions) -> Array:
    """Return who would leave, (..., groups, tracts), if as many of each group lived there."""
    odds = people if np.all(np.equal(assumed.tilt, 1)) else tilted(people, assumed)
    return np.asarray(odds * ratio(movers, odds.sum(axis=-2))[..., np.newaxis, :])


def against(value: Any, axes: int) -> Array:
    """Return a number, or one per draw with `axes` more axes of length 1, to broadcast with (draws, tracts)."""
    array = np.asarray(value, float)
    return array.reshape(*array.shape, *(1,) * axes) if array.ndim else array


def ratio(x: Array, y: Array) -> Array:
    """Return x / y, 0 where y is 0: where nobody is in need, nobody moves."""
    shape = np.broadcast_shapes(np.shape(x), np.shape(y))
    return np.divide(x, y, out=np.zeros(shape), where=np.broadcast_to(y, shape) > 0)
