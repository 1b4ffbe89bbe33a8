"""Who gets a place: one at a time, since the row of the gathering is locked; never more than there are, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.timezone import now

from fairtown.hub.gatherings import letters
from fairtown.hub.gatherings.models import Gathering, Registration
from fairtown.hub.shelf.events import EventFacts, PlacesLeft

State = Registration.State
#: How long a registration that nobody confirmed holds its place.
UNCONFIRMED_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class RegistrationRequest:
    """What the form says, cleaned. `number`: of the form, which names the mail."""

    address: str
    number: str
    language: str
    name: str = ""
    seats: int = 1
    needs: str = ""


def register(event: EventFacts, request: RegistrationRequest) -> Registration:
    """Store a registration, unconfirmed, and mail its link; in the transaction that takes the form.

    It holds a place, or waits if none is free or others wait. Who is registered already gets the link once more, and
    nothing changes: anyone may type anyone's address.
    """
    gathering = locked(event)
    settle(gathering, event)
    found = gathering.registrations.filter(email=request.address).first()
    if found is None or found.state == State.CANCELLED:
        found = _enter(gathering, event, request, found)
    kind = "confirm" if found.confirmed_at is None else "registered"
    letters.send(kind, found, f"event-form:{request.number}")
    return found


def locked(event: EventFacts) -> Gathering:
    """Return the gathering of an event, locked until the transaction ends; made if it is the first time."""
    values = {
        "title": event.title,
        "starts": event.starts,
        "ends": event.ends,
        "announced": announced_facts(event),
    }
    Gathering.objects.get_or_create(event_key=event.key, defaults=values)
    return Gathering.objects.select_for_update().get(event_key=event.key)


def announced_facts(event: EventFacts) -> dict[str, object]:
    """Return the facts whose change those who registered are told of."""
    return {
        "starts": event.starts.isoformat(), "ends": event.ends.isoformat(), "zone": event.zone, "kind": event.kind,
        "place": event.place, "online_link": event.online_link, "is_cancelled": event.is_cancelled,
    }  # fmt: skip


def _enter(
    gathering: Gathering, event: EventFacts, request: RegistrationRequest, before: Registration | None
) -> Registration:
    """Add one at the end of the order; `before`: their own, which was cancelled."""
    row = before or Registration(gathering=gathering, email=request.address)
    row.name, row.seats, row.needs = request.name, request.seats, request.needs
    row.language, row.confirmed_at, row.registered_at = request.language, None, now()
    row.order = (gathering.registrations.aggregate(last=Max("order"))["last"] or 0) + 1
    is_free = not _waiting(gathering).exists() and _fits(gathering, event, request.seats)
    row.state = State.HELD if is_free else State.WAITING
    row.save()
    return row


def _waiting(gathering: Gathering):  # type: ignore[no-untyped-def]
    return gathering.registrations.filter(state=State.WAITING).order_by("order")


def n_held(gathering: Gathering) -> int:
    """Return how many places are held."""
    found = gathering.registrations.filter(state=State.HELD).aggregate(n=Sum("seats"))
    return found["n"] or 0


def _fits(gathering: Gathering, event: EventFacts, seats: int) -> bool:
    return event.capacity is None or n_held(gathering) + seats <= event.capacity


def settle(gathering: Gathering, event: EventFacts) -> None:
    """End what nobody confirmed in time, then give free places to those who wait, strictly in order.

    Needs a locked gathering. Who wants more places than are free stays first; nobody overtakes.
    """
    late = gathering.registrations.filter(
        confirmed_at=None, registered_at__lt=now() - UNCONFIRMED_LIFE
    ).exclude(state=State.CANCELLED)
    # nobody said that this address is theirs: nothing of it stays
    late.delete()
    if event.is_cancelled or event.starts <= now():
        return
    for row in _waiting(gathering):
        if not _fits(gathering, event, row.seats):
            return
        row.state = State.HELD
        row.save(update_fields=["state"])
        if row.confirmed_at:
            letters.send("place-free", row, f"event-place:{row.pk}:{row.order}")


def confirm(row: Registration, event: EventFacts) -> None:
    """Take a yes from the mailbox itself, and say what it holds; nothing happens the second time, or after a day."""
    with transaction.atomic():
        gathering = locked(event)
        settle(gathering, event)
        fresh = gathering.registrations.filter(pk=row.pk, confirmed_at=None).first()
        if fresh is None or fresh.state == State.CANCELLED:
            return
        fresh.confirmed_at = now()
        fresh.save(update_fields=["confirmed_at"])
        kind = "registered" if fresh.state == State.HELD else "waiting"
        letters.send(kind, fresh, f"event-{kind}:{fresh.pk}:{fresh.order}")


def cancel(row: Registration, event: EventFacts | None) -> None:
    """Give a place back: name and needs are deleted, and the first who waits gets it. `event`: None if withdrawn."""
    with transaction.atomic():
        if event:
            gathering = locked(event)
        Registration.objects.filter(pk=row.pk).update(state=State.CANCELLED, name="", needs="")
        if event:
            settle(gathering, event)


def places(event: EventFacts) -> list[PlacesLeft]:
    """Return how many places an event has left, and how many people wait."""
    gathering = Gathering.objects.filter(event_key=event.key).first()
    held, n_waiting = (n_held(gathering), _waiting(gathering).count()) if gathering else (0, 0)
    n_left = None if event.capacity is None else max(0, event.capacity - held)
    return [PlacesLeft(n_left, n_waiting)]
