"""The clock: what is due runs, a fault stops no other job, one process alone runs it, and it ends with its parent."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import now

from fairtown.hub.jobs import clock, process, registry
from fairtown.hub.jobs.models import JobRun
from fairtown.hub.jobs.registry import periodic

from .running_hub import Hub, until


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


def test_one_process_alone_holds_the_lock(tmp_path: Path) -> None:
    stop = threading.Event()
    with process.only_one(tmp_path, stop) as first:
        assert first
        threading.Timer(0.2, stop.set).start()
        with process.only_one(tmp_path, stop) as second:
            assert not second


def ended(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_the_job_process_is_started_anew_when_killed_and_ends_with_the_hub(
    tmp_path: Path, releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub(tmp_path, releases, jobs=True)
    children = lambda: [  # noqa: E731
        int(p.parent.name)
        for p in Path("/proc").glob("[0-9]*/cmdline")
        if b"fairtown.hub.jobs.process" in _read(p) and _parent(p.parent) == hub.process.pid
    ]
    until(children)
    (first,) = children()
    os.kill(first, signal.SIGKILL)
    until(lambda: [n for n in children() if n != first and not ended(n)])
    (second,) = [n for n in children() if n != first]
    # killed, the hub cannot stop it: it sees that its parent is gone
    until(lambda: "jobs.lock" in [path.name for path in hub.records.iterdir()])
    hub.process.kill()
    hub.process.wait()
    until(lambda: ended(second))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def test_the_command_runs_the_clock_alone_and_stops_in_order(tmp_path: Path, release_folder: Path) -> None:
    given = {"FAIRTOWN_RECORDS": str(tmp_path), "FAIRTOWN_RELEASES": str(release_folder)}
    command = [sys.executable, "-m", "fairtown.cli.commands", "hub", "jobs"]
    running = subprocess.Popen(command, env=os.environ | given, stderr=subprocess.PIPE, text=True)
    until((tmp_path / "jobs.lock").exists)
    running.terminate()
    assert running.wait(30) == 0
