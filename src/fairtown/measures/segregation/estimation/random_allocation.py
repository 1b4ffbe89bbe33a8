"""Random allocation: how segregated the same people would look if chance alone had placed them.

Small units and small groups are never spread quite evenly. The mean index of random placements is the
baseline; systematic segregation is what lies above it. Winship (1977); Carrington and Troske (1997).
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from fairtown.measures.segregation.estimation.counts import (
    AreaLabels,
    Areas,
    Array,
    group_counts,
    number_labels,
    part,
)
from fairtown.measures.segregation.estimation.draws import DRAWS, SEED, Index, draw_and_evaluate

N_TWO_GROUPS = 2


def by_chance(
    index: Index, counts: ArrayLike, areas: AreaLabels = None, n: int = DRAWS, seed: int = SEED
) -> Array:
    """Return `index` of `n` random placements, shape (n,) or (n, areas).

    `counts`: people (units, groups). In each draw the people of a unit stay as many, and belong to the groups
    by the shares of their area. Raises FairtownError on bad counts or fewer than 2 draws.
    """
    people = np.moveaxis(group_counts(counts), 0, -1)
    areas = number_labels(areas, len(people))
    total, shares = _shares(people, areas)

    def draw(rng: Generator, k: int) -> Array:
        if shares.shape[-1] == N_TWO_GROUPS:
            # units first: the generator prepares each unit's distribution once for all draws
            first = rng.binomial(total[:, None], shares[:, :1], size=(len(total), k)).astype(float).T
            return np.stack([first, total - first]).transpose(1, 2, 0)
        return rng.multinomial(total, shares, size=(k, len(total))).astype(float)

    return draw_and_evaluate(draw, lambda drawn: index(drawn, areas), n, people.size, seed)


def systematic(value: ArrayLike, baseline: ArrayLike) -> Array:
    """Return (value − baseline) / (1 − baseline): 0 as by chance, 1 complete, below 0 more even than chance."""
    observed, chance = np.asarray(value, float), np.asarray(baseline, float)
    return (observed - chance) / (1 - chance)


def _shares(people: Array, areas: AreaLabels) -> tuple[NDArray[np.int64], Array]:
    """Return people per unit (whole), and the shares of the groups in the area of each unit (units, groups)."""
    area = Areas.from_labels(areas, len(people))
    groups = area.sum(people.T)
    shares = area.spread(part(groups, groups.sum(axis=0))).T
    total = np.rint(people.sum(axis=1)).astype(np.int64)
    return total, np.broadcast_to(shares, people.shape)
