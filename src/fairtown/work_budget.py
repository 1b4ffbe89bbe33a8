"""How much work one answer may take, counted in steps: the same for the same files, on any machine and at any load.

Files of strangers can be short and yet take hours. Whoever answers them opens a budget; loops that a file can make long
spend from it before they run, and the answer ends in one line where it is used up. Without a budget, as in a command,
nothing is counted. A step is about a microsecond of one core of a server of 2025; README of benchmarks says how close.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from fairtown.concepts import FairtownError

#: What work is spent on, in the words of a refusal.
SUBJECTS: Mapping[str, str] = {
    "reading": "reading so many features and points",
    "crossings": "looking for places where the edges of shapes cross",
    "districts": "finding the districts of the parcels",
    "rules": "working out the rules on every parcel",
    "room": "looking for room between the setbacks",
    "answer": "writing down the answer for every parcel",
}


class TooMuchWorkError(FairtownError):
    """A budget is used up; `subject`: a key of SUBJECTS."""

    def __init__(self, subject: str) -> None:
        """Say what took too much."""
        self.subject = subject
        super().__init__(
            f"the files take more work than one answer may: {SUBJECTS[subject]}; leave parts of them out"
        )


@dataclass
class Budget:
    """Steps that are left."""

    left: float

    def spend(self, steps: float, subject: str) -> None:
        """Take steps away; raises TooMuchWorkError where fewer are left."""
        self.left -= steps
        if self.left < 0:
            raise TooMuchWorkError(subject)


_current: ContextVar[Budget | None] = ContextVar("work_budget", default=None)


@contextmanager
def budget(steps: float) -> Iterator[Budget]:
    """Count the work of a block against `steps`; raises TooMuchWorkError in the block where they do not suffice."""
    own = Budget(steps)
    token = _current.set(own)
    try:
        yield own
    finally:
        _current.reset(token)


@contextmanager
def part(share: float) -> Iterator[None]:
    """Let a block spend at most a share of what is left, so that the rest suffices for what comes after it."""
    whole = _current.get()
    if whole is None:
        yield
        return
    most = whole.left * share
    own = Budget(most)
    token = _current.set(own)
    try:
        yield
    finally:
        _current.reset(token)
        whole.left -= most - max(own.left, 0)


def is_counted() -> bool:
    """Return whether a budget is open: else what work would cost need not be found out."""
    return _current.get() is not None


def spend(steps: float, subject: str) -> None:
    """Spend steps of the open budget, if there is one; raises TooMuchWorkError where fewer are left."""
    own = _current.get()
    if own is not None:
        own.spend(steps, subject)
