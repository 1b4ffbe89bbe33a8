"""Processes that a build starts end with it, however it ends: done, broken off, or killed.

Each holds the end of a pipe whose other end only the build has: when the build goes, the pipe closes, and whoever waits
on it ends. Linux is asked to kill them as well, which needs no word of theirs. The pools of the standard library wait
for ever for a process that ended in the middle of its answer, so this one has no threads: it reads what processes send.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NoReturn

from fairtown import threads
from fairtown.concepts import FairtownError
from fairtown.processes import can_fork, fork, little_garbage

WATCHED = Path(__file__).with_name("watched.py")
#: prctl(2): the signal that a process gets when its parent ends.
PR_SET_PDEATHSIG = 1
ENDED = "the system ended a process of the build, which it does where memory runs out; free some memory and build again"


@contextmanager
def workers(most: int | None = None) -> Iterator[Workers]:
    """Give processes to work in, as many as cores or `most`; where the block is left, they end at once."""
    pool = Workers(most or os.cpu_count() or 1)
    try:
        yield pool
    finally:
        pool.end()


def first_fault(outcomes: Mapping[str, Any], order: Iterable[str]) -> Exception | None:
    """Return the fault of the first name in `order` whose outcome is one: processes end in any order."""
    faults = (outcomes[name] for name in order if isinstance(outcomes.get(name), Exception))
    return next(faults, None)


@dataclass(frozen=True)
class Work:
    """A piece of work, and how many processes ended in the middle of it."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    lost: int = 0


class Workers:
    """Processes forked from this one when they are needed, each at one piece of work at a time.

    Where the system cannot fork, work is done here, when it is started.
    """

    def __init__(self, most: int, retries: int = 0) -> None:
        """Start none yet; `most`: how many there may be; `retries`: of work whose process ended."""
        self._most = most
        self._retries = retries
        self._can_fork = can_fork()
        self._watched, self._held = os.pipe()
        self._processes: dict[Connection, BaseProcess] = {}
        self._idle: list[Connection] = []
        self._last: dict[Connection, str] = {}
        self._at_work: dict[Connection, Work] = {}
        self._done_here: dict[str, Any] = {}

    @property
    def is_free(self) -> bool:
        """Whether another piece of work can be started."""
        return bool(self._idle) or len(self._processes) < self._most

    @property
    def last_of_next(self) -> str:
        """What the process did last that takes the next piece of work; nothing where it is new."""
        return self._last.get(self._idle[-1], "") if self._idle else ""

    @property
    def at_work(self) -> list[str]:
        """The names of the work that processes are at."""
        return [work.name for work in self._at_work.values()]

    @property
    def is_at_work(self) -> bool:
        """Whether the answer to any piece of work is still to come."""
        return bool(self._at_work or self._done_here)

    def start(self, name: str, function: Callable[..., Any], *arguments: Any) -> None:
        """Let a free process call a function of a module; its answer comes under `name`."""
        if not self._can_fork:
            self._done_here[name] = _outcome(function, arguments)
            return
        self._begin(Work(name, function, arguments))

    def _begin(self, work: Work) -> None:
        connection = self._idle.pop() if self._idle else self._fork()
        self._at_work[connection] = work
        self._last[connection] = work.name
        try:
            connection.send((work.function, work.arguments))
        except OSError:
            self._begin_again(connection)

    def _begin_again(self, connection: Connection) -> None:
        """Give the work of a process that ended to another; raises FairtownError where it was begun often enough."""
        work = self._at_work.pop(connection)
        process = self._processes.pop(connection)
        process.join()
        connection.close()
        if work.lost == self._retries:
            raise FairtownError(ENDED)
        self._begin(replace(work, lost=work.lost + 1))

    def answers(self) -> dict[str, Any]:
        """Return as `outcomes` what work returned; raises what it raised."""
        found = self.outcomes()
        if fault := first_fault(found, found):
            raise fault
        return found

    def outcomes(self) -> dict[str, Any]:
        """Wait until a piece of work is done, or begun again, and return what came of each that is done, by name.

        That is what the work returned, or the exception that it raised: processes end in any order, and which of two
        faults is told should not depend on it. Raises FairtownError if a process ended in the middle.
        """
        found, self._done_here = self._done_here, {}
        for connection in wait(list(self._at_work)) if self._at_work and not found else ():
            assert isinstance(connection, Connection)
            try:
                outcome = connection.recv()
            except (EOFError, OSError):
                self._begin_again(connection)
                continue
            found[self._at_work.pop(connection).name] = outcome
            self._idle.append(connection)
        return found

    def end(self) -> None:
        """End every process, in the middle of its work if need be."""
        os.close(self._held)
        os.close(self._watched)
        for connection, process in self._processes.items():
            # a signal can come before the process is there
            if process.pid is not None:
                process.kill()
                process.join()
            connection.close()

    def _fork(self) -> Connection:
        ours, theirs = multiprocessing.Pipe()
        process = fork(_serve, theirs, self._watched, self._held, os.getpid())
        # known before it starts: a signal can come in between
        self._processes[ours] = process
        process.start()
        # the process alone holds its end, so that its death closes it
        theirs.close()
        return ours


def _serve(connection: Connection, watched: int, held: int, parent: int) -> NoReturn:
    """Do what is asked for over a connection, one piece of work after the other, until the parent ends this process."""
    _end_with_parent(watched, held, parent)
    threads.limit(1)
    with little_garbage():
        while True:
            try:
                function, arguments = connection.recv()
            except EOFError:
                os._exit(1)
            outcome = _outcome(function, arguments)
            try:
                connection.send(outcome)
            except (TypeError, ValueError, AttributeError, pickle.PicklingError) as error:
                connection.send(RuntimeError(f"an answer that cannot be sent: {error}; {outcome!r:.200}"))


def _outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Return what a function returns, or the exception that it raises, with its trace."""
    try:
        return function(*arguments)
    except Exception as error:
        error.add_note(traceback.format_exc())
        return error


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


def run_program(command: Sequence[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder until it is done; it is killed if this process ends first."""
    watched, held = os.pipe()
    try:
        return subprocess.run(
            [sys.executable, "-I", "-S", str(WATCHED), str(watched), *command],
            cwd=folder,
            env=os.environ | environment,
            pass_fds=[watched],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.close(held)
        os.close(watched)
