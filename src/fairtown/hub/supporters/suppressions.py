"""Who gets no mail. A row only becomes stricter; only its person, from the own mailbox, lifts an unsubscription."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.timezone import now

from fairtown.hub.shelf.insert_rows import insert_rows
from fairtown.hub.supporters.models import Suppression

Why = Suppression.Why
#: From the least strict to the strictest: where two meet, the stricter stays.
ORDER = [why.value for why in Why]
#: What a person's own confirmation lifts.
LIFTED_BY_OWNER = (Why.UNSUBSCRIBED, Why.ERASED)


def suppress(who: str, why: str) -> None:
    """Send no mail to a hash of an address any more."""
    suppress_all({who: why})


def suppress_all(reasons: Mapping[str, str]) -> None:
    """Send no mail to any of these hashes any more; a row that is there stays, or becomes stricter."""
    moment = now()
    rows = ((who, str(why), moment) for who, why in reasons.items())
    insert_rows(Suppression, ("who", "why", "at"), rows, skip_known=True)
    for rank, why in enumerate(ORDER):
        stricter = [who for who, reason in reasons.items() if reason == why]
        for start in range(0, len(stricter), 500):
            found = Suppression.objects.filter(who__in=stricter[start : start + 500], why__in=ORDER[:rank])
            found.update(why=why)


def reason(who: str) -> str:
    """Return why a hash of an address gets no mail; blank if it may."""
    return Suppression.objects.filter(who=who).values_list("why", flat=True).first() or ""


def may_lift(why: str) -> bool:
    """Whether the person may undo it by confirming from the own mailbox."""
    return why in LIFTED_BY_OWNER


def lift_by_owner(who: str) -> None:
    """Undo an unsubscription after its person confirmed, by a link mailed to the address, that mail may come."""
    Suppression.objects.filter(who=who, why__in=LIFTED_BY_OWNER).delete()
