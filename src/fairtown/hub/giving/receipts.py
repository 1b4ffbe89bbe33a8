"""Receipts: numbers without gaps, and the text as it was sent, stored with the number in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import override

from fairtown.hub.giving import wording
from fairtown.hub.giving.models import Gift, Receipt, ReceiptCounter
from fairtown.hub.giving.money import exact_dollars
from fairtown.hub.mail import outbox
from fairtown.hub.mail.letters import letter
from fairtown.hub.organisation import Organisation, organisation
from fairtown.hub.release_access import current_release

FIRST, CORRECTED = "receipt", "refund:"
PRACTICE_SERIES = "P-"


@dataclass(frozen=True)
class ReceiptFacts:
    """What a receipt says. Cents; `benefit`: fair value of what the donor got, `what`: what that was."""

    number: str
    day: date
    cents: int
    kind: str
    name: str = ""
    benefit: int = 0
    what: str = ""
    honoree: str = ""
    refunded: int = 0
    is_live: bool = True


def next_number(is_live: bool) -> tuple[str, int]:
    """Return series and next number of receipts; in a transaction, which holds the series until it ends: no gaps."""
    series = f"{'' if is_live else PRACTICE_SERIES}{localdate():%Y}"
    ReceiptCounter.objects.bulk_create([ReceiptCounter(series=series)], ignore_conflicts=True)
    row = ReceiptCounter.objects.select_for_update().get(series=series)
    row.last += 1
    row.save(update_fields=["last"])
    return series, row.last


def give(gift: Gift) -> Receipt | None:
    """Give a settled gift its receipt, once, and mail it where there is an address; a pledge never gets one."""
    if gift.kind == Gift.Kind.PLEDGE or gift.receipts.filter(kind=FIRST).exists():
        return None
    return _give(gift, FIRST, 0)


def correct(gift: Gift) -> Receipt | None:
    """Give a corrected receipt after a refund, once for each amount that was given back in all."""
    kind = f"{CORRECTED}{gift.refunded_cents}"
    if gift.receipts.filter(kind=kind).exists() or not gift.receipts.filter(kind=FIRST).exists():
        return None
    return _give(gift, kind, gift.refunded_cents)


def _give(gift: Gift, kind: str, refunded: int) -> Receipt:
    series, number = next_number(gift.livemode)
    row = Receipt(gift=gift, kind=kind, series=series, number=number)
    found = ReceiptFacts(
        row.printed_number, gift.day, gift.cents, gift.kind, gift.name, gift.benefit, gift.benefit_what, gift.honoree,
        refunded, gift.livemode,
    )  # fmt: skip
    row.subject, row.text = receipt_text(found, organisation(current_release().state), gift.language)
    row.save()
    if gift.email:
        mail = letter(row.subject, row.text, gift.language)
        outbox.put(mail, gift.email, "receipt", f"receipt:{gift.uuid}:{kind}", due_at=now())
    return row


def receipt_text(found: ReceiptFacts, own: Organisation, language: str) -> tuple[str, str]:
    """Return subject and text of a receipt in a language."""
    with override(language):
        names = {"organization": own.name, "number": found.number}
        if found.refunded:
            subject = _("Corrected receipt %(number)s from %(organization)s") % names
        else:
            subject = _("Receipt %(number)s from %(organization)s") % names
        return subject, "\n\n".join("\n".join(part) for part in _parts(found, own) if part)


def _parts(found: ReceiptFacts, own: Organisation) -> Iterator[list[str]]:
    if not found.is_live:
        yield [_("PRACTICE: no money moved. This is not a receipt for taxes.")]
    yield [_thanks(found, own)]
    yield list(_rows(found))
    yield list(_tax(found, own))
    yield [own.name, *own.address]


def _thanks(found: ReceiptFacts, own: Organisation) -> str:
    names = {"name": found.name, "organization": own.name, "amount": exact_dollars(found.refunded)}
    if found.refunded:
        return (
            _("We gave %(amount)s of your gift back. This receipt takes the place of the earlier one.")
            % names
        )
    if found.name:
        return _("Thank you, %(name)s, for your gift to %(organization)s.") % names
    return _("Thank you for your gift to %(organization)s.") % names


def _rows(found: ReceiptFacts) -> Iterator[str]:
    ways = {
        Gift.Kind.ONCE: _("by card"), Gift.Kind.MONTHLY: _("by card, monthly"), Gift.Kind.CHECK: _("by check"),
    }  # fmt: skip
    yield "- " + _("Receipt: %(number)s") % {"number": found.number}
    yield "- " + _("Date of the gift: %(day)s") % {"day": date_format(found.day, "DATE_FORMAT")}
    amount = {"amount": exact_dollars(found.cents), "way": ways[Gift.Kind(found.kind)]}
    yield "- " + _("Amount: %(amount)s, %(way)s") % amount
    if found.refunded:
        yield "- " + _("Given back: %(amount)s") % {"amount": exact_dollars(found.refunded)}
        yield "- " + _("Left as your gift: %(amount)s") % {
            "amount": exact_dollars(found.cents - found.refunded)
        }
    if found.honoree:
        yield "- " + _("In honor of %(name)s") % {"name": found.honoree}


def _tax(found: ReceiptFacts, own: Organisation) -> Iterator[str]:
    """Yield the sentences for the tax office; of a gift that was given back whole, none."""
    left = found.cents - found.refunded
    if left <= 0:
        return
    if found.benefit:
        values = {"what": found.what, "value": exact_dollars(found.benefit)}
        yield str(wording.BENEFIT.text) % values
        if left > wording.QUID_PRO_QUO_ABOVE:
            yield str(wording.QUID_PRO_QUO.text) % {"deductible": exact_dollars(max(0, left - found.benefit))}
    else:
        yield str(wording.NOTHING.text)
    if left >= wording.ACKNOWLEDGED_FROM:
        yield str(wording.ACKNOWLEDGMENT.text)
    else:
        yield str(wording.KEEP.text)
    if own.ein:
        yield str(wording.DEDUCTIBLE.text) % {"organization": own.name, "ein": own.ein}
