"""Where towns publish themselves: the links that are on record, with how well each was seen. Nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairtown.data.periods import Period
from fairtown.release.reader import OpenRelease, Row

LINKS = "ct_town_links.links"
#: What a resident looks for, in the order of the page, and the kinds of links that answer it.
SUBJECTS = {
    "website": ("website",),
    "rules": ("rules", "code"),
    "commission": ("commission",),
    "agendas": ("agendas",),
}
#: Found on a domain that the town has left: shown once a person has opened it, and then `opened`.
NOT_SHOWN = "older_domain"


@dataclass(frozen=True)
class Link:
    """A link of a town: `source`: where it was seen; `seen_on`: None if that is not dated; `opened_on`: by a person."""

    kind: str
    url: str
    source: str
    seen_on: Period | None
    opened_on: date | None


def town_links(release: OpenRelease, key: str) -> dict[str, list[Link]]:
    """Return the links of the town of this key by subject, an empty list where none was found yet.

    Empty where the release holds no links at all.
    """
    if not any(address == LINKS for address, _year in release.editions):
        return {}
    geoids = [p["geoid"] for p in release.all_places if p["key"] == key and p["level"] == "town"]
    rows = [r for r in release.input_rows(LINKS, geoids=geoids) if r["evidence"] != NOT_SHOWN]
    return {
        subject: [_link(row) for kind in kinds for row in rows if row["kind"] == kind]
        for subject, kinds in SUBJECTS.items()
    }


def _link(row: Row) -> Link:
    return Link(
        row["kind"],
        row["url"],
        row["source"],
        Period.parse(row["seen_on"]) if row["seen_on"] else None,
        date.fromisoformat(row["opened_on"]) if row["opened_on"] else None,
    )
