"""Traces and logs: the database itself refuses to change or delete their rows, as the models do.

Of staff, of who read a message, of consent: every model of `AppendOnly`, whichever app it stands in. Triggers refuse
what goes around the models, a mended row in a console for one. They are looked for at each start of the site, since a
migration that writes a table of SQLite anew drops them with the old one.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from fairtown.hub.shelf.append_only import AppendOnly

FUNCTION = """
CREATE OR REPLACE FUNCTION fairtown_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of a trace are added, never changed or deleted'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION fairtown_append_only()
"""
SQLITE = """
CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN
SELECT RAISE(ABORT, 'rows of a trace are added, never changed or deleted'); END
"""
NAMES = {
    "postgresql": "SELECT tgname FROM pg_trigger",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}
VERBS = ("UPDATE", "DELETE")


def triggers() -> dict[str, tuple[str, str]]:
    """Return the table and the verb of each trigger that has to be there, by its name."""
    tables = [m._meta.db_table for m in apps.get_models() if issubclass(m, AppendOnly)]
    return {f"{table}_no_{verb.lower()}": (table, verb) for table in tables for verb in VERBS}


def install() -> list[str]:
    """Make the triggers that are missing and return their names; nothing is written where all are there."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(NAMES[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
        missing = {name: at for name, at in triggers().items() if name not in there}
        if missing and is_postgresql:
            cursor.execute(FUNCTION)
        for name, (table, verb) in missing.items():
            cursor.execute(
                (POSTGRESQL if is_postgresql else SQLITE).format(name=name, table=table, verb=verb)
            )
    return sorted(missing)


def drop() -> None:
    """Drop the triggers, as tests do that empty all tables."""
    with connection.cursor() as cursor:
        for name, (table, _verb) in triggers().items():
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")
