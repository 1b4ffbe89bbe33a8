"""A row of NationBuilder's people export (`nationbuilder-people-export-*.csv`) as what is stored of a person.

Columns are those of NationBuilder's weekly export and its fields' page. Values may carry a leading apostrophe, which
keeps spreadsheets from reading them as formulas. What is not taken (sex, birth, ethnicity, religion, party, support
level, voter files, social networks) is named in the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from django.core.exceptions import ValidationError

from fairtown.hub.gate.mailboxes import normalized
from fairtown.hub.shelf.text import one_line
from fairtown.hub.supporters.models import Email, Suppression

Why, State = Suppression.Why, Email.State
NEEDED = ("nationbuilder_id", "email", "email_opt_in")
ADDRESS_COLUMNS = ("email", "email1", "email2", "email3", "email4")
#: Of an address column: the columns that say that no mail arrives there, and that some came back.
BAD = {column: f"{column}_is_bad" for column in ADDRESS_COLUMNS}
BOUNCING = {column: f"{column}_is_bouncing" for column in ADDRESS_COLUMNS}
#: Kinds of postal addresses, the likeliest first.
POSTAL = ("primary", "mailing", "user_submitted", "billing")
POSTAL_PARTS = (
    "address1",
    "address2",
    "address3",
    "city",
    "state",
    "county",
    "zip",
    "zip5",
    "zip4",
    "country_code",
)
PHONES = ("phone_number", "mobile_number", "work_phone_number")
NO_PHONE = ("do_not_call", "federal_donotcall", "is_mobile_bad")
NAMES = ("first_name", "middle_name", "last_name", "full_name", "legal_name", "prefix", "suffix")
STOPS = {
    "do_not_contact": Why.DO_NOT_CONTACT, "is_deceased": Why.DECEASED, "banned_at": Why.DO_NOT_CONTACT,
    "unsubscribed_at": Why.UNSUBSCRIBED,
}  # fmt: skip
OTHERS = (
    "mobile_opt_in", "language", "is_volunteer", "created_at", "tag_list", *STOPS, *NO_PHONE, *PHONES, *NAMES, *NEEDED,
)  # fmt: skip
TAKEN = frozenset(
    (
        *OTHERS, *ADDRESS_COLUMNS, *BAD.values(), *BOUNCING.values(),
        *(f"{kind}_{part}" for kind in POSTAL for part in POSTAL_PARTS),
    )
)  # fmt: skip
#: What decides who gets no mail, and at which addresses.
STOPPING = frozenset((*STOPS, *ADDRESS_COLUMNS, "email_opt_in"))
#: Of each kind of postal address: the columns of city, state, ZIP code, and the latter's first five digits.
PLACES = [tuple(f"{kind}_{part}" for part in ("city", "state", "zip", "zip5")) for kind in POSTAL]
TRUE, FALSE = frozenset(("true", "t", "y", "yes", "1")), frozenset(("false", "f", "n", "no", "0"))
LANGUAGES = {"es": "es", "spanish": "es", "español": "es", "spa": "es"}
DAYS = ("%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y")
ZIP = re.compile(r"\d{5}", re.ASCII)
#: Letters that are stored of a name and a phone number.
LONGEST_NAME, LONGEST_PHONE = 80, 40


@dataclass(frozen=True)
class Imported:
    """What a row says. `addresses`: with their state, each once; `why`: they get no mail, blank if they may.

    `opted_in`: whether the export says yes; `place`: city, state, ZIP code; `faults`: what could not be read.
    """

    source_id: str
    given_name: str
    family_name: str
    addresses: dict[str, str]
    why: str
    opted_in: bool
    place: str
    zip_code: str
    language: str
    phone: str
    may_phone: bool
    is_volunteer: bool
    joined_on: date | None
    tags: tuple[str, ...] = ()
    faults: tuple[str, ...] = field(default=())


class Row:
    """A row by the names of its columns, values cleaned; a column that is not there is blank."""

    def __init__(self, values: Mapping[str, str]) -> None:
        """Take the row: each value on one line, without the apostrophe before it."""
        self.values = {c: one_line(value).removeprefix("'").strip() for c, value in values.items()}
        self.faults: list[str] = []

    def text(self, column: str) -> str:
        """Return a value."""
        return self.values.get(column, "")

    def flag(self, column: str) -> bool | None:
        """Return yes or no; None for a blank, and for what is neither, which is noted."""
        text = self.values.get(column, "").casefold()
        if not text:
            return None
        if text in TRUE or text in FALSE:
            return text in TRUE
        self.faults.append(f"{column} is neither yes nor no")
        return None

    def moment_is_set(self, column: str) -> bool:
        """Whether a column of a moment, or of a yes, says that it happened."""
        text = self.text(column).casefold()
        return bool(text) and text not in FALSE


def imported(values: Mapping[str, str]) -> Imported:
    """Return what a row says; raises ValueError on one without a number, which nothing could be kept by."""
    row = Row(values)
    number = row.text("nationbuilder_id")
    if not number.isdecimal():
        raise ValueError("nationbuilder_id is no number")
    addresses = dict(_addresses(row))
    opted_in = row.flag("email_opt_in")
    why = _why(row, opted_in)
    family_name = row.text("last_name")
    given_name = row.text("first_name") or ("" if family_name else row.text("full_name"))
    return Imported(
        f"nb:{number}", given_name[:LONGEST_NAME], family_name[:LONGEST_NAME], addresses, why,
        bool(opted_in) and not why, *_place(row), _language(row.text("language")), _phone(row), _may_phone(row),
        bool(row.flag("is_volunteer")), _day(row.text("created_at")),
        tuple(filter(None, (tag.strip(" '") for tag in row.text("tag_list").split(",")))), tuple(row.faults),
    )  # fmt: skip


def suppressed(values: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return why the addresses of a row get no mail, blank if they may, and the addresses."""
    row = Row(values)
    why = _why(row, row.flag("email_opt_in"))
    return why, [address for address, _state in _addresses(row)] if why else []


def _why(row: Row, opted_in: bool | None) -> str:
    """Return the strictest reason of a row."""
    found = [why for column, why in STOPS.items() if row.moment_is_set(column)]
    if opted_in is False:
        found.append(Why.UNSUBSCRIBED)
    order = [why.value for why in Why]
    return max((why.value for why in found), key=order.index, default="")


def _addresses(row: Row) -> Iterator[tuple[str, str]]:
    """Yield each address of a row that mail can go to, with its state, the worst one last."""
    worst: dict[str, str] = {}
    known: dict[str, str] = {}
    for column in ADDRESS_COLUMNS:
        text = row.text(column)
        if not text:
            continue
        try:
            address = known.get(text) or known.setdefault(text, normalized(text))
        except ValidationError:
            row.faults.append(f"{column} is no address")
            continue
        if row.flag(BAD[column]):
            worst[address] = State.DEAD
        elif row.flag(BOUNCING[column]) and worst.get(address) != State.DEAD:
            worst[address] = State.BOUNCING
        else:
            worst.setdefault(address, "")
    yield from worst.items()


def _place(row: Row) -> tuple[str, str]:
    for columns in PLACES:
        city, state, zip_text, zip5 = map(row.text, columns)
        zip_code = ZIP.match(zip_text or zip5)
        code = zip_code[0] if zip_code else ""
        if city or code:
            return ", ".join(filter(None, (city, f"{state} {code}".strip()))), code
    return "", ""


def _phone(row: Row) -> str:
    return next(filter(None, (row.text(column) for column in PHONES)), "")[:LONGEST_PHONE]


def _may_phone(row: Row) -> bool:
    """Whether someone may be called: a number is there, and nothing says no."""
    is_refused = any(row.flag(column) for column in NO_PHONE) or row.flag("mobile_opt_in") is False
    return bool(_phone(row)) and not is_refused


def _language(text: str) -> str:
    return LANGUAGES.get(text.casefold(), LANGUAGES.get(text.casefold()[:2], "en"))


@lru_cache(maxsize=10_000)
def _day(text: str) -> date | None:
    """Return the day of a moment as NationBuilder writes it; None if it is none."""
    first = text.replace("T", " ").split(" ")[0]
    for pattern in DAYS:
        try:
            return datetime.strptime(first, pattern).date()
        except ValueError:
            continue
    return None
