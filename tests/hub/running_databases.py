"""Runs a program of the hub in a process of its own, over a database file or a server: real transactions in threads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BEGIN = "import django; django.setup(); from django.core.management import call_command; "
APPS = ("gate", "mail", "supporters", "gatherings", "giving")
MIGRATE = f"[call_command('migrate', app, verbosity=0) for app in {APPS}]\n"


def run_in_database(program: str, records: Path, release: Path, address: str = "") -> str:
    """Run a program over new records, `address`: of PostgreSQL, blank for a file; return what it prints."""
    own = {
        "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings", "FAIRTOWN_DATABASE": address,
        "FAIRTOWN_RECORDS": str(records), "FAIRTOWN_RELEASES": str(release.parent), "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + MIGRATE + program],
        env=os.environ | own,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
