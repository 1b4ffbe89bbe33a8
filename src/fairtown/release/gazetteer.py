"""The names and numbers under which people know the places of a release: villages, ZIP codes, short tract numbers.

Villages and ZIP codes are known where the release holds their tables; everything else comes from its places.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cached_property

from fairtown.release.reader import ALIKE, OpenRelease, Row, plain

ZIPS, CENSUS_PLACES, WRITTEN_NAMES = "census_zcta.towns", "census_places.towns", "ct_place_names.towns"
#: What a census place is called besides its name: "Storrs CDP", "Milford city (balance)".
KIND_OF_PLACE = re.compile(r" (CDP|city|borough|town|village)?( \(.*\))?$")
TRACT_NAME = re.compile(r"^Tract (?P<number>[^,]+)")
#: How alike (0-1) the name of a village must be: there are many, and short ones.
ALIKE_VILLAGE = 0.8


@dataclass(frozen=True)
class ZipPart:
    """The part of a ZIP code's area that lies in a town, and the share of its people who live there (0-1)."""

    town: Row
    share: float


class Gazetteer:
    """The names and numbers of places of an open release."""

    def __init__(self, release: OpenRelease) -> None:
        """Read nothing yet."""
        self.release = release

    @cached_property
    def towns(self) -> dict[str, Row]:
        """The towns by their plain name."""
        return {plain(town["name"]): town for town in self.release.towns}

    @cached_property
    def areas(self) -> dict[str, Row]:
        """Regions, counties and the state by each plain name that people use, the largest last."""
        found: dict[str, Row] = {}
        for place in reversed(self.release.all_places):
            if place["level"] not in ("tract", "town"):
                for name in self._names_of(place):
                    found.setdefault(plain(name), place)
        return found

    def _names_of(self, place: Row) -> list[str]:
        level = str(place["level"])
        label = self.release.profile.labels.get(level, level)
        short = re.sub(rf" {re.escape(label)}$", "", place["name"], flags=re.IGNORECASE)
        names = [place["name"], place["slug"]]
        if place["level"] == "county":
            # a county often has the name of a town in it
            return [*names, f"condado de {short}"]
        codes = [self.release.state, *self.release.profile.abbreviations] if place["level"] == "state" else []
        return [*names, short, *codes]

    @cached_property
    def villages(self) -> dict[str, list[Row]]:
        """The towns of each village, section, post office and misspelt name, by its plain name."""
        found: dict[str, dict[str, Row]] = {}
        for address, column in ((CENSUS_PLACES, "place"), (WRITTEN_NAMES, "name")):
            for row in self._rows(address):
                town = self._by_code.get(row["town_geoid"])
                if town and row.get("people", 1):
                    name = plain(KIND_OF_PLACE.sub("", row[column]))
                    found.setdefault(name, {})[town["key"]] = town
        return {name: list(towns.values()) for name, towns in found.items() if name not in self.towns}

    @cached_property
    def zips(self) -> dict[str, list[ZipPart]]:
        """The parts of each ZIP code's area, the one with most people first."""
        people: dict[str, list[tuple[float, Row]]] = {}
        for row in self._rows(ZIPS):
            if town := self._by_code.get(row["town_geoid"]):
                people.setdefault(row["zip"], []).append((row["people"], town))
        return {code: _parts(rows) for code, rows in people.items()}

    @cached_property
    def tracts(self) -> dict[str, list[Row]]:
        """The tracts of each number as printed, like 5001 or 101.01; an older one only where its town has no newer."""
        found: dict[str, dict[str, Row]] = {}
        newest_first = sorted(
            (p for p in self.release.all_places if p["level"] == "tract"),
            key=lambda p: p["vintage"],
            reverse=True,
        )
        for place in newest_first:
            if match := TRACT_NAME.match(place["name"]):
                found.setdefault(match["number"], {}).setdefault(place["town"], place)
        return {number: list(tracts.values()) for number, tracts in found.items()}

    def town_of(self, place: Row) -> Row | None:
        """Return the town that a place is, or lies in; None for what is larger."""
        return next((t for t in self.release.towns if t["key"] in (place["key"], place["town"])), None)

    def misspells(self, name: str, town: Row) -> bool:
        """Whether a written name is that of the town itself with errors, and no village of it."""
        own = plain(town["name"])
        return own not in name and difflib.SequenceMatcher(None, name, own).ratio() >= ALIKE

    def alike(self, text: str, n: int) -> list[Row]:
        """Return at most `n` towns whose own names, or those of their villages, are most like a text, best first."""
        name = plain(text)
        near = difflib.get_close_matches(name, self.villages, n=n, cutoff=ALIKE_VILLAGE)
        towns = [
            *self.release.suggest(text, n),
            *(town for village in near for town in self.villages[village]),
        ]
        return list({town["key"]: town for town in towns}.values())[:n]

    @cached_property
    def _by_code(self) -> dict[str, Row]:
        towns = {town["key"]: town for town in self.release.towns}
        return {p["geoid"]: towns[p["key"]] for p in self.release.all_places if p["level"] == "town"}

    def _rows(self, address: str) -> list[Row]:
        has_any = any(held == address for held, _year in self.release.editions)
        return self.release.input_rows(address) if has_any else []


def _parts(people: list[tuple[float, Row]]) -> list[ZipPart]:
    """Return the parts of one ZIP code from the people of each town; equal shares where nobody lives there."""
    total = sum(n for n, _town in people)
    parts = [ZipPart(town, n / total if total else 1 / len(people)) for n, town in people]
    return sorted(parts, key=lambda part: -part.share)
