"""What is stored of a person, to take along; and its erasure, after which only hashes say that no mail may come."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from fairtown.hub.mail import outbox
from fairtown.hub.mail.models import Mail
from fairtown.hub.shelf import slots
from fairtown.hub.shelf.query import town_name
from fairtown.hub.supporters import joining, suppressions
from fairtown.hub.supporters.models import Consent, Person
from fairtown.hub.supporters.wording import erasing_words

#: What other apps store under the hashes of addresses: each erases it, and gives its part of the copy, by name.
ALSO_ERASED: list[Callable[[Collection[str]], None]] = []
ALSO_COPIED: dict[str, Callable[[Collection[str]], list[dict[str, Any]]]] = {}


def copy_of(person: Person) -> dict[str, Any]:
    """Return everything that is stored of a person, as JSON holds it."""
    emails = list(person.emails.all())
    consents = Consent.objects.filter(who__in=[e.who for e in emails])
    sent = Mail.objects.filter(to__in=[e.address for e in emails])
    return {
        "name": {"first": person.given_name, "last": person.family_name},
        "town": person.town_name,
        "zip_code": person.zip_code,
        "language": person.language,
        "phone": person.phone,
        "may_be_called": person.may_phone,
        "wants_to_help": person.is_volunteer,
        "since": person.joined_on.isoformat(),
        "came_with_an_import_as": person.source_id or "",
        "tags": person.tags,
        "addresses": [
            {"address": e.address, "state": e.state, "gets_no_mail": suppressions.reason(e.who)}
            for e in emails
        ],
        "wants_to_hear_of": [i.topic for i in person.interests.all()],
        "follows": [town_name(f.town) for f in person.follows.all()],
        "consent": [
            {"at": _moment(c.at), "by": c.channel, "agreed": c.is_given, "words": c.wording, "where": c.form}
            for c in consents
        ],
        "registrations": [row for e in emails for row in slots.ask(slots.STORED, e.address)],
        "mail": [{"written": _moment(m.created_at), "kind": m.kind, "subject": m.subject} for m in sent],
        **{name: rows_of([e.who for e in emails]) for name, rows_of in ALSO_COPIED.items()},
    }


def _moment(value: Any) -> str:
    return localtime(value).isoformat(timespec="minutes")


def erase(person: Person) -> None:
    """Delete a person with addresses, interests, what they follow, and every mail to them.

    What stays is a hash of each address, which says that no mail may go there, and the log of consent by that hash.
    """
    with transaction.atomic():
        for email in person.emails.all():
            suppressions.suppress(email.who, suppressions.Why.ERASED)
            joining.log(email, is_given=False, wording=erasing_words(), form="erase")
            slots.ask(slots.FORGET, email.address)
            outbox.forget(email.address)
            for erase_of in ALSO_ERASED:
                erase_of([email.who])
        person.delete()
