"""The folder that a release is made in: beside the releases, locked while a build runs, and never left for long.

A killed build cannot tidy up. The next one removes what it left, and knows a folder that is still built in by
its lock: the system lets go of it when the build and its processes are gone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".building-"


@contextmanager
def workspace(out: Path) -> Iterator[Path]:
    """Give a new folder under `out`, removed at the end; first what killed builds left is removed.

    `out` is made where it is missing, and removed again if it stays empty.
    """
    existed = out.exists()
    out.mkdir(parents=True, exist_ok=True)
    try:
        with locked(out):
            _sweep(out)
            folder = Path(tempfile.mkdtemp(dir=out, prefix=PREFIX))
            # held by the descriptor, also when the folder is renamed or removed
            lock = _lock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)
    finally:
        if not existed:
            with suppress(OSError):
                out.rmdir()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one build at a time look at a folder of releases and change it: waits for the other."""
    lock = _lock(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def _lock(folder: Path, operation: int) -> int:
    """Return an open descriptor of a folder that holds its lock; a disk that knows no locks gives none."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, operation)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:
        pass
    return descriptor


def _sweep(out: Path) -> None:
    """Remove the folders of builds that are gone."""
    for folder in out.glob(PREFIX + "*"):
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue  # gone meanwhile, or no folder of ours
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            # a build is at work in it, or the disk knows no locks: nobody can say that it is left over
            continue
        finally:
            os.close(descriptor)
        shutil.rmtree(folder, ignore_errors=True)
