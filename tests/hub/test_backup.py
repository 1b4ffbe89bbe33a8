"""Backups: made while people write, whole or not at all, without keys; put back elsewhere, every row counted."""

import base64
import gzip
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import uuid4

import psycopg
import pytest

from fairtown.concepts import FairtownError
from fairtown.hub.running import backup, restore

from .loaded_command import LoadedCommand, loaded_command
from .running_hub import until

NOW = datetime(2027, 1, 31, 12, 0, tzinfo=UTC)
#: A row that a backup has or has not, by the moment that it was written.
ROW = "INSERT INTO jobs_jobrun (name, due_at, error) VALUES ({0}, '2027-01-31 12:00:00+00:00', '')"
#: Seconds between two rows.
PAUSE = 0.001
MIGRATE = """
from django.core.management import call_command
for app in ("auth", "jobs", "mail", "referrals"):
    call_command("migrate", app, verbosity=0)
"""
RESTORE = """
import sys
from pathlib import Path
from fairtown.hub.running import apart, restore
print(restore.restore(Path(sys.argv[1])))
print(apart.put_back(Path(sys.argv[2])))
"""
#: A message, as it is sealed: what no backup may hold.
SEALED = b"sealed for referral staff alone"
MESSAGE = (
    "INSERT INTO referrals_intake (uuid, sealed, day, state, delete_on, is_announced) "
    "VALUES ({0}, {0}, '2026-01-01', 'waiting', '2099-01-01', {1})"
)


def environment(records: Path, release: Path, address: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings", "FAIRTOWN_DATABASE": address, "PYTHONWARNINGS": "ignore",
        "FAIRTOWN_RECORDS": str(records), "FAIRTOWN_RELEASES": str(release), "FAIRTOWN_BACKUPS": "",
        "FAIRTOWN_MEDIA": "",
    }  # fmt: skip


@contextmanager
def rows_being_written(write: Callable[[str], object]) -> Iterator[list[str]]:
    """Write one row after the other while what is inside is done; give the names of those written."""
    written: list[str] = []
    stop = Event()

    def work() -> None:
        while not stop.wait(PAUSE):
            write(name := f"job {len(written)}")
            written.append(name)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(work)
        until(lambda: written or writing.done())
        try:
            yield written
        finally:
            stop.set()
        writing.result()


def drill(records: Path, release: Path, to: Path, elsewhere: LoadedCommand) -> None:
    """Back up while another process writes; put it back elsewhere; compare rows, media and what else there is."""
    own = environment(records, release, "")
    (records / "media" / "images").mkdir(parents=True)
    (records / "media" / "images" / "a.png").write_bytes(b"picture")
    (records / "secret_key").write_text("key of this site\n")
    with closing(sqlite3.connect(records / "records.sqlite3")) as database, database:
        database.execute(MESSAGE.format("?", 0), (uuid4().hex, SEALED))
    by_any_thread = sqlite3.connect(
        records / "records.sqlite3", timeout=60, isolation_level=None, check_same_thread=False
    )
    with (
        closing(by_any_thread) as database,
        rows_being_written(lambda name: database.execute(ROW.format("?"), (name,))) as written,
        loaded_command(own) as command,
    ):
        status, output = command.run(["hub", "backup", "--out", str(to / "backups")])
        assert status == 0, output
    (archive,) = (to / "backups").glob("fairtown-*.tar.gz")
    assert archive.stat().st_mode & 0o777 == 0o600
    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
        assert not [name for name in tar.getnames() if "key" in name]
        assert SEALED not in tar.extractfile("records.sqlite3").read()  # type: ignore[union-attr]
    n_jobs = manifest["rows"]["jobs_jobrun"]
    assert 0 < n_jobs <= len(written)
    start = datetime.now(UTC)
    status, output = elsewhere.run(["hub", "restore", str(archive)])
    assert status == 0, output
    assert datetime.now(UTC) - start < timedelta(minutes=10)
    assert f"{sum(manifest['rows'].values()):,} rows" in output
    assert (to / "records" / "media" / "images" / "a.png").read_bytes() == b"picture"
    assert not (to / "records" / "secret_key").exists()
    (messages,) = (to / "backups").glob("messages-*.json.gz")
    assert f"are not in it: `fairtown hub restore {messages}` puts them back" in output
    status, output = elsewhere.run(["hub", "restore", str(archive)])
    assert status == 2
    assert "--replace" in output
    assert elsewhere.run(["hub", "restore", str(messages)])[1].startswith("1 messages are back")


def test_a_drill_on_sqlite(prepared_records: Path, release_folder: Path, tmp_path: Path) -> None:
    records = tmp_path / "from"
    records.mkdir()
    own = records / "records.sqlite3"
    with closing(sqlite3.connect(prepared_records)) as source, closing(sqlite3.connect(own)) as copy:
        source.backup(copy)
    with loaded_command(environment(tmp_path / "records", release_folder, "")) as elsewhere:
        drill(records, release_folder, tmp_path, elsewhere)
        (archive,) = (tmp_path / "backups").glob("fairtown-*.tar.gz")
        with closing(sqlite3.connect(tmp_path / "records" / "records.sqlite3")) as database, database:
            database.execute(MESSAGE.format("?", 0), (uuid4().hex, b"came after the backup"))
        assert "rows" in elsewhere.run(["hub", "restore", str(archive), "--replace"])[1]
    (aside,) = (tmp_path / "records").glob("records.sqlite3.before-*")
    # what is put aside would be deleted by nobody: its messages went to the file beside the backups
    assert SEALED not in aside.read_bytes()
    (messages,) = (tmp_path / "records" / "backups").glob("messages-*.json.gz")
    assert base64.b64encode(b"came after the backup") in gzip.decompress(messages.read_bytes())


def made_by_hand(folder: Path, manifest: dict[str, object], database: bytes) -> Path:
    """Return a backup of these contents."""
    out = folder / "fairtown-20270101T000000.tar.gz"
    with tarfile.open(out, "w:gz") as tar:
        for name, data in (("manifest.json", json.dumps(manifest).encode()), ("records.sqlite3", database)):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return out


def test_what_is_newer_damaged_or_another_database_changes_nothing(
    settings, db: None, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    settings.RECORDS = tmp_path / "records"
    database = b"SQLite format 3 and more"
    good = {
        "format": 1, "made_at": "", "release": "", "database": "records.sqlite3",
        "migrations": [["staff", "0001_initial"]],
        "sha256": hashlib.sha256(database).hexdigest(), "rows": {},
    }  # fmt: skip
    for change, message in (
        ({"format": 2}, "has format 2, this version reads 1"),
        ({"migrations": [["staff", "9999_later"]]}, r"made by a newer version \(staff 9999_later\)"),
        ({"database": "records.dump"}, "holds records.dump, but the settings name sqlite"),
        ({"sha256": "0"}, "the database in it is damaged"),
    ):
        with pytest.raises(FairtownError, match=message):
            restore.restore(made_by_hand(tmp_path, good | change, database))
    whole = made_by_hand(tmp_path, good, database)
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(FairtownError, match="is no whole backup"):
        restore.restore(whole)
    assert [path.name for path in settings.RECORDS.iterdir()] == ["jobs.lock"]


def test_a_drill_on_postgresql(postgresql: str, release_folder: Path, tmp_path: Path) -> None:
    """Only the apps that need no pages: Wagtail's tables take longer than all the rest of the drill."""
    records = tmp_path / "from"
    records.mkdir()
    with loaded_command(environment(records, release_folder, postgresql)) as command:
        status, output = command.run(["-c", MIGRATE])
        assert status == 0, output
        with psycopg.connect(postgresql, autocommit=True) as server:
            server.execute("CREATE DATABASE elsewhere")
            server.execute(MESSAGE.format("%s", "false"), (uuid4(), SEALED))
            with rows_being_written(lambda name: server.execute(ROW.format("%s"), (name,))):
                status, output = command.run(["hub", "backup", "--out", str(tmp_path / "backups")])
        assert status == 0, output
    other = postgresql.rpartition("/")[0] + "/elsewhere"
    put_back_on_postgresql(release_folder, tmp_path, other)


def put_back_on_postgresql(release: Path, to: Path, other: str) -> None:
    (archive,) = (to / "backups").glob("fairtown-*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extract("records.dump", to)
    dump = subprocess.run(["pg_restore", "-f", "-", to / "records.dump"], capture_output=True, check=True)
    assert b"COPY public.jobs_jobrun" in dump.stdout
    assert SEALED.hex().encode() not in dump.stdout
    (messages,) = (to / "backups").glob("messages-*.json.gz")
    with loaded_command(environment(to / "records", release, other)) as elsewhere:
        status, output = elsewhere.run(["-c", RESTORE, str(archive), str(messages)])
    assert status == 0, output
    assert "each table counted" in output
    assert output.endswith("(1, 0)\n")
    with psycopg.connect(other) as server:
        assert server.execute("SELECT sealed FROM referrals_intake").fetchall() == [(SEALED,)]


def names(*ages: timedelta) -> list[str]:
    return [f"fairtown-{NOW - age:{backup.STAMP}}.tar.gz" for age in ages]


def test_old_backups_are_thinned_out() -> None:
    five = [timedelta(minutes=5 * i) for i in range(60 * 24 * 40 // 5)]
    there = names(*five)
    gone = set(backup.too_old([*there, "notes.txt", "fairtown-x.tar.gz"], NOW))
    left = [name for name in there if name not in gone]
    ages = [NOW - backup.made_at(name) for name in left]  # type: ignore[operator]
    assert sum(age <= timedelta(hours=2) for age in ages) == 25
    assert 45 <= sum(timedelta(hours=2) < age <= timedelta(days=2) for age in ages) <= 48
    assert 33 <= sum(age > timedelta(days=2) for age in ages) <= 35
    assert max(ages) <= timedelta(days=35)
    assert not backup.too_old(left, NOW), "once thinned out, nothing more goes"


def test_keys_are_written_apart_and_never_over_others(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]

    settings.RECORDS = tmp_path
    (tmp_path / "secret_key").write_text("one")
    assert backup.write_keys(tmp_path / "keys") == ["secret_key"]
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FairtownError, match="is there already"):
        backup.write_keys(tmp_path / "keys")
    (tmp_path / "secret_key").write_text("another")
    with pytest.raises(FairtownError, match="another key is there"):
        restore._put_keys(tmp_path / "keys", tmp_path)
    (tmp_path / "secret_key").unlink()
    restore._put_keys(tmp_path / "keys", tmp_path)
    assert (tmp_path / "secret_key").read_text() == "one"


def test_nothing_is_put_back_while_the_site_runs(tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / "jobs.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(FairtownError, match="stop it first"):
            restore._refuse_running(tmp_path)
