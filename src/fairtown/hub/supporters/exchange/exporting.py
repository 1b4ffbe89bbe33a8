"""Writes everyone to a file: CSV, or JSON in the shape of the Open Supporter Data Interface (OSDI)."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from fairtown.concepts import FairtownError
from fairtown.hub.shelf.downloads import safe_cell
from fairtown.hub.shelf.query import town_name
from fairtown.hub.supporters.models import Email, Person, Suppression

FORMATS = ("csv", "osdi")
COLUMNS = (
    "id", "source_id", "given_name", "family_name", "email", "email_status", "other_emails", "town", "zip_code",
    "language", "phone", "may_phone", "is_volunteer", "topics", "follows", "joined_on", "tags",
)  # fmt: skip
PAGE = 1_000
STATUS = {
    Email.State.CONFIRMED: "subscribed", Email.State.UNCONFIRMED: "unsubscribed",
    Email.State.BOUNCING: "bouncing", Email.State.DEAD: "bouncing",
}  # fmt: skip


def export_people(path: Path, kind: str) -> int:
    """Write everyone to `path`, which must not be there, readable by its owner only; return how many they are."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FairtownError(f"export: {path} is there already; name another file") from None
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
        return _write_csv(out) if kind == "csv" else _write_osdi(out)


def _everyone() -> Iterator[tuple[Person, list[tuple[Email, str]]]]:
    """Yield each person with the addresses and what OSDI calls their status, a page at a time."""
    people = Person.objects.order_by("pk").prefetch_related("emails", "interests", "follows")
    for page in _pages(people):
        hashes = [email.who for person in page for email in person.emails.all()]
        reasons = dict(Suppression.objects.filter(who__in=hashes).values_list("who", "why"))
        for person in page:
            yield person, [(e, _status(e, reasons.get(e.who, ""))) for e in person.emails.all()]


def _pages(people: Any) -> Iterator[list[Person]]:
    last = 0
    while page := list(people.filter(pk__gt=last)[:PAGE]):
        yield page
        last = page[-1].pk


def _status(email: Email, why: str) -> str:
    if why == Suppression.Why.COMPLAINT:
        return "spam complaint"
    return "unsubscribed" if why else STATUS[Email.State(email.state)]


def _write_csv(out: IO[str]) -> int:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    n_people = 0
    for person, emails in _everyone():
        first = next(iter(emails), None)
        cells = (
            person.pk, person.source_id or "", person.given_name, person.family_name,
            first[0].address if first else "", first[1] if first else "", _listed(e.address for e, _s in emails[1:]),
            person.town_name, person.zip_code, person.language, person.phone, person.may_phone, person.is_volunteer,
            _listed(i.topic for i in person.interests.all()), _listed(town_name(f.town) for f in person.follows.all()),
            person.joined_on.isoformat(), _listed(person.tags),
        )  # fmt: skip
        writer.writerow([safe_cell(str(cell)) for cell in cells])
        n_people += 1
    return n_people


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)


def _write_osdi(out: IO[str]) -> int:
    """Write one page of OSDI people, one a line, so that no list of everyone is held in memory."""
    n_people = Person.objects.count()
    head = {"total_pages": 1, "per_page": n_people, "page": 1, "total_records": n_people}
    out.write(json.dumps(head)[:-1] + ', "_embedded": {"osdi:people": [\n')
    n_written = 0
    for person, emails in _everyone():
        out.write((",\n" if n_written else "") + json.dumps(_osdi(person, emails), ensure_ascii=False))
        n_written += 1
    out.write("\n]}}\n")
    return n_written


def _osdi(person: Person, emails: list[tuple[Email, str]]) -> dict[str, Any]:
    source = [person.source_id.replace("nb:", "nationbuilder:", 1)] if person.source_id else []
    phones = (
        [{"primary": True, "number": person.phone, "do_not_call": not person.may_phone}]
        if person.phone
        else []
    )
    postal = {"primary": True, "locality": person.town_name, "postal_code": person.zip_code, "country": "US"}
    return {
        "identifiers": [f"fairtown:{person.pk}", *source],
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email_addresses": [
            {"primary": email.is_first, "address": email.address, "status": status}
            for email, status in emails
        ],
        "postal_addresses": [postal] if person.town or person.zip_code else [],
        "phone_numbers": phones,
        "preferred_language": person.language,
        "custom_fields": {
            "is_volunteer": person.is_volunteer,
            "topics": [i.topic for i in person.interests.all()],
            "follows": [town_name(f.town) for f in person.follows.all()],
            "tags": person.tags,
        },
        "created_date": person.joined_on.isoformat(),
    }
