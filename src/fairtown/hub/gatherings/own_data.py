"""What is stored of one address, to take along and to be erased, for the page where people ask for both."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from fairtown.hub.gatherings import letters, registering
from fairtown.hub.gatherings.models import Registration


def stored(address: str) -> list[dict[str, Any]]:
    """Return the registrations of an address, as JSON holds them."""
    rows = Registration.objects.filter(email=address).select_related("gathering").order_by("pk")
    return [
        {
            "event": row.gathering.title,
            "starts": localtime(row.gathering.starts).isoformat(timespec="minutes"),
            "name": row.name,
            "places": row.seats,
            "state": row.state,
            "needs": row.needs,
        }
        for row in rows
    ]


def forget(address: str) -> list[Any]:
    """Delete the registrations of an address; who waits gets the places."""
    for row in Registration.objects.filter(email=address).select_related("gathering"):
        event = letters.facts_of(row.gathering.event_key, row.language)
        with transaction.atomic():
            if event:
                gathering = registering.locked(event)
            row.delete()
            if event:
                registering.settle(gathering, event)
    return []
