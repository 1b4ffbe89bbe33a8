"""`fairtown hub restore`: puts a backup in place of the records, and says that nothing is missing.

It refuses a backup of a newer version, whose tables this one does not know, a damaged one, and records that are there
already unless told to replace them; those are put aside, not deleted. Messages of people who ask for help are in no
backup, and those that were there go to the file beside the backups, from which they are put back apart (apart.py).
"""

from __future__ import annotations

import fcntl
import json
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fairtown.concepts import FairtownError
from fairtown.hub.database import FILE
from fairtown.hub.running import apart, backup

#: What SQLite has beside a database.
BESIDES = ("-wal", "-shm")


@dataclass(frozen=True)
class Restored:
    """What a restore did: when the backup was made, of which release, how many rows came back, where older ones are.

    `messages`: what is to be said of messages of people who ask for help.
    """

    made_at: str
    release: str
    n_rows: int
    put_aside: Path | None
    messages: str = ""

    def __str__(self) -> str:
        """Return it in a sentence or two."""
        aside = f" What was there before is at {self.put_aside}." if self.put_aside else ""
        return (
            f"{self.n_rows:,} rows of {self.made_at} are back, each table counted; they were written beside release "
            f"{self.release}.{aside}{self.messages}"
        )


def restore(path: Path, keys: Path | None = None, replaces: bool = False) -> Restored:
    """Put a backup in place. `keys`: the file of the keys, blank to leave them; `replaces`: records may be there.

    Raises FairtownError, and changes nothing, if the backup is damaged, of a newer version or of another kind of
    database, if records are there, or while the job process runs.
    """
    from django.conf import settings

    settings.RECORDS.mkdir(parents=True, exist_ok=True, mode=0o700)
    _refuse_running(settings.RECORDS)
    with tempfile.TemporaryDirectory(dir=settings.RECORDS, prefix=".restore-") as folder:
        part = Path(folder)
        try:
            _unpack(path, part)
            manifest = json.loads((part / backup.MANIFEST).read_text(encoding="utf-8"))
        except (OSError, tarfile.TarError, ValueError, EOFError) as error:
            raise FairtownError(
                f"{path}: is no whole backup ({type(error).__name__}); take another"
            ) from None
        _refuse_unfit(path, part, manifest)
        if keys is not None:
            _put_keys(keys, settings.RECORDS)
        are_safe = not replaces or _save_messages()
        is_sqlite = manifest["database"] == backup.SQLITE_FILE
        aside = _put_sqlite(part, replaces) if is_sqlite else None
        if not is_sqlite:
            _put_postgresql(part, replaces)
        _put_media(part / backup.MEDIA, Path(settings.MEDIA_ROOT))
    _refuse_difference(manifest)
    messages = _messages_apart({path.parent, Path(settings.BACKUPS)})
    if aside and not (are_safe and _empty_aside(aside)):
        messages += f" Messages may be in {aside.name} too; delete it once nobody needs it."
    return Restored(manifest["made_at"], manifest["release"], sum(manifest["rows"].values()), aside, messages)


def _save_messages() -> bool:
    """Write the messages of the database that is replaced beside the backups; whether none are left in it alone.

    Raises FairtownError where that database is no file that is put aside.
    """
    from django.conf import settings
    from django.db import DatabaseError, connection

    try:
        if apart.tables():
            settings.BACKUPS.mkdir(parents=True, exist_ok=True, mode=0o700)
            apart.write(settings.BACKUPS)
    except (DatabaseError, OSError) as error:
        if connection.vendor == "sqlite":
            return False
        raise FairtownError(
            f"messages of people who ask for help cannot be written to {settings.BACKUPS} ({type(error).__name__}); "
            "nothing was replaced"
        ) from None
    return True


def _empty_aside(path: Path) -> bool:
    """Delete the messages of a database of SQLite that was put aside; whether that could be done."""
    try:
        with closing(sqlite3.connect(path)) as database:
            backup.delete_rows(database, apart.tables())
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        return False
    return True


def _messages_apart(folders: set[Path]) -> str:
    """Return what to say of messages, which are in no backup: where the newest copy is, if there is any."""
    if not apart.tables():
        return ""
    found = [path for folder in folders for path in apart.copies(folder)]
    if not found:
        return " Messages of people who ask for help are not in it, and no copy of them is beside it."
    newest = max(found, key=lambda path: path.name)
    return (
        f" Messages of people who ask for help are not in it: `fairtown hub restore {newest}` puts them back, "
        "those that are due for deletion aside."
    )


def _unpack(path: Path, folder: Path) -> None:
    """Unpack an archive into a folder; raises tarfile.TarError if a member would leave it (filters are of 3.11.4)."""
    with tarfile.open(path) as tar:
        if any(_leads_out(member, folder) for member in tar):
            raise tarfile.TarError
        tar.extractall(folder)  # noqa: S202


def _leads_out(member: tarfile.TarInfo, folder: Path) -> bool:
    """Whether a member of an archive is no plain file or folder, or would be written outside of `folder`."""
    inside = (folder / member.name).resolve().is_relative_to(folder.resolve())
    return not inside or not (member.isfile() or member.isdir())


def _refuse_running(records: Path) -> None:
    """Raise FairtownError while the job process of these records holds its lock."""
    from fairtown.hub.jobs.process import LOCK_FILE

    with (records / LOCK_FILE).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FairtownError("restore: the site is running on these records; stop it first") from None


def _refuse_unfit(path: Path, part: Path, manifest: dict[str, Any]) -> None:
    """Raise FairtownError where a backup is of another format, version or kind of database, or is damaged."""
    from django.db import connection

    from fairtown.hub.prepared import migrations_on_disk

    if manifest.get("format") != backup.FORMAT:
        raise FairtownError(
            f"{path}: has format {manifest.get('format')!r}, this version reads {backup.FORMAT}"
        )
    newer = sorted({tuple(pair) for pair in manifest["migrations"]} - migrations_on_disk())
    if newer:
        app, name = newer[0]
        raise FairtownError(f"{path}: was made by a newer version ({app} {name}); install that version first")
    kind = backup.SQLITE_FILE if connection.vendor == "sqlite" else backup.DUMP_FILE
    if manifest["database"] != kind:
        raise FairtownError(
            f"{path}: holds {manifest['database']}, but the settings name {connection.vendor}"
        )
    found = part / kind
    if not found.exists() or backup.digest(found) != manifest["sha256"]:
        raise FairtownError(f"{path}: the database in it is damaged; take another backup")


def _put_sqlite(part: Path, replaces: bool) -> Path | None:
    """Move the database in place of the one that is there, which is put aside; return where."""
    from django.conf import settings
    from django.db import connection

    own, aside = settings.RECORDS / FILE, None
    if own.exists() and own.stat().st_size:
        if not replaces:
            raise FairtownError(f"{own}: records are there already; say --replace to put them aside")
        connection.close()
        with closing(sqlite3.connect(own)) as there:
            there.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        aside = own.with_name(f"{FILE}.before-{datetime.now(UTC):{backup.STAMP}}")
        own.rename(aside)
    connection.close()
    for ending in BESIDES:
        own.with_name(FILE + ending).unlink(missing_ok=True)
    found = part / backup.SQLITE_FILE
    found.chmod(backup.OWNER_ALONE)
    found.rename(own)
    return aside


def _put_postgresql(part: Path, replaces: bool) -> None:
    """Write the dump into the database, whole or not at all; tables that are there are replaced if that is allowed."""
    from django.db import connection

    if connection.introspection.table_names() and not replaces:
        raise FairtownError("the database holds tables already; say --replace to write over them")
    connection.close()
    more = ["--clean", "--if-exists"] if replaces else []
    from django.conf import settings

    to = f"--dbname={settings.DATABASES['default']['NAME']}"
    backup.run_tool(
        "pg_restore", "--no-owner", "--single-transaction", *more, to, str(part / backup.DUMP_FILE)
    )


def _put_media(folder: Path, media: Path) -> None:
    """Move pictures and files to their folder; what is there under other names stays."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        to = media / path.relative_to(folder)
        if path.is_file():
            to.parent.mkdir(parents=True, exist_ok=True)
            path.replace(to)


def _put_keys(path: Path, records: Path) -> None:
    """Write the keys of a file where none are; raises FairtownError if another key is there, or it is no such file."""
    with tempfile.TemporaryDirectory(dir=records, prefix=".keys-") as folder:
        try:
            _unpack(path, Path(folder))
        except (OSError, tarfile.TarError):
            raise FairtownError(
                f"{path}: is no file of keys that `fairtown hub backup --keys` wrote"
            ) from None
        for found in (Path(folder) / name for name in backup.KEYS):
            to = records / found.name
            if not found.exists():
                continue
            if to.exists() and to.read_bytes() != found.read_bytes():
                raise FairtownError(f"{to}: another key is there; move it away to take that of {path}")
            found.chmod(backup.OWNER_ALONE)
            found.replace(to)


def _refuse_difference(manifest: dict[str, Any]) -> None:
    """Raise FairtownError where a table has not as many rows as the backup says."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            found = backup.rows_of_sqlite(connection.connection)
        else:
            found = backup.rows_of_postgresql(cursor)
    wrong = sorted(name for name, n in manifest["rows"].items() if found.get(name) != n)
    if wrong:
        raise FairtownError(
            f"restore: {wrong[0]} has {found.get(wrong[0])} rows, {manifest['rows'][wrong[0]]} expected"
        )
