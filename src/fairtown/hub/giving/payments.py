"""What became of a payment: refunds and disputes put together from facts in any order. Pure: no database.

Merging is idempotent, commutative and associative: each part keeps the highest of what it was told.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from fairtown.hub.giving.facts import ChargeRefunded, DisputeKnown, RefundKnown

FAILED = 2
#: Statuses of a dispute that take money away, for now or for good; a mere inquiry ("warning_…") takes none.
OPEN, LOST, WON = ("needs_response", "under_review"), ("lost",), ("won", "prevented")
FINAL = (*LOST, *WON, "warning_closed")


@dataclass(frozen=True)
class Payment:
    """`refunds`: cents and rank by id; `refunded_seen`: most that was given back at once; `disputes`: by id.

    A dispute is [when it was told, whether that is final, its status, due by].
    """

    refunded_seen: int = 0
    refunds: dict[str, list[int]] = field(default_factory=dict)
    disputes: dict[str, list[int | str]] = field(default_factory=dict)

    @property
    def refunded(self) -> int:
        """Cents given back: of refunds that did not fail, or of what charges told, whichever is more.

        A charge's total may hold refunds that failed later, so these are taken off it.
        """
        holding = sum(cents for cents, rank in self.refunds.values() if rank < FAILED)
        failed = sum(cents for cents, rank in self.refunds.values() if rank == FAILED)
        return max(holding, self.refunded_seen - failed, 0)

    @property
    def dispute(self) -> str:
        """ "open", "lost", "won", or blank: the worst of its disputes."""
        statuses = {str(status) for _at, _final, status, _due in self.disputes.values()}
        ranked = (("lost", LOST), ("open", OPEN), ("won", WON))
        return next((name for name, group in ranked if statuses & set(group)), "")

    @property
    def due_by(self) -> int:
        """When the bank wants an answer to the first open dispute or inquiry, in seconds since 1970; 0 for none."""
        due = [int(d[3]) for d in self.disputes.values() if str(d[2]) not in FINAL and d[3]]
        return min(due, default=0)


def merged(payment: Payment, fact: ChargeRefunded | RefundKnown | DisputeKnown) -> Payment:
    """Return a payment with one more fact of it."""
    if isinstance(fact, ChargeRefunded):
        return replace(payment, refunded_seen=max(payment.refunded_seen, fact.cents))
    if isinstance(fact, RefundKnown):
        before = payment.refunds.get(fact.refund, [0, -1])
        ranked = max(before, [fact.cents, fact.rank], key=lambda row: row[1])
        return replace(payment, refunds={**payment.refunds, fact.refund: ranked})
    newer: list[int | str] = [fact.at, int(fact.status in FINAL), fact.status, fact.due_by]
    known = payment.disputes.get(fact.dispute, [-1, -1, "", 0])
    # of one second, the final word; then whichever, but always the same
    return replace(payment, disputes={**payment.disputes, fact.dispute: max(known, newer)})
