"""What a build starts ends with it: by a signal that nothing can catch, by an exception, or done."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fairtown.outputs.workers import run_program, workers

#: A parent with two workers: one sleeps, one computes; both tell their process.
PARENT = """
import os, sys, time
from pathlib import Path
from fairtown.outputs import workers as under_test
from fairtown.outputs.workers import run_program, workers

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
        pool.submit(work, {folder!r})
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
        ("program, program", "under_test.sys.platform = 'other'"),
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
        for _ in range(4):
            pool.submit(sleep, str(folder), 60)
        found += processes(folder, 2)
        raise ValueError("enough")


def test_workers_end_at_once_where_the_block_is_left_by_an_exception(tmp_path):
    found: list[int] = []
    with pytest.raises(ValueError, match="enough"):
        break_off(tmp_path, found)
    assert end_within(found, 2)


def test_what_workers_return_and_raise_reaches_the_caller():
    with workers(2) as pool:
        futures = [pool.submit(int, text) for text in ("7", "seven")]
        assert futures[0].result() == 7
        with pytest.raises(ValueError, match="seven"):
            futures[1].result()


@pytest.mark.parametrize(("code", "status"), [("print('out')", 0), ("import sys; sys.exit('no')", 1)])
def test_a_program_gives_its_output_and_status(tmp_path, code, status):
    done = run_program([sys.executable, "-c", code], tmp_path)
    assert (done.returncode, done.stdout + done.stderr) == (status, "no\n" if status else "out\n")
