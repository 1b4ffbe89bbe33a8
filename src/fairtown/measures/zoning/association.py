"""Two figures of the same places side by side: rank correlation with its interval, as a description, never as proof.

Zoning and who lives where go together for many reasons, and each may bring about the other: an interval that leaves
zero out says that places differ together, not why. At least ten places. Places are not a sample of others: the interval
says how much the figure hangs on which places are in it.
Spearman's rank correlation, ties at their mean rank. Interval by Fisher's transformation with the variance of Bonett
and Wright (2000), (1 + r²/2) / (n - 3), and by drawing places again (percentiles).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError
from fairtown.measures.uncertainty import TAIL_90, Z_90

LEAST_PLACES = 10
DRAWS = 2_000
#: Bonett and Wright's factor and the degrees of freedom subtracted.
HALF, OFF = 0.5, 3
CAVEAT = (
    "Description only: places differ together in this way; it does not say that one brings about the other."
)


@dataclass(frozen=True)
class Association:
    """Rank correlation of two figures over places, with 90% intervals of two kinds."""

    rho: float
    low: float
    high: float
    low_drawn: float
    high_drawn: float
    places: int
    left_out: int
    caveat: str = CAVEAT


def association(x: ArrayLike, y: ArrayLike, seed: int, draws: int = DRAWS) -> Association:
    """Return Spearman's rank correlation of two figures of the same places, shape (places,).

    Places where either figure is unknown are left out and counted. Raises FairtownError on unequal shapes, fewer than
    ten places, or a figure that is the same everywhere.
    """
    first, second = np.asarray(x, float), np.asarray(y, float)
    if first.shape != second.shape or first.ndim != 1:
        raise FairtownError(
            f"association: figures have shapes {first.shape} and {second.shape}; give one of each per place"
        )
    known = np.isfinite(first) & np.isfinite(second)
    a, b = first[known], second[known]
    if len(a) < LEAST_PLACES:
        raise FairtownError(
            f"association: {len(a)} places have both figures, expected at least {LEAST_PLACES}; with fewer, say the "
            "figures one by one"
        )
    rho = spearman(a, b)
    if np.isnan(rho):
        raise FairtownError("association: one figure is the same in all places; there is nothing to compare")
    low, high = fisher(rho, len(a))
    drawn = _drawn(a, b, seed, draws)
    ends = np.nanquantile(drawn, [TAIL_90, 1 - TAIL_90])
    return Association(rho, low, high, float(ends[0]), float(ends[1]), len(a), int((~known).sum()))


def spearman(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return the correlation of ranks, ties at their mean rank; NaN if one figure is the same everywhere."""
    return float(_correlation(_ranks(x[None]), _ranks(y[None]))[0])


def fisher(rho: float, places: int) -> tuple[float, float]:
    """Return the 90% interval of a rank correlation by Fisher's transformation; the end itself at 1 and -1."""
    if abs(rho) >= 1:
        return rho, rho
    wide = Z_90 * np.sqrt((1 + HALF * rho**2) / (places - OFF))
    return float(np.tanh(np.arctanh(rho) - wide)), float(np.tanh(np.arctanh(rho) + wide))


def _drawn(a: NDArray[np.float64], b: NDArray[np.float64], seed: int, draws: int) -> NDArray[np.float64]:
    picked = np.random.Generator(np.random.PCG64(seed)).integers(len(a), size=(draws, len(a)))
    return _correlation(_ranks(a[picked]), _ranks(b[picked]))


def _ranks(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ranks along the last axis, 1 = lowest; ties get the average rank."""
    return pd.DataFrame(x).rank(axis=1).to_numpy()


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = (a * b).sum(axis=1) / np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return np.clip(r, -1, 1)
