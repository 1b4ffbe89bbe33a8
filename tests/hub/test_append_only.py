"""Traces and logs that only grow: the database itself refuses to change or delete a row, on SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from fairtown.hub.referrals.models import Reading
from fairtown.hub.staff import append_only
from fairtown.hub.staff.models import SignInEvent, StaffAction
from fairtown.hub.supporters.models import Consent

TABLES = {"staff_signinevent", "staff_staffaction", "referrals_reading", "supporters_consent"}


@pytest.fixture
def triggers(transactional_db: None) -> Iterator[list[str]]:
    """The triggers that were missing and are made; tests that empty all tables drop them."""
    append_only.drop()
    yield append_only.install()
    append_only.drop()


def test_every_trace_and_log_is_guarded(triggers: list[str]) -> None:
    assert {table for table, _verb in append_only.triggers().values()} == TABLES
    assert len(triggers) == 2 * len(TABLES)
    assert append_only.install() == []


def test_what_goes_around_the_models_is_refused(triggers: list[str]) -> None:
    rosa = User.objects.create_user("rosa")
    rows = [
        Reading.objects.create(user=rosa, act=Reading.Act.READ, intake=uuid4()),
        StaffAction.objects.create(user=rosa, what="x", thing="/"),
        SignInEvent.objects.create(kind="failed"),
        Consent.objects.create(who="x", is_given=True, wording="x", form="x"),
    ]
    for row in rows:
        table = row._meta.db_table
        for change in (
            f"UPDATE {table} SET id = id + 1000 WHERE id = %s",
            f"DELETE FROM {table} WHERE id = %s",
        ):
            with (
                pytest.raises(DatabaseError, match="never changed or deleted"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change, [row.pk])
        assert type(row).objects.filter(pk=row.pk).exists()


def test_a_site_begins_with_its_triggers(prepared_records: Path, tmp_path: Path) -> None:
    copy = tmp_path / "records.sqlite3"
    with closing(sqlite3.connect(prepared_records)) as source, closing(sqlite3.connect(copy)) as database:
        source.backup(database)
        database.execute(
            "INSERT INTO staff_signinevent (at, kind, origin) VALUES ('2026-01-01', 'failed', '')"
        )
        with pytest.raises(sqlite3.IntegrityError, match="never changed or deleted"):
            database.execute("DELETE FROM staff_signinevent")
