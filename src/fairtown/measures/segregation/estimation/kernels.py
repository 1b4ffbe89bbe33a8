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
    one_over_n_table,
    part,
    refuse_counts,
    refuse_larger,
)
from fairtown.measures.segregation.estimation.passes import KINDS, compiled_passes

#: From this many counts on the work is shared among threads; for fewer, waking them costs more.
LEAST_SHARED = 2_000_000
NO_CODES = np.zeros(0, np.intp)
#: numpy takes so many units at a time where a formula has several steps: their numbers stay in the cache.
BLOCK = 1 << 14


def group_sums(people: NDArray[Any], areas: Areas) -> tuple[Array, Array]:
    """Return people by group and area (groups, ..., areas), and the sum of t × E of its units (..., areas) in nats.

    `people`: shape (groups, ..., units). Raises FairtownError on a negative or missing count.
    """
    compiled = compiled_passes(people, of_groups=True)
    if compiled:
        counts = _native(people)
        groups, own, n_bad = _shared(
            compiled.group_sums, areas, n_log_n_table() if _whole(*counts) else None, arrays=counts
        )
        _refuse(n_bad, people)
        return groups, own
    if _whole(people):
        _refuse(int(people.min(initial=0) < 0), people)
        checked = np.ascontiguousarray(people)
    else:
        (checked,) = check_counts(people)
    own = np.empty(checked.shape[1:])
    for first in range(0, own.shape[-1], BLOCK):
        block = np.s_[..., first : first + BLOCK]
        _unit_entropy(checked[block], own[block])
    return areas.sum(checked), areas.sum(own)


def _unit_entropy(people: NDArray[Any], own: Array) -> None:
    """Leave t × E in nats of each unit in `own` (..., units), from `people` (groups, ..., units)."""
    total = people.sum(axis=0)
    # a group is at most everyone: what is looked up for everyone is looked up for it
    if not (_whole(people) and total.max(initial=0) < SMALL):
        own[...] = n_log_n(total)
        for group in people:
            own -= n_log_n(group)
        return
    table, of_group = n_log_n_table(), np.empty(own.shape)
    own[...] = table.take(total, mode="clip")
    for group in people:
        own -= table.take(group, mode="clip", out=of_group)


def gap_sums(a: NDArray[Any], b: NDArray[Any], areas: Areas) -> tuple[Array, Array, Array]:
    """Return A, B and the sum of |a / A − b / B| over each area, shape (..., areas) each; the last is NaN
    where A or B is 0. Raises FairtownError on a negative or missing count.
    """
    compiled = compiled_passes(a)
    if compiled:
        pair = _native(a, b)
        total_a, total_b, n_bad = _shared(compiled.pair_sums, areas, _whole(*pair), arrays=pair)
        _refuse(n_bad, a, b)
        (gaps,) = _shared(compiled.gap_sums, areas, total_a, total_b, arrays=pair)
        return total_a, total_b, gaps
    first, second = check_counts(a, b)
    totals = areas.sum(first), areas.sum(second)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = first / areas.spread(totals[0])
        gap -= second / areas.spread(totals[1])
    return *totals, areas.sum(np.abs(gap, out=gap))


def meeting_sums(x: NDArray[Any], y: NDArray[Any], total: NDArray[Any], areas: Areas) -> tuple[Array, Array]:
    """Return X and the sum of x × y / t over each area, shape (..., areas) each; empty units count for nothing.

    Raises FairtownError on a negative or missing count, or a group larger than everyone in its unit.
    """
    compiled = compiled_passes(x)
    if compiled:
        counts = _native(x, y, total)
        members, met, n_bad, n_larger = _shared(
            compiled.meeting_sums, areas, one_over_n_table() if _whole(*counts) else None, arrays=counts
        )
        _refuse(n_bad, x, y, total)
        refuse_larger(int(n_larger))
        return members, met
    first, second, everyone = check_counts(x, y, total)
    larger = first if second is first else np.maximum(first, second)
    refuse_larger(int(np.count_nonzero(larger > everyone)))
    met = part(second, everyone)
    met *= first
    return areas.sum(first), areas.sum(met)


def _shared(run: Callable[..., Any], areas: Areas, *settings: Any, arrays: list[NDArray[Any]]) -> list[Any]:
    """Run a compiled pass over blocks of units, one per thread, and return the sums of their results."""
    codes = NO_CODES if areas.codes is None else areas.codes
    starts = NO_CODES if areas.starts is None else areas.starts
    n_units = arrays[0].shape[-1]
    given = (*arrays, codes, starts, areas.n, *settings)
    if sum(a.size for a in arrays) < LEAST_SHARED:
        return list(run(*given, 0, n_units))
    n_parts = threads.most()
    edges = [i * n_units // n_parts for i in range(n_parts + 1)]

    # the caller takes the first part: waking the others costs as little as it can
    waiting = [_threads().submit(run, *given, *edge) for edge in pairwise(edges[1:])]
    answers = [run(*given, *edges[:2]), *(each.result() for each in waiting)]
    return [sum(each) for each in zip(*answers, strict=True)]


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(thread_name_prefix="segregation")


def _native(*arrays: NDArray[Any]) -> list[NDArray[Any]]:
    """Return counts of one of the kinds that passes are compiled for, all of the same: whole where all are whole."""
    kind = arrays[0].dtype
    if kind not in KINDS or any(a.dtype != kind for a in arrays):
        # what 64 bits with a sign may not hold is taken as real
        fits = all(a.dtype.kind in "iu" and a.dtype != np.uint64 for a in arrays)
        return [np.ascontiguousarray(a, np.int64 if fits else float) for a in arrays]
    return [a if a.ndim > 1 else np.ascontiguousarray(a) for a in arrays]


def _whole(*arrays: NDArray[Any]) -> bool:
    return all(a.dtype.kind in "iu" for a in arrays)


def _refuse(n_bad: int, *arrays: NDArray[Any]) -> None:
    if n_bad:
        refuse_counts(*arrays)
