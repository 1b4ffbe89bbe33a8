"""The way to the gateway: a gift or plan is stored as pending, then its session is opened, and the donor sent there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override

from fairtown.hub.gate.links import SignedLinks
from fairtown.hub.giving import attempts, letters, stripe_api
from fairtown.hub.giving.attempts import Way
from fairtown.hub.giving.models import Gift, Plan, Spent
from fairtown.hub.giving.money import dollars
from fairtown.hub.giving.stripe_api import CheckoutRequest, GatewayError
from fairtown.hub.organisation import organisation
from fairtown.hub.release_access import current_release
from fairtown.hub.site_url import page_url
from fairtown.hub.supporters.addresses import hash_of

LINKS = SignedLinks("fairtown.giving.link", timedelta(hours=2))
THANKS = SignedLinks("fairtown.giving.thanks")


@dataclass(frozen=True)
class GiftRequest:
    """What the form says, cleaned. `cents`: of one gift, or of each month."""

    cents: int
    is_monthly: bool
    email: str
    language: str
    name: str = ""
    show_name: bool = False
    honoree: str = ""
    tells: str = ""


def begin(wanted: GiftRequest, has_worked: bool) -> tuple[Gift | Plan | None, Way]:
    """Store what someone wants to give, in the transaction that takes the form; return it, and how it goes on.

    Where no card may be asked for, nothing is stored.
    """
    found_way = attempts.way(has_worked, False, attempts.unpaid())
    if found_way is Way.CLOSED:
        attempts.alarm_ceiling()
        return None, found_way
    own = {
        "uuid": uuid4(), "who": hash_of(wanted.email), "email": wanted.email, "name": wanted.name,
        "language": wanted.language, "show_name": wanted.show_name and bool(wanted.name), "honoree": wanted.honoree,
        "tells": wanted.tells, "livemode": settings.GIVING.is_live, "cents": wanted.cents,
        "session_at": now() if found_way is Way.DIRECT else None,
    }  # fmt: skip
    row: Gift | Plan
    if wanted.is_monthly:
        row = Plan.objects.create(**own)
    else:
        row = Gift.objects.create(**own, key=str(own["uuid"]), kind=Gift.Kind.ONCE)
    if found_way is Way.LINK:
        mail_link(row)
    return row, found_way


def mail_link(row: Gift | Plan) -> None:
    """Mail the link by which a donor goes on, from the own mailbox, once."""
    url = page_url("give-continue", row.language, LINKS.token(row.uuid.hex))
    letters.put("link", row.language, row.email, f"gift-link:{row.uuid}", amount=dollars(row.cents), url=url)


def of_link(token: str) -> tuple[Gift | Plan | None, str]:
    """Return what a mailed link is for, and why there is none: "expired", "unknown", "spent"."""
    uuid, fault = LINKS.read_key(token)
    if uuid is None:
        return None, fault
    if Spent.objects.filter(number=uuid.hex).exists():
        return None, "spent"
    row = of_uuid(uuid)
    return (row, "") if row else (None, "unknown")


def of_uuid(uuid: UUID) -> Gift | Plan | None:
    """Return the gift or plan of a uuid."""
    return Gift.objects.filter(uuid=uuid).first() or Plan.objects.filter(uuid=uuid).first()


@transaction.atomic
def spend_link(row: Gift | Plan) -> Way:
    """Use a mailed link, once; return how it goes on: LINK where it was used a moment ago."""
    found_way = attempts.way(False, True, attempts.unpaid())
    if found_way is Way.CLOSED:
        attempts.alarm_ceiling()
        return found_way
    if not _is_new(row.uuid.hex):
        return Way.LINK
    row.session_at = now()
    row.save(update_fields=["session_at"])
    return Way.DIRECT


def _is_new(number: str) -> bool:
    _row, is_new = Spent.objects.get_or_create(number=number)
    return is_new


def thanks_url(row: Gift | Plan) -> str:
    """Return the address of the page that waits until a gift is settled."""
    return page_url("give-thanks", row.language, THANKS.token(row.uuid.hex))


def open_session(row: Gift | Plan) -> str:
    """Open the session of a stored gift or plan and return the address of the gateway's page; raises GatewayError.

    Without a session, nothing counts as unpaid.
    """
    own = {"organization": organisation(current_release().state).name}
    with override(row.language):
        label = (
            _("Monthly gift to %(organization)s") if isinstance(row, Plan) else _("Gift to %(organization)s")
        )
        label = label % own
    wanted = CheckoutRequest(
        str(row.uuid), row.cents, isinstance(row, Plan), label, row.email, row.language, thanks_url(row),
        page_url("give", row.language),
    )  # fmt: skip
    try:
        checkout = stripe_api.open_session(wanted)
    except GatewayError:
        row.session_at = None
        row.save(update_fields=["session_at"])
        raise
    row.session = checkout.session
    row.save(update_fields=["session"])
    return checkout.url


def of_thanks(token: str) -> Gift | Plan | None:
    """Return the gift or plan of a page of thanks; None for a token that is none."""
    uuid, _fault = THANKS.read_key(token)
    return of_uuid(uuid) if uuid else None
