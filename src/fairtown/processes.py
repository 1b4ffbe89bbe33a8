"""Processes forked from this one, where the system can fork: they find here whatever is in its memory."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import Any, Final

FORK: Final = "fork"
#: New objects after which a process of a build looks for cycles among them; Python's own number is 700.
NEW_OBJECTS = 100_000


def can_fork() -> bool:
    """Whether the system can fork; where it cannot, the work is done in this process."""
    return FORK in multiprocessing.get_all_start_methods()


def fork(function: Callable[..., Any], *arguments: Any) -> BaseProcess:
    """Return a process, still to be started, that calls a function and ends with this one."""
    return multiprocessing.get_context(FORK).Process(target=function, args=arguments, daemon=True)


@contextmanager
def little_garbage() -> Iterator[None]:
    """Look for garbage seldom in the block, and not among what is there before it.

    Tables are no cycles: looking through them all after every 700 new objects took a tenth of the time of a build, and
    in a forked process it copies the pages that they are on.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
