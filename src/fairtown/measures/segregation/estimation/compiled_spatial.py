"""The compiled pass over neighbors, see `environments`: a square grid in place of the tree, on every core.

The cells are as wide as the largest radius, so the neighbors of a unit lie in its own cell and the eight around it.
Units stand in the order of their cells: the three cells of a row are one run in memory.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import get_num_threads, njit, prange

from fairtown.measures.segregation.estimation.compiled_runs import IN_ANY_ORDER

#: Units that a core takes at a time: dense and empty quarters are dealt out in turn.
BLOCK = 32
#: People, people × d² and people × d⁴.
N_MOMENTS = 3


def cells_of(points: Any, width: float) -> tuple[Any, Any]:
    """Return the cell (column, row) of each point, shape (units, 2), and where each cell starts once the units are in
    the order of row and column, shape (rows, columns + 1). A cell is at least `width` wide; there are not many more
    cells than units.
    """
    corner = points.min(axis=0)
    extent = points.max(axis=0) - corner
    size = max(width, float(extent.max()) / np.sqrt(len(points)))
    cells = np.floor((points - corner) / size).astype(np.int64)
    n_columns, n_rows = cells.max(axis=0) + 1
    counts = np.bincount(cells[:, 1] * n_columns + cells[:, 0], minlength=n_columns * n_rows)
    ends = np.cumsum(counts).reshape(n_rows, n_columns)
    starts = np.concatenate([ends[:, :1] - counts.reshape(n_rows, n_columns)[:, :1], ends], axis=1)
    return cells, starts


def around(first: int, last: int, points: Any, columns: Any, cells: Any, starts: Any, radii: Any) -> Any:
    """Return the weighed sums of `columns` (units, k) around units `first` to `last`, shape (radii, k, units).

    All units stand in the order of their cells; `radii` ascending.
    """
    scaled = points / radii[-1]
    squares = np.square(radii / radii[-1])
    return _around(first, last, scaled, columns, cells, starts, squares, get_num_threads())


@njit(cache=True, fastmath=IN_ANY_ORDER)
def _add_run(at: Any, points: Any, columns: Any, squares: Any, sums: Any) -> None:
    """Add the people of a run of units to the ring that each is in, seen from the point `at`."""
    x, y = at[0], at[1]
    outermost = len(squares) - 1
    for j in range(len(points)):
        squared = (points[j, 0] - x) ** 2 + (points[j, 1] - y) ** 2
        if squared < squares[outermost]:
            ring = outermost
            while ring > 0 and squared < squares[ring - 1]:
                ring -= 1
            for k in range(columns.shape[1]):
                people = columns[j, k]
                sums[ring, 0, k] += people
                sums[ring, 1, k] += people * squared
                sums[ring, 2, k] += people * squared * squared


@njit(cache=True, fastmath=IN_ANY_ORDER)
def _weigh(sums: Any, squares: Any, out: Any, unit: int) -> None:
    """Add the rings outwards and put the weighed people within each radius into `out`."""
    n_rings, _, n_columns = sums.shape
    for ring in range(n_rings):
        for k in range(n_columns):
            if ring > 0:
                for moment in range(N_MOMENTS):
                    sums[ring, moment, k] += sums[ring - 1, moment, k]
            reach = 1 / squares[ring]
            weighed = sums[ring, 0, k] - 2 * reach * sums[ring, 1, k] + reach * reach * sums[ring, 2, k]
            out[ring, k, unit] = max(weighed, 0.0)


@njit(cache=True, fastmath=IN_ANY_ORDER, parallel=True)
def _around(
    first: int, last: int, points: Any, columns: Any, cells: Any, starts: Any, squares: Any, parts: int
) -> Any:
    n_columns = columns.shape[1]
    out = np.empty((len(squares), n_columns, last - first))
    n_rows, n_across = starts.shape[0], starts.shape[1] - 1
    for part in prange(parts):
        sums = np.empty((len(squares), N_MOMENTS, n_columns))
        for block in range(first + part * BLOCK, last, parts * BLOCK):
            for i in range(block, min(block + BLOCK, last)):
                sums[:] = 0
                column, row = cells[i]
                left, right = max(column - 1, 0), min(column + 2, n_across)
                for near_row in range(max(row - 1, 0), min(row + 2, n_rows)):
                    run = slice(starts[near_row, left], starts[near_row, right])
                    _add_run(points[i], points[run], columns[run], squares, sums)
                _weigh(sums, squares, out, i - first)
    return out
