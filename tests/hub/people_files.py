"""Exports of people as NationBuilder writes them, invented: its columns, leading apostrophes, opt-outs."""

from __future__ import annotations

import csv
import random
from pathlib import Path

COLUMNS = (
    "nationbuilder_id", "prefix", "first_name", "middle_name", "last_name", "suffix", "full_name", "legal_name", "sex",
    "born_at", "email", "email_opt_in", "email1", "email1_is_bad", "email2", "email2_is_bad", "unsubscribed_at",
    "do_not_contact", "do_not_call", "phone_number", "mobile_number", "mobile_opt_in", "is_mobile_bad", "is_volunteer",
    "is_deceased", "language", "primary_address1", "primary_city", "primary_state", "primary_zip", "party",
    "support_level", "tag_list", "created_at",
)  # fmt: skip
CITIES = (("Avon", "06001"), ("Hartford", "06103"), ("Mystic", "06355"), ("West Hartford", "06107"), ("", ""))


def row(number: int, **values: str) -> dict[str, str]:
    """Return a row; what is not given is blank."""
    address = f"person{number}@mail.example"
    return {
        "nationbuilder_id": str(number),
        "email": address,
        "email1": address,
        "email_opt_in": "true",
    } | values


def invented(n_people: int, seed: int) -> list[dict[str, str]]:
    """Return people with opt-outs, second addresses, and addresses that two of them share."""
    chance = random.Random(seed)
    people = []
    for number in range(1, n_people + 1):
        city, zip_code = chance.choice(CITIES)
        found = row(
            number,
            first_name=f"Name{number}",
            last_name=f"O'Family{number % 97}",
            primary_city=city,
            primary_zip=zip_code,
            primary_state="CT",
            email_opt_in=chance.choice(("true", "true", "false", "")),
            language=chance.choice(("en", "es", "")),
            phone_number=f"'+1860555{number % 10_000:04}",
            created_at="3/14/2019",
            party="I",
            tag_list="Housing, 'Volunteers",
        )
        if chance.random() < 0.3:
            found["email2"] = f"Other{number}@Mail.Example"
        if chance.random() < 0.01:
            found["email2"] = f"person{max(1, number - 3)}@mail.example"
        if chance.random() < 0.02:
            found["unsubscribed_at"] = "2020-01-02 03:04:05"
        if chance.random() < 0.01:
            found["do_not_contact"] = "true"
        people.append(found)
    return people


def write(path: Path, people: list[dict[str, str]], encoding: str = "utf-8-sig") -> Path:
    """Write people as a CSV."""
    with path.open("w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(people)
    return path


def wants_no_mail(person: dict[str, str]) -> bool:
    """Whether a row says no, however it says so."""
    return person["email_opt_in"] == "false" or any(
        person.get(c) for c in ("unsubscribed_at", "do_not_contact")
    )


def addresses(person: dict[str, str]) -> set[str]:
    """Return the addresses of a row in small letters."""
    return {person[c].lower() for c in ("email", "email1", "email2") if person.get(c)}
