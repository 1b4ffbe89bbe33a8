"""A statement: all gifts of one donor from a day to a day, for their taxes, in their language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from fairtown.hub.gate.mailboxes import normalized
from fairtown.hub.giving import wording
from fairtown.hub.giving.models import Gift
from fairtown.hub.giving.money import exact_dollars
from fairtown.hub.giving.recording import hash_of_name
from fairtown.hub.organisation import Organisation, organisation
from fairtown.hub.release_access import current_release
from fairtown.hub.supporters.addresses import hash_of


@dataclass(frozen=True)
class Statement:
    """A statement as it is shown and mailed. `email`: blank where the donor has none."""

    subject: str
    text: str
    email: str
    language: str


def who_of(donor: str) -> str:
    """Return the hash under which gifts of an address, or of a name, are stored."""
    try:
        return hash_of(normalized(donor))
    except ValidationError:
        return hash_of_name(donor)


def statement_of(donor: str, first: date, last: date) -> Statement | None:
    """Return the statement of an address or a name; None where no gift arrived in these days."""
    return statement_of_hash(who_of(donor), first, last)


def statement_of_hash(who: str, first: date, last: date, language: str = "") -> Statement | None:
    """Return the statement of a donor's hash, in the donor's language unless one is named; None for no gift."""
    gifts = gifts_of(who, first, last)
    if not gifts:
        return None
    newest, own = gifts[-1], organisation(current_release().state)
    chosen = language or newest.language
    subject, text = statement_text(gifts, own, first, last, chosen)
    return Statement(subject, text, newest.email, chosen)


def gifts_of(who: str, first: date, last: date) -> list[Gift]:
    """Return the gifts of a donor's hash that arrived from a day to a day, the oldest first."""
    rows = Gift.objects.filter(who=who, settled_at__isnull=False, livemode=settings.GIVING.is_live)
    return sorted((g for g in rows if first <= g.day <= last), key=lambda gift: (gift.day, gift.pk))


def usual_days(who: str, today: date) -> tuple[date, date]:
    """Return this year so far; all of the last while this one has no gift, as in January, when taxes are on."""
    begin = date(today.year, 1, 1)
    before = date(today.year - 1, 1, 1), begin - timedelta(days=1)
    return before if not gifts_of(who, begin, today) and gifts_of(who, *before) else (begin, today)


def statement_text(
    gifts: Sequence[Gift], own: Organisation, first: date, last: date, language: str
) -> tuple[str, str]:
    """Return subject and text of a statement in a language. Disputed gifts count for nothing while they are."""
    with override(language):
        days = {"first": date_format(first, "DATE_FORMAT"), "last": date_format(last, "DATE_FORMAT")}
        subject = _("Your gifts to %(organization)s") % {"organization": own.name}
        total = sum(gift.net_cents for gift in gifts)
        parts = [
            [_("Gifts from %(first)s to %(last)s") % days],
            [f"- {_row(gift)}" for gift in gifts],
            [_("Total: %(amount)s") % {"amount": exact_dollars(total)}],
            list(_tax(gifts, own)),
            [own.name, *own.address],
        ]
        if not all(gift.livemode for gift in gifts):
            parts.insert(0, [_("PRACTICE: no money moved. This is not a receipt for taxes.")])
        return subject, "\n\n".join("\n".join(part) for part in parts if part)


def _row(gift: Gift) -> str:
    values = {"day": date_format(gift.day, "DATE_FORMAT"), "amount": exact_dollars(gift.cents)}
    if gift.dispute in (Gift.Dispute.OPEN, Gift.Dispute.LOST):
        return _("%(day)s: %(amount)s, taken back by the bank") % values
    if gift.refunded_cents:
        return _("%(day)s: %(amount)s, of which we gave back %(back)s") % (
            values | {"back": exact_dollars(gift.refunded_cents)}
        )
    if gift.benefit:
        return _("%(day)s: %(amount)s; in return you received %(what)s, worth %(value)s") % (
            values | {"what": gift.benefit_what, "value": exact_dollars(gift.benefit)}
        )
    return _("%(day)s: %(amount)s") % values


def _tax(gifts: Sequence[Gift], own: Organisation) -> list[str]:
    """Return the sentences for the tax office: what was given in return stands with each gift."""
    rows = []
    if any(gift.benefit for gift in gifts):
        rows.append(_("For the other gifts you received no goods or services in return."))
    else:
        rows.append(_("You received no goods or services in return for these gifts."))
    if own.ein:
        rows.append(str(wording.DEDUCTIBLE.text) % {"organization": own.name, "ein": own.ein})
    return rows
