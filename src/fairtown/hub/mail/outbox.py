"""Puts a letter into the outbox, in the transaction of what it tells of; and forgets an address everywhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import now

from fairtown.hub.mail import files
from fairtown.hub.mail.letters import Letter
from fairtown.hub.mail.models import Mail


def put(
    letter: Letter,
    to: str,
    kind: str,
    occasion: str,
    headers: Mapping[str, str] | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Put a letter to one address into the outbox; False, and nothing is put, if this occasion had its mail.

    `occasion`: names no person, since it is kept for longer than the letter. `headers`: beyond the usual ones.
    """
    row = Mail(
        occasion=occasion, to=to, language=letter.language, kind=kind, subject=letter.subject, text=letter.text,
        html=letter.html, headers=dict(headers or {}), message_id=new_message_id(), due_at=due_at or now(),
    )  # fmt: skip
    before = Mail.objects.filter(occasion=occasion).exists()
    if before:
        return False
    # two that come at once: the second is left out by the database
    Mail.objects.bulk_create([row], ignore_conflicts=True)
    return True


def new_message_id() -> str:
    """Return the id that a mail keeps however often it is tried, so that a reader's program can see a second copy."""
    domain = settings.MAIL_FROM.address.rpartition("@")[2]
    return f"<{uuid4().hex}@{domain}>"


def forget(address: str) -> None:
    """Delete every mail to an address, waiting or sent, and its file."""
    _delete(Mail.objects.filter(to=address))


def forget_occasions(occasions: Collection[str]) -> None:
    """Delete the mails of occasions, waiting or sent, and their files."""
    _delete(Mail.objects.filter(occasion__in=occasions))


def _delete(rows: QuerySet[Mail]) -> None:
    for row in rows.only("pk"):
        files.remove(settings.RECORDS, row.pk)
    rows.delete()


def withdraw(address: str, kinds: Collection[str]) -> None:
    """Delete what waits for an address, of these kinds; its sender may be handing over one of them."""
    Mail.objects.filter(to=address, kind__in=kinds, state=Mail.State.WAITING).delete()
