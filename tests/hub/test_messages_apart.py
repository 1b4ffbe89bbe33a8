"""Messages stand in no backup but in one file beside them, which forgets what is over, whether backups go on or not."""

import base64
import gzip
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.timezone import localdate

from fairtown.concepts import FairtownError
from fairtown.hub.referrals import models, retention
from fairtown.hub.referrals.models import Intake, Reading
from fairtown.hub.running import apart, deploy_check

START = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.BACKUPS = tmp_path / "backups"
    settings.BACKUPS.mkdir()
    return settings.BACKUPS


def stored(folder: Path) -> list[bytes]:
    """Return the sealed messages of the one file of a folder."""
    (path,) = apart.copies(folder)
    assert path.stat().st_mode & 0o777 == 0o600
    data = gzip.decompress(path.read_bytes())
    return sorted(mark for mark in (b"first", b"second", b"third") if base64.b64encode(mark) in data)


def days_later(monkeypatch: pytest.MonkeyPatch, n_days: int) -> None:
    day = localdate() + timedelta(days=n_days)
    monkeypatch.setattr(models, "localdate", lambda: day)


def test_91_days_after_it_was_passed_on_a_message_is_gone_everywhere(
    site: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last backup was made before it was passed on: the trace says what the file cannot."""
    passed_on, _waiting = Intake.objects.create(sealed=b"first"), Intake.objects.create(sealed=b"second")
    apart.write(folder)
    Reading.objects.create(
        user=User.objects.create_user("rosa"), act=Reading.Act.REFERRED, intake=passed_on.pk
    )
    passed_on.refer()
    with monkeypatch.context() as later:
        days_later(later, 89)
        retention.delete_due()
        assert retention.prune_copies() == 0
        assert stored(folder) == [b"first", b"second"]
    with monkeypatch.context() as later:
        days_later(later, 91)
        assert retention.delete_due() == 1
        assert any("still beside the backups" in found.text for found in deploy_check.findings())
        assert retention.prune_copies() == 1
        assert stored(folder) == [b"second"]
    with monkeypatch.context() as later:
        days_later(later, 180)
        assert retention.prune_copies() == 1
        assert stored(folder) == []


def test_each_backup_takes_the_place_of_the_file_before(site: Client, folder: Path) -> None:
    remaining, deleted = Intake.objects.create(sealed=b"first"), Intake.objects.create(sealed=b"second")
    apart.write(folder, START)
    Reading.objects.create(user=User.objects.create_user("rosa"), act=Reading.Act.DELETED, intake=deleted.pk)
    deleted.delete()
    Intake.objects.create(sealed=b"third")
    apart.write(folder, START + timedelta(minutes=5))
    assert stored(folder) == [b"first", b"third"]
    # a database that was lost is no deletion: what nobody deleted stays, and comes back, once
    Intake.objects.all().delete()
    path = apart.write(folder, START + timedelta(minutes=10))
    assert path
    assert stored(folder) == [b"first", b"third"]
    assert apart.put_back(path) == (2, 0)
    assert apart.put_back(path) == (0, 0)
    found = Intake.objects.get(pk=remaining.pk)
    assert (bytes(found.sealed), found.day, found.delete_on) == (b"first", remaining.day, remaining.delete_on)


def test_what_is_due_is_not_put_back(site: Client, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Intake.objects.create(sealed=b"first")
    path = apart.write(folder)
    assert path
    Intake.objects.all().delete()
    days_later(monkeypatch, 180)
    assert apart.put_back(path) == (0, 1)
    assert not Intake.objects.exists()


def test_a_damaged_file_stops_no_backup(
    site: Client, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Intake.objects.create(sealed=b"first")
    path = apart.write(folder, START)
    assert path
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(FairtownError, match="is no whole copy of messages"):
        apart.put_back(path)
    assert any("the next backup writes it anew" in found.text for found in deploy_check.findings())
    apart.write(folder, START + timedelta(minutes=5))
    assert "is no whole copy of messages" in capsys.readouterr().out
    assert stored(folder) == [b"first"]


def test_what_a_killed_backup_left_is_deleted_after_an_hour(site: Client, folder: Path) -> None:
    for name, age in ((".part-old", 3700), (".part-new", 60)):
        (folder / name).mkdir()
        (folder / name / "records.sqlite3").touch()
        os.utime(folder / name, (time.time() - age,) * 2)
    apart.prune(folder)
    assert [path.name for path in folder.iterdir()] == [".part-new"]
