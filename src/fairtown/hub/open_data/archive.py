"""The whole release as a ZIP: written once, by the first who asks, beside the other downloads."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings

from fairtown.hub import evaluations
from fairtown.hub.release_access import current_release
from fairtown.release.package import CSVW, DATA_PACKAGE, csvw, data_package
from fairtown.release.reader import PARQUET, OpenRelease

README = "README.txt"
TEXT = """{title}

Figures on fair housing, with the tables that they are made from. {url}

observations.parquet   every observation of every measure: place, years, group, value, margin of error, unit, flag
tables/                the source tables, byte for byte as they were read
datapackage.json       each file, column, unit, source and license (Frictionless Data Package)
csv-metadata.json      the same for the CSV files (CSV on the Web)

A blank is unknown, never zero. A geoid is a text: a zero at the start belongs to it. Margins are at 90% confidence.
Who published what, on which terms, stands with each file in datapackage.json. Cite as: {title}, {url}
"""


def archive() -> Path:
    """Return the file; raises BusyError where others wait for heavy work already."""
    release = current_release()
    path = settings.DOWNLOADS / f"{archive_name(release)}"
    if path.exists():
        return path
    with evaluations.place():
        if not path.exists():
            _write(release, path)
    return path


def archive_name(release: OpenRelease) -> str:
    """Return the name of the file: the same release gives the same name."""
    return f"fairtown-{release.state}-{release.path.name}.zip"


def _write(release: OpenRelease, path: Path) -> None:
    """Write the archive beside `path` and give it its name once it is whole; those of older releases go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as zipped:
            _fill(zipped, release)
        for older in path.parent.glob("fairtown-*.zip"):
            older.unlink(missing_ok=True)
        Path(part).replace(path)
    finally:
        Path(part).unlink(missing_ok=True)


def _fill(zipped: zipfile.ZipFile, release: OpenRelease) -> None:
    title = f"fairtown {release.state_name}, release {release.date}"
    _add(zipped, release, README, TEXT.format(title=title, url=settings.SITE_URL).encode())
    for name, content in (
        (DATA_PACKAGE, data_package(release, settings.SITE_URL, "")),
        (CSVW, csvw(release, "")),
    ):
        _add(zipped, release, name, json.dumps(content, ensure_ascii=False, indent=1).encode())
    # Parquet is compressed already
    _add(zipped, release, PARQUET, (release.path / PARQUET).read_bytes(), zipfile.ZIP_STORED)
    for edition in release.editions.values():
        _add(zipped, release, f"tables/{edition['file']}", release.table_file(edition["file"]))


def _add(
    zipped: zipfile.ZipFile, release: OpenRelease, name: str, content: bytes, kind: int = zipfile.ZIP_DEFLATED
) -> None:
    """Add a file with the day of the release, so that the same release gives the same bytes."""
    year, month, day = map(int, release.date.split("-")[:3])
    entry = zipfile.ZipInfo(name, (year, month, day, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    zipped.writestr(entry, content, kind)
