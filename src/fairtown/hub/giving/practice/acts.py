"""What donors and banks do: pay, decline, pay later; months that come; refunds and disputes. Each tells events."""

from __future__ import annotations

from typing import Any

from fairtown.hub.giving.practice.store import Object, Store, invalid

CARD = "practice-card"
DUE = 9 * 24 * 3600


def pay(store: Store, session: Object, outcome: str, card: str = CARD) -> bool:
    """Let a donor finish a session: "paid", "declined" or "later". Return whether the page is done with."""
    if session["status"] != "open":
        return True
    if outcome == "declined":
        _decline(store, session, card)
        return False
    session["status"], session["url"] = "complete", None
    session["customer_details"] = {"email": session["customer_email"], "name": None}
    if session["mode"] == "subscription":
        _subscribe(store, session, card)
    elif outcome == "later":
        session["payment_status"] = "unpaid"
        session["payment_intent"] = _intent(
            store, session["amount_total"], session["metadata_of_payment"], "processing"
        )["id"]
        store.tell("checkout.session.completed", session)
    else:
        session["payment_status"] = "paid"
        intent = _intent(store, session["amount_total"], session["metadata_of_payment"], "succeeded")
        session["payment_intent"] = intent["id"]
        _charge(store, intent, card)
        store.tell("payment_intent.succeeded", intent)
        store.tell("checkout.session.completed", session)
    return True


def settle_later(store: Store, session: Object, is_paid: bool) -> None:
    """Let the debit of a session that was to be paid later come, or fail."""
    intent = store.get("payment_intent", session["payment_intent"])
    if intent["status"] != "processing":
        return
    if is_paid:
        intent["status"], intent["amount_received"], session["payment_status"] = (
            "succeeded",
            intent["amount"],
            "paid",
        )
        _charge(store, intent, CARD)
        store.tell("payment_intent.succeeded", intent)
    else:
        intent["status"] = "requires_payment_method"
    store.tell(f"checkout.session.async_payment_{'succeeded' if is_paid else 'failed'}", session)


def expire(store: Store, session: Object) -> None:
    """End a session that nobody paid."""
    session["status"], session["url"] = "expired", None
    store.tell("checkout.session.expired", session)


def _decline(store: Store, session: Object, card: str) -> None:
    metadata = session["metadata_of_payment"] if session["mode"] == "payment" else {}
    charge = store.add(
        "charge", amount=session["amount_total"], amount_refunded=0, paid=False, status="failed", metadata=metadata,
        currency="usd", payment_intent=None, disputed=False, payment_method_details=_method(card),
        failure_code="card_declined",
    )  # fmt: skip
    store.tell("charge.failed", charge)


def _method(card: str) -> Object:
    return {"type": "card", "card": {"fingerprint": card, "last4": "4242", "brand": "visa"}}


def _intent(store: Store, cents: int, metadata: Object, status: str) -> Object:
    received = cents if status == "succeeded" else 0
    return store.add(
        "payment_intent", amount=cents, amount_received=received, currency="usd", status=status, metadata=metadata,
        latest_charge=None,
    )  # fmt: skip


def _charge(store: Store, intent: Object, card: str) -> Object:
    charge = store.add(
        "charge", amount=intent["amount"], amount_captured=intent["amount"], amount_refunded=0, paid=True,
        status="succeeded", metadata=dict(intent["metadata"]), currency="usd", payment_intent=intent["id"],
        refunded=False, disputed=False, payment_method_details=_method(card),
    )  # fmt: skip
    intent["latest_charge"] = charge["id"]
    return charge


def _subscribe(store: Store, session: Object, card: str) -> None:
    customer = store.add("customer", email=session["customer_email"], metadata={})
    subscription = store.add(
        "subscription", status="active", customer=customer["id"], metadata=session["metadata_of_plan"], card=card,
        cents=session["amount_total"], cancel_at_period_end=False, ended_at=None,
    )  # fmt: skip
    session |= {"customer": customer["id"], "subscription": subscription["id"], "payment_status": "paid"}
    renew(store, subscription, "subscription_create")
    store.tell("checkout.session.completed", session)


def renew(
    store: Store, subscription: Object, why: str = "subscription_cycle", is_paid: bool = True
) -> Object:
    """Let a month come: its invoice is paid, or could not be."""
    if subscription["status"] == "canceled":
        raise invalid("a canceled subscription has no more months")
    invoice = store.add(
        "invoice", customer=subscription["customer"], currency="usd", amount_due=subscription["cents"],
        amount_paid=0, status="open", billing_reason=why, attempt_count=1, next_payment_attempt=None,
        parent={
            "type": "subscription_details", "quote_details": None,
            "subscription_details": {"subscription": subscription["id"], "metadata": dict(subscription["metadata"])},
        },
    )  # fmt: skip
    if is_paid:
        _pay_invoice(store, invoice, subscription)
    else:
        invoice["next_payment_attempt"] = store.now() + 3 * 24 * 3600
        subscription["status"] = "past_due"
        store.tell("invoice.payment_failed", invoice)
        store.tell("customer.subscription.updated", subscription)
    return invoice


def _pay_invoice(store: Store, invoice: Object, subscription: Object) -> None:
    intent = _intent(store, invoice["amount_due"], {}, "succeeded")
    _charge(store, intent, subscription["card"])
    invoice |= {"status": "paid", "amount_paid": invoice["amount_due"]}
    payment = store.add(
        "invoice_payment", invoice=invoice["id"], amount_paid=invoice["amount_paid"], currency="usd", status="paid",
        amount_requested=invoice["amount_due"], is_default=True,
        payment={"type": "payment_intent", "payment_intent": intent["id"]},
    )  # fmt: skip
    store.tell("payment_intent.succeeded", intent)
    store.tell("invoice.paid", invoice)
    store.tell("invoice_payment.paid", payment)
    if subscription["status"] != "active":
        subscription["status"] = "active"
        store.tell("customer.subscription.updated", subscription)


def cancel(store: Store, subscription: Object) -> None:
    """End a subscription for good."""
    if subscription["status"] != "canceled":
        subscription |= {"status": "canceled", "ended_at": store.now()}
        store.tell("customer.subscription.deleted", subscription)


def charge_of(store: Store, pi: str) -> Object:
    """Return the paid charge of a payment; raises ApiError if it has none."""
    rows = store.all("charge", payment_intent=pi, paid=True)
    if not rows:
        raise invalid(f"This PaymentIntent ({pi}) does not have a successful charge to refund.")
    return rows[0]


def refund(store: Store, pi: str, cents: int | None, metadata: Object | None = None) -> Object:
    """Give back a payment, or so many cents of it."""
    charge = charge_of(store, pi)
    left = charge["amount"] - charge["amount_refunded"]
    amount = left if cents is None else cents
    if not 0 < amount <= left:
        raise invalid(
            f"Refund amount (${amount / 100:.2f}) is greater than unrefunded amount", "amount_too_large"
        )
    found = store.add(
        "refund", amount=amount, currency="usd", charge=charge["id"], payment_intent=pi, status="succeeded",
        metadata=metadata or {}, failure_reason=None,
    )  # fmt: skip
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    store.tell("refund.created", found)
    store.tell("charge.refunded", charge)
    return found


def fail_refund(store: Store, refund_id: str) -> None:
    """Let a refund come back: the donor's bank did not take it."""
    found = store.get("refund", refund_id)
    found |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    charge = charge_of(store, found["payment_intent"])
    charge["amount_refunded"] -= found["amount"]
    charge["refunded"] = False
    store.tell("refund.failed", found)


def dispute(store: Store, pi: str) -> Object:
    """Let a donor's bank dispute a payment."""
    charge = charge_of(store, pi)
    charge["disputed"] = True
    found = store.add(
        "dispute", amount=charge["amount"], charge=charge["id"], payment_intent=pi, currency="usd", reason="general",
        status="needs_response", evidence_details={"due_by": store.now() + DUE, "has_evidence": False},
    )  # fmt: skip
    store.tell("charge.dispute.created", found)
    return found


def close_dispute(store: Store, dispute_id: str, is_won: bool) -> None:
    """Let the bank decide."""
    found = store.get("dispute", dispute_id)
    found["status"] = "won" if is_won else "lost"
    store.tell("charge.dispute.closed", found)


def act(store: Store, verb: str, object_id: str) -> Any:
    """Let one thing happen that the control page offers; raises ApiError if it cannot."""
    if verb in ("renew", "fail"):
        return renew(store, store.get("subscription", object_id), is_paid=verb == "renew")
    if verb == "cancel":
        return cancel(store, store.get("subscription", object_id))
    if verb in ("come", "not-come"):
        return settle_later(store, store.get("checkout.session", object_id), verb == "come")
    if verb == "dispute":
        return dispute(store, object_id)
    if verb in ("win", "lose"):
        return close_dispute(store, object_id, verb == "win")
    if verb == "fail-refund":
        return fail_refund(store, object_id)
    raise invalid(f"no such act: {verb}")
