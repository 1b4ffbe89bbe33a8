"""A task is one state and one step: what it needs is named by hash, what it made too, so that it can be done again.

Its result is written under a temporary name and renamed (`build.cache`): a task that is done twice does no harm, and
one that another process has done already costs a look. So a worker that is lost costs the task that it was at.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from fairtown import threads
from fairtown.build.workers import Workers, first_fault
from fairtown.concepts import FairtownError

SERIAL, PROCESSES, DASK = "serial", "processes", "dask"
#: How often a task is begun again after its worker was lost: more often it is the task that kills it.
RETRIES = 3
#: Bytes that a worker of Dask on this machine may take before it is stopped; California needs a third.
MOST_MEMORY = 1_500_000_000
#: Seconds without an answer after which workers of Dask are counted: with none left, nothing would ever come.
UNANSWERED = 30.0
#: Work of one task, by step, place and key.
Step = Callable[..., str]
Call = Callable[[], str]


@dataclass(frozen=True)
class Task:
    """A step for one state, by its two digits, or for the nation; `key`: the hash of all that it depends on."""

    step: str
    place: str
    key: str
    #: the tasks whose results it reads
    needs: tuple[Task, ...] = ()

    @property
    def name(self) -> str:
        """What the result is called in the cache."""
        return f"nation-{self.step}-{self.place}"


def run(
    tasks: Sequence[Task],
    steps: Mapping[str, Step],
    on: str,
    arguments: tuple[Any, ...],
    progress: Callable[[str], None],
) -> dict[str, str]:
    """Do tasks that do not need one another, and return the checksum of each result by the task's name.

    `on`: serial, processes, dask, or dask=SCHEDULER; `arguments`: follow the task in each call; `progress` is told each
    name. Raises what a task raised, and FairtownError where its workers were lost more than `RETRIES` times.
    """
    calls: dict[str, Call] = {t.name: partial(_step, steps[t.step], t, *arguments) for t in tasks}
    found = {}
    with _engine(on) as engine:
        for name, answer in engine(calls):
            found[name] = answer
            progress(name)
    # in the order of the tasks, whichever was done first
    return {task.name: found[task.name] for task in tasks}


def _step(step: Step, task: Task, *arguments: Any) -> str:
    """Do a task; its figures are the same however many cores the machine has."""
    with threads.one_for_blas():
        return step(task, *arguments)


Engine = Callable[[dict[str, Call]], Iterator[tuple[str, str]]]


@contextmanager
def _engine(on: str) -> Iterator[Engine]:
    kind, _, scheduler = on.partition("=")
    if kind == DASK:
        with _dask(scheduler) as engine:
            yield engine
    elif on == PROCESSES:
        pool = Workers(os.cpu_count() or 1, RETRIES)
        try:
            yield partial(_in_processes, pool)
        finally:
            pool.end()
    elif on == SERIAL:
        # a task has one thread wherever it runs: more would wait for one another
        with threads.limited(1):
            yield lambda calls: ((name, call()) for name, call in calls.items())
    else:
        raise FairtownError(f"--on is {on!r}, expected {SERIAL}, {PROCESSES}, {DASK} or {DASK}=SCHEDULER")


def _in_processes(pool: Workers, calls: dict[str, Call]) -> Iterator[tuple[str, str]]:
    waiting = list(calls)
    faults: dict[str, Exception] = {}
    while waiting or pool.is_at_work:
        while waiting and pool.is_free:
            name = waiting.pop(0)
            pool.start(name, calls[name])
        for name, outcome in pool.outcomes().items():
            if isinstance(outcome, Exception):
                # what comes before it has begun: the fault that is told is the first, whichever process ends first
                faults[name] = outcome
                waiting.clear()
            else:
                yield name, outcome
    if fault := first_fault(faults, calls):
        raise fault


@contextmanager
def _dask(scheduler: str) -> Iterator[Engine]:
    """Give an engine on a cluster of Dask: the one at `scheduler`, or processes of this machine."""
    if importlib.util.find_spec("distributed") is None:
        raise FairtownError("--on dask: distributed is not installed; install fairtown[cluster]")
    from distributed import Client, LocalCluster

    def engine(calls: dict[str, Call]) -> Iterator[tuple[str, str]]:
        futures = {
            client.submit(_alone, call, key=f"fairtown-{name}", pure=False, retries=RETRIES): name
            for name, call in calls.items()
        }
        for future in _as_completed(client, list(futures)):
            if future.status == "error":
                break
            yield futures[future], future.result()
        else:
            return
        # the fault that is told is the first in order, whichever task ended first
        for future in futures:
            future.result()

    if scheduler:
        with Client(scheduler) as client:
            yield engine
        return
    with (
        LocalCluster(
            n_workers=os.cpu_count(), threads_per_worker=1, memory_limit=MOST_MEMORY, dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        yield engine


def _as_completed(client: Any, futures: Sequence[Any]) -> Iterator[Any]:
    """Give each future when it is done; raise FairtownError where no worker is left that could do the others."""
    from distributed import wait

    waiting = set(futures)
    while waiting:
        try:
            done = wait(waiting, timeout=UNANSWERED, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            if not client.scheduler_info()["workers"]:
                raise FairtownError(
                    "no worker of Dask is left: each needs the same fairtown, installed where it runs; its log says why"
                ) from None
            continue
        yield from done
        waiting -= done


def _alone(call: Call) -> str:
    """Do a call in one thread: the workers of a machine are as many as its cores."""
    threads.limit(1)
    return call()
