"""The clock: what is due runs, a fault stops no other job, one process alone runs it.

That it is started anew and ends with the hub is asked of a running one, in test_serve.py.
"""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.utils.timezone import now

from fairtown.hub import database as databases
from fairtown.hub.jobs import clock, deleted_rows, process, registry
from fairtown.hub.jobs.models import JobRun
from fairtown.hub.jobs.registry import periodic

from ..files_with import files_with
from .running_hub import until

MARK = "Xq7Deleted"


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(clock, "_due_at", {})
    monkeypatch.setattr(registry, "JOBS", {})
    monkeypatch.setattr(clock, "JOBS", registry.JOBS)
    ran: list[str] = []
    periodic("hourly", timedelta(hours=1))(lambda: ran.append("hourly"))
    periodic("daily", timedelta(days=1))(lambda: ran.append("daily"))
    return ran


def test_each_job_runs_when_it_is_due_and_not_before(db: None, jobs: list[str]) -> None:
    clock.run_due()
    clock.run_due()
    assert jobs == ["hourly", "daily"]
    JobRun.objects.filter(name="hourly").update(due_at=now() - timedelta(seconds=1))
    clock.run_due()
    assert jobs == ["hourly", "daily", "hourly"]


def test_a_fault_is_noted_without_its_words_and_stops_no_other(
    db: None, jobs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise ValueError("maria@mail.example")

    periodic("hourly", timedelta(hours=1))(broken)
    clock.run_due()
    assert jobs == ["daily"]
    assert JobRun.objects.get(name="hourly").error == "ValueError"
    assert "maria" not in capsys.readouterr().err


def test_a_job_of_each_second_writes_nothing(db: None, jobs: list[str]) -> None:
    registry.JOBS.clear()
    periodic("mail", timedelta(seconds=1))(lambda: jobs.append("mail"))
    clock.run_due()
    assert jobs == ["mail"]
    assert not JobRun.objects.exists()


def test_what_was_deleted_leaves_the_log_of_sqlite_while_connections_stay_open(tmp_path: Path) -> None:
    """As the clock does it, beside a connection of a website that nobody closes."""
    folds = registry.JOBS["deleted-rows"]
    assert folds.every <= timedelta(seconds=20)
    own = databases.database("", tmp_path) | {
        "TIME_ZONE": None,
        "CONN_HEALTH_CHECKS": False,
        "AUTOCOMMIT": True,
    }
    assert own["CONN_MAX_AGE"] == databases.database("postgres://host/name", tmp_path)["CONN_MAX_AGE"]
    website, clock_connection = DatabaseWrapper(own), DatabaseWrapper(own)
    for sql in (
        "CREATE TABLE t (x)", f"INSERT INTO t VALUES ('{MARK}')", "DELETE FROM t", "SELECT * FROM t"
    ):  # fmt: skip
        website.cursor().execute(sql).fetchall()
    assert files_with(tmp_path, MARK.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deleted_rows, "connection", clock_connection)
        folds.work()
    assert not files_with(tmp_path, MARK.encode())
    for connection in (website, clock_connection):
        connection.close()


def test_one_process_alone_holds_the_lock(tmp_path: Path) -> None:
    stop = threading.Event()
    with process.only_one(tmp_path, stop) as first:
        assert first
        threading.Timer(0.2, stop.set).start()
        with process.only_one(tmp_path, stop) as second:
            assert not second


def test_the_command_runs_the_clock_alone_and_stops_in_order(tmp_path: Path, release_folder: Path) -> None:
    given = {"FAIRTOWN_RECORDS": str(tmp_path), "FAIRTOWN_RELEASES": str(release_folder)}
    command = [sys.executable, "-m", "fairtown.cli.commands", "hub", "jobs"]
    running = subprocess.Popen(command, env=os.environ | given, stderr=subprocess.PIPE, text=True)
    until((tmp_path / "jobs.lock").exists)
    running.terminate()
    assert running.wait(30) == 0
