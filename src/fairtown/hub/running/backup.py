"""`fairtown hub backup`: the records and the media as one file, made while the site runs, without any key.

Messages of people who ask for help are not in it; one file beside the backups holds those of now (apart.py).

SQLite is copied in one step by its own backup: several steps begin anew whenever someone writes, and do not end on a
busy site (359 s for 47 MB, one step 0.3 s). PostgreSQL is dumped by pg_dump, from the snapshot whose rows are counted.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Collection
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fairtown.concepts import FairtownError
from fairtown.hub.running import apart

FORMAT = 1
MANIFEST, SQLITE_FILE, DUMP_FILE, MEDIA = "manifest.json", "records.sqlite3", "records.dump", "media"
NAME = re.compile(r"fairtown-(\d{8}T\d{6})\.tar\.gz")
STAMP = "%Y%m%dT%H%M%S"
#: What is kept of old backups: all of two hours, one of each hour for two days, one of each day for 35 days.
ALL_FOR, HOURLY_FOR, DAILY_FOR = timedelta(hours=2), timedelta(days=2), timedelta(days=35)
#: A backup a day, and two hours for a slow one.
LATE_AFTER = timedelta(hours=26)
#: Files of the folder of records that no backup holds: whoever steals one cannot sign links or read hashes.
KEYS = ("secret_key", "suppression_key")
OWNER_ALONE = 0o600


def back_up(folder: Path | None = None, moment: datetime | None = None) -> Path:
    """Write a backup into a folder, blank for that of the settings; delete old ones. Return its path.

    Raises FairtownError if the database cannot be copied.
    """
    from django.conf import settings

    folder = folder or settings.BACKUPS
    moment = moment or datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # before what may fail: a disk that is full for a new backup still forgets
    prune(folder)
    path = folder / f"fairtown-{moment:{STAMP}}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder, prefix=apart.UNFINISHED_PREFIX) as part:
        manifest = _copy_database(Path(part))
        (Path(part) / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        whole = Path(part) / path.name
        whole.touch(mode=OWNER_ALONE)
        with tarfile.open(whole, "w:gz", compresslevel=3) as tar:
            for name in (MANIFEST, manifest["database"]):
                tar.add(Path(part) / name, name)
            if Path(settings.MEDIA_ROOT).is_dir():
                tar.add(settings.MEDIA_ROOT, MEDIA)
        whole.replace(path)
    apart.write(folder, moment)
    for old in too_old(sorted(p.name for p in folder.glob("fairtown-*.tar.gz")), moment):
        (folder / old).unlink()
    return path


def prune(folder: Path) -> int:
    """Delete messages that are over from the file beside the backups; a damaged file is told and left to the backup."""
    try:
        return apart.prune(folder)
    except FairtownError as error:
        print(error, flush=True)
        return 0


def _copy_database(folder: Path) -> dict[str, Any]:
    """Copy the database into a folder, and return what the backup says of itself."""
    from django.db import connection

    from fairtown.hub.prepared import migrations_applied
    from fairtown.hub.release_access import current_release

    is_sqlite = connection.vendor == "sqlite"
    name = SQLITE_FILE if is_sqlite else DUMP_FILE
    rows = _copy_sqlite(folder / name) if is_sqlite else _dump_postgresql(folder / name)
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "release": current_release().date,
        "database": name,
        "sha256": digest(folder / name),
        "migrations": sorted(map(list, migrations_applied())),
        "rows": rows,
    }


def _copy_sqlite(path: Path) -> dict[str, int]:
    from django.conf import settings

    own = settings.DATABASES["default"]["NAME"]
    path.touch(mode=OWNER_ALONE)
    with closing(sqlite3.connect(own, timeout=60)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        delete_rows(copy, apart.tables())
        return rows_of_sqlite(copy)


def delete_rows(database: sqlite3.Connection, tables: Collection[str]) -> None:
    """Delete the rows of some tables, and overwrite what they held."""
    database.execute("PRAGMA secure_delete=ON")
    with database:
        for name in tables:
            database.execute(f'DELETE FROM "{name}"')  # noqa: S608 - a name that a model gave


def rows_of_sqlite(database: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each table; raises FairtownError if the database is damaged."""
    ((verdict,), *_more) = database.execute("PRAGMA quick_check")
    if verdict != "ok":
        raise FairtownError(f"records: SQLite finds the database damaged: {verdict[:100]}")
    tables = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    # the tables of a search index are written by their own engine
    names = [
        name for name, sql in tables if "VIRTUAL" not in sql and "_fts" not in name and "sqlite_" not in name
    ]
    return {n: database.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in sorted(names)}  # noqa: S608


def _dump_postgresql(path: Path) -> dict[str, int]:
    """Dump the database and count its rows, both as they stood at one moment."""
    from django.db import connection, transaction

    left_out = apart.tables()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        rows = rows_of_postgresql(cursor)
        without = [f"--exclude-table-data=public.{name}" for name in left_out]
        run_tool("pg_dump", "-Fc", "--no-owner", *without, f"--snapshot={snapshot}", f"--file={path}")
    path.chmod(OWNER_ALONE)
    return rows | dict.fromkeys(left_out, 0)


def rows_of_postgresql(cursor: Any) -> dict[str, int]:
    """Return the number of rows of each table."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    rows = {}
    for (name,) in cursor.fetchall():
        cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - a name that the database gave
        rows[name] = cursor.fetchone()[0]
    return rows


def run_tool(program: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL on the database of the settings; its password goes by the environment, not the list.

    Raises FairtownError if it is not there, or fails.
    """
    from django.conf import settings

    own = settings.DATABASES["default"]
    given = {
        "PGHOST": own["HOST"], "PGPORT": own["PORT"], "PGUSER": own["USER"], "PGPASSWORD": own["PASSWORD"],
        "PGDATABASE": own["NAME"],
    }  # fmt: skip
    found = shutil.which(program)
    if found is None:
        raise FairtownError(
            f"{program} is not installed; install the client of PostgreSQL (postgresql-client)"
        )
    environment = os.environ | {name: str(value) for name, value in given.items() if value}
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        line = " ".join(done.stderr.split())[-300:]
        raise FairtownError(f"{program} failed: {line}")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def made_at(name: str) -> datetime | None:
    """Return when a backup of this name was made; None if it is no name of a backup."""
    match = NAME.fullmatch(name)
    return datetime.strptime(match[1], STAMP).replace(tzinfo=UTC) if match else None


def too_old(names: Collection[str], moment: datetime) -> list[str]:
    """Return which of these backups are not needed any more; what is no backup's name is left alone."""
    slots, gone = set(), []
    for name in sorted(names, reverse=True):
        if (taken_at := made_at(name)) is None:
            continue
        age = moment - taken_at
        slot = f"{taken_at:%Y%m%dT%H}" if age <= HOURLY_FOR else f"{taken_at:%Y%m%d}"
        if age <= ALL_FOR or (age <= DAILY_FOR and slot not in slots):
            slots.add(slot)
        else:
            gone.append(name)
    return gone


def newest(folder: Path) -> datetime | None:
    """Return when the newest backup of a folder was made."""
    return max(filter(None, (made_at(path.name) for path in folder.glob("fairtown-*.tar.gz"))), default=None)


def is_late(folder: Path) -> bool:
    """Whether a folder has no backup of the last 26 hours."""
    newest_at = newest(folder)
    return newest_at is None or datetime.now(UTC) - newest_at > LATE_AFTER


def write_keys(path: Path) -> list[str]:
    """Write the keys of the folder of records into a file of their own; return their names.

    Raises FairtownError if the file is there already: it may be the only copy of other keys.
    """
    from django.conf import settings

    names = [name for name in KEYS if (settings.RECORDS / name).exists()]
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
    except FileExistsError:
        raise FairtownError(f"{path}: is there already; name another file for the keys") from None
    with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
        for name in names:
            tar.add(settings.RECORDS / name, name)
    return names
