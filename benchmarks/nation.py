"""The nation from its tables to its release: one process, then as many as cores, each from nothing; the same bytes.

    .venv/bin/python benchmarks/nation.py [--dask]

Prints wall and processor seconds and the largest memory of a process.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BAR_SECONDS = 30


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dask", action="store_true", help="also on a cluster of Dask on this machine")
    engines = ["serial", "processes", *(["dask"] if parser.parse_args().dask else [])]
    manifests, walls = set(), {}
    for on in engines:
        with tempfile.TemporaryDirectory() as folder:
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            command = [sys.executable, "-m", "fairtown.cli.commands", "nation", "build", "--no-cache"]
            subprocess.run([*command, "--on", on, "--out", folder], check=True, capture_output=True)
            walls[on], after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            (manifest,) = Path(folder).glob("nation/*/MANIFEST.sha256")
            manifests.add(manifest.read_text())
            print(f"{on:<10} {walls[on]:6.1f} s wall, {processor:6.1f} s of processors, largest process "
                  f"{after.ru_maxrss / 1024:.0f} MB")  # fmt: skip
    print(f"same bytes: {'yes' if len(manifests) == 1 else 'NO'}; bar {BAR_SECONDS} s on two cores; "
          f"processes {walls['serial'] / walls['processes']:.2f} times as fast as serial")  # fmt: skip
    return int(len(manifests) != 1 or walls["processes"] > BAR_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
