"""Students in hidden cells: shared out like the cells that are known, and the least and the most that a cell can hold.

The Department hides cells of one to five students, and with a single one a second cell, which can be larger. So what is
hidden in a row is its total less what is known, and each hidden cell holds at least one of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError

Array = NDArray[np.float64]


def filled(counts: ArrayLike, totals: ArrayLike) -> Array:
    """Return `counts` (rows, cells) with hidden ones, NaN, filled in proportion to the sums of the known cells.

    `totals`: (rows,). Where no cell of its kind is known anywhere, hidden cells of a row share alike. Raises
    FairtownError where known cells exceed their total.
    """
    known, total = np.asarray(counts, float), np.asarray(totals, float)
    hidden = np.isnan(known)
    rest = _rest(known, total)
    weights = np.where(hidden, np.nansum(known, axis=0), 0.0)
    weights = np.where(hidden & (weights.sum(axis=1, keepdims=True) == 0), 1.0, weights)
    sums = weights.sum(axis=1, keepdims=True)
    part = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    return np.where(hidden, part * rest[:, np.newaxis], known)


def bounds(counts: ArrayLike, totals: ArrayLike) -> tuple[Array, Array]:
    """Return the least and the most of each cell, (rows, cells): a known one is both.

    A hidden one holds at least one, and at most what is left once every other hidden cell of its row holds one.
    """
    known, total = np.asarray(counts, float), np.asarray(totals, float)
    hidden = np.isnan(known)
    rest, n = _rest(known, total)[:, np.newaxis], hidden.sum(axis=1, keepdims=True)
    least = np.where(hidden, np.minimum(1.0, rest), known)
    most = np.where(hidden, np.maximum(rest - (n - 1), least), known)
    return least, most


def _rest(known: Array, total: Array) -> Array:
    rest = total - np.nansum(known, axis=1)
    if (rest < 0).any():
        at = int(np.argmax(rest < 0))
        raise FairtownError(
            f"schools: row {at + 1} has {np.nansum(known[at]):,.0f} students by race and {total[at]:,.0f} in all; "
            "mend that row"
        )
    return np.asarray(rest)
