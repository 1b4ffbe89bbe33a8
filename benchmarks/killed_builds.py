"""Builds killed at random moments. Claim: none of their processes is left after 2 s, nor a folder after the next build.

40 builds are killed so that nothing in them can react. Some are ended by the signals of a terminal or a service, and
some run into a limit on the size of files, as on a full disk: these must say so in one line and leave nothing at all.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KILLS, SIGNALS = 40, 10
#: Sizes that a file may have in the builds that run out of room, bytes.
LIMITS = (1_000, 100_000, 1_000_000, 4_000_000, 20_000_000)
PATIENCE = 2.0
#: A signal that comes while Python itself starts finds nobody to answer it.
START = 0.5
PREFIX = ".building-"


def start(out: Path, limit: int | None = None) -> subprocess.Popen[str]:
    def bound() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "fairtown.cli.commands", "build", "--out", str(out)]
    return subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=bound,
    )


def of_session(session: int) -> list[int]:
    """Return the processes of a session that run: those of a build, whoever started them."""
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            try:
                fields = (path / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[3]) == session and fields[0] not in "ZX":
                found.append(int(path.name))
    return found


def left_after(session: int, seconds: float) -> int:
    """Return how many processes of a session still run after some seconds, and end them."""
    deadline = time.monotonic() + seconds
    while (found := of_session(session)) and time.monotonic() < deadline:
        time.sleep(0.02)
    for process in found:
        try:
            command = Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")[-120:]
            print(f"left: process {process}, {command}", file=sys.stderr)
            os.kill(process, signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            continue
    return len(found)


def folders(out: Path) -> int:
    return len(list(out.glob(PREFIX + "*")))


def broken_off(out: Path, delay: float, number: signal.Signals) -> tuple[int, float, str, int]:
    """Start a build and end it; return what is left of its processes, how long it took, its words and status."""
    build = start(out)
    try:
        build.wait(delay)
    except subprocess.TimeoutExpired:
        build.send_signal(number)
    begun = time.monotonic()
    if number != signal.SIGKILL:
        build.wait(60)
    left = left_after(build.pid, PATIENCE)
    seconds = time.monotonic() - begun
    return left, seconds, build.communicate()[1], build.returncode


def killed(out: Path, rng: random.Random, whole: float, n: int) -> None:
    orphans, most_folders, bytes_left = 0, 0, 0
    for i in range(n):
        left, _seconds, _words, _status = broken_off(out, rng.uniform(0, whole), signal.SIGKILL)
        orphans += left
        most_folders = max(most_folders, folders(out))
        size = sum(path.stat().st_size for path in out.rglob(PREFIX + "*/**/*") if path.is_file())
        bytes_left = max(bytes_left, size)
        print(f"\r{i + 1} of {n} killed", end="", file=sys.stderr)
    print(file=sys.stderr)
    print(f"{n} builds killed: {orphans} processes left after {PATIENCE:g} s (bar 0)")
    print(
        f"folders left at once: at most {most_folders}, {bytes_left / 1e6:.0f} MB (the next build removes them)"
    )
    subprocess.run(
        [sys.executable, "-m", "fairtown.cli.commands", "build", "--out", str(out)],
        check=True,
        capture_output=True,
    )
    print(f"after the next build: {folders(out)} folders of killed ones (bar 0)")


def ended(rng: random.Random, whole: float, n: int) -> None:
    good, slowest, left = 0, 0.0, 0
    for _ in range(n):
        with tempfile.TemporaryDirectory() as folder:
            number = rng.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
            processes, seconds, message, status = broken_off(Path(folder), rng.uniform(START, whole), number)
            good += message == f"fairtown: stopped by {number.name}\n" and status == 128 + number
            left += processes + len(list(Path(folder).iterdir()))
            slowest = max(slowest, seconds)
    print(
        f"{n} builds ended by a signal: {good} in one line, {left} things left (bar 0); slowest {slowest:.1f} s"
    )


def without_room() -> None:
    for limit in LIMITS:
        with tempfile.TemporaryDirectory() as folder:
            build = start(Path(folder) / "out", limit)
            message = build.communicate()[1]
            left = len(list(Path(folder).iterdir()))
            in_order = "one line" if build.returncode == 2 and message.count("\n") == 1 else "NOT in order"
            print(f"files of at most {limit / 1e6:g} MB: {in_order}, {left} left: {message.strip()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--signals", type=int, default=SIGNALS)
    args = parser.parse_args()
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "releases"
        begun = time.monotonic()
        start(out).communicate()
        whole = time.monotonic() - begun
        print(f"a whole build: {whole:.0f} s")
        killed(out, rng, whole, args.kills)
    ended(rng, whole, args.signals)
    without_room()


if __name__ == "__main__":
    main()
