"""The database of records, brought up to date: a copy of a prepared one where there is none, migrated where it is old.

Migrating an empty database takes ten seconds or more, and asking Django whether anything is left to do takes four. So
a new SQLite file begins as a copy of one that was migrated and filled with sample pages once, and whether anything is
left is read from the names of the migrations on the disk and those that the database says it had.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from fairtown.hub.loading import set_up_django

SQLITE = "django.db.backends.sqlite3"


def migrations_on_disk() -> set[tuple[str, str]]:
    """Return app and name of every migration that the installed apps bring, without loading any of them."""
    found = set()
    for config in apps.get_app_configs():
        spec = find_spec(f"{config.name}.migrations")
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            found |= {(config.label, p.stem) for p in Path(folder).glob("*.py") if not p.stem.startswith("_")}
    return found


def migrations_applied() -> set[tuple[str, str]]:
    """Return app and name of every migration that the database had; none where it is empty."""
    return set(MigrationRecorder(connection).applied_migrations())


def prepare_database() -> None:
    """Bring the database of the settings up to date."""
    copy_if_missing()
    if migrations_on_disk() - migrations_applied():
        call_command("migrate", verbosity=0, interactive=False)
    for config in apps.get_app_configs():
        if bring_up_to_date := getattr(config, "bring_up_to_date", None):
            bring_up_to_date()


def fill_empty() -> dict[str, int]:
    """Let each app that has something to begin with write it, where it has nothing yet; return how much, by app."""
    fills = {config.label: getattr(config, "fill_empty", None) for config in apps.get_app_configs()}
    return {label: fill() for label, fill in fills.items() if fill}


def copy_if_missing() -> None:
    """Begin a missing SQLite database with a copy of the prepared one, if there is such a one."""
    own = settings.DATABASES["default"]
    path = Path(own["NAME"])
    if own["ENGINE"] != SQLITE or (path.exists() and path.stat().st_size):
        return
    prepared = prepared_path()
    # a service may see no home, where it would be: then the database is migrated as it is
    if os.access(prepared, os.R_OK):
        part = path.with_name(f"{path.name}.part")
        with (
            closing(sqlite3.connect(f"file:{prepared}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(part)) as new,
        ):
            source.backup(new)
        part.chmod(0o600)
        part.replace(path)


def prepared_path(folder: Path | None = None) -> Path:
    """Return where the prepared database of these migrations and these samples is kept, whether or not it is there."""
    from fairtown.hub.organisation import SAMPLES

    names = "\n".join(f"{app} {name}" for app, name in sorted(migrations_on_disk()))
    digest = sha256(names.encode())
    own = Path(__file__).parent
    # one of ours that is not released yet may be written anew under its name
    for path in [*sorted(own.glob("*/migrations/*.py")), *sorted(SAMPLES.rglob("*.toml"))]:
        digest.update(path.read_bytes())
    return (folder or _cache()) / f"records-{digest.hexdigest()[:16]}.sqlite3"


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fairtown" / "prepared"


def prepare_empty(path: Path) -> None:
    """Write a migrated database without pages to `path`, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        part, before = Path(folder) / path.name, connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = str(part)
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
        with closing(sqlite3.connect(part)) as done:
            done.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            done.execute("PRAGMA journal_mode=DELETE")
        part.replace(path)


def main(arguments: list[str]) -> None:
    """Prepare a database for the first start of `fairtown hub`, once for each set of migrations.

    With --records: make the records of the settings ready instead, sample pages and all.
    """
    set_up_django()
    if arguments == ["--records"]:
        settings.RECORDS.mkdir(parents=True, exist_ok=True, mode=0o700)
        prepare_database()
        fill_empty()
        connection.close()
    elif settings.DATABASES["default"]["ENGINE"] == SQLITE and not (path := prepared_path()).exists():
        prepare_empty(path)


if __name__ == "__main__":
    main(sys.argv[1:])
