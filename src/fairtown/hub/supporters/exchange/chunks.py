"""Stores some people of an import at once: found again by number or address, new ones made, blanks filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.timezone import localdate

from fairtown.hub.supporters.addresses import hash_of
from fairtown.hub.supporters.exchange.nationbuilder import Imported
from fairtown.hub.supporters.models import Consent, Email, Person

State = Email.State
#: What stands in the log of consent; the export's own words are its column.
YES, NO = "email_opt_in: true, as exported", "email_opt_in: false, or unsubscribed, as exported"
FORM = "import"
FILLED = ("given_name", "family_name", "town", "zip_code", "phone")
#: An import makes the state of an address worse, or confirms what nobody confirmed yet; never better than that.
RANK = {State.UNCONFIRMED: 0, State.CONFIRMED: 1, State.BOUNCING: 2, State.DEAD: 3}


class Chunk:
    """People of an import. `towns`: keys by the place as typed; `source`: the name of the import, for the log."""

    def __init__(self, people: Sequence[Imported], towns: Mapping[str, str], source: str) -> None:
        """Take the people; what is stored of them is looked up once."""
        self.people, self.towns, self.source = people, towns, source
        self.counts: Counter[str] = Counter()
        addresses = [address for person in people for address in person.addresses]
        known = Person.objects.in_bulk([p.source_id for p in people], field_name="source_id")
        self.by_number: dict[str, Person] = dict(known)
        self.emails = {
            e.address: e for e in Email.objects.select_related("person").filter(address__in=addresses)
        }
        first_of = {e.person_id for e in self.emails.values()}
        self.with_first: set[int | None] = {*first_of}
        own = Email.objects.filter(person__in=[p.pk for p in known.values()], is_first=True)
        self.with_first.update(own.values_list("person", flat=True))

    def store(self) -> Counter[str]:
        """Write them, inside a transaction; return how many of what."""
        owners = [self._owner(row) for row in self.people]
        new = {id(p): p for p in owners if p.pk is None}
        Person.objects.bulk_create(new.values())
        changed = {p.pk: p for p in owners if id(p) not in new}
        Person.objects.bulk_update(
            changed.values(), [*FILLED, "source_id", "may_phone", "is_volunteer", "tags"], batch_size=100
        )
        self.counts.update(new=len(new), known=len(changed))
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
            setattr(person, name, getattr(person, name) or value)
        is_new = person.pk is None
        person.may_phone = row.may_phone and (is_new or person.may_phone)
        person.is_volunteer = person.is_volunteer or row.is_volunteer
        person.tags = sorted({*person.tags, *row.tags})
        self.counts.update(with_town=bool(person.town), without_address=not row.addresses)
        return person

    def _joined(self, row: Imported) -> Person | None:
        """Return who joined by the form with an address of the row, and came with no import yet."""
        found = (self.emails[address].person for address in row.addresses if address in self.emails)
        return next((person for person in found if person.source_id is None), None)

    def _store_emails(self, owners: Sequence[Person]) -> None:
        new, worse = [], []
        for row, person in zip(self.people, owners, strict=True):
            for address, state in row.addresses.items():
                wanted = State(state) if state else State.CONFIRMED if row.opted_in else State.UNCONFIRMED
                email = self.emails.get(address)
                if email is None:
                    email = Email(person=person, address=address, who=hash_of(address), state=wanted)
                    email.is_first = person.pk not in self.with_first
                    self.with_first.add(person.pk)
                    self.emails[address] = email
                    new.append(email)
                    continue
                if email.person_id != person.pk:
                    # one address on two people is one row, of who came first
                    self.counts["taken"] += 1
                if RANK[wanted] > RANK[State(email.state)]:
                    email.state = wanted
                    worse.append(email)
        Email.objects.bulk_create(new, batch_size=500)
        stored = {email.pk: email for email in worse if email.pk is not None}
        Email.objects.bulk_update(stored.values(), ["state"], batch_size=200)
        self.counts["addresses"] += len(new)

    def _log(self) -> None:
        """Add a yes or a no of the export to the log, unless it stands there from an earlier one."""
        wanted: dict[tuple[str, bool], Consent] = {}
        for row in self.people:
            if not (row.why or row.opted_in):
                continue
            for who in map(hash_of, row.addresses):
                is_given = not row.why
                wanted[who, is_given] = Consent(
                    who=who, is_given=is_given, wording=YES if is_given else NO, form=FORM, source=self.source
                )
        known = set(
            Consent.objects.filter(form=FORM, who__in={who for who, _yes in wanted}).values_list(
                "who", "is_given"
            )
        )
        Consent.objects.bulk_create([row for key, row in wanted.items() if key not in known], batch_size=500)
