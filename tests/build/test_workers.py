"""What a build starts ends with it: by a signal that nothing can catch, by an exception, or done."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from fairtown.build.workers import Workers, run_program, workers
from fairtown.concepts import FairtownError

#: A parent with two workers: one sleeps, one computes; both tell their process.
PARENT = """
import os, sys, time
from pathlib import Path
from fairtown.build import workers as under_test
from fairtown.build.workers import run_program, workers

{setup}

def sleep(folder):
    Path(folder, str(os.getpid())).touch()
    time.sleep(60)

def count(folder):
    Path(folder, str(os.getpid())).touch()
    while True:
        pass

def program(folder):
    code = "import os, sys, time, pathlib; pathlib.Path(sys.argv[1], str(os.getpid())).touch(); time.sleep(60)"
    run_program([sys.executable, "-c", code, folder], Path(folder))

with workers(2) as pool:
    for work in ({works}):
        pool.start(work.__name__, work, {folder!r})
    time.sleep(60)
"""


def processes(folder: Path, n: int) -> list[int]:
    """Return the processes that told of themselves, once there are `n`."""
    deadline = time.monotonic() + 30
    while len(found := [int(path.name) for path in folder.iterdir()]) < n:
        assert time.monotonic() < deadline, "the processes did not begin"
        time.sleep(0.02)
    return found


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def end_within(found: list[int], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(is_running, found)):
        if time.monotonic() > deadline:
            for process in found:
                os.kill(process, signal.SIGKILL)
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize(
    ("works", "setup"),
    [
        ("sleep, count", ""),
        ("program, sleep", ""),
        # where the kernel is not asked, the pipe that closes must do
        ("sleep, count", "under_test.sys.platform = 'other'"),
        ("program, count", "under_test.sys.platform = 'other'"),
    ],
)
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_workers_and_their_programs_end_with_a_killed_parent(tmp_path, works, setup):
    script = PARENT.format(works=works, setup=setup, folder=str(tmp_path))
    parent = subprocess.Popen([sys.executable, "-c", script])
    found = processes(tmp_path, 2)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert end_within(found, 2)


def sleep(folder: str, seconds: float) -> None:
    Path(folder, str(os.getpid())).touch()
    time.sleep(seconds)


def break_off(folder: Path, found: list[int]) -> None:
    with workers(2) as pool:
        for name in ("a", "b"):
            pool.start(name, sleep, str(folder), 60)
        assert not pool.is_free
        found += processes(folder, 2)
        raise ValueError("enough")


def test_workers_end_at_once_where_the_block_is_left_by_an_exception(tmp_path):
    found: list[int] = []
    with pytest.raises(ValueError, match="enough"):
        break_off(tmp_path, found)
    assert end_within(found, 2)


def work(kind: str) -> Any:
    if kind == "answer large":
        return b"x" * 5_000_000
    if kind == "die while sending":
        # the answer does not fit into the pipe, and nobody reads it yet
        threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
        return b"x" * 5_000_000
    if kind == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "refuse":
        raise FairtownError("one line")
    if kind == "answer what cannot be sent":
        return lambda: None
    return kind


def all_answers(pool: Workers) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while pool.is_at_work:
        found |= pool.answers()
    return found


def test_what_workers_return_reaches_the_caller_by_name():
    with workers(2) as pool:
        found = {}
        for name in ("a", "b", "answer large", "c"):
            while not pool.is_free:
                found |= pool.answers()
            pool.start(name, work, name)
        found |= all_answers(pool)
        assert pool.answers() == {}
    assert set(found) == {"a", "b", "c", "answer large"}
    assert (found["a"], len(found["answer large"])) == ("a", 5_000_000)


@pytest.mark.parametrize(
    ("kind", "error", "message"),
    [
        ("refuse", FairtownError, "one line"),
        (
            "die",
            FairtownError,
            "the system ended a process of the build, which it does where memory runs out",
        ),
        ("die while sending", FairtownError, "the system ended a process of the build"),
        ("answer what cannot be sent", RuntimeError, "cannot be sent: "),
    ],
)
def test_what_goes_wrong_in_a_worker_is_raised_here(kind, error, message):
    with workers(2) as pool:
        pool.start("well", work, "well")
        pool.start("badly", work, kind)
        time.sleep(0.6)
        with pytest.raises(error, match=message):
            all_answers(pool)


def test_where_the_system_cannot_fork_work_is_done_here(monkeypatch):
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    with workers(2) as pool:
        pool.start("here", os.getpid)
        assert pool.is_at_work
        assert pool.answers() == {"here": os.getpid()}
        assert not pool.is_at_work


def test_a_worker_that_is_sending_ends_with_the_block():
    """A pool of the standard library waits for ever for the rest of what it sends."""
    with workers(2) as pool:
        pool.start("large", work, "answer large")
        time.sleep(0.5)


@pytest.mark.parametrize(("code", "status"), [("print('out')", 0), ("import sys; sys.exit('no')", 1)])
def test_a_program_gives_its_output_and_status(tmp_path, code, status):
    done = run_program([sys.executable, "-c", code], tmp_path)
    assert (done.returncode, done.stdout + done.stderr) == (status, "no\n" if status else "out\n")
