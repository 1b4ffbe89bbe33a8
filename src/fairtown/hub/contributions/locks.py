"""One writer at a time, where what is written depends on what is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

#: Names the lock among those of a PostgreSQL database; any number will do.
LOCK = 5_202_611


@contextmanager
def serialized_write() -> Iterator[None]:
    """Run in a transaction while no other process runs one of these; who comes second waits.

    SQLite's transactions begin IMMEDIATE (see database.py), so that they are alone already.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield
