"""How sure a change is, in two ways that are never mixed: what the survey leaves open, and what was assumed.

The survey: truths are drawn given its estimates and margins, and each is surveyed again
(`segregation.estimation.survey_error`). The plan is carried out on both; what the second changes beyond the first is
the error that a survey makes, and is taken out of the change as the estimates give it (docs/decisions/0061).
Assumptions: points drawn evenly from the likely range of each, and each assumption alone moved from end to end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.random import default_rng

from fairtown.scenarios.what_if.indices import HEADLINES, OUTCOMES, Outcome, outcomes
from fairtown.scenarios.what_if.moves import BOUNDS, PLACES, USUAL, Assumptions, move
from fairtown.scenarios.what_if.world import SINGLE, Array, World

SEED = 20_240_601
#: Truths, and as many surveys of them; points of the assumptions.
N_SURVEYS, N_POINTS = 125, 500
#: Draws moved at once, half of them: they fit the second cache of two megabytes, and each step costs a call.
AT_ONCE = 63
#: Between them lie nine of ten, in percent.
PERCENTILES = (5.0, 95.0)


@dataclass(frozen=True)
class Spread:
    """A change at many points: the 5th and the 95th percentile, the least and the most; arrays by outcome."""

    low: Array
    high: Array
    least: Array
    most: Array

    @classmethod
    def of_changes(cls, changes: Array) -> Spread:
        """Return the spread of changes, (points, outcomes)."""
        low, high = np.percentile(changes, PERCENTILES, axis=0)
        return cls(low, high, changes.min(axis=0), changes.max(axis=0))


class Draws:
    """Draws of the same places, ready for any plan: some at once, town by town, in single precision.

    Seven digits are more than a margin has; the figures that it is the margin of are in double precision.
    """

    def __init__(self, world: World, people: Array, wanted: tuple[Outcome, ...] = OUTCOMES) -> None:
        """Sort draws of people (draws, groups, tracts) by town, and keep their outcomes before anybody moves."""
        order = np.argsort(world.town, kind="stable")
        self._order, self.wanted = order, wanted
        self._ground = world.ordered().single()
        self._people = [
            np.ascontiguousarray(people[part][..., order], SINGLE) for part in _parts(len(people))
        ]
        self._before = [outcomes(self._ground, some, wanted) for some in self._people]

    def in_need(self, need: Array) -> list[World]:
        """Return the draws with households in need, (tracts,) for all or (draws, tracts)."""
        own = np.ascontiguousarray(need[..., self._order], SINGLE)
        parts = _parts(sum(map(len, self._people)))
        return [
            self._ground.with_draws(people, own[part] if own.ndim > 1 else own)
            for people, part in zip(self._people, parts, strict=True)
        ]

    def changes(self, worlds: list[World], homes: Array, assumed: Assumptions = USUAL) -> Array:
        """Return the change of each outcome in each draw, (draws, outcomes); `homes`: (towns,) or (draws, towns)."""
        parts = _parts(sum(map(len, self._people)))
        out = []
        for world, before, part in zip(worlds, self._before, parts, strict=True):
            moved = move(world, homes[part] if homes.ndim > 1 else homes, assumed)
            out.append(outcomes(world, moved.after, self.wanted) - before)
        return np.concatenate(out)


def need_draws(need: Array, error: Array, n: int, seed: int = SEED) -> Array:
    """Return `n` draws of households in need around their estimates, (n, tracts): never below 0, right on average.

    `error`: standard errors, (tracts,). Where the survey found none there are none.
    """
    known = (need > 0) & (error > 0)
    shape = np.square(np.divide(need, error, out=np.ones_like(need), where=known))
    drawn = default_rng(seed).standard_gamma(shape, (n, len(need))) * (need / shape)
    return np.where(known, drawn, need)


def _parts(n: int) -> list[slice]:
    return [slice(start, min(start + AT_ONCE, n)) for start in range(0, n, AT_ONCE)]


def points(n: int = N_POINTS, seed: int = SEED) -> dict[str, Assumptions]:
    """Return `n` random points of the assumptions' ranges, those of each choice of place together."""
    rng = default_rng(seed)
    drawn = {name: rng.uniform(bound.low, bound.high, n) for name, bound in BOUNDS.items()}
    place = rng.integers(0, len(PLACES), n)
    return {
        name: Assumptions(**{key: values[place == i] for key, values in drawn.items()}, place=name)
        for i, name in enumerate(PLACES)
    }


def assumption_range(
    world: World, homes: Array, wanted: tuple[Outcome, ...] = OUTCOMES, n: int = N_POINTS
) -> Spread:
    """Return the spread of the change over the likely range of all assumptions at once."""
    own = world.ordered().single()
    before = outcomes(own, own.people, wanted)
    out = []
    for assumed in points(n).values():
        for part in _parts(len(assumed.filled)):
            out.append(outcomes(own, move(own, homes, assumed.some(part)).after, wanted) - before)
    return Spread.of_changes(np.concatenate(out))


def swings(
    world: World, homes: Array, before: Array, wanted: tuple[Outcome, ...] = HEADLINES
) -> Mapping[str, tuple[Array, Array]]:
    """Return the least and the most change of each outcome as one assumption goes from end to end of its range.

    The others stand as usual. By the name of the assumption, those that matter most for the first outcome first.
    """
    found = {}
    for name, choices in alternatives().items():
        changed = np.stack(
            [outcomes(world, move(world, homes, choice).after, wanted) - before for choice in choices]
        )
        found[name] = (changed.min(axis=0), changed.max(axis=0))
    return dict(sorted(found.items(), key=lambda item: -float(np.nan_to_num(item[1][1] - item[1][0])[0])))


def alternatives() -> dict[str, list[Assumptions]]:
    """Return the assumptions with one of them at either end, or at each choice, by its name."""
    ends: dict[str, list[Assumptions]] = {
        name: [replace(USUAL, **_one(name, end)) for end in (bound.low, bound.high)]
        for name, bound in BOUNDS.items()
    }
    return ends | {"place": [replace(USUAL, place=place) for place in PLACES]}


def _one(name: str, value: float) -> dict[str, Any]:
    return {name: value}
