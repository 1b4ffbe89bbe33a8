"""Divided tracts: how much hangs on where people live in a 2020 tract that reaches into several 2010 tracts.

The crosswalk divides them by land. In truth each group may live wholly in one part. The least and the most that a
figure can then be are its sharp bounds. For a margin each group is taken to live in one part, which one with the
probability of the part's share of the land: of all ways to live that have the crosswalk's figure as their mean, this
one has the largest variance (docs/decisions/0019).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.random import Generator, default_rng
from numpy.typing import ArrayLike, NDArray

from fairtown.measures.uncertainty import Z_90

Array = NDArray[np.float64]
#: A smaller share, or part of a tract's land, is the rounding of a sum.
ROUNDING = 1e-9


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


def drawn_weights(pieces: pd.DataFrame, n_groups: int, n: int, seed: int | Generator) -> Array:
    """Return `n` ways in which each group lives in one part of its tract: weights 0 or 1, (n, pieces, groups).

    `pieces`: rows of the crosswalk (`geoid`, `weight`), parts of a tract side by side. Multiply the people of the whole
    tract by them and sum by 2010 tract, in place of `weight`, for a figure that no formula gives a variance for.
    """
    first = np.flatnonzero(np.r_[True, pieces.geoid.to_numpy()[1:] != pieces.geoid.to_numpy()[:-1]])
    tract = np.repeat(np.arange(len(first)), np.diff([*first, len(pieces)]))
    upper = pieces.groupby("geoid", sort=False).weight.cumsum().to_numpy()[:, np.newaxis]
    lower = upper - pieces.weight.to_numpy()[:, np.newaxis]
    chosen = default_rng(seed).random((n, len(first), n_groups))[:, tract]
    # rounding leaves the last sum a little below 1
    is_last = np.r_[tract[1:] != tract[:-1], True][:, np.newaxis]
    return ((chosen >= lower) & ((chosen < upper) | is_last)).astype(float)
