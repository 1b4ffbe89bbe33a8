"""The tests of records once more, on a PostgreSQL: test files run again by a pytest of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from fairtown.release.reader import OpenRelease

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]


def run_on_postgresql(
    files: Iterable[str],
    address: str,
    release: Path,
    nation: OpenRelease,
    own: Path,
) -> None:
    """Run files of this folder over the database at `address` and fail where one of their tests does.

    What asks for no database, names one of its own or opens a file of SQLite is left out: see tests/conftest.py.
    `release` and `nation` are what this run shows already; `own` is a folder for what those tests write.
    """
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--basetemp={own}/run",
        *(str(FOLDER / name) for name in files),
    ]  # fmt: skip
    given = {
        "FAIRTOWN_DATABASE": address, "FAIRTOWN_TEST_RELEASE": str(release), "FAIRTOWN_TEST_NATION": str(nation.path),
    }  # fmt: skip
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    run = subprocess.run(command, env=inherited | given, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-3000:]
    assert "postgresql" in run.stdout, "a test of each group prints the database that it ran on"
