"""How long a mail is stored: text and address for 30 days, and that it was sent, without both, for a year."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.timezone import now

from fairtown.hub.jobs.registry import periodic
from fairtown.hub.mail import files
from fairtown.hub.mail.models import Circular, Mail

TEXT_LIFE, ROW_LIFE = timedelta(days=30), timedelta(days=365)


def register() -> None:
    """Let the clock do it once an hour."""
    periodic("mail-retention", timedelta(hours=1))(delete_old)


def delete_old() -> None:
    """Empty what was sent 30 days ago, and what could not be; delete what is a year old.

    The row stays with its occasion, so that nobody is told the same twice.
    """
    moment = now()
    Mail.objects.filter(created_at__lt=moment - ROW_LIFE).exclude(state=Mail.State.WAITING).delete()
    done = (
        Mail.objects.filter(created_at__lt=moment - TEXT_LIFE)
        .exclude(state=Mail.State.WAITING)
        .exclude(to="")
    )
    for number in done.values_list("pk", flat=True):
        files.remove(settings.RECORDS, number)
    done.update(to="", subject="", text="", html="", headers={}, answer="", circular=None, reader="")
    Circular.objects.filter(created_at__lt=moment - TEXT_LIFE, mails=None).delete()
