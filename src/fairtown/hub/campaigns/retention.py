"""How long a letter is stored: unconfirmed for seven days, its text and sender for a year, its count for good."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from fairtown.hub.campaigns.models import Letter
from fairtown.hub.campaigns.sending import DRAFT_LIFE
from fairtown.hub.jobs.deleted_rows import fold_log
from fairtown.hub.jobs.registry import periodic
from fairtown.hub.mail import outbox
from fairtown.hub.supporters import erasure

TEXT_LIFE = timedelta(days=365)
NOTHING = {"address": "", "name": "", "subject": "", "body": ""}


def register() -> None:
    """Let the clock do it once an hour, and let a person's copy and erasure hold their letters."""
    periodic("campaigns-retention", timedelta(hours=1))(delete_old)
    if erase not in erasure.ALSO_ERASED:
        erasure.ALSO_ERASED.append(erase)
        erasure.ALSO_COPIED["letters_to_officials"] = copy_of


def delete_old() -> None:
    """Delete letters that nobody confirmed, and of those a year old text, name and address.

    The hash of the address stays, so that nobody writes to an official twice in one campaign.
    """
    today = localdate()
    Letter.objects.filter(state=Letter.State.DRAFT, day__lt=today - DRAFT_LIFE).delete()
    Letter.objects.filter(day__lt=today - TEXT_LIFE).exclude(**NOTHING).update(**NOTHING)
    fold_log()


@transaction.atomic
def erase(hashes: Collection[str]) -> None:
    """Forget who wrote letters: drafts and mails still stored are deleted; that letters were sent stays counted."""
    letters = Letter.objects.filter(who__in=hashes)
    letters.filter(state=Letter.State.DRAFT).delete()
    outbox.forget_occasions({occasion for one in letters for occasion in (one.occasion, one.copy_occasion)})
    letters.update(who="", town="", **NOTHING)


def copy_of(hashes: Collection[str]) -> list[dict[str, Any]]:
    """Return the letters of addresses as JSON holds them."""
    return [
        {
            "day": letter.day.isoformat(),
            "to": str(letter.official),
            "state": letter.state,
            "name": letter.name,
            "town": letter.town_name,
            "subject": letter.subject,
            "text": letter.body,
        }
        for letter in Letter.objects.filter(who__in=hashes).select_related("official")
    ]
