"""Stores some people of an import at once: found again by number or address, new ones made, blanks filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from uuid import uuid4

from django.utils.timezone import localdate, now

from fairtown.hub.shelf.insert_rows import insert_rows
from fairtown.hub.supporters.addresses import hash_of
from fairtown.hub.supporters.exchange.nationbuilder import Imported
from fairtown.hub.supporters.models import Consent, Email, Person

State = Email.State
#: What stands in the log of consent; the export's own words are its column.
YES, NO = "email_opt_in: true, as exported", "email_opt_in: false, or unsubscribed, as exported"
FORM = "import"
FILLED = ("given_name", "family_name", "town", "zip_code", "phone")
CHANGED = (*FILLED, "source_id", "may_phone", "is_volunteer", "tags")
NEW = (*FILLED, "source_id", "may_phone", "is_volunteer", "language", "joined_on")
#: An import makes the state of an address worse, or confirms what nobody confirmed yet; never better than that.
RANK = {
    rank.value: n for n, rank in enumerate((State.UNCONFIRMED, State.CONFIRMED, State.BOUNCING, State.DEAD))
}
values_of, new_values = attrgetter(*CHANGED), attrgetter(*NEW)


@dataclass(slots=True)
class StoredEmail:
    """An address, and what decides on it. `number`: its row's, None where it is new."""

    person: int
    state: str
    is_first: bool = False
    number: int | None = None
    is_worse: bool = False


class Chunk:
    """People of an import. `towns`: keys by the place as typed; `source`: the name of the import, for the log."""

    def __init__(self, people: Sequence[Imported], towns: Mapping[str, str], source: str) -> None:
        """Take the people; what is stored of them is looked up once."""
        self.people, self.towns, self.source = people, towns, source
        self.counts: Counter[str] = Counter()
        self.hashes = {address: hash_of(address) for person in people for address in person.addresses}
        known = Person.objects.in_bulk([p.source_id for p in people], field_name="source_id")
        self.by_number: dict[str, Person] = dict(known)
        found = list(Email.objects.select_related("person").filter(address__in=self.hashes))
        self.emails = {e.address: StoredEmail(e.person_id, e.state, number=e.pk) for e in found}
        self.joined = {e.address: e.person for e in found if e.person.source_id is None}
        self.with_first = {e.person_id for e in found}
        own = Email.objects.filter(person__in=[p.pk for p in known.values()], is_first=True)
        self.with_first.update(own.values_list("person", flat=True))

    def store(self) -> Counter[str]:
        """Write them, inside a transaction; return how many of what."""
        before = {id(p): values_of(p) for p in (*self.by_number.values(), *self.joined.values())}
        owners = [self._owner(row) for row in self.people]
        by_id = {id(p): p for p in owners}
        known = {key: p for key, p in by_id.items() if key in before}
        # an export that is the same as the last one writes nothing
        changed = {p.pk: p for key, p in known.items() if values_of(p) != before[key]}
        Person.objects.bulk_update(changed.values(), CHANGED, batch_size=100)
        self._add_people(p for key, p in by_id.items() if key not in before)
        self.counts.update(new=len(by_id) - len(known), known=len(known))
        self._store_emails(owners)
        self._log()
        return self.counts

    def _owner(self, row: Imported) -> Person:
        """Return the person of a row, with its blanks filled."""
        person = self.by_number.get(row.source_id) or self._joined(row)
        if person is None:
            person = Person(language=row.language, may_phone=True, joined_on=row.joined_on or localdate())
        self.by_number[row.source_id] = person
        person.source_id = row.source_id
        town = self.towns.get(row.place, "")
        values = (row.given_name, row.family_name, town, row.zip_code if town else "", row.phone)
        for name, value in zip(FILLED, values, strict=True):
            if value and not getattr(person, name):
                setattr(person, name, value)
        is_new = person.pk is None
        person.may_phone = row.may_phone and (is_new or person.may_phone)
        person.is_volunteer = person.is_volunteer or row.is_volunteer
        person.tags = sorted({*person.tags, *row.tags})
        self.counts.update(with_town=bool(person.town), without_address=not row.addresses)
        return person

    def _joined(self, row: Imported) -> Person | None:
        """Return who joined by the form with an address of the row, and came with no import yet."""
        found = (self.joined[address] for address in row.addresses if address in self.joined)
        return next((person for person in found if person.source_id is None), None)

    def _add_people(self, people: Iterable[Person]) -> None:
        """Add new people, and give them the numbers that they have from now on."""
        new = {p.source_id: p for p in people}
        insert_rows(Person, (*NEW, "tags"), ((*new_values(p), tuple(p.tags)) for p in new.values()))
        numbers = Person.objects.filter(source_id__in=new).values_list("source_id", "pk")
        for source_id, number in numbers:
            new[source_id].pk = number

    def _store_emails(self, owners: Sequence[Person]) -> None:
        new: dict[str, StoredEmail] = {}
        for row, person in zip(self.people, owners, strict=True):
            for address, state in row.addresses.items():
                wanted = str(state or (State.CONFIRMED if row.opted_in else State.UNCONFIRMED))
                email = self.emails.get(address)
                if email is None:
                    email = StoredEmail(person.pk, wanted, is_first=person.pk not in self.with_first)
                    self.with_first.add(person.pk)
                    self.emails[address] = new[address] = email
                    continue
                if email.person != person.pk:
                    # one address on two people is one row, of who came first
                    self.counts["taken"] += 1
                if RANK[wanted] > RANK[email.state]:
                    email.state, email.is_worse = wanted, True
        names, moment = (
            ("person", "address", "who", "state", "key", "added_at", "is_first", "soft_bounces"),
            now(),
        )
        insert_rows(
            Email, names,
            ((e.person, a, self.hashes[a], e.state, uuid4(), moment, e.is_first, 0) for a, e in new.items()),
        )  # fmt: skip
        for state in RANK:
            worse = [e.number for e in self.emails.values() if e.is_worse and e.number and e.state == state]
            if worse:
                Email.objects.filter(pk__in=worse).update(state=state)
        self.counts["addresses"] += len(new)

    def _log(self) -> None:
        """Add a yes or a no of the export to the log, unless it stands there from an earlier one."""
        wanted = {
            (self.hashes[address], not row.why): YES if not row.why else NO
            for row in self.people if row.why or row.opted_in
            for address in row.addresses
        }  # fmt: skip
        hashes = {who for who, _yes in wanted}
        known = set(Consent.objects.filter(form=FORM, who__in=hashes).values_list("who", "is_given"))
        moment, email = now(), Consent.Channel.EMAIL.value
        rows = (
            (moment, who, email, is_given, wording, FORM, self.source)
            for (who, is_given), wording in wanted.items() if (who, is_given) not in known
        )  # fmt: skip
        insert_rows(Consent, ("at", "who", "channel", "is_given", "wording", "form", "source"), rows)
