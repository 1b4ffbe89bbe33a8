"""What staff record: checks, pledges and their deposit; refunds. Each under a lock, with a line of who did it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate, make_aware, now
from django.utils.translation import gettext as _

from fairtown.hub.gate.models import Counter
from fairtown.hub.giving import letters, receipts, settling, stripe_api
from fairtown.hub.giving.models import Gift, GiftChange, Refund
from fairtown.hub.giving.money import dollars, exact_dollars
from fairtown.hub.giving.stripe_api import GatewayError
from fairtown.hub.organisation import organisation
from fairtown.hub.release_access import current_release
from fairtown.hub.supporters.addresses import hash_of

#: Under this key one form of staff at a time is recorded.
LOCK = "gifts-recorded"


class NotPossibleError(Exception):
    """What was to be recorded cannot be; its text is translated."""


def hash_of_name(name: str) -> str:
    """Return the hash under which gifts of a donor without an address are stored."""
    return hash_of(f"name:{name.casefold()}")


@dataclass(frozen=True)
class Donor:
    """Who gives, as staff typed it."""

    name: str = ""
    email: str = ""
    language: str = "en"
    show_name: bool = False
    honoree: str = ""

    @property
    def who(self) -> str:
        """The hash of the address, or of the name where there is none; of nobody known, one of its own."""
        if self.email:
            return hash_of(self.email)
        return hash_of_name(self.name) if self.name else hash_of(f"nobody:{uuid4()}")


@dataclass(frozen=True)
class CheckDetails:
    """A check. `given_on`: the day it was given, for the tax office; cents; `benefit`: value of what the donor got."""

    cents: int
    given_on: date
    number: str = ""
    benefit: int = 0
    benefit_what: str = ""
    note: str = ""


def note(user: Any, gift: Gift, what: str) -> None:
    """Add a line to what staff did with a gift."""
    GiftChange.objects.create(by=user, gift=gift, what=what[:300])


def _fields(donor: Donor) -> dict[str, Any]:
    return {
        "who": donor.who,
        "name": donor.name,
        "email": donor.email,
        "language": donor.language,
        "show_name": donor.show_name and bool(donor.name),
        "honoree": donor.honoree,
        "livemode": settings.GIVING.is_live,
    }


def _moment(day: date) -> datetime:
    """Return noon of a day, or now if that is today: a gift of a day counts on it in every zone of the country."""
    return now() if day == localdate() else make_aware(datetime.combine(day, time(12)))


def _taken_once(uuid: UUID | None) -> tuple[UUID, Gift | None]:
    """Return the uuid of a form, and what it recorded before; another one where it names a gift of another kind.

    Of two at once the second waits here for the first.
    """
    Counter.objects.get_or_create(key=LOCK)
    Counter.objects.filter(key=LOCK).update(times=F("times") + 1)
    before = Gift.objects.filter(uuid=uuid).first() if uuid else None
    if uuid is None or (before and before.kind not in (Gift.Kind.CHECK, Gift.Kind.PLEDGE)):
        return uuid4(), None
    return uuid, before


@transaction.atomic
def record_check(user: Any, donor: Donor, details: CheckDetails, uuid: UUID | None = None) -> Gift:
    """Record a check that arrived: it counts at once, and has its receipt. `uuid`: of the form, which is taken once."""
    uuid, before = _taken_once(uuid)
    if before:
        return before
    gift = Gift.objects.create(
        uuid=uuid, key=str(uuid), kind=Gift.Kind.CHECK, cents=details.cents, benefit=details.benefit,
        benefit_what=details.benefit_what, check_number=details.number, given_on=details.given_on, note=details.note,
        **_fields(donor),
    )  # fmt: skip
    note(user, gift, _("recorded a check of %(amount)s") % {"amount": exact_dollars(details.cents)})
    settling.settle(gift, details.cents, "", _moment(details.given_on))
    return gift


@transaction.atomic
def record_pledge(user: Any, donor: Donor, details: CheckDetails, uuid: UUID | None = None) -> Gift:
    """Record a pledge: it counts for nothing until it comes, and is answered with how to send it, never a receipt."""
    uuid, before = _taken_once(uuid)
    if before:
        return before
    cents = details.cents
    gift = Gift.objects.create(
        uuid=uuid,
        key=str(uuid),
        kind=Gift.Kind.PLEDGE,
        cents=cents,
        given_on=details.given_on,
        note=details.note,
        **_fields(donor),
    )
    note(user, gift, _("recorded a pledge of %(amount)s") % {"amount": exact_dollars(cents)})
    own = organisation(current_release().state)
    address = "\n".join([own.name, *own.address] if own.address else [])
    letters.put(
        "pledge", gift.language, gift.email, f"pledge:{gift.uuid}", amount=dollars(cents), address=address
    )
    return gift


def _open_pledge(gift_id: int) -> Gift:
    """Return a pledge that still waits, locked; raises NotPossibleError if it does not."""
    gift = Gift.objects.select_for_update().get(pk=gift_id)
    if gift.kind != Gift.Kind.PLEDGE or gift.settled_at or gift.closed:
        raise NotPossibleError(_("This pledge was dealt with already; nothing was recorded a second time."))
    return gift


@transaction.atomic
def deposit(user: Any, gift_id: int, details: CheckDetails) -> Gift:
    """Let the check of a pledge come, once; raises NotPossibleError if another member of staff recorded it."""
    gift = _open_pledge(gift_id)
    gift.kind, gift.cents, gift.given_on = Gift.Kind.CHECK, details.cents, details.given_on
    gift.check_number, gift.benefit, gift.benefit_what = details.number, details.benefit, details.benefit_what
    gift.save()
    note(
        user, gift, _("recorded the check of a pledge, %(amount)s") % {"amount": exact_dollars(details.cents)}
    )
    settling.settle(gift, details.cents, "", _moment(details.given_on))
    return gift


@transaction.atomic
def close_pledge(user: Any, gift_id: int) -> Gift:
    """Give up a pledge that will not come."""
    gift = _open_pledge(gift_id)
    gift.closed = "given_up"
    gift.save(update_fields=["closed"])
    note(user, gift, _("gave up the pledge"))
    return gift


@transaction.atomic
def show_name(user: Any, gift_id: int, is_shown: bool) -> Gift:
    """Show or hide a donor's name on the page of giving; of a monthly gift, for the months to come too."""
    gift = Gift.objects.select_for_update().get(pk=gift_id)
    Gift.objects.filter(who=gift.who).update(show_name=is_shown)
    if gift.plan:
        gift.plan.show_name = is_shown
        gift.plan.save(update_fields=["show_name"])
    note(user, gift, _("let the name be shown") if is_shown else _("hid the name"))
    return gift


def refund(user: Any, gift_id: int, cents: int, reason: str, n_seen: int | None = None) -> Refund:
    """Give back a gift, or a part of it: by card at the gateway, whose event then counts; by check it counts at once.

    Raises NotPossibleError if it cannot be, GatewayError if the gateway refuses or is away. Where nobody knows whether
    it did it, asking for the same amount again asks under the same key, so that it is made once. `n_seen`: refunds of
    the gift when the form was shown, so that a form sent twice, or two of staff at once, give back once.
    """
    row = _begin_refund(user, gift_id, cents, reason, n_seen)
    if row.gift.pi:
        try:
            row.refund_id = stripe_api.refund(row.gift.pi, cents, f"refund:{row.gift.uuid}:{row.number}")
        except GatewayError as error:
            Refund.objects.filter(pk=row.pk).update(is_refused=error.is_refusal)
            raise
        Refund.objects.filter(pk=row.pk).update(refund_id=row.refund_id)
    return row


@transaction.atomic
def _begin_refund(user: Any, gift_id: int, cents: int, reason: str, n_seen: int | None) -> Refund:
    gift = Gift.objects.select_for_update().get(pk=gift_id)
    _refuse_refund(gift)
    rows = list(gift.refunds.filter(is_refused=False))
    if unanswered := next((row for row in rows if gift.pi and not row.refund_id), None):
        if unanswered.cents == cents:
            return unanswered
        amount = {"amount": exact_dollars(unanswered.cents)}
        raise NotPossibleError(
            _("An earlier refund has no answer yet. Ask for %(amount)s once more first.") % amount
        )
    if n_seen is not None and n_seen != gift.refunds.count():
        raise NotPossibleError(
            _("Something was given back since you opened this page. Look at the gift, then ask again.")
        )
    left = gift.cents - max(gift.refunded_cents, sum(row.cents for row in rows))
    if not 0 < cents <= left:
        raise NotPossibleError(
            _("At most %(amount)s can be given back.") % {"amount": exact_dollars(max(0, left))}
        )
    number = gift.refunds.count() + 1
    row = Refund.objects.create(gift=gift, number=number, cents=cents, reason=reason, by=user)
    labels = {"amount": exact_dollars(cents), "reason": reason}
    note(user, gift, _("gave back %(amount)s: %(reason)s") % labels)
    if not gift.pi:
        gift.refunded_cents += cents
        gift.save(update_fields=["refunded_cents"])
        receipts.correct(gift)
    return row


def _refuse_refund(gift: Gift) -> None:
    """Raise NotPossibleError where nothing of a gift can be given back."""
    if gift.settled_at is None or gift.kind == Gift.Kind.PLEDGE:
        raise NotPossibleError(_("This gift has not arrived, so there is nothing to give back."))
    if gift.dispute in (Gift.Dispute.OPEN, Gift.Dispute.LOST):
        raise NotPossibleError(_("The bank has taken this gift back already. Answer the dispute instead."))
