"""How long gifts are stored: settled ones seven years, what was never paid 30 days, bodies of events 90 days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import now

from fairtown.hub.giving.models import Event, Gift, GiftChange, Plan, Receipt, Refund
from fairtown.hub.giving.money import exact_dollars
from fairtown.hub.jobs.deleted_rows import fold_log
from fairtown.hub.jobs.registry import periodic
from fairtown.hub.supporters import erasure

PAID_LIFE, UNPAID_LIFE, BODY_LIFE = timedelta(days=7 * 366), timedelta(days=30), timedelta(days=90)


def register() -> None:
    """Let the clock do it once an hour, and let a person's copy and erasure hold their gifts."""
    periodic("gifts-retention", timedelta(hours=1))(delete_old)
    if erase not in erasure.ALSO_ERASED:
        erasure.ALSO_ERASED.append(erase)
        erasure.ALSO_COPIED["gifts"] = copy_of


def delete_old() -> None:
    """Delete what was never paid after 30 days, bodies of events after 90, and gifts after seven years."""
    moment = now()
    Event.objects.filter(state=Event.State.DONE, came_at__lt=moment - BODY_LIFE).exclude(body="").update(
        body=""
    )
    unpaid = Gift.objects.filter(settled_at=None, created_at__lt=moment - UNPAID_LIFE)
    unpaid.filter(kind=Gift.Kind.ONCE).exclude(closed="under_way").delete()
    Plan.objects.filter(state=Plan.State.PENDING, created_at__lt=moment - UNPAID_LIFE, gifts=None).delete()
    old = Gift.objects.filter(settled_at__lt=moment - PAID_LIFE).values_list("pk", flat=True)
    for model in (Receipt, Refund, GiftChange):
        model.objects.filter(gift__in=list(old)).delete()
    Gift.objects.filter(pk__in=list(old)).delete()
    fold_log()


def erase(hashes: Collection[str]) -> None:
    """Take a donor's name off the site, and forget what was never paid.

    Paid gifts stay for seven years: the tax office may ask for them.
    """
    Gift.objects.filter(who__in=hashes).update(show_name=False, tells="")
    Plan.objects.filter(who__in=hashes).update(show_name=False, tells="")
    Gift.objects.filter(
        Q(kind=Gift.Kind.ONCE) | Q(kind=Gift.Kind.PLEDGE), who__in=hashes, settled_at=None
    ).update(email="", name="", honoree="")


def copy_of(hashes: Collection[str]) -> list[dict[str, Any]]:
    """Return the gifts of addresses as JSON holds them."""
    return [
        {
            "day": gift.day.isoformat(),
            "amount": exact_dollars(gift.cents),
            "given_back": exact_dollars(gift.refunded_cents),
            "kind": gift.kind,
            "name": gift.name,
            "is_named_on_the_site": gift.show_name,
            "in_honor_of": gift.honoree,
        }
        for gift in Gift.objects.filter(who__in=hashes, settled_at__isnull=False)
    ]
