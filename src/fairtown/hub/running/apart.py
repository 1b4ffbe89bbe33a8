"""Rows that no backup holds: they stand in one file beside the backups, which each backup writes anew.

So what is deleted is gone from all backups in reach, however old. The file loses a row only when the row's own app says
that it is over: neither a lost database nor an older backup that is put back can empty it. An app registers its model.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairtown.concepts import FairtownError

if TYPE_CHECKING:
    from django.db.models import Model

#: A row as Django serializes it: "model", "pk" and "fields".
Row = dict[str, Any]
NAME = re.compile(r"messages-\d{8}T\d{6}\.json\.gz")
STAMP = "%Y%m%dT%H%M%S"
#: What a backup that was killed leaves is deleted after this many seconds; none takes as long.
UNFINISHED = 3600
UNFINISHED_PREFIX = ".part-"
OWNER_ALONE = 0o600


#: Of rows of a model, the keys of those that must not be stored any longer.
Over = Callable[[Sequence[Row]], Collection[str]]
#: The models whose rows are held apart, by label, like "referrals.Intake".
MODELS: dict[str, Over] = {}


def hold_apart(label: str, over: Over) -> None:
    """Register a model."""
    MODELS[label] = over


def _models() -> list[type[Model]]:
    """Return the models whose rows are held apart, of those that have a table in the database."""
    from django.apps import apps
    from django.db import connection

    there = connection.introspection.table_names()
    return [model for label in MODELS if (model := apps.get_model(label))._meta.db_table in there]


def tables() -> list[str]:
    """Return the names of the tables whose rows are held apart, of those that the database has."""
    return [model._meta.db_table for model in _models()]


def is_copy(path: Path) -> bool:
    """Whether a file is named like one of rows held apart."""
    return NAME.fullmatch(path.name) is not None


def copies(folder: Path) -> list[Path]:
    """Return the files of a folder, oldest first; there is one, but for a moment."""
    return sorted(path for path in folder.glob("messages-*") if is_copy(path))


def read(path: Path) -> dict[str, Row]:
    """Return the rows of a file by their keys; raises FairtownError if it is damaged."""
    try:
        rows = json.loads(gzip.decompress(path.read_bytes()))
        return {str(row["pk"]): row for row in rows}
    except (OSError, EOFError, ValueError, TypeError, KeyError) as error:
        raise FairtownError(f"{path}: is no whole copy of messages ({type(error).__name__})") from None


def write(folder: Path, moment: datetime | None = None) -> Path | None:
    """Write the rows of the database into a folder, with those of older files that are not over; delete those files.

    Return the file; None where the database has no such table.
    """
    if not tables():
        return None
    moment = moment or datetime.now(UTC)
    rows: dict[str, Row] = {}
    older = copies(folder)
    for path in older:
        try:
            rows |= read(path)
        except FairtownError as error:
            # the rows stand in the database too; a damaged file must not stop backups
            print(error, flush=True)
    rows |= _rows_of_database()
    new = folder / f"messages-{moment:{STAMP}}.json.gz"
    _put(new, _current(rows))
    for path in older:
        if path != new:
            path.unlink(missing_ok=True)
    return new


def _rows_of_database() -> dict[str, Row]:
    from django.core import serializers

    texts = [serializers.serialize("json", model._default_manager.all()) for model in _models()]
    return {str(row["pk"]): row for text in texts for row in json.loads(text)}


def _current(rows: dict[str, Row]) -> dict[str, Row]:
    """Return those of the rows that may be stored."""
    over: set[str] = set()
    for label, find_over in MODELS.items():
        over |= set(find_over([row for row in rows.values() if row["model"] == label.lower()]))
    return {key: row for key, row in rows.items() if key not in over}


def _put(path: Path, rows: dict[str, Row]) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    data = gzip.compress(json.dumps(list(rows.values())).encode(), mtime=0)
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED_PREFIX)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(part).chmod(OWNER_ALONE)
    Path(part).replace(path)


def n_over(folder: Path) -> int:
    """Return how many rows stand in a folder that must not be stored any longer."""
    return sum(len(rows) - len(_current(rows)) for rows in map(read, copies(folder)))


def prune(folder: Path) -> int:
    """Delete the rows that are over, and what a killed backup left, where no backup does it; return how many rows."""
    n_rows = 0
    for path in copies(folder):
        rows = read(path)
        if dropped := len(rows) - len(current := _current(rows)):
            _put(path, current)
            n_rows += dropped
    for path in folder.glob(f"{UNFINISHED_PREFIX}*"):
        if time.time() - path.stat().st_mtime > UNFINISHED:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return n_rows


def put_back(path: Path) -> tuple[int, int]:
    """Store the rows of a file that the database lacks; return how many, and how many were over and stay deleted.

    Raises FairtownError if the file is damaged or the database has no such table.
    """
    from django.core import serializers
    from django.db import transaction

    if not tables():
        raise FairtownError("messages: the database has no table for them; put a backup in place first")
    rows = read(path)
    current, n_stored = _current(rows), 0
    text = json.dumps(list(current.values()))
    with transaction.atomic():
        for found in serializers.deserialize("json", text, ignorenonexistent=True):
            model = type(found.object)
            if not model._default_manager.filter(pk=found.object.pk).exists():
                found.save()
                n_stored += 1
    return n_stored, len(rows) - len(current)
