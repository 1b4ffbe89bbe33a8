"""Each night gifts and gateway are compared, both ways: events that never came are fetched, what differs is told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from time import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from fairtown.hub.giving import applying, hooks, letters, stripe_api
from fairtown.hub.giving.facts import SessionDone
from fairtown.hub.giving.models import Gift, Plan, Reconciliation
from fairtown.hub.giving.stripe_api import GatewayError
from fairtown.hub.jobs.registry import periodic

#: How far back a night looks; the gateway tries events for three days, and keeps them for thirty.
SPAN = timedelta(days=7)
#: After so long without word, a session is asked about, once.
SILENCE = timedelta(minutes=35)
#: A charge so young may have its event still under way.
YOUNG = timedelta(minutes=10)
KEPT = timedelta(days=400)


@dataclass(frozen=True)
class Difference:
    """One payment on which gifts and gateway differ: "missing_here", "missing_there", "amount", "refunded", "disputed".

    `ours`, `theirs`: cents, or 0 and 1 for disputed.
    """

    kind: str
    pi: str
    gift: str
    ours: int
    theirs: int


@dataclass(frozen=True)
class Side:
    """What one side says of a payment: cents, cents given back, and whether it was ever disputed."""

    cents: int
    refunded: int
    disputed: bool
    gift: str = ""


def compare(gifts: Mapping[str, Side], charges: Mapping[str, Side]) -> list[Difference]:
    """Return where gifts and gateway differ, by payment. Pure."""
    found = []
    for pi in sorted({*gifts, *charges}):
        ours, theirs = gifts.get(pi), charges.get(pi)
        if ours is None or theirs is None:
            side = ours or theirs
            assert side
            kind = "missing_here" if ours is None else "missing_there"
            values = (0, side.cents) if ours is None else (side.cents, 0)
            found.append(Difference(kind, pi, side.gift, *values))
            continue
        pairs = (
            ("amount", ours.cents, theirs.cents),
            ("refunded", ours.refunded, theirs.refunded),
            ("disputed", int(ours.disputed), int(theirs.disputed)),
        )
        found += [Difference(kind, pi, ours.gift, a, b) for kind, a, b in pairs if a != b]
    return found


def register() -> None:
    """Let the clock compare each night, and ask about silent sessions."""
    periodic("gifts-reconciliation", timedelta(hours=24))(reconcile)
    periodic("gifts-silent", timedelta(minutes=5))(poll_silent)


def reconcile() -> Reconciliation | None:
    """Fetch events that never came, apply them, compare, and store what differs; None where no cards are taken."""
    if not settings.GIVING.takes_cards:
        return None
    since = now() - SPAN
    row = Reconciliation(since=since)
    try:
        row.n_events_found = fetch_events(since)
        applying.apply_waiting(100_000)
        charges = _charges(stripe_api.charges_since(int(since.timestamp())))
        gifts = _gifts(since, charges)
        row.n_gifts, row.n_charges = len(gifts), len(charges)
        row.rows = [asdict(difference) for difference in compare(gifts, charges)]
    except GatewayError as error:
        row.fault = str(error)[:80]
    row.save()
    Reconciliation.objects.filter(at__lt=now() - KEPT).delete()
    if row.rows or row.fault:
        letters.tell_differences(row)
    return row


def fetch_events(since: datetime) -> int:
    """Store the gateway's events since a time that never came here; return how many these were."""
    events = list(stripe_api.events_since(int(since.timestamp())))
    return sum(hooks.keep(event, json.dumps(event)) for event in reversed(events))


def _charges(rows: Iterable[dict[str, Any]]) -> dict[str, Side]:
    """Return the paid charges that are old enough to be known here, by payment."""
    newest = time() - YOUNG.total_seconds()
    rows = (c for c in rows if c["paid"] and c["payment_intent"] and c["created"] <= newest)
    return {
        c["payment_intent"]: Side(
            c["amount"], c["amount_refunded"], bool(c["disputed"]), c["metadata"].get("gift", "")
        )
        for c in rows
    }


def _gifts(since: datetime, charges: Mapping[str, Side]) -> dict[str, Side]:
    """Return the gifts by card of the time, and those older ones that the gateway names, by payment."""
    own = Gift.objects.filter(livemode=settings.GIVING.is_live, settled_at__isnull=False)
    own = own.filter(kind__in=[Gift.Kind.ONCE, Gift.Kind.MONTHLY])
    young = now() - YOUNG
    rows = list(own.filter(settled_at__gte=since + YOUNG, settled_at__lte=young))
    rows += [g for g in own.filter(pi__in=list(charges)) if g not in rows]
    return {
        g.pi or f"without payment: {g.uuid}": Side(g.cents, g.refunded_cents, bool(g.dispute), str(g.uuid))
        for g in rows
    }


def poll_silent() -> int:
    """Ask the gateway once about each session of which nothing was heard; return how many were settled by that."""
    if not settings.GIVING.takes_cards:
        return 0
    before, n_settled = now() - SILENCE, 0
    waiting = {"session_at__lt": before, "polled_at": None, "livemode": settings.GIVING.is_live}
    gifts = Gift.objects.filter(settled_at=None, kind=Gift.Kind.ONCE, **waiting)
    plans = Plan.objects.filter(state=Plan.State.PENDING, **waiting)
    rows: list[Gift | Plan] = [*gifts.exclude(session=""), *plans.exclude(session="")]
    for row in rows:
        try:
            n_settled += _poll(row)
        except GatewayError as error:
            if not error.is_refusal:
                raise
            # a session that the gateway does not know keeps none of the others waiting
            continue
        row.polled_at = now()
        row.save(update_fields=["polled_at"])
    return n_settled


def _poll(row: Gift | Plan) -> bool:
    found = stripe_api.session(row.session)
    if found["status"] == "expired" and isinstance(row, Gift):
        Gift.objects.filter(pk=row.pk, settled_at=None).update(closed="expired")
    if found["status"] != "complete":
        return False
    pi, subscription, customer = (
        str(found.get(name) or "") for name in ("payment_intent", "subscription", "customer")
    )
    is_paid, at = found["payment_status"] == "paid", int(time())
    with transaction.atomic():
        applying.apply(
            SessionDone(
                str(row.uuid), row.session, pi, subscription, customer, is_paid, found["amount_total"], at
            )
        )
    if isinstance(row, Plan):
        # months are told by events alone: what never came is fetched
        fetch_events(now() - SPAN)
    return is_paid
