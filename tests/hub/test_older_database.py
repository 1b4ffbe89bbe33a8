"""Databases that the version before wrote, when contributions were an app called records: nothing in them is lost.

`older_database/` holds what that version left: two contributions, one reviewed by zelda, a hearing, and its history.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

DUMPS = Path(__file__).parent / "older_database"
FOUND = """
import json
from fairtown.hub.start import prepare_records
prepare_records()
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from fairtown.hub.contributions.models import Contribution, Hearing, Review
zelda, client = User.objects.get(), Client()
client.force_login(zelda)
from time import time
from allauth.mfa.totp.internal.auth import TOTP
TOTP.activate(zelda, "JBSWY3DPEHPK3PXP")
session = client.session
session["second_factor"] = [zelda.pk, time()]
session.save()
pages = [client.get(f"/staff/records/{path}/1/change/") for path in ("contribution", "hearing")]
(review,), (hearing,) = Review.objects.all(), Hearing.objects.all()
print(json.dumps({
    "contributions": list(Contribution.objects.order_by("pk").values_list("says", "state")),
    "review": [review.by.username, review.contribution_id, review.after, review.note],
    "hearing": [hearing.body, hearing.begins_at.isoformat()],
    "history": [str(entry.content_type.model_class()._meta.verbose_name) for entry in LogEntry.objects.all()],
    "kinds_without_a_model": [kind.model for kind in ContentType.objects.all() if kind.model_class() is None],
    "zelda_may": zelda.has_perms(["records.change_contribution", "records.add_hearing"]),
    "pages": [page.status_code for page in pages],
    "tables": [n for n in connection.introspection.table_names() if n.startswith(("records", "contributions"))],
}))
"""
EXPECTED = {
    "contributions": [["Lots need 40,000 square feet.", "shown"], ["One space is enough.", "received"]],
    "review": ["zelda", 1, {"state": "shown"}, "read the code"],
    "hearing": ["Planning Commission", "2030-01-15T00:00:00+00:00"],
    "history": ["hearing"],
    "kinds_without_a_model": [],
    "zelda_may": True,
    "pages": [200, 200],
    "tables": ["records_contribution", "records_hearing", "records_review"],
}


def found_in(database: str, records: Path, release: Path) -> dict[str, object]:
    """Return what the hub finds in a database, after it has brought it up to date as it does when it starts."""
    given = {
        "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings",
        "FAIRTOWN_DATABASE": database,
        "FAIRTOWN_RECORDS": str(records),
        "FAIRTOWN_RELEASES": str(release),
        "FAIRTOWN_HOSTS": "testserver",
    }
    run = subprocess.run(
        [sys.executable, "-c", FOUND], env=os.environ | given, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return dict(json.loads(run.stdout))


def test_nothing_is_lost_on_sqlite(release_folder: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "records.sqlite3")) as database:
        database.executescript((DUMPS / "sqlite.sql").read_text(encoding="utf-8"))
    assert found_in("", tmp_path, release_folder) == EXPECTED


def test_nothing_is_lost_on_postgresql(postgresql: str, release_folder: Path, tmp_path: Path) -> None:
    with psycopg.connect(postgresql) as database:
        database.execute((DUMPS / "postgresql.sql").read_bytes())
    assert found_in(postgresql, tmp_path, release_folder) == EXPECTED


@pytest.mark.parametrize("name", ["sqlite.sql", "postgresql.sql"])
def test_the_databases_are_of_the_version_before(name: str) -> None:
    text = (DUMPS / name).read_text(encoding="utf-8")
    assert "'records', '0002_protect_history'" in text.replace("','", "', '")
    assert "contributions" not in text
