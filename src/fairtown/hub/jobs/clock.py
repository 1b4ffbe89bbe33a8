"""Runs what is due, one job after the other; a fault in one is noted and stops no other."""

from __future__ import annotations

import sys
import threading
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.utils.timezone import now

from fairtown.hub.jobs.models import JobRun
from fairtown.hub.jobs.registry import JOBS, Job

#: Seconds between looks; mail waits no longer than that.
PAUSE = 1.0
LONGEST_PAUSE = 60.0
#: Jobs that run more often than this keep their time in memory; the database would be written to every second.
RECORDED = timedelta(minutes=1)
_due_at: dict[str, datetime] = {}


def run_until(stop: threading.Event) -> None:
    """Run what is due until told to stop; a job under way ends first."""
    pause = PAUSE
    while not stop.is_set():
        close_old_connections()
        try:
            run_due(stop)
        except Exception as error:
            # the database may be away for a while, or not made yet
            pause = min(pause * 2, LONGEST_PAUSE)
            _log(f"jobs: {type(error).__name__}; the next look is in {pause:g} seconds")
        else:
            pause = PAUSE
        stop.wait(pause)


def run_due(stop: threading.Event | None = None) -> list[str]:
    """Run each job that is due once; return their names. One that is new runs at once."""
    moment, ran = now(), []
    if any(job.every >= RECORDED for job in JOBS.values()):
        _due_at.update(JobRun.objects.values_list("name", "due_at"))
    for job in JOBS.values():
        if stop is not None and stop.is_set():
            break
        if _due_at.get(job.name, moment) <= moment:
            _run(job, moment)
            ran.append(job.name)
    return ran


def _run(job: Job, moment: datetime) -> None:
    """Run a job; the time of its next run is written afterwards, so that a killed one is run again."""
    fault = ""
    try:
        job.work()
    except Exception as error:
        # its words may hold an address of a person
        fault = type(error).__name__
        _log(f"jobs: {job.name} failed with {fault}; it is tried again")
    due_at = _due_at[job.name] = moment + job.every
    if job.every >= RECORDED or fault:
        values = {"ran_at": moment, "due_at": due_at, "error": fault}
        JobRun.objects.update_or_create(name=job.name, defaults=values)


def _log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
