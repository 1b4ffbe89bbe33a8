"""What the clock does for events: places that are free again, changes that are to be told, and reminders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from fairtown.hub.gatherings import letters
from fairtown.hub.gatherings.models import Gathering, Registration
from fairtown.hub.gatherings.registering import announced_facts, locked, settle
from fairtown.hub.jobs.registry import periodic
from fairtown.hub.shelf.events import EventFacts

State = Registration.State


def register() -> None:
    """Let the clock look every minute."""
    periodic("events", timedelta(minutes=1))(run)


def run() -> None:
    """Look at each event that is not over, by what its page says or by what was told."""
    for gathering in Gathering.objects.filter(ends__gt=now() - timedelta(days=1)):
        event = letters.facts_of(gathering.event_key, settings.LANGUAGE_CODE)
        if event:
            with transaction.atomic():
                _look_at(locked(event), event)


def _look_at(gathering: Gathering, event: EventFacts) -> None:
    if not event.is_over:
        _tell_changes(gathering, event)
        settle(gathering, event)
        if not event.is_cancelled and event.starts > now() >= event.day_before:
            _remind(gathering, event)
    if (gathering.starts, gathering.ends, gathering.title) != (event.starts, event.ends, event.title):
        gathering.starts, gathering.ends, gathering.title = event.starts, event.ends, event.title
        gathering.save(update_fields=["starts", "ends", "title"])


def _tell_changes(gathering: Gathering, event: EventFacts) -> None:
    """Tell those who confirmed that the event is cancelled, or what it is now."""
    facts = announced_facts(event)
    if facts == gathering.announced:
        return
    kind = "cancelled" if event.is_cancelled else "changed"
    is_news = kind == "changed" or not gathering.announced.get("is_cancelled")
    gathering.announced, gathering.version = facts, gathering.version + 1
    gathering.save(update_fields=["announced", "version"])
    if is_news:
        for row in confirmed(gathering, State.HELD, State.WAITING):
            letters.send(kind, row, f"event-{kind}:{row.pk}:{gathering.version}")


def _remind(gathering: Gathering, event: EventFacts) -> None:
    """Remind each once of this start; who confirmed within the last day was told then."""
    start = f"{event.starts.astimezone(UTC):%Y%m%d%H%M}"
    for row in confirmed(gathering, State.HELD):
        if _confirmed_at(row) < event.day_before:
            letters.send("reminder", row, f"event-reminder:{row.pk}:{start}")


def _confirmed_at(row: Registration) -> datetime:
    assert row.confirmed_at
    return row.confirmed_at


def confirmed(gathering: Gathering, *states: str) -> list[Registration]:
    """Return the registrations of an event that their mailbox confirmed, in order."""
    rows = gathering.registrations.filter(state__in=states, confirmed_at__isnull=False)
    return list(rows.select_related("gathering").order_by("order"))
