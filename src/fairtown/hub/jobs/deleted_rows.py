"""What was deleted from SQLite stands in its log until that is folded in."""

from __future__ import annotations

from django.db import connection


def fold_log() -> None:
    """Fold the log of SQLite into the database, outside of a transaction; other databases do it themselves."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
