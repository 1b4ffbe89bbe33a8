"""Draws of the same places: some at a time, on every core, and the same for the same seed on any machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator, SeedSequence, default_rng

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.estimation.counts import AreaLabels, Array
from fairtown.threads import in_threads

SEED = 20_240_601
DRAWS = 500
#: Counts held at once by one core: bounds memory, and fits the second cache.
MOST_COUNTS = 200_000
LEAST_DRAWS = 2

#: An index of every draw: counts (..., units, groups) and the areas of the units, to (..., areas).
Index = Callable[[Array, Any], Array]


def of_two_groups(index: Callable[..., Array]) -> Index:
    """Return an index of two groups (`dissimilarity`) as one of counts: of the first group and the second."""

    def index_of_counts(counts: Array, areas: AreaLabels = None) -> Array:
        return index(counts[..., 0], counts[..., 1], areas)

    return index_of_counts


def of_group(index: Callable[..., Array], group: int = 0) -> Index:
    """Return an index of a group and everyone (`isolation`, `gini`) as one of counts: of the group in that column."""

    def index_of_counts(counts: Array, areas: AreaLabels = None) -> Array:
        return index(counts[..., group], counts.sum(axis=-1), areas)

    return index_of_counts


def draw_and_evaluate(
    draw: Callable[[Generator, int], Array],
    answer: Callable[[Array], Array],
    n: int,
    n_counts: int,
    seed: int,
) -> Array:
    """Evaluate `n` draws and return the results, shape (n, ...).

    `draw`: makes k draws, shape (k, ...), from a generator. `n_counts`: counts in one draw. Chunks and their
    seeds do not depend on the number of cores. Raises FairtownError on fewer than 2 draws.
    """
    if n < LEAST_DRAWS:
        raise FairtownError(f"draws: n is {n}, expected a whole number from {LEAST_DRAWS}; 500 is usual")
    sizes = [part.stop - part.start for part in _parts(n, n_counts)]
    generators = [default_rng(s) for s in SeedSequence(seed).spawn(len(sizes))]
    return np.concatenate(in_threads(lambda g, k: answer(draw(g, k)), generators, sizes))


def evaluate_draws(drawn: Array, answer: Callable[[Array], Array]) -> Array:
    """Evaluate draws made before and return the results, shape (n, ...)."""
    parts = _parts(len(drawn), drawn[:1].size)
    return np.concatenate(in_threads(lambda part: answer(drawn[part]), parts))


def _parts(n: int, n_counts: int) -> list[slice]:
    size = max(1, MOST_COUNTS // max(n_counts, 1))
    return [slice(start, min(start + size, n)) for start in range(0, n, size)]
