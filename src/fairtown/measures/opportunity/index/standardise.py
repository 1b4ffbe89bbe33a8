"""Standardizing: one scale for indicators of different units, by what is usual in the reference area.

A yardstick is what is usual (mean and spread, median, lowest and highest, or all values for ranks); it is fitted
to some figures and then held against those or others, which is how change over time keeps a fixed reference. Figures
have shape (replicates, tracts), so that one code serves a published index and thousands of draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
#: Makes the median absolute deviation of a normal distribution its standard deviation.
MAD_TO_SD = 1.4826
#: A spread of less than this share of the middle is none: the rounding of sums of equal figures.
ROUNDING = 1e-12
PERCENT = 100
HALF = 0.5


@dataclass(frozen=True)
class Yardstick:
    """What figures are measured by: bounds for winsorising, a middle and a scale, or the figures themselves.

    Each array has shape (replicates, 1), `ranked` (replicates, tracts) in rising order.
    """

    how: str
    low: Array | None = None
    high: Array | None = None
    middle: Array = field(default_factory=lambda: np.zeros((1, 1)))
    scale: Array = field(default_factory=lambda: np.ones((1, 1)))
    ranked: Array | None = None

    @property
    def is_flat(self) -> bool:
        """Whether the figures were constant, or too few, so that nothing can be told apart."""
        if self.ranked is not None:
            return not bool(np.all(self.ranked[..., 0] < self.ranked[..., -1]))
        if self.how == "threshold":
            return False
        return not bool(np.all(self.scale > ROUNDING * np.abs(self.middle)))


def fit_yardstick(x: Array, known: NDArray[np.bool_], how: str, winsorise: tuple[float, float]) -> Yardstick:
    """Return the yardstick of the known figures of `x` (replicates, tracts); `known` has shape (tracts,)."""
    low = high = None
    if winsorise != (0.0, 1.0):
        low, high = quantiles(x[..., known], winsorise)[..., np.newaxis]
        x = np.clip(x, low, high)
    if how in ("z", "z_population"):
        middle, scale = _mean_and_spread(x, known, ddof=1 if how == "z" else 0)
        return Yardstick(how, low, high, middle, scale)
    values = x[..., known]
    if how == "percentile":
        return Yardstick(how, low, high, ranked=np.sort(values, axis=-1))
    if how == "min_max":
        middle = values.min(axis=-1, keepdims=True)
        return Yardstick(how, low, high, middle, values.max(axis=-1, keepdims=True) - middle)
    middle = np.median(values, axis=-1, keepdims=True)
    if how == "threshold":
        # where all are the same none is above: a region may hold the tracts of one town only
        return Yardstick(how, low, high, middle)
    spread = np.median(np.abs(values - middle), axis=-1, keepdims=True)
    return Yardstick(how, low, high, middle, MAD_TO_SD * spread)


def quantiles(x: Array, shares: Sequence[float] | Array) -> Array:
    """Return the quantiles of each row of `x` (replicates, tracts), all known, shape (shares, replicates).

    To the last bit those of `numpy.quantile`, which takes four times as long to part rows as it takes to sort them.
    """
    ordered = np.sort(x, axis=-1)
    at = (x.shape[-1] - 1) * np.asarray(shares, float)
    below = np.floor(at).astype(np.intp)
    part = at - below
    low, high = ordered[..., below], ordered[..., np.minimum(below + 1, x.shape[-1] - 1)]
    gap = high - low
    # from the nearer end, as numpy does
    return np.moveaxis(np.where(part >= HALF, high - gap * (1 - part), low + gap * part), -1, 0)


def apply_yardstick(x: Array, by: Yardstick) -> Array:
    """Return figures (replicates, tracts) held against a yardstick, same shape; NaN stays NaN."""
    if by.low is not None and by.high is not None:
        x = np.clip(x, by.low, by.high)
    if by.ranked is not None:
        return _percentiles(x, by.ranked)
    if by.how == "threshold":
        return np.where(np.isnan(x), np.nan, x > by.middle)
    return (x - by.middle) / by.scale


def _mean_and_spread(x: Array, known: NDArray[np.bool_], ddof: int) -> tuple[Array, Array]:
    """Return mean and standard deviation over the known figures, in the order in which numpy's nanstd adds."""
    n = int(known.sum())
    filled = x if n == len(known) else np.where(known, x, 0.0)
    middle = filled.sum(axis=-1, keepdims=True) / max(n, 1)
    apart = filled - middle
    if n < len(known):
        apart[..., ~known] = 0.0
    squares = np.multiply(apart, apart, out=apart)
    with np.errstate(invalid="ignore", divide="ignore"):
        return middle, np.sqrt(squares.sum(axis=-1, keepdims=True) / (n - ddof))


def _percentiles(x: Array, ranked: Array) -> Array:
    """Return (those below + half of those equal) / n × 100 among `ranked`, which rises along the last axis."""
    order = rising_order(x)
    rising = rows_taken(x, order)
    below, upto = _places_of(rising, ranked)
    percentiles = np.where(np.isnan(rising), np.nan, (below + upto) / 2 / ranked.shape[-1] * PERCENT)
    return rows_put(percentiles, order)


def places_in(x: Array, ranked: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return how many of `ranked` are below each of `x`, and how many below or equal, row by row; not for NaN."""
    order = rising_order(x)
    below, upto = _places_of(rows_taken(x, order), ranked)
    return rows_put(below, order), rows_put(upto, order)


def places_among(x: NDArray[np.floating]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return how many of the known figures of its row are below each of `x`, and how many below or equal."""
    order = rising_order(x)
    below, upto = _places_of_rising(rows_taken(x, order))
    return rows_put(below, order), rows_put(upto, order)


def places_upto(x: NDArray[np.floating]) -> NDArray[np.intp]:
    """Return how many of the known figures of its row are below or equal to each of `x`."""
    order = rising_order(x)
    return rows_put(_places_of_rising(rows_taken(x, order))[1], order)


def rising_order(x: NDArray[np.floating]) -> NDArray[np.intp]:
    """Return the order in which each row of `x` rises, NaN last, as `numpy.argsort` does: it takes four times as long
    where there is any NaN."""
    blank = np.isnan(x)
    if not blank.any() or np.isposinf(x).any():
        return np.argsort(x, axis=-1)
    return np.argsort(np.where(blank, np.inf, x), axis=-1)


def rows_taken(x: NDArray[Any], order: NDArray[np.intp]) -> NDArray[Any]:
    """Return `x` in its `order` along the last axis, as `numpy.take_along_axis` does, in a third of the time."""
    out = np.empty((order.size // max(order.shape[-1], 1), order.shape[-1]), x.dtype)
    for row, own, at in zip(out, x.reshape(out.shape), order.reshape(out.shape), strict=True):
        own.take(at, out=row, mode="clip")
    return out.reshape(order.shape)


def rows_put(values: NDArray[Any], order: NDArray[np.intp]) -> NDArray[Any]:
    """Return `values` from their `order` along the last axis back in their places: what undoes `rows_taken`."""
    out = np.empty((order.size // max(order.shape[-1], 1), order.shape[-1]), values.dtype)
    for row, own, at in zip(out, values.reshape(out.shape), order.reshape(out.shape), strict=True):
        row[at] = own
    return out.reshape(order.shape)


def _places_of(rising: Array, ranked: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return `places_in` of rows that rise themselves."""
    if _is_own(rising, ranked):
        return _places_of_rising(rising)
    # a search is several times as fast for figures in rising order
    lines = np.broadcast_to(ranked, (len(rising), ranked.shape[-1]))
    sides = [
        [np.searchsorted(line, row, side) for row, line in zip(rising, lines, strict=True)]
        for side in ("left", "right")
    ]
    return np.stack(sides[0]), np.stack(sides[1])


def _is_own(rising: Array, ranked: Array) -> bool:
    """Return whether each row is ranked among its own known figures; NaN stands last."""
    n = ranked.shape[-1]
    return len(ranked) == len(rising) and bool(
        np.isnan(rising[:, n:]).all() and np.array_equal(rising[:, :n], ranked)
    )


def _places_of_rising(rising: NDArray[np.floating]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return how many of a rising row are below each of its figures, and how many below or equal."""
    n = rising.shape[-1]
    at = np.broadcast_to(np.arange(n), rising.shape)
    is_first = np.ones(rising.shape, np.bool_)
    np.not_equal(rising[:, 1:], rising[:, :-1], out=is_first[:, 1:])
    again = np.flatnonzero(~is_first)
    if not len(again):
        return at, at + 1
    below, upto = at.copy(), at + 1
    # runs of equal figures: no run goes on into the next row, because the first of a row is equal to none
    starts = np.flatnonzero(np.diff(again, prepend=-1) != 1)
    lengths = np.diff(starts, append=len(again))
    below.ravel()[again] = np.repeat(below.ravel()[again[starts] - 1], lengths)
    upto.ravel()[again - 1] = np.repeat(upto.ravel()[again[starts] + lengths - 1], lengths)
    return below, upto
