"""What the clock runs. An app registers its functions as it starts; the clock imports no app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

Work = Callable[[], object]


@dataclass(frozen=True)
class Job:
    """A function that runs every so often. It commits as it goes: killed midway, it is run again."""

    name: str
    every: timedelta
    work: Work


JOBS: dict[str, Job] = {}


def periodic(name: str, every: timedelta) -> Callable[[Work], Work]:
    """Register a function under a name of letters and hyphens, which the database keeps."""

    def register(work: Work) -> Work:
        JOBS[name] = Job(name, every, work)
        return work

    return register
