"""Processes forked from this one, where the system can fork: they find here whatever is in its memory."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any, Final

FORK: Final = "fork"


def can_fork() -> bool:
    """Whether the system can fork; where it cannot, the work is done in this process."""
    return FORK in multiprocessing.get_all_start_methods()


def fork(function: Callable[..., Any], *arguments: Any) -> BaseProcess:
    """Return a process, still to be started, that calls a function and ends with this one."""
    return multiprocessing.get_context(FORK).Process(target=function, args=arguments, daemon=True)
