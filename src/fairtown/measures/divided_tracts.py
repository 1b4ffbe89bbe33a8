"""Divided tracts: how much hangs on where people live in a 2020 tract that reaches into several 2010 tracts.

The crosswalk divides them by land. In truth each group may live wholly in one part. The least and the most that a
figure can then be are its sharp bounds. For a margin each group is taken to live in one part, which one with the
probability of the part's share of the land: of all ways to live that have the crosswalk's figure as their mean, this
one has the largest variance (docs/decisions/0019).

An index of segregation has no formula for its variance, and whole parts would set every group apart from the others.
For it people are drawn who live together as much as they were found to (`CLUSTERING`, docs/decisions/0108).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.random import Generator, default_rng
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from fairtown.concepts import FairtownError
from fairtown.measures.uncertainty import Z_90

Array = NDArray[np.float64]
#: A smaller share, or part of a tract's land, is the rounding of a sum.
ROUNDING = 1e-9
#: How far the people of a group in a divided tract live together: 0 spread as the land, 1 all in one part. Found in one
#: state between surveys of 2015-2019 and 2016-2020, on tracts of 2010 and of 2020, .14 ± .06: the upper end.
CLUSTERING = 0.2


@dataclass(frozen=True)
class TractParts:
    """The parts of new tracts in old tracts: rows of the crosswalk, and the number of the old and new tract of each."""

    pieces: pd.DataFrame
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    n_old: int

    @classmethod
    def between(cls, crosswalk: pd.DataFrame, old: pd.Series, new: pd.Series) -> TractParts:
        """Return the parts of the tracts `new` in the tracts `old`, both geoids in the order of arrays of people.

        `crosswalk`: geoid, geoid_2010, weight, is_divided. Raises FairtownError if a part lies in none of `old`.
        """
        pieces = crosswalk[crosswalk.geoid.isin(new)]
        rows = pd.Index(old).get_indexer(pieces.geoid_2010)
        if (rows < 0).any():
            raise FairtownError(
                f"divided tracts: {int((rows < 0).sum())} parts of tracts lie where nobody lived before, expected none"
            )
        return cls(pieces, rows, pd.Index(new).get_indexer(pieces.geoid), len(old))

    def by_weight(self, people: Array) -> Array:
        """Return `people` (..., new tracts, groups) on the old tracts by the weights of the crosswalk."""
        return self._added(people, self.pieces.weight.to_numpy(float)[:, np.newaxis])

    def by_draws(self, people: Array, seed: int, clustering: float = CLUSTERING) -> Array:
        """Return `people` (draws, new tracts, groups) on the old tracts, by other weights in each draw."""
        weights = drawn_weights(self.pieces, people.shape[-1], len(people), seed, clustering)
        return self._added(people, weights)

    def _added(self, people: Array, weights: Array) -> Array:
        """Return `people` (..., new tracts, groups) times `weights` (..., parts, groups), added up by old tract."""
        n = len(self.rows)
        add = sparse.csr_array((np.ones(n), (self.rows, np.arange(n))), (self.n_old, n))
        parts = np.moveaxis(people[..., self.columns, :] * weights, -2, 0)
        return np.moveaxis((add @ parts.reshape(n, -1)).reshape(self.n_old, *parts.shape[1:]), 0, -2)


class Bounds(NamedTuple):
    """What divided tracts add to a share at its least and at its most: people in the class, and in any class."""

    inside_least: Array
    all_least: Array
    inside_most: Array
    all_most: Array


def share_bounds(people: ArrayLike, inside: ArrayLike, outside: ArrayLike) -> Bounds:
    """Return what each group of a divided tract adds to the least and the most share of people in a class.

    All of one shape: `people` of the whole tract; `inside` and `outside`, shares (0 to 1) of its land in parts of the
    class and of others. Land that is left is of no class, and people there are in no share. Sharp: each group lives
    where it moves the share the farthest.
    """
    n, in_class, in_other = (np.asarray(v, float) for v in (people, inside, outside))
    may_be_in, may_be_out = in_class > 0, in_other > 0
    may_be_nowhere = in_class + in_other < 1 - ROUNDING
    has_to_be_in = may_be_in & ~may_be_out & ~may_be_nowhere
    has_to_be_out = may_be_out & ~may_be_in & ~may_be_nowhere
    return Bounds(
        np.where(has_to_be_in, n, 0.0),
        np.where(has_to_be_in | may_be_out, n, 0.0),
        np.where(may_be_in, n, 0.0),
        np.where(may_be_in | has_to_be_out, n, 0.0),
    )


def share_variance(people: ArrayLike, inside: ArrayLike, outside: ArrayLike, share: ArrayLike) -> Array:
    """Return what each group of a divided tract adds to the variance of a share, times the square of its total.

    As `share_bounds`; `share`: the crosswalk's figure. To first order; exact where all land is of a class.
    """
    n, in_class, in_other, figure = (np.asarray(v, float) for v in (people, inside, outside, share))
    mean = in_class * (1 - figure) - in_other * figure
    square = in_class * (1 - figure) ** 2 + in_other * figure**2
    return np.square(n) * np.maximum(square - mean**2, 0.0)


def count_variance(people: ArrayLike, weight: ArrayLike) -> Array:
    """Return the variance of the people of a divided tract in one of its parts, of `weight` (share of its land)."""
    n, part = np.asarray(people, float), np.asarray(weight, float)
    return np.square(n) * part * (1 - part)


def within_bounds(deviation: ArrayLike, value: ArrayLike, least: ArrayLike, most: ArrayLike) -> Array:
    """Return the 90% margin of a standard deviation, no wider than the farther bound of the figure is away."""
    figure = np.asarray(value, float)
    farthest = np.maximum(figure - np.asarray(least, float), np.asarray(most, float) - figure)
    margin = np.minimum(Z_90 * np.asarray(deviation, float), farthest)
    return np.where(margin < ROUNDING, 0.0, margin)


def drawn_weights(
    pieces: pd.DataFrame, n_groups: int, n: int, seed: int | Generator, clustering: float = 1.0
) -> Array:
    """Return `n` ways in which each group lives in the parts of its tract: weights (n, pieces, groups), 0 to 1.

    `pieces`: rows of the crosswalk (`geoid`, `weight`), parts of a tract side by side. Multiply the people of the whole
    tract by them and sum by 2010 tract, in place of `weight`, for a figure that no formula gives a variance for.
    `clustering`, over 0 and up to 1, is the variance of a weight w as a part of w (1 − w), the largest there is: at 1
    each group lives in one part, below it in shares that are Dirichlet distributed around the land's.
    Raises FairtownError on any other clustering.
    """
    if not 0 < clustering <= 1:
        raise FairtownError(f"divided tracts: clustering is {clustering}, expected over 0 and up to 1")
    first = np.flatnonzero(np.r_[True, pieces.geoid.to_numpy()[1:] != pieces.geoid.to_numpy()[:-1]])
    tract = np.repeat(np.arange(len(first)), np.diff([*first, len(pieces)]))
    rng, shape = default_rng(seed), (n, len(first), n_groups)
    weight = pieces.weight.to_numpy(float)[:, np.newaxis]
    if clustering == 1:
        return _whole_parts(pieces, rng.random(shape)[:, tract], tract)
    drawn = rng.standard_gamma(np.broadcast_to((1 / clustering - 1) * weight, (n, len(pieces), n_groups)))
    whole = np.add.reduceat(drawn, first, axis=1)[:, tract]
    # a tract in one part is 1, even where its gamma is 0
    return np.divide(drawn, whole, out=np.ones_like(drawn) * weight, where=whole > 0)


def _whole_parts(pieces: pd.DataFrame, chosen: Array, tract: NDArray[np.intp]) -> Array:
    """Return 1 in the part of each tract that `chosen`, evenly drawn from 0 to 1, falls into by land, 0 in others."""
    upper = pieces.groupby("geoid", sort=False).weight.cumsum().to_numpy()[:, np.newaxis]
    lower = upper - pieces.weight.to_numpy()[:, np.newaxis]
    # rounding leaves the last sum a little below 1
    is_last = np.r_[tract[1:] != tract[:-1], True][:, np.newaxis]
    return ((chosen >= lower) & ((chosen < upper) | is_last)).astype(float)
