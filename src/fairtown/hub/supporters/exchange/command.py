"""`fairtown hub import people` and `fairtown hub export people`."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from fairtown.release.reader import releases_folder

LOCK = "import.lock"


def import_file(path: str, releases: str | None) -> str:
    """Import people from a file and return the report; one import at a time. Raises FairtownError on a wrong file."""
    _prepare(releases)
    from django.conf import settings

    from fairtown.hub.jobs.process import only_one
    from fairtown.hub.supporters.exchange.importing import import_people
    from fairtown.hub.supporters.exchange.report import summary

    with only_one(settings.RECORDS, threading.Event(), LOCK):
        return summary(import_people(Path(path), _tell))


def _tell(n_rows: int) -> None:
    print(f"import: {n_rows:,} rows", file=sys.stderr, flush=True)


def export_file(path: str, kind: str, releases: str | None) -> str:
    """Export everyone to a file and return one line. Raises FairtownError if the file is there already."""
    _prepare(releases)
    from fairtown.hub.supporters.exchange.exporting import export_people

    n_people = export_people(Path(path), kind)
    return f"{n_people:,} people in {path}, readable by you alone; delete it when you are done"


def _prepare(releases: str | None) -> None:
    os.environ["FAIRTOWN_RELEASES"] = str(releases_folder(releases).absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairtown.hub.settings")
    from fairtown.hub.start import prepare_records

    prepare_records()
