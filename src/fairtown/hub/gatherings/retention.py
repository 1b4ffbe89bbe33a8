"""How long registrations are stored: needs for 30 days after the event, the rest for a year."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from fairtown.hub.gatherings.models import Gathering, Registration
from fairtown.hub.jobs.registry import periodic

NEEDS_LIFE, ROW_LIFE = timedelta(days=30), timedelta(days=365)


def register() -> None:
    """Let the clock do it once an hour."""
    periodic("events-retention", timedelta(hours=1))(delete_old)


def delete_old() -> None:
    """Empty the needs of those who came to events of 30 days ago, and delete who came a year ago."""
    moment = now()
    over = Registration.objects.filter(gathering__ends__lt=moment - NEEDS_LIFE)
    over.exclude(needs="").update(needs="")
    Gathering.objects.filter(ends__lt=moment - ROW_LIFE).delete()
