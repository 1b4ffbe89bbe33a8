"""Margins of error: the Census Bureau's approximations for sums, proportions and ratios.

All margins are at 90% confidence, as the Bureau publishes. An unknown margin is NaN and stays
NaN: unknown never turns into certain. Formulas: ACS General Handbook (2018), chapter 8.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Standard normal quantile that the Bureau uses for its 90% margins.
Z_90 = 1.645


def standard_error(moe: ArrayLike) -> NDArray[np.float64]:
    """Return standard errors from 90% margins, same shape."""
    return np.asarray(moe, float) / Z_90


def sum_moe(moes: ArrayLike, axis: int = -1) -> NDArray[np.float64]:
    """Return the margin of a sum or difference, along `axis`; NaN if any part is unknown."""
    return np.sqrt(np.square(np.asarray(moes, float)).sum(axis=axis))


def ratio_moe(x: ArrayLike, x_moe: ArrayLike, y: ArrayLike, y_moe: ArrayLike) -> NDArray[np.float64]:
    """Return the margin of x / y where x is no part of y; NaN where y is 0 or anything is unknown."""
    x, x_moe, y, y_moe = (np.asarray(v, float) for v in (x, x_moe, y, y_moe))
    with np.errstate(divide="ignore", invalid="ignore"):
        moe = np.sqrt(x_moe**2 + (x / y) ** 2 * y_moe**2) / y
    return np.where(y > 0, moe, np.nan)


def proportion_moe(x: ArrayLike, x_moe: ArrayLike, y: ArrayLike, y_moe: ArrayLike) -> NDArray[np.float64]:
    """Return the margin of x / y where x is a part of y.

    Where the radicand is negative the ratio form is used, as the handbook says. NaN where y is 0
    or anything is unknown.
    """
    x, x_moe, y, y_moe = (np.asarray(v, float) for v in (x, x_moe, y, y_moe))
    with np.errstate(divide="ignore", invalid="ignore"):
        radicand = x_moe**2 - (x / y) ** 2 * y_moe**2
        moe = np.sqrt(np.where(radicand < 0, np.nan, radicand)) / y
    as_ratio = ratio_moe(x, x_moe, y, y_moe)
    return np.where(radicand < 0, as_ratio, np.where(y > 0, moe, np.nan))


def part_moe(x: ArrayLike, x_moe: ArrayLike, rest: ArrayLike, rest_moe: ArrayLike) -> NDArray[np.float64]:
    """Return the margin of x / (x + rest) for two parts with independent errors.

    For a total that is added up from the parts themselves: the proportion formula wants the total's own
    margin and would give a share and its complement different ones. NaN where x + rest is 0 or unknown.
    """
    x, x_moe, rest, rest_moe = (np.asarray(v, float) for v in (x, x_moe, rest, rest_moe))
    total = x + rest
    with np.errstate(divide="ignore", invalid="ignore"):
        moe = np.sqrt((rest * x_moe) ** 2 + (x * rest_moe) ** 2) / total**2
    return np.where(total > 0, moe, np.nan)


def share(x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
    """Return x / y, NaN where y is 0 or either is unknown."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(y > 0, x / y, np.nan)
