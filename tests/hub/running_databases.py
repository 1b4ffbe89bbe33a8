"""Runs a program of the hub in a process of its own, over a database file or a server: real transactions in threads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

BEGIN = """
from fairtown.hub.loading import set_up_django
set_up_django()
from django.core.management import call_command
"""


def run_in_database(
    program: str, records: Path, release: Path, address: str = "", prepared: Path | None = None
) -> str:
    """Run a program over a database and return what it prints.

    `address`: of PostgreSQL, blank for a file in the folder `records`; `prepared`: what that file is a copy of, by
    default there is none yet.
    """
    if prepared:
        shutil.copyfile(prepared, records / "records.sqlite3")
    own = {
        "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings", "FAIRTOWN_DATABASE": address,
        "FAIRTOWN_RECORDS": str(records), "FAIRTOWN_RELEASES": str(release.parent), "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + program], env=os.environ | own, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
