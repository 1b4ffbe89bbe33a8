"""One evaluation of a stranger's files at a time on the whole site, and one more that waits for it.

Whatever comes beyond is answered at once, so that threads stay free for readers of pages. The places are locks of files
in the folder of records: all processes of a machine share them, and they end with the process that holds them.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import IO

from django.conf import settings

#: Seconds that one waits for the one before, and between two looks.
PATIENCE, BETWEEN = 3.0, 0.02
#: Seconds after which whoever found no place may try again.
RETRY_AFTER = 5


class BusyError(Exception):
    """Someone's files are evaluated, and someone else waits already."""


@contextmanager
def place() -> Iterator[None]:
    """Hold the place of who evaluates; raises BusyError where another one waits for it, or waited in vain."""
    waiting = _lock("waiting")
    if waiting is None:
        raise BusyError
    with waiting:
        end = monotonic() + PATIENCE
        while (evaluating := _lock("evaluating")) is None and monotonic() < end:
            sleep(BETWEEN)
    if evaluating is None:
        raise BusyError
    with evaluating:
        yield


def is_full() -> bool:
    """Return whether someone evaluates and someone else waits, so that there is no use in asking for the place."""
    waiting = _lock("waiting")
    if waiting is not None:
        waiting.close()
    return waiting is None


def _lock(name: str) -> IO[bytes] | None:
    """Return the open file of a lock, held until it is closed; none if someone else holds it."""
    settings.RECORDS.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = (settings.RECORDS / f"{name}.lock").open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
