"""Admins are told that the last backup is old: a timer that stopped says nothing itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from fairtown.hub.jobs.registry import JOBS
from fairtown.hub.mail.models import Mail
from fairtown.hub.running.backup import STAMP
from fairtown.hub.shelf import slots
from fairtown.hub.staff import backup_watch


def test_admins_are_told_once_a_day_of_backups_that_stopped(
    site: Client, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    settings.BACKUPS = tmp_path / "backups"
    users = {
        name: User.objects.create_user(name, f"{name}@town.example", is_staff=True) for name in ("ada", "bo")
    }
    users["ada"].groups.add(Group.objects.get(name="admin"))
    assert "backup-watch" not in JOBS, "a demo has no backups"
    monkeypatch.setenv("FAIRTOWN_BACKUPS", str(settings.BACKUPS))

    def on_desk(name: str) -> list[str]:
        return [work.title for work in slots.ask(slots.WAITING, users[name]) if "backup" in work.title]

    for _ in range(2):
        backup_watch.tell_admins()
    assert [mail.to for mail in Mail.objects.filter(kind="staff-backup")] == ["ada@town.example"]
    assert on_desk("ada") == ["There is no backup of the last 26 hours"]
    assert on_desk("bo") == []
    settings.BACKUPS.mkdir()
    made_at = datetime.now(UTC) - timedelta(hours=25)
    (settings.BACKUPS / f"fairtown-{made_at:{STAMP}}.tar.gz").touch()
    assert on_desk("ada") == []
