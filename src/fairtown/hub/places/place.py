"""A place with pages of its own: a town, a region, a county, the state; its codes, and what it lies in."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.hub.errors import TranslatedError
from fairtown.hub.shelf.place_urls import url_of
from fairtown.hub.shelf.query import shortened, town_of
from fairtown.release.reader import OpenRelease, Row

#: Levels that have a page under /places/; towns have theirs under /towns/, tracts under /tracts/.
LARGER = ("region", "county", "state")


@dataclass(frozen=True)
class Place:
    """A place under its newest code, and the rows of itself and of what it lies in, each under all codes."""

    row: Row
    rows: list[Row]

    @classmethod
    def of_row(cls, release: OpenRelease, row: Row) -> Place:
        """Return the place with its county, its region and the state."""
        keys = dict.fromkeys(key for key in (row["key"], row["county"], row["region"], row["state"]) if key)
        by_key = {
            key: [p for p in release.all_places if p["key"] == key and p["level"] != "tract"] for key in keys
        }
        return cls(by_key[row["key"]][-1], [p for rows in by_key.values() for p in rows])

    @property
    def key(self) -> str:
        """The key that all codes of the place share."""
        return str(self.row["key"])

    @property
    def level(self) -> str:
        """town, region, county or state."""
        return str(self.row["level"])

    @property
    def is_town(self) -> bool:
        """Whether the place decides on housing itself."""
        return self.level == "town"

    @property
    def own(self) -> list[Row]:
        """The place under all its codes."""
        return [p for p in self.rows if p["key"] == self.key]

    @property
    def named(self) -> list[dict[str, str]]:
        """Key, name and address of the place and of what it lies in."""
        rows = {p["key"]: p for p in self.rows}
        return [{"key": key, "name": p["name"], "url": url_of(p)} for key, p in rows.items()]

    @property
    def crumbs(self) -> list[dict[str, str]]:
        """The way to the place from the state, through its region."""
        return [n for n in reversed(self.named) if n["key"] != self.row["county"]]

    @property
    def url(self) -> str:
        """The address of its page."""
        return url_of(self.row)

    @property
    def report_url(self) -> str:
        """The address of its printed report."""
        return reverse("town-report" if self.is_town else "place-report", args=[self.row["slug"]])

    def topic_url(self, topic: str) -> str:
        """Return the address of the page on one of its topics."""
        return reverse("town-topic" if self.is_town else "place-topic", args=[self.row["slug"], topic])

    def topic_file_url(self, topic: str, kind: str) -> str:
        """Return the address of the figures of a topic as a file, "csv" or "xlsx"."""
        route = "town-topic-table" if self.is_town else "place-topic-table"
        return reverse(route, args=[self.row["slug"], topic, kind])


def place_of(release: OpenRelease, slug: str, is_town: bool) -> Place:
    """Return the place of a slug; raises TranslatedError where there is none of this name."""
    if is_town:
        return Place.of_row(release, town_of(slug))
    wanted = slug.casefold()
    rows = [p for p in release.all_places if p["level"] in LARGER and p["slug"] == wanted]
    if not rows:
        text = _("There is no place %(text)s; see the list of places.") % {"text": shortened(slug)}
        raise TranslatedError(text)
    return Place.of_row(release, rows[-1])


def larger_places(release: OpenRelease) -> dict[str, list[Row]]:
    """Return regions, counties and the state by level, each once, by name."""
    found: dict[str, dict[str, Row]] = {level: {} for level in LARGER}
    for row in release.all_places:
        if row["level"] in found:
            found[row["level"]][row["key"]] = row
    return {level: sorted(rows.values(), key=lambda p: p["name"]) for level, rows in found.items()}
