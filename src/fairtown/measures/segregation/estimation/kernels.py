"""The passes over the people that take the time: in numpy, or compiled where numba is installed and the data large.

Both give the same answers to rounding (tests/measures/segregation/estimation/test_kernels.py). `passes` says which one
runs.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fairtown import threads
from fairtown.measures.segregation.estimation.counts import (
    SMALL,
    Areas,
    Array,
    check_counts,
    n_log_n,
    n_log_n_table,
    part,
    ratio,
    refuse_counts,
    refuse_larger,
)
from fairtown.measures.segregation.estimation.passes import KINDS, compiled_passes

#: From this many counts on the work is shared among threads; for fewer, waking them costs more.
LEAST_SHARED = 2_000_000
ONE = np.ones(1)
NO_CODES = np.zeros(0, np.intp)


def group_sums(people: NDArray[Any], areas: Areas) -> tuple[Array, Array]:
    """Return people by group and area (groups, ..., areas), and the sum of t × E of its units (..., areas) in nats.

    `people`: shape (groups, ..., units). Raises FairtownError on a negative or missing count.
    """
    compiled = compiled_passes(people, of_groups=True)
    if compiled:
        groups, own, n_bad = _shared(
            compiled.group_sums, areas, _whole(people), n_log_n_table(), arrays=[people]
        )
        _refuse(n_bad, people)
        return groups, own
    if _whole(people):
        _refuse(int(people.min(initial=0) < 0), people)
        checked = np.ascontiguousarray(people)
    else:
        (checked,) = check_counts(people)
    total = checked.sum(axis=0)
    own = n_log_n(total)
    # a group is at most everyone: what is looked up for everyone is looked up for it
    are_small = _whole(people) and total.max(initial=0) < SMALL
    for group in checked:
        own -= n_log_n_table().take(group, mode="clip") if are_small else n_log_n(group)
    return areas.sum(checked), areas.sum(own)


def gap_sums(a: NDArray[Any], b: NDArray[Any], areas: Areas) -> tuple[Array, Array, Array]:
    """Return A, B and the sum of |a / A − b / B| over each area, shape (..., areas) each; the last is NaN
    where A or B is 0. Raises FairtownError on a negative or missing count.
    """
    compiled = compiled_passes(a)
    if compiled:
        whole = _whole(a, b)
        total_a, total_b, most, n_bad = _shared(compiled.pair_sums, areas, whole, arrays=[a, b])
        _refuse(n_bad, a, b)
        per_a, per_b = ratio(ONE, total_a), ratio(ONE, total_b)
        short = whole and most < compiled.MOST_32
        (gaps,) = _shared(compiled.gap_sums, areas, short, per_a, per_b, arrays=[a, b])
        return total_a, total_b, gaps
    first, second = check_counts(a, b)
    totals = areas.sum(first), areas.sum(second)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = first / areas.spread(totals[0]) - second / areas.spread(totals[1])
    return *totals, areas.sum(np.abs(gap))


def meeting_sums(x: NDArray[Any], y: NDArray[Any], total: NDArray[Any], areas: Areas) -> tuple[Array, Array]:
    """Return X and the sum of x × y / t over each area, shape (..., areas) each; empty units count for nothing.

    Raises FairtownError on a negative or missing count, or a group larger than everyone in its unit.
    """
    compiled = compiled_passes(x)
    if compiled:
        members, met, n_bad, n_larger = _shared(
            compiled.meeting_sums, areas, _whole(x, y, total), arrays=[x, y, total]
        )
        _refuse(n_bad, x, y, total)
        refuse_larger(int(n_larger))
        return members, met
    first, second, everyone = check_counts(x, y, total)
    larger = first if second is first else np.maximum(first, second)
    refuse_larger(int((larger > everyone).sum()))
    return areas.sum(first), areas.sum(first * part(second, everyone))


def _shared(run: Callable[..., Any], areas: Areas, *settings: Any, arrays: list[NDArray[Any]]) -> list[Any]:
    """Run a compiled pass over blocks of units, one per thread, and return the sums of their results."""
    native = [_native(array) for array in arrays]
    codes = NO_CODES if areas.codes is None else areas.codes
    n_units = native[0].shape[-1]
    if sum(a.size for a in native) < LEAST_SHARED:
        return list(run(*native, codes, areas.n, *settings))
    n_parts = threads.most()
    edges = [i * n_units // n_parts for i in range(n_parts + 1)]

    def take(first: int, last: int) -> Any:
        own = slice(first, last)
        return run(*(a[..., own] for a in native), codes[own], areas.n, *settings)

    # the caller takes the first part: waking the others costs as little as it can
    waiting = [_threads().submit(take, *edge) for edge in pairwise(edges[1:])]
    answers = [take(*edges[:2]), *(each.result() for each in waiting)]
    return [sum(each) for each in zip(*answers, strict=True)]


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(thread_name_prefix="segregation")


def _native(array: NDArray[Any]) -> NDArray[Any]:
    known = array if array.dtype in KINDS else array.astype(float)
    return np.ascontiguousarray(known) if known.ndim == 1 else known


def _whole(*arrays: NDArray[Any]) -> bool:
    return all(a.dtype.kind in "iu" for a in arrays)


def _refuse(n_bad: int, *arrays: NDArray[Any]) -> None:
    if n_bad:
        refuse_counts(*arrays)
