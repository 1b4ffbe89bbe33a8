"""Bias correction of Allen, Burgess, Davidson and Windmeijer (2015): what small units add is subtracted.

Each group's people are drawn again over the units with the shares they have there. As much as the drawn index
lies above the observed one, the observed one is taken to lie above the truth.
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


def bias_corrected(
    index: Index, counts: ArrayLike, areas: AreaLabels = None, n: int = DRAWS, seed: int = SEED
) -> Array:
    """Return 2 × index − mean of the index over `n` draws, a number or (areas,).

    `counts`: people (units, groups), whole. Each draw places each group of an area anew by a multinomial with
    the group's own shares of the units. Raises FairtownError on bad counts or fewer than 2 draws.
    """
    people = group_counts(counts)
    areas = number_labels(areas, people.shape[-1])
    area = Areas.from_labels(areas, people.shape[-1])
    codes = area.labels(people.shape[-1])
    order, column = _columns(codes, area.n)
    totals = np.rint(area.sum(people)).astype(np.int64)
    table = np.zeros((*totals.shape, int(column.max(initial=0)) + 1))
    table[:, codes[order], column] = part(people, area.spread(area.sum(people)))[:, order]

    def draw(rng: Generator, k: int) -> Array:
        drawn = rng.multinomial(totals, table, size=(k, *totals.shape))
        placed = np.empty((k, *people.shape))
        placed[:, :, order] = drawn[:, :, codes[order], column]
        return np.moveaxis(placed, 1, -1)

    observed = index(np.moveaxis(people, 0, -1), areas)
    drawn = draw_and_evaluate(draw, lambda placed: index(placed, areas), n, people.size, seed)
    return 2 * observed - drawn.mean(axis=0)


def _columns(codes: NDArray[np.intp], n_areas: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the units in the order of their areas, and the place of each of those in its area."""
    order = np.argsort(codes, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=n_areas))[:-1]])
    return order, np.arange(len(codes)) - starts[codes[order]]
