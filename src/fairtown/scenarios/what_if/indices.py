"""What a plan changes: the share of each group in lower-opportunity tracts, and how apart people live."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairtown.concepts import GROUPS
from fairtown.measures.segregation.dissimilarity import PAIRS
from fairtown.measures.segregation.estimation.joint import Joint
from fairtown.scenarios.what_if.moves import Moves
from fairtown.scenarios.what_if.world import Array, World

#: Levels that are called lower: Very Low and Low.
LOWER = 2
ACCESS, DISSIMILARITY, ISOLATION = "access", "dissimilarity", "isolation"
ENTROPY, BETWEEN = "entropy", "between_towns"
#: An outcome: what is measured, and of which group or pair of groups ("" of all).
Outcome = tuple[str, str]
OUTCOMES: tuple[Outcome, ...] = (
    *((ACCESS, group) for group in GROUPS),
    *((DISSIMILARITY, pair) for pair in PAIRS),
    *((ISOLATION, group) for group in GROUPS),
    (ENTROPY, ""),
    (BETWEEN, ""),
)
#: The outcomes of which a range over assumptions is given: what the page begins with.
HEADLINES: tuple[Outcome, ...] = ((ACCESS, "nh_black"), (DISSIMILARITY, "nh_black|nh_white"), (ENTROPY, ""))


def is_lower(world: World) -> np.ndarray:
    """Return which tracts have a lower level, (tracts,)."""
    return np.asarray(world.level <= LOWER)


def outcomes(world: World, people: Array, wanted: tuple[Outcome, ...] = OUTCOMES) -> Array:
    """Return each of `wanted` of `people` (..., groups, tracts), shape (..., outcomes); NaN where it is not defined."""
    row = {name: i for i, name in enumerate(GROUPS)}
    kinds = {kind for kind, _ in wanted}
    joint = Joint(people)
    found: dict[str, Array] = {}
    if ACCESS in kinds:
        weights = np.stack([is_lower(world), ~np.isnan(world.level)], axis=1).astype(world.precision)
        sums = (people @ weights).astype(float)
        found[ACCESS] = _share(sums[..., 0], sums[..., 1])
    if ENTROPY in kinds:
        found[ENTROPY] = joint.theil_h()
    if BETWEEN in kinds:
        found[BETWEEN] = Joint(world.by_town.sum(people)).theil_h()
    if ISOLATION in kinds:
        found[ISOLATION] = joint.isolation()
    out = []
    for kind, group in wanted:
        if kind == DISSIMILARITY:
            out.append(joint.dissimilarity(*(row[g] for g in group.split("|"))))
        else:
            out.append(found[kind][..., row[group]] if group else found[kind])
    return np.stack(out, axis=-1)


@dataclass(frozen=True)
class Reason:
    """Why a group's share in lower-opportunity tracts moved: movers × (q in − q out), arrays (groups,).

    `moved`: movers per person of the group; `from_lower`, `to_lower`: the share of them that left, and that came to,
    lower-opportunity tracts. The product is the change itself where nobody refills and every tract has a level.
    """

    moved: Array
    from_lower: Array
    to_lower: Array

    @property
    def product(self) -> Array:
        """The change that the three numbers make; 0 where nobody of the group moves."""
        return np.asarray(self.moved * np.nan_to_num(self.to_lower - self.from_lower))


def reason(world: World, moves: Moves) -> Reason:
    """Return why each group's share moved."""
    in_lower = is_lower(world)
    leaving, arriving = moves.leaving.sum(axis=-1), moves.arriving.sum(axis=-1)
    return Reason(
        _share(leaving, moves.before.sum(axis=-1)),
        _share(moves.leaving[..., in_lower].sum(axis=-1), leaving),
        _share(moves.arriving[..., in_lower].sum(axis=-1), arriving),
    )


def _share(x: Array, y: Array) -> Array:
    return np.divide(x, y, out=np.full(np.broadcast_shapes(x.shape, y.shape), np.nan), where=y > 0)
