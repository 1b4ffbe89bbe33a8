"""Time and memory of `fairtown build`. Claim: at most 30 s on 2 cores and 1 GB."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 3


def main() -> None:
    times = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as out:
            start = time.perf_counter()
            command = [sys.executable, "-m", "fairtown.cli.commands", "build", "--out", out]
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"build: median {statistics.median(times):.1f} s of {RUNS} (from {min(times):.1f} to {max(times):.1f})"
    )
    print(f"largest process: {peak:.0f} MB")


if __name__ == "__main__":
    main()
