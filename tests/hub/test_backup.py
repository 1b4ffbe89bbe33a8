"""Backups: made while people write, whole or not at all, without keys; put back elsewhere, every row counted."""

import base64
import gzip
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from fairtown.concepts import FairtownError
from fairtown.hub.running import backup, restore

from .loaded_command import loaded_command

NOW = datetime(2027, 1, 31, 12, 0, tzinfo=UTC)
#: Writes a row a time until it is told to stop, and prints how many it wrote.
WRITER = """
import sys
from django.utils.timezone import now
from fairtown.hub.jobs.models import JobRun
print("begun", flush=True)
n = 0
import select
while not select.select([sys.stdin], [], [], 0)[0]:
    JobRun.objects.create(name=f"job {n}", due_at=now(), ran_at=now())
    n += 1
print(n)
"""
BEGIN = "import django; django.setup()\n"
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


def command(own: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "fairtown.cli.commands", "hub", *arguments]
    return subprocess.run(line, env=own, capture_output=True, text=True, check=False)


def drill(records: Path, release: Path, to: Path) -> None:
    """Back up while a process writes; put it back elsewhere; compare rows, media and what else there is."""
    own = environment(records, release, "")
    (records / "media" / "images").mkdir(parents=True)
    (records / "media" / "images" / "a.png").write_bytes(b"picture")
    (records / "secret_key").write_text("key of this site\n")
    with closing(sqlite3.connect(records / "records.sqlite3")) as database, database:
        database.execute(MESSAGE.format("?", 0), (uuid4().hex, SEALED))
    writer = subprocess.Popen(
        [sys.executable, "-c", BEGIN + WRITER],
        env=own,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout
    assert writer.stdout.readline() == "begun\n"
    done = command(own, "backup", "--out", str(to / "backups"))
    assert done.returncode == 0, done.stderr
    written = int(writer.communicate("stop")[0])
    (archive,) = (to / "backups").glob("fairtown-*.tar.gz")
    assert archive.stat().st_mode & 0o777 == 0o600
    with tarfile.open(archive) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
        assert not [name for name in tar.getnames() if "key" in name]
        assert SEALED not in tar.extractfile("records.sqlite3").read()  # type: ignore[union-attr]
    n_jobs = manifest["rows"]["jobs_jobrun"]
    assert 0 < n_jobs <= written
    with loaded_command(environment(to / "records", release, "")) as elsewhere:
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
    drill(records, release_folder, tmp_path)
    (archive,) = (tmp_path / "backups").glob("fairtown-*.tar.gz")
    with closing(sqlite3.connect(tmp_path / "records" / "records.sqlite3")) as database, database:
        database.execute(MESSAGE.format("?", 0), (uuid4().hex, b"came after the backup"))
    with loaded_command(environment(tmp_path / "records", release_folder, "")) as elsewhere:
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
    own = environment(records, release_folder, postgresql)
    migrate = BEGIN + "from django.core.management import call_command\n" + (
        "[call_command('migrate', app, verbosity=0) for app in ('auth', 'jobs', 'mail', 'referrals')]"
    )  # fmt: skip
    subprocess.run([sys.executable, "-c", migrate], env=own, check=True)
    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute("CREATE DATABASE elsewhere")
        server.execute(MESSAGE.format("%s", "false"), (uuid4(), SEALED))
    other = postgresql.rpartition("/")[0] + "/elsewhere"
    drill_postgresql(records, release_folder, postgresql, tmp_path, other)


def drill_postgresql(records: Path, release: Path, address: str, to: Path, other: str) -> None:
    own = environment(records, release, address)
    writer = subprocess.Popen(
        [sys.executable, "-c", BEGIN + WRITER],
        env=own,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout
    assert writer.stdout.readline() == "begun\n"
    done = command(own, "backup", "--out", str(to / "backups"))
    assert done.returncode == 0, done.stderr
    writer.communicate("stop")
    (archive,) = (to / "backups").glob("fairtown-*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extract("records.dump", to)
    dump = subprocess.run(["pg_restore", "-f", "-", to / "records.dump"], capture_output=True, check=True)
    assert b"COPY public.jobs_jobrun" in dump.stdout
    assert SEALED.hex().encode() not in dump.stdout
    (messages,) = (to / "backups").glob("messages-*.json.gz")
    program = BEGIN + (
        "import sys; from pathlib import Path; from fairtown.hub.running import apart, restore; "
        "print(restore.restore(Path(sys.argv[1]))); print(apart.put_back(Path(sys.argv[2])))"
    )
    line = [sys.executable, "-c", program, str(archive), str(messages)]
    done = subprocess.run(
        line, env=environment(to / "records", release, other), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "each table counted" in done.stdout
    assert done.stdout.endswith("(1, 0)\n")
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
