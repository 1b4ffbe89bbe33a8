"""How many threads a computation may use: set in one place, so that processes side by side do not crowd each other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

T = TypeVar("T")
_most: int | None = None


def limit(n: int) -> None:
    """Let this process use at most `n` threads; a process beside others is given one."""
    global _most
    _most = n


@contextmanager
def one_for_blas() -> Iterator[None]:
    """Let numpy and scipy add up products in one thread in the block.

    BLAS parts a sum among its threads, so that the last digit of a figure would hang on the number of cores.
    """
    with _blas().limit(limits=1):
        yield


@cache
def _blas() -> ThreadpoolController:
    # what it controls is looked for once: numpy is loaded, and scipy has loaded its own with the measures
    import scipy.linalg  # noqa: F401

    return ThreadpoolController().select(user_api="blas")


@contextmanager
def limited(n: int) -> Iterator[None]:
    """Let this process use at most `n` threads in the block."""
    global _most
    before, _most = _most, n
    try:
        yield
    finally:
        _most = before


def most() -> int:
    """Return how many threads a computation may use: as many as there are cores, or the limit of this process."""
    return _most or os.cpu_count() or 1


def in_threads(function: Callable[..., T], *arguments: Iterable[Any]) -> list[T]:
    """Return what a function gives for each of its arguments, in their order; answers do not depend on the threads."""
    calls = list(zip(*arguments, strict=True))
    n = min(most(), len(calls))
    if n <= 1:
        return [function(*call) for call in calls]
    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(function, *zip(*calls, strict=True)))
