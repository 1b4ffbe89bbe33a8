"""A gift is paid, linked to its payment, and takes over what is known of that: refunds, disputes. All under locks."""

from __future__ import annotations

from datetime import UTC, datetime

from fairtown.hub.giving import letters, receipts
from fairtown.hub.giving.models import ChargeFact, Gift, Plan
from fairtown.hub.giving.payments import Payment


def charge(pi: str) -> ChargeFact:
    """Return what is known of a payment, locked, made if nothing is."""
    ChargeFact.objects.bulk_create([ChargeFact(pi=pi)], ignore_conflicts=True)
    return ChargeFact.objects.select_for_update().get(pi=pi)


def gift_of(pi: str) -> Gift | None:
    """Return the gift of a payment, locked; None if it is not known yet."""
    return Gift.objects.select_for_update().filter(pi=pi).first()


def settle(gift: Gift, cents: int, pi: str, at: datetime) -> None:
    """Settle a locked gift once: amount as received, receipt, mail; told again, only its payment is noted."""
    if gift.settled_at is None:
        gift.settled_at, gift.cents, gift.closed = at, cents or gift.cents, ""
        gift.save(update_fields=["settled_at", "cents", "closed"])
        receipts.give(gift)
        letters.tell_honoree(gift)
    if pi and (gift.pi is None or gift.pi == pi):
        link(gift, pi)


def settle_month(plan: Plan, invoice: str, cents: int, at: datetime) -> None:
    """Count a paid month of a locked plan once, as a gift of its own."""
    if Gift.objects.filter(key=invoice).exists():
        return
    meeting = charge(invoice)
    gift = Gift.objects.create(
        key=invoice, plan=plan, kind=Gift.Kind.MONTHLY, cents=cents, settled_at=at, who=plan.who, email=plan.email,
        name=plan.name, language=plan.language, show_name=plan.show_name, honoree=plan.honoree, livemode=plan.livemode,
    )  # fmt: skip
    if plan.state != Plan.State.ENDED:
        plan.state, plan.failed_at = Plan.State.ACTIVE, None
        plan.save(update_fields=["state", "failed_at"])
    receipts.give(gift)
    # the occasion is the plan: whoever is told of the first month hears of no other
    letters.tell_honoree(plan)
    if meeting.invoice:
        link(gift, meeting.invoice)


def link(gift: Gift, pi: str) -> None:
    """Note which payment a locked gift came by, and take over what is known of it."""
    row = charge(pi)
    if gift.pi != pi:
        gift.pi = pi
        gift.save(update_fields=["pi"])
    take_over(gift, Payment(row.refunded_seen, row.refunds, row.disputes))


def take_over(gift: Gift, payment: Payment) -> None:
    """Let a locked gift say what became of its payment; tell donor and staff of what is new."""
    before = gift.refunded_cents, gift.dispute
    gift.refunded_cents, gift.dispute = min(payment.refunded, gift.cents), payment.dispute
    gift.due_by = datetime.fromtimestamp(payment.due_by, UTC) if payment.due_by else None
    gift.save(update_fields=["refunded_cents", "dispute", "due_by"])
    if gift.settled_at and gift.refunded_cents != before[0]:
        receipts.correct(gift)
    if gift.due_by or gift.dispute != before[1]:
        letters.tell_dispute(gift)
