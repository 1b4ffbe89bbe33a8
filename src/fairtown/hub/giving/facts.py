"""What an event of the gateway says, as facts that may come in any order, twice, or not at all. Pure: no database.

Shapes are those of the API version in `config.py`. A fact says what is so and never what to add, so that two events
about one change, or one event twice, say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
#: Under this name of our metadata the gateway keeps the uuid of a gift or plan.
GIFT = "gift"


@dataclass(frozen=True)
class SessionDone:
    """A donor went through the pay page. `is_paid`: false while a bank debit is on its way. `cents`: of the session."""

    gift: str
    session: str
    pi: str
    subscription: str
    customer: str
    is_paid: bool
    cents: int
    at: int


@dataclass(frozen=True)
class SessionOver:
    """A session that is over without a payment: "expired", or "failed" of a bank debit that did not come."""

    gift: str
    why: str


@dataclass(frozen=True)
class IntentPaid:
    """A payment of a single gift of ours."""

    gift: str
    pi: str
    cents: int
    at: int


@dataclass(frozen=True)
class InvoicePaid:
    """A month of a plan was paid. `plan`: its uuid, blank if the invoice does not say."""

    invoice: str
    plan: str
    subscription: str
    customer: str
    cents: int
    at: int


@dataclass(frozen=True)
class InvoicePayment:
    """Which payment paid an invoice."""

    invoice: str
    pi: str


@dataclass(frozen=True)
class InvoiceFailed:
    """A month was not paid. `attempt`: how often it was tried; `next_at`: seconds since 1970, 0 for never again."""

    invoice: str
    plan: str
    subscription: str
    attempt: int
    next_at: int
    at: int


@dataclass(frozen=True)
class PlanChanged:
    """A subscription as it stood at a time; one that is deleted has ended for good."""

    plan: str
    subscription: str
    customer: str
    status: str
    has_ended: bool
    at: int


@dataclass(frozen=True)
class ChargeRefunded:
    """How much of a payment has been given back in all, as of then."""

    pi: str
    cents: int


@dataclass(frozen=True)
class RefundKnown:
    """A refund by its id. `rank`: 0 on its way, 1 done, 2 failed or canceled; the highest is what holds."""

    pi: str
    refund: str
    cents: int
    rank: int


@dataclass(frozen=True)
class DisputeKnown:
    """A dispute by its id, as it stood `at`. `due_by`: seconds since 1970, 0 if unknown."""

    pi: str
    dispute: str
    status: str
    due_by: int
    at: int


@dataclass(frozen=True)
class ChargeFailed:
    """A card was declined. `card`: the gateway's fingerprint of it."""

    charge: str
    gift: str
    card: str


@dataclass(frozen=True)
class Warned:
    """The card's bank warns of fraud, before any dispute."""

    pi: str


Fact = (
    SessionDone | SessionOver | IntentPaid | InvoicePaid | InvoicePayment | InvoiceFailed | PlanChanged
    | ChargeRefunded | RefundKnown | DisputeKnown | ChargeFailed | Warned
)  # fmt: skip
REFUND_RANKS = {"pending": 0, "requires_action": 0, "succeeded": 1, "failed": 2, "canceled": 2}
SESSION_OVER = {"checkout.session.expired": "expired", "checkout.session.async_payment_failed": "failed"}
#: What the endpoint of our site asks to be told.
KINDS = (
    "checkout.session.completed", "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed", "checkout.session.expired", "payment_intent.succeeded",
    "invoice.paid", "invoice_payment.paid", "invoice.payment_failed", "charge.refunded", "refund.created",
    "refund.updated", "refund.failed", "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
    "charge.failed", "radar.early_fraud_warning.created", "customer.subscription.updated",
    "customer.subscription.deleted",
)  # fmt: skip


def facts_of(event: Json) -> list[Fact]:
    """Return the facts of an event; none of a kind that is not ours. Raises KeyError or TypeError on another shape."""
    kind, found, at = str(event["type"]), event["data"]["object"], int(event["created"])
    return list(_facts(kind, found, at))


def _facts(kind: str, found: Json, at: int) -> Iterator[Fact]:
    if kind.startswith("checkout.session."):
        yield from _session(kind, found, at)
    elif kind == "payment_intent.succeeded" and _gift(found):
        yield IntentPaid(_gift(found), found["id"], found["amount_received"], at)
    elif kind == "invoice_payment.paid":
        if pi := _id(found["payment"].get("payment_intent")):
            yield InvoicePayment(_id(found["invoice"]), pi)
    elif kind.startswith("invoice."):
        yield from _invoice(kind, found, at)
    elif kind.startswith("customer.subscription."):
        has_ended = kind.endswith(".deleted")
        own = _gift(found), found["id"], _id(found["customer"]), found["status"]
        yield PlanChanged(*own, has_ended, at)
    elif kind.startswith(("charge.dispute.", "refund.", "radar.")):
        yield from _after(kind, found, at)
    elif kind == "charge.refunded" and _id(found["payment_intent"]):
        yield ChargeRefunded(_id(found["payment_intent"]), found["amount_refunded"])
    elif kind == "charge.failed" and _gift(found):
        card = (found.get("payment_method_details") or {}).get("card") or {}
        yield ChargeFailed(found["id"], _gift(found), str(card.get("fingerprint") or ""))


def _session(kind: str, found: Json, at: int) -> Iterator[Fact]:
    gift = str(found["client_reference_id"] or "")
    if not gift:
        return
    if why := SESSION_OVER.get(kind):
        yield SessionOver(gift, why)
        return
    pi, subscription, customer = (_id(found[name]) for name in ("payment_intent", "subscription", "customer"))
    is_paid, cents = found["payment_status"] == "paid", int(found["amount_total"] or 0)
    yield SessionDone(gift, found["id"], pi, subscription, customer, is_paid, cents, at)


def _invoice(kind: str, found: Json, at: int) -> Iterator[Fact]:
    details = (found.get("parent") or {}).get("subscription_details") or {}
    plan, subscription = str((details.get("metadata") or {}).get(GIFT, "")), _id(details.get("subscription"))
    if not subscription:
        return
    if kind == "invoice.paid" and found["amount_paid"]:
        customer = _id(found["customer"])
        yield InvoicePaid(found["id"], plan, subscription, customer, found["amount_paid"], at)
    elif kind == "invoice.payment_failed":
        own = int(found["attempt_count"]), int(found.get("next_payment_attempt") or 0)
        yield InvoiceFailed(found["id"], plan, subscription, *own, at)


def _after(kind: str, found: Json, at: int) -> Iterator[Fact]:
    """Yield what comes after a payment: refunds, disputes, warnings."""
    pi = _id(found.get("payment_intent"))
    if not pi:
        return
    if kind.startswith("charge.dispute."):
        due_by = int((found.get("evidence_details") or {}).get("due_by") or 0)
        yield DisputeKnown(pi, found["id"], found["status"], due_by, at)
    elif kind.startswith("refund."):
        yield RefundKnown(pi, found["id"], found["amount"], REFUND_RANKS.get(found["status"], 0))
    else:
        yield Warned(pi)


def _gift(found: Json) -> str:
    return str((found.get("metadata") or {}).get(GIFT, ""))


def _id(value: Any) -> str:
    """Return the id of what is named by it, or stands there whole; blank for none."""
    return str(value["id"] if isinstance(value, Mapping) else value or "")
