"""The three passes over the people that take the time, compiled where numba is installed and the data are large.

Each pass has a twin in numpy with the same answers to rounding (tests/measures/segregation/test_kernels.py). The
choice is made here and nowhere else; the formulas do not know which one ran.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fairtown.measures.segregation.counts import (
    Areas,
    Array,
    check_counts,
    n_log_n,
    n_log_n_table,
    part,
    refuse_counts,
    refuse_larger,
)

#: Below this many counts numpy is as fast, and loading the compiled passes would cost more than it saves.
LEAST_COMPILED = 20_000
#: Compiled passes are made for these; anything else is turned into float64 first.
KINDS = ("int32", "int64", "float64")


def group_sums(people: NDArray[Any], areas: Areas) -> tuple[Array, Array]:
    """Return people by group and area (groups, ..., areas), and the sum of t × E of its units (..., areas) in nats.

    `people`: shape (groups, ..., units). Raises FairtownError on a negative or missing count.
    """
    compiled = _compiled("group_sums", people)
    if compiled is not None:
        whole = people.dtype.kind in "iu"
        answers = compiled(_native(people), *_where(areas), n_log_n_table(), whole, _cores())
        return _checked(answers, people)
    (checked,) = check_counts(people)
    exact = np.ascontiguousarray(people) if people.dtype.kind in "iu" else checked
    own = n_log_n(exact.sum(axis=0)) - n_log_n(exact).sum(axis=0)
    return areas.sum(checked), areas.sum(own)


def gap_sums(a: NDArray[Any], b: NDArray[Any], areas: Areas) -> tuple[Array, Array, Array]:
    """Return A, B and the sum of |a / A − b / B| over each area, shape (..., areas) each; the last is NaN
    where A or B is 0. Raises FairtownError on a negative or missing count.
    """
    compiled = _compiled("gap_sums", a, b)
    if compiled is not None:
        return _checked(compiled(_native(a), _native(b), *_where(areas), _cores()), a, b)
    first, second = check_counts(a, b)
    totals = areas.sum(first), areas.sum(second)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = first / areas.spread(totals[0]) - second / areas.spread(totals[1])
    return *totals, areas.sum(np.abs(gap))


def meeting_sums(x: NDArray[Any], y: NDArray[Any], total: NDArray[Any], areas: Areas) -> tuple[Array, Array]:
    """Return X and the sum of x × y / t over each area, shape (..., areas) each; empty units count for nothing.

    Raises FairtownError on a negative or missing count, or a group larger than everyone in its unit.
    """
    compiled = _compiled("meeting_sums", x, y, total)
    if compiled is not None:
        *answers, n_larger = compiled(_native(x), _native(y), _native(total), *_where(areas), _cores())
        refuse_larger(n_larger)
        return _checked(tuple(answers), x, y, total)
    first, second, everyone = check_counts(x, y, total)
    refuse_larger(int((np.maximum(first, second) > everyone).sum()))
    return areas.sum(first), areas.sum(first * part(second, everyone))


def _compiled(name: str, *arrays: NDArray[Any]) -> Callable[..., Any] | None:
    """Return the compiled pass where it pays: large, without replicates, and numba there."""
    one_set = arrays[0].ndim == (2 if name == "group_sums" else 1)
    if not one_set or arrays[0].size < LEAST_COMPILED or not has_numba():
        return None
    from fairtown.measures.segregation import compiled

    return getattr(compiled, name)


@cache
def has_numba() -> bool:
    """Return whether the compiled passes can be used here (the optional part `fast`)."""
    return find_spec("numba") is not None


def _native(array: NDArray[Any]) -> NDArray[Any]:
    known = array if array.dtype.name in KINDS else array.astype(float)
    return np.ascontiguousarray(known) if known.ndim == 1 else known


def _where(areas: Areas) -> tuple[NDArray[np.intp], int]:
    return (np.zeros(0, np.intp) if areas.codes is None else areas.codes), areas.n


def _cores() -> int:
    from numba import get_num_threads

    return get_num_threads()


def _checked(answers: tuple[Any, ...], *arrays: NDArray[Any]) -> Any:
    *sums, n_bad = answers
    if n_bad:
        n_missing = sum(int(np.isnan(a).sum()) for a in arrays)
        refuse_counts(n_missing, sum(int((a < 0).sum()) for a in arrays))
    return tuple(sums)
