"""Comparisons: whether two places, or one place at two dates, differ by more than survey error or chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike
from scipy.special import erfc

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.estimation.counts import Array, check_shapes, group_counts
from fairtown.measures.segregation.estimation.draws import SEED, Index, draw_and_evaluate
from fairtown.measures.segregation.estimation.survey_error import Interval
from fairtown.measures.uncertainty import standard_error

PERMUTATIONS = 999


@dataclass(frozen=True)
class Difference:
    """A difference with its 90% margin and two-sided p; arrays of one shape, or numbers."""

    value: Array
    moe: Array
    p: Array


def difference(first: Interval, second: Interval, shared_years: float = 0.0) -> Difference:
    """Return second − first of the corrected indices, of two places or two dates.

    `shared_years`: the share of survey years that two periods have in common (.2 for 2015-2019 and 2019-2023), which
    makes the error of the difference smaller by √(1 − share). Without it the test is on the safe side.
    Raises FairtownError unless the share is from 0 to below 1.
    """
    if not 0 <= shared_years < 1:
        raise FairtownError(f"difference: shared_years is {shared_years}, expected a share from 0 to below 1")
    value = second.corrected - first.corrected
    moe = np.hypot(first.moe, second.moe) * np.sqrt(1 - shared_years)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = erfc(np.abs(value) / standard_error(moe) / np.sqrt(2))
    return Difference(value, moe, p)


def places_differ(
    index: Index, first: ArrayLike, second: ArrayLike, n: int = PERMUTATIONS, seed: int = SEED
) -> float:
    """Return the two-sided p of the difference of `index` between two places, by shuffling their units.

    `first`, `second`: people (units, groups) of either place. The question is: had the same units been dealt out to
    the two places by chance, how often would they differ by as much? p = (k + 1) / (n + 1), never 0.
    Raises FairtownError on bad counts, other groups, or fewer than 2 draws.
    """
    one, two = (np.moveaxis(group_counts(c), 0, -1) for c in (first, second))
    check_shapes(one[:1], two[:1])
    units = np.concatenate([one, two])
    place = np.repeat([0, 1], [len(one), len(two)])

    def shuffled(rng: Generator, k: int) -> Array:
        order = rng.permuted(np.tile(np.arange(len(units)), (k, 1)), axis=1)
        return units[order]

    drawn = draw_and_evaluate(shuffled, lambda counts: index(counts, place), n, units.size, seed)
    return _p(index(units, place), drawn)


def dates_differ(
    index: Index, before: ArrayLike, after: ArrayLike, n: int = PERMUTATIONS, seed: int = SEED
) -> float:
    """Return the two-sided p of the change of `index` between two dates, by swapping the dates of single units.

    `before`, `after`: people (units, groups) of the same units in the same order. p = (k + 1) / (n + 1).
    Raises FairtownError on bad counts, unequal shapes, or fewer than 2 draws.
    """
    both = np.stack([np.moveaxis(group_counts(c), 0, -1) for c in _same_units(before, after)])

    def swapped(rng: Generator, k: int) -> Array:
        swap = rng.integers(0, 2, (k, 1, both.shape[1], 1), dtype=bool)
        return np.where(swap, both[::-1], both)

    drawn = draw_and_evaluate(swapped, lambda counts: index(counts, None), n, both.size, seed)
    return _p(index(both, None), drawn)


def _same_units(before: ArrayLike, after: ArrayLike) -> tuple[Array, Array]:
    first, second = np.asarray(before, float), np.asarray(after, float)
    check_shapes(first[..., 0], second[..., 0])
    return first, second


def _p(observed: Array, drawn: Array) -> float:
    """Return the share of draws in which the two values (..., 2) differ as much as the observed ones."""
    gap = abs(observed[1] - observed[0])
    # what is equal but for rounding counts as equal
    as_large = np.abs(drawn[:, 1] - drawn[:, 0]) >= gap * (1 - np.sqrt(np.finfo(float).eps))
    return float((as_large.sum() + 1) / (len(drawn) + 1))
