"""What keeps thieves from testing stolen cards here: how many unpaid sessions there are, declined cards, the switch.

Cards are typed at the gateway, so we see them only afterwards; before that, what counts is how many sessions are opened
and not paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.db.models import Count, F
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from fairtown.hub.gate.models import Counter
from fairtown.hub.gate.origins import keyed_hash
from fairtown.hub.giving import letters, stripe_api
from fairtown.hub.giving.facts import ChargeFailed
from fairtown.hub.giving.models import Attempt, CardSwitch, Gift, Plan, Spent
from fairtown.hub.jobs.registry import periodic
from fairtown.hub.site_url import absolute_url

SOON, LATER, LIFE = timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=24)
#: Unpaid sessions on the whole site, from which on everyone goes by their mailbox; and none is opened at all.
BY_LINK_SOON, BY_LINK_LATER, CEILING = 15, 25, 40
#: Declined cards after which a session is ended; donors of one declined card in a day from which on it is an alarm.
MOST_DECLINED, MOST_DONORS = 3, 3
LOCK = "gifts-sessions"


class Way(Enum):
    """How a card may be asked for: at once, by a link to the mailbox, or not now."""

    DIRECT = "direct"
    LINK = "link"
    CLOSED = "closed"


@dataclass(frozen=True)
class Unpaid:
    """Sessions that were opened and are not paid, in the last ten and the last thirty minutes."""

    soon: int
    later: int


def way(has_worked: bool, is_confirmed: bool, unpaid: Unpaid) -> Way:
    """Return how a donor goes on. `has_worked`: the browser did the work; `is_confirmed`: the mailbox was opened."""
    if unpaid.later >= CEILING:
        return Way.CLOSED
    if is_confirmed:
        return Way.DIRECT
    is_calm = unpaid.soon < BY_LINK_SOON and unpaid.later < BY_LINK_LATER
    return Way.DIRECT if has_worked and is_calm else Way.LINK


def unpaid() -> Unpaid:
    """Count the sessions that are not paid; in a transaction, where it lets one request at a time count and open."""
    Counter.objects.get_or_create(key=LOCK)
    # a row that is updated is locked until the transaction ends
    Counter.objects.filter(key=LOCK).update(times=F("times") + 1)
    return count_unpaid()


def count_unpaid() -> Unpaid:
    """Count the sessions that were opened and are not paid; a bank debit that is under way counts as paid."""
    gifts = Gift.objects.filter(kind=Gift.Kind.ONCE, settled_at=None).exclude(closed="under_way")
    plans = Plan.objects.filter(state=Plan.State.PENDING)
    soon, later = now() - SOON, now() - LATER
    rows = (gifts, plans)
    return Unpaid(*(sum(r.filter(session_at__gte=at).count() for r in rows) for at in (soon, later)))


def is_switched_on() -> bool:
    """Whether staff let cards be taken; they do until one of them switches it off."""
    newest = CardSwitch.objects.first()
    return newest is None or newest.is_on


def takes_cards() -> bool:
    """Whether the page of giving asks for cards at all."""
    return settings.GIVING.takes_cards and is_switched_on()


def alarm(why: str, occasion: str) -> None:
    """Tell staff once for an occasion."""
    letters.to_staff("alarm", f"gift-alarm:{occasion}", why=why, url=absolute_url(reverse("gifts")))


def alarm_ceiling() -> None:
    """Tell staff that no more sessions are opened, once an hour at most."""
    why = _("So many payments were begun and not finished that the page takes no cards just now.")
    alarm(why, f"ceiling:{now():%Y-%m-%dT%H}")


def note_failure(fact: ChargeFailed) -> None:
    """Note a declined card; raise an alarm where one card tries to give as several donors."""
    gift = Gift.objects.filter(uuid=fact.gift).first()
    if gift is None:
        return
    card = keyed_hash("gift-card", fact.card) if fact.card else ""
    row = Attempt(charge=fact.charge, gift=gift.uuid, card=card, who=keyed_hash("gift-who", gift.who))
    Attempt.objects.bulk_create([row], ignore_conflicts=True)
    donors = Attempt.objects.filter(card=card).values("who").distinct().count() if card else 0
    if donors >= MOST_DONORS:
        alarm(_("One card was declined for several donors today."), f"card:{card[:16]}")


def register() -> None:
    """Let the clock end sessions with many declined cards, and forget what is a day old."""
    periodic("gifts-declined", timedelta(seconds=30))(end_declined)
    periodic("gifts-attempts", timedelta(hours=1))(delete_old)


def end_declined() -> None:
    """End sessions in which three cards were declined, at the gateway."""
    tried = Attempt.objects.values("gift").annotate(n=Count("pk")).filter(n__gte=MOST_DECLINED)
    rows = Gift.objects.filter(uuid__in=[row["gift"] for row in tried], settled_at=None, closed="").exclude(
        session=""
    )
    for gift in rows:
        stripe_api.expire(gift.session)
        Gift.objects.filter(pk=gift.pk, settled_at=None).update(closed="declined")


def delete_old() -> None:
    """Delete declined cards of a day ago, and links that were used."""
    Attempt.objects.filter(at__lt=now() - LIFE).delete()
    Spent.objects.filter(at__lt=now() - LIFE).delete()


def today_declined() -> int:
    """Return how many cards were declined today."""
    return Attempt.objects.filter(at__date=localdate()).count()
