"""Processes that a build starts end with it, however it ends: done, broken off, or killed.

Each holds the end of a pipe whose other end only the build has. When the build goes, the pipe closes, and
whoever waits on it ends. Linux is asked to kill them as well, since that needs no word of theirs.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

WATCHED = Path(__file__).with_name("watched.py")
#: prctl(2): the signal that a process gets when its parent ends.
PR_SET_PDEATHSIG = 1


@contextmanager
def workers(most: int | None = None) -> Iterator[Executor]:
    """Give processes to work in, as many as cores or `most`; a thread where the system cannot fork.

    Where the block is left by an exception they end at once, in the middle of their work.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        with ThreadPoolExecutor(max_workers=1) as thread:
            yield thread
        return
    watched, held = os.pipe()
    pool = ProcessPoolExecutor(
        max_workers=most or os.cpu_count() or 1,
        mp_context=multiprocessing.get_context("fork"),
        initializer=_end_with_parent,
        initargs=(watched, held, os.getpid()),
    )
    try:
        yield pool
        pool.shutdown()
    finally:
        os.close(held)
        pool.shutdown(cancel_futures=True)
        os.close(watched)


def _end_with_parent(watched: int, held: int, parent: int) -> None:
    os.close(held)
    # a terminal sends these to every process of the build: the parent answers for all
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    threading.Thread(target=_wait_for_end, args=(watched,), daemon=True).start()


def _wait_for_end(watched: int) -> None:
    os.read(watched, 1)
    os._exit(1)


def run_program(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder until it is done; it is killed if this process ends first."""
    watched, held = os.pipe()
    try:
        return subprocess.run(
            [sys.executable, "-I", "-S", str(WATCHED), str(watched), *command],
            cwd=folder,
            pass_fds=[watched],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.close(held)
        os.close(watched)
