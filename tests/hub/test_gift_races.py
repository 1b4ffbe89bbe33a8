"""Two members of staff with one gift at once, in threads with transactions of their own, on SQLite and PostgreSQL."""

import json
from pathlib import Path

import pytest

from .running_databases import run_in_database

RACE = """
import json, threading, time
from datetime import date
from uuid import uuid4
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.timezone import localdate, now
from fairtown.hub.giving import hooks, recording
from fairtown.hub.giving.models import Event, Gift, Receipt
from fairtown.hub.giving.recording import CheckDetails, Donor, NotPossibleError

users = [User.objects.create_user(name) for name in ("ana", "bo")]
ready, found = threading.Barrier(2), {}

def one(what, work, user):
    ready.wait()
    try:
        work(user)
        found[what].append("done")
    except NotPossibleError:
        found[what].append("refused")
    except Exception as error:
        found[what].append(f"{type(error).__name__}: {error}")
    finally:
        connection.close()

def at_once(what, work):
    found[what] = []
    threads = [threading.Thread(target=one, args=(what, work, user)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

details, form = CheckDetails(5000, localdate()), uuid4()
at_once("check", lambda user: recording.record_check(user, Donor("Ana"), details, form))
gift = Gift.objects.get(uuid=form)
pledge = recording.record_pledge(users[0], Donor("Bo"), details)
at_once("deposit", lambda user: recording.deposit(user, pledge.pk, details))
at_once("refund", lambda user: recording.refund(user, gift.pk, 2000, "asked for it", 0))
gift.refresh_from_db()
rows = sorted(Receipt.objects.values_list("gift__name", "kind"))

def hold_the_lock():
    with transaction.atomic():
        Event.objects.update(why="")
        held.set()
        time.sleep(0.3)
    connection.close()

held, holder = threading.Event(), threading.Thread(target=hold_the_lock)
holder.start()
held.wait()
event = {"id": "evt_1", "type": "charge.failed", "api_version": ""}
kept = [hooks.keep(event, "{}"), hooks.keep(event, "{}"), Event.objects.count()]
holder.join()
patience = "PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SELECT 20000"
with connection.cursor() as cursor:
    kept += cursor.execute(patience).fetchone()
seen = {"found": found, "gifts": Gift.objects.count(), "cents": gift.refunded_cents, "receipts": rows, "kept": kept}
print(json.dumps(seen))
"""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_two_do_at_once_is_done_once(
    database: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    release_folder: Path,
    prepared_records: Path,
) -> None:
    address = request.getfixturevalue("migrated_postgresql") if database == "postgresql" else ""
    seen = json.loads(run_in_database(RACE, tmp_path, release_folder, address, prepared_records))
    assert seen["found"]["check"] == ["done", "done"], "the second sees what the first recorded"
    assert sorted(seen["found"]["deposit"]) == ["done", "refused"]
    assert sorted(seen["found"]["refund"]) == ["done", "refused"]
    assert (seen["gifts"], seen["cents"]) == (2, 2000)
    # an event is stored once although the job process writes, and the connection waits as long as before
    assert seen["kept"] == [True, False, 1, 20_000]
    assert seen["receipts"] == [["Ana", "receipt"], ["Ana", "refund:2000"], ["Bo", "receipt"]]
