"""Tells admins that the last backup is old, by mail once a day and on their desk: a timer that stopped says nothing."""

from __future__ import annotations

import os
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fairtown.hub.jobs.registry import periodic
from fairtown.hub.mail import outbox
from fairtown.hub.mail.letters import write
from fairtown.hub.running.backup import is_late
from fairtown.hub.shelf.slots import Waiting
from fairtown.hub.site_url import absolute_url
from fairtown.hub.staff.roles import ADMIN, in_role


def register() -> None:
    """Look once an hour, where a folder of backups is named: a demo has none."""
    if os.environ.get("FAIRTOWN_BACKUPS"):
        periodic("backup-watch", timedelta(hours=1))(tell_admins)


def tell_admins() -> None:
    """Mail those who manage accounts, once a day while it lasts."""
    from fairtown.hub.staff.language import preferred

    if not is_late(settings.BACKUPS):
        return
    admins = User.objects.filter(Q(is_superuser=True) | Q(groups__name=ADMIN), is_active=True).exclude(
        email=""
    )
    for user in admins.distinct():
        letter = write(
            "staff/mail/backup.txt", preferred(user), {"url": absolute_url(reverse("admin:index"))}
        )
        outbox.put(letter, user.email, "staff-backup", f"staff-backup:{localdate():%Y-%m-%d}:{user.pk}")


def waiting(user: User) -> list[Waiting]:
    """Return what an admin's desk says of it."""
    is_admin = user.is_superuser or in_role(user, ADMIN)
    if not (is_admin and os.environ.get("FAIRTOWN_BACKUPS") and is_late(settings.BACKUPS)):
        return []
    return [Waiting(_("There is no backup of the last 26 hours"), reverse("admin:index"), is_urgent=True)]
