"""Mails around gifts, to donors and to staff. Each has an occasion of its own, so that none goes twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from fairtown.hub.giving.facts import InvoiceFailed
from fairtown.hub.giving.models import Gift, Plan, Reconciliation
from fairtown.hub.giving.money import dollars
from fairtown.hub.mail import outbox
from fairtown.hub.mail.letters import write
from fairtown.hub.organisation import organisation
from fairtown.hub.release_access import current_release
from fairtown.hub.site_url import absolute_url, page_url
from fairtown.hub.supporters import suppressions
from fairtown.hub.supporters.addresses import hash_of


def put(name: str, language: str, to: str, occasion: str, **context: Any) -> bool:
    """Put a mail of a template into the outbox; False without an address, or if this occasion had its mail.

    Who must not be contacted gets none: anyone may type anyone's address. Receipts go to whoever paid.
    """
    if not to or _must_not_be_contacted(to):
        return False
    given = {"organization": organisation(current_release().state).name, **context}
    mail = write(f"giving/mail/{name}.txt", language, given)
    return outbox.put(mail, to, f"gift-{name.replace('_', '-')}", occasion)


def _must_not_be_contacted(address: str) -> bool:
    why = suppressions.reason(hash_of(address))
    return bool(why) and not suppressions.may_lift(why)


def to_staff(name: str, occasion: str, **context: Any) -> bool:
    """Put a mail to the organization's own address into the outbox, if it has one."""
    return put(name, "en", organisation(current_release().state).email, occasion, **context)


def tell_honoree(gift: Gift | Plan) -> None:
    """Tell whom the donor named that a gift in honor of someone came; no amount, and only once it is paid."""
    if gift.honoree and gift.tells:
        own = {"honoree": gift.honoree, "donor": gift.name}
        put("honoree", gift.language, gift.tells, f"honoree:{gift.uuid}", **own)


def tell_failed(plan: Plan, fact: InvoiceFailed) -> None:
    """Tell a donor that a month could not be paid: when it is tried again, and how to mend or end it."""
    with override(plan.language):
        day = date_format(_day(fact.next_at), "DATE_FORMAT") if fact.next_at else ""
    own = {"amount": dollars(plan.cents), "day": day, "manage_url": page_url("give-manage", plan.language)}
    put("failed", plan.language, plan.email, f"plan-failed:{fact.invoice}:{fact.attempt}", **own)


def tell_ended(plan: Plan) -> None:
    """Tell a donor that the monthly gift has ended."""
    own = {"amount": dollars(plan.cents), "give_url": page_url("give", plan.language)}
    put("ended", plan.language, plan.email, f"plan-ended:{plan.uuid}", **own)


def tell_dispute(gift: Gift) -> None:
    """Tell staff of a dispute, with the day by which the bank wants an answer, or of its end."""
    day = date_format(localtime(gift.due_by), "DATE_FORMAT") if gift.due_by else ""
    own = {
        "amount": dollars(gift.cents),
        "day": day,
        "state": gift.dispute,
        "url": absolute_url(reverse("gift", args=[gift.uuid])),
    }
    to_staff(
        "dispute",
        f"dispute:{gift.uuid}:{gift.dispute}:{gift.due_by.timestamp() if gift.due_by else 0:.0f}",
        **own,
    )


def tell_warning(pi: str) -> None:
    """Tell staff that a card's bank warns of fraud: giving it back now costs less than a dispute."""
    gift = Gift.objects.filter(pi=pi).first()
    url = absolute_url(reverse("gift", args=[gift.uuid]) if gift else reverse("gifts"))
    to_staff("warning", f"gift-warning:{pi}", url=url)


def _day(seconds: int) -> datetime:

    return localtime(datetime.fromtimestamp(seconds, UTC))


def tell_differences(row: Reconciliation) -> None:
    """Tell staff that gifts and gateway differ, or could not be compared."""
    url = absolute_url(reverse("gift-checks"))
    to_staff("differences", f"gift-differences:{row.pk}", n=len(row.rows), fault=row.fault, url=url)
