"""A build leaves nothing for long, takes nothing from one that runs, and tells in one line why there is no release."""

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fairtown.build import release as building
from fairtown.build.workspace import PREFIX, workspace
from fairtown.cli.commands import main

#: A build whose measures take a minute in two processes, of which each makes a file of its own.
SLOW = """
import os, sys, time
from pathlib import Path
from fairtown.cli.commands import main
from fairtown.build import release as building
from fairtown.build.workers import workers

def work(folder):
    Path(folder, str(os.getpid())).touch()
    time.sleep(60)

def write(folder, clean, cache):
    with workers(2) as pool:
        for name in ("a", "b"):
            pool.start(name, work, folder)
        while pool.is_at_work:
            pool.answers()

building._write = write
sys.exit(main(["build", "--out", {out!r}]))
"""

#: What runs the tests may ignore a signal, as a shell does with SIGINT for what it puts in the background.
HEARS_ALL = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
"""


def slow_build(out: Path) -> subprocess.Popen[str]:
    """Start a build and return it once it is at work."""
    script = HEARS_ALL + SLOW.format(out=str(out))
    build = subprocess.Popen(
        [sys.executable, "-c", script], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    wait_for_work(build, out)
    return build


def wait_for_work(build: subprocess.Popen[str], out: Path) -> None:
    deadline = time.monotonic() + 30
    while len(list(out.glob(f"{PREFIX}*/release/*"))) < 2:
        assert build.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


def leftovers(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("whole_group", [False, True])
def test_a_signal_ends_a_build_in_one_line(tmp_path, number, whole_group):
    """To the build alone, as `kill` sends it, and to all its processes, as a terminal does."""
    build = slow_build(tmp_path / "out")
    os.killpg(build.pid, number) if whole_group else build.send_signal(number)
    _out, err = build.communicate(timeout=30)
    assert err == f"fairtown: stopped by {number.name}\n"
    assert build.returncode == 128 + number
    assert not (tmp_path / "out").exists()


def test_a_signal_that_the_shell_ignores_stays_ignored(tmp_path):
    """As under nohup."""
    script = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + SLOW.format(out=str(tmp_path))
    build = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)
    wait_for_work(build, tmp_path)
    build.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        build.wait(timeout=0.5)
    build.send_signal(signal.SIGTERM)
    assert build.communicate(timeout=30)[1] == "fairtown: stopped by SIGTERM\n"


def test_the_next_build_removes_what_a_killed_one_left(tmp_path):
    build = slow_build(tmp_path)
    build.kill()
    build.communicate()
    assert len(leftovers(tmp_path)) == 1
    with workspace(tmp_path) as folder:
        assert leftovers(tmp_path) == [folder.name]
    assert leftovers(tmp_path) == []


def test_the_folder_of_a_build_that_runs_is_left_alone(tmp_path):
    build = slow_build(tmp_path)
    (at_work,) = leftovers(tmp_path)
    with workspace(tmp_path) as folder:
        assert leftovers(tmp_path) == sorted([at_work, folder.name])
    assert leftovers(tmp_path) == [at_work]
    build.send_signal(signal.SIGTERM)
    build.communicate(timeout=30)
    assert leftovers(tmp_path) == []


def test_what_is_no_folder_of_a_build_is_never_removed(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("x")
    (tmp_path / f"{PREFIX}link").symlink_to("kept")
    (tmp_path / f"{PREFIX}file").write_text("x")
    (tmp_path / "2026-01-01").mkdir()
    before = leftovers(tmp_path)
    with workspace(tmp_path):
        pass
    assert leftovers(tmp_path) == before
    assert (tmp_path / "kept" / "file").exists()


def test_two_builds_of_one_day_get_two_names(tmp_path, monkeypatch):
    monkeypatch.setattr(
        building, "_write", lambda work, _clean, _cache: (work / building.MANIFEST).write_text(str(work))
    )
    names = [Path(building.build(tmp_path, date="2026-01-01").path).name for _ in range(2)]
    assert names == ["2026-01-01", "2026-01-01.2"]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "x"), "No space left on device; free some space"),
        (OSError(errno.EIO, "x"), "Input/output error; the disk is failing"),
        (sqlite3.OperationalError("database or disk is full"), "database or disk is full"),
    ],
)
def test_what_the_system_does_to_a_build_is_one_line(tmp_path, monkeypatch, capsys, error, message):
    def fail(work: Path, _clean: object, _cache: object) -> None:
        (work / "half").write_text("x")
        raise error

    monkeypatch.setattr(building, "_write", fail)
    (tmp_path / "2020-01-01").mkdir()
    assert main(["build", "--out", str(tmp_path)]) == 2
    line = capsys.readouterr().err
    assert line.startswith(f"fairtown: build: no release was made in {tmp_path}: ")
    assert message in line
    assert line.count("\n") == 1
    assert leftovers(tmp_path) == ["2020-01-01"]


def test_a_process_that_the_system_kills_is_told_in_one_line(tmp_path):
    """As where memory runs out."""
    build = slow_build(tmp_path / "out")
    worker = int(next((tmp_path / "out").glob(f"{PREFIX}*/release/*")).name)
    os.kill(worker, signal.SIGKILL)
    _out, err = build.communicate(timeout=30)
    assert build.returncode == 2
    assert err.startswith(
        "fairtown: the system ended a process of the build, which it does where memory runs out"
    )
    assert err.count("\n") == 1
    assert not (tmp_path / "out").exists()
