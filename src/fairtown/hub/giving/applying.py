"""Applies stored events: each in one transaction with all that follows from it, by object, in whatever order they come.

An event that cannot be applied is put back with a later time and tried again; none is dropped.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils.timezone import now

from fairtown.hub.giving import attempts, facts, letters, settling
from fairtown.hub.giving.facts import Fact, facts_of
from fairtown.hub.giving.models import Event, Gift, Plan
from fairtown.hub.giving.payments import Payment, merged
from fairtown.hub.jobs.registry import periodic

EVERY = timedelta(seconds=1)
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=30), timedelta(hours=1)
LONGEST_WHY = 80
#: Seconds between two events at most, in which others may write.
LONGEST_PAUSE = 0.05


def register() -> None:
    """Let the clock apply what has come, each second."""
    periodic("gifts-events", EVERY)(apply_waiting)


def apply_waiting(most: int = 1_000) -> int:
    """Apply what is due, at most so many; return how many were applied."""
    n_done = 0
    due = Event.objects.filter(state=Event.State.WAITING, due_at__lte=now())
    for pk in list(due.order_by("id").values_list("pk", flat=True)[:most]):
        began = monotonic()
        n_done += apply_one(pk)
        if connection.vendor == "sqlite":
            # SQLite has no queue: who waits for its lock looks now and then; leave it free as long as it was held
            sleep(min(monotonic() - began, LONGEST_PAUSE))
    return n_done


def apply_one(pk: int) -> bool:
    """Apply one event, if nobody else is; whether it is applied now. What fails is tried again later."""
    try:
        with transaction.atomic():
            rows = Event.objects.filter(pk=pk, state=Event.State.WAITING)
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True)
            event = rows.first()
            if event is None:
                return False
            for fact in facts_of(json.loads(event.body)):
                apply(fact)
            Event.objects.filter(pk=pk).update(state=Event.State.DONE, tries=F("tries") + 1, why="")
    except Exception as error:
        # its words may hold a name
        _postpone(pk, type(error).__name__)
        return False
    return True


def _postpone(pk: int, why: str) -> None:
    tries = Event.objects.filter(pk=pk).values_list("tries", flat=True).first() or 0
    delay = min(FIRST_DELAY * 2 ** min(tries, 10), LONGEST_DELAY)
    Event.objects.filter(pk=pk, state=Event.State.WAITING).update(
        tries=F("tries") + 1, due_at=now() + delay, why=why[:LONGEST_WHY]
    )
    print(f"gifts: an event failed with {why}; it is tried again", file=sys.stderr, flush=True)


def apply(fact: Fact) -> None:
    """Apply one fact, inside a transaction."""
    _APPLY[type(fact)](fact)


def _when(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _gift(text: str) -> Gift | None:
    """Return a gift by its uuid, locked; None if it is none of ours."""
    uuid = _uuid(text)
    return Gift.objects.select_for_update().filter(uuid=uuid).first() if uuid else None


def _plan(text: str, subscription: str) -> Plan | None:
    """Return a plan by its uuid, else by its subscription, locked; its subscription is noted."""
    rows, uuid, plan = Plan.objects.select_for_update(), _uuid(text), None
    if uuid:
        plan = rows.filter(uuid=uuid).first()
    if plan is None and subscription:
        plan = rows.filter(subscription=subscription).first()
    if plan and subscription and not plan.subscription:
        plan.subscription = subscription
        plan.save(update_fields=["subscription"])
    return plan


def _session_done(fact: facts.SessionDone) -> None:
    if fact.subscription:
        plan = _plan(fact.gift, fact.subscription)
        if plan and not plan.customer:
            plan.customer = fact.customer
            plan.save(update_fields=["customer"])
        return
    gift = _gift(fact.gift)
    if gift and fact.is_paid:
        settling.settle(gift, fact.cents, fact.pi, _when(fact.at))
    elif gift and gift.settled_at is None:
        # a bank debit is on its way; the thanks page says so
        Gift.objects.filter(pk=gift.pk).update(closed="under_way", pi=fact.pi or None)


def _session_over(fact: facts.SessionOver) -> None:
    gift = _gift(fact.gift)
    if gift and gift.settled_at is None:
        Gift.objects.filter(pk=gift.pk).update(closed=fact.why)


def _intent_paid(fact: facts.IntentPaid) -> None:
    if gift := _gift(fact.gift):
        settling.settle(gift, fact.cents, fact.pi, _when(fact.at))


def _invoice_paid(fact: facts.InvoicePaid) -> None:
    if plan := _plan(fact.plan, fact.subscription):
        settling.settle_month(plan, fact.invoice, fact.cents, _when(fact.at))
        if fact.customer and not plan.customer:
            Plan.objects.filter(pk=plan.pk).update(customer=fact.customer)


def _invoice_payment(fact: facts.InvoicePayment) -> None:
    # two rows that name each other: whoever pays the invoice, and whoever learns of the payment, meet at the first
    meeting = settling.charge(fact.invoice)
    if meeting.invoice != fact.pi:
        meeting.invoice = fact.pi
        meeting.save(update_fields=["invoice"])
    gift = Gift.objects.select_for_update().filter(key=fact.invoice).first()
    if gift and not gift.pi:
        settling.link(gift, fact.pi)


def _invoice_failed(fact: facts.InvoiceFailed) -> None:
    plan = _plan(fact.plan, fact.subscription)
    if plan is None or plan.state == Plan.State.ENDED:
        return
    if not Gift.objects.filter(key=fact.invoice).exists():
        Plan.objects.filter(pk=plan.pk).update(state=Plan.State.PAST_DUE, failed_at=_when(fact.at))
    letters.tell_failed(plan, fact)


def _plan_changed(fact: facts.PlanChanged) -> None:
    plan = _plan(fact.plan, fact.subscription)
    if plan is None or plan.state == Plan.State.ENDED:
        return
    if fact.customer and not plan.customer:
        Plan.objects.filter(pk=plan.pk).update(customer=fact.customer)
    if fact.has_ended:
        Plan.objects.filter(pk=plan.pk).update(state=Plan.State.ENDED, ended_at=_when(fact.at))
        letters.tell_ended(plan)
    elif fact.at >= plan.changed_at:
        states = {"active": Plan.State.ACTIVE, "trialing": Plan.State.ACTIVE, "past_due": Plan.State.PAST_DUE}
        state = states.get(fact.status, plan.state)
        failed = {} if state == Plan.State.PAST_DUE else {"failed_at": None}
        Plan.objects.filter(pk=plan.pk).update(state=state, changed_at=fact.at, **failed)


def _after(fact: facts.ChargeRefunded | facts.RefundKnown | facts.DisputeKnown) -> None:
    # a gift before its payment: whoever locks both takes them in this order
    gift = settling.gift_of(fact.pi)
    row = settling.charge(fact.pi)
    # it may have been settled while this waited for the lock
    gift = gift or settling.gift_of(fact.pi)
    payment = merged(Payment(row.refunded_seen, row.refunds, row.disputes), fact)
    row.refunded_seen, row.refunds, row.disputes = payment.refunded_seen, payment.refunds, payment.disputes
    row.save(update_fields=["refunded_seen", "refunds", "disputes"])
    if gift:
        settling.take_over(gift, payment)


def _charge_failed(fact: facts.ChargeFailed) -> None:
    attempts.note_failure(fact)


def _warned(fact: facts.Warned) -> None:
    letters.tell_warning(fact.pi)


_APPLY: dict[type, Callable[[Any], None]] = {
    facts.SessionDone: _session_done, facts.SessionOver: _session_over, facts.IntentPaid: _intent_paid,
    facts.InvoicePaid: _invoice_paid, facts.InvoicePayment: _invoice_payment, facts.InvoiceFailed: _invoice_failed,
    facts.PlanChanged: _plan_changed, facts.ChargeRefunded: _after, facts.RefundKnown: _after,
    facts.DisputeKnown: _after, facts.ChargeFailed: _charge_failed, facts.Warned: _warned,
}  # fmt: skip
