"""Whether a pass over units is compiled or numpy's, and the passes over their labels.

The choice is made here and nowhere else; the formulas do not know which one ran.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Below this many counts numpy is as fast.
LEAST_COMPILED = 500
#: Units per area from which those that stand together are added up stretch by stretch.
LONG_STRETCH = 32
#: Compiled passes are made for these; anything else is turned into float64 first.
KINDS = frozenset(np.dtype(kind) for kind in ("int32", "int64", "float64"))


def compiled_passes(counts: NDArray[Any], of_groups: bool = False) -> ModuleType | None:
    """Return the compiled passes where they pay: large, without replicates, and numba there."""
    if _numpy_alone or counts.ndim != 1 + of_groups or counts.size < LEAST_COMPILED or not has_numba():
        return None
    return _compiled()


@cache
def _compiled() -> ModuleType:
    from fairtown.measures.segregation.estimation import compiled

    return compiled


@contextmanager
def numpy_alone() -> Iterator[None]:
    """Leave the compiled passes out: what is published has the same last bits with and without numba."""
    global _numpy_alone
    before, _numpy_alone = _numpy_alone, True
    try:
        yield
    finally:
        _numpy_alone = before


_numpy_alone = False


@cache
def has_numba() -> bool:
    """Return whether the compiled passes can be used here (the optional part `fast`)."""
    return find_spec("numba") is not None


def stretch_starts(labels: NDArray[Any]) -> NDArray[np.intp] | None:
    """Return where each label starts, if whole numbers ascend in stretches of `LONG_STRETCH` units on average, else
    None: then one look over them is enough to number them."""
    compiled = compiled_passes(labels) if labels.dtype in KINDS else None
    if compiled:
        starts = compiled.stretch_starts(labels, LONG_STRETCH)
        return starts if len(starts) else None
    changes = labels[1:] != labels[:-1]
    if (np.count_nonzero(changes) + 1) * LONG_STRETCH > len(labels):
        return None
    starts = np.concatenate([[0], np.flatnonzero(changes) + 1])
    names = labels[starts]
    return starts if (names[1:] > names[:-1]).all() else None


def label_bounds(labels: NDArray[Any]) -> tuple[int, int]:
    """Return the least and the largest of whole numbers that label units, at least one."""
    compiled = compiled_passes(labels) if labels.dtype in KINDS else None
    first, last = compiled.label_bounds(labels) if compiled else (labels.min(), labels.max())
    return int(first), int(last)


def labels_present(codes: NDArray[np.intp], n: int) -> NDArray[np.bool_]:
    """Return which of the numbers from 0 to `n` − 1 label a unit."""
    compiled = compiled_passes(codes)
    found: NDArray[np.bool_] = (
        compiled.labels_present(codes, n) if compiled else np.bincount(codes, minlength=n) > 0
    )
    return found
