"""Deletes what the gate needs no longer: counters and numbers of forms after a day."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate, now

from fairtown.hub.gate.models import Counter, DayKey, SentForm
from fairtown.hub.jobs.registry import periodic

LIFE = timedelta(hours=24)


def register() -> None:
    """Let the clock delete it every hour."""
    periodic("gate-cleaning", timedelta(hours=1))(delete_old)


def delete_old() -> None:
    """Delete counters and numbers of a day ago, and keys of days before today."""
    before = now() - LIFE
    Counter.objects.filter(began_at__lt=before).delete()
    SentForm.objects.filter(at__lt=before).delete()
    DayKey.objects.filter(day__lt=localdate()).delete()
