"""Finds what a text that someone types means: a place, a ZIP code, a tract, an address; never by a guess.

One clear meaning is an answer; several, or a name that is only like another, are choices. Streets are not held: of an
address the town is found, by its name or its ZIP code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fairtown.concepts import FairtownError
from fairtown.release.gazetteer import Gazetteer, ZipPart
from fairtown.release.geoids import readings
from fairtown.release.reader import OpenRelease, Row, plain
from fairtown.release.typed_address import TypedAddress, parse

#: The share of a ZIP code's people who live in one town, from which on that town is the answer.
NEARLY_ALL = 0.99
MOST_ALIKE = 6
ZIP_DIGITS = 5
#: Digits at the start of a ZIP code that say which part of the country it is of.
REGION_DIGITS = 3
TRACT = re.compile(
    r"^(?:(?:census |the )?tract|sector(?: censal)?|tracto(?: censal)?)\s*#?\s*"
    r"(?P<number>\d{10,11}|\d{1,4}(?:\.\d{1,2})?)\b,?\s*(?P<rest>.*)$",
    re.ASCII | re.IGNORECASE,
)
NUMBER = re.compile(r"^\d{1,4}(?:\.\d{1,2})?$", re.ASCII)
SHORT_ZIP = re.compile(r"^\d{4}$", re.ASCII)


@dataclass(frozen=True)
class Match:
    """A place that a text can mean.

    `kind`: what it was found as, "town", "village", "zip", "tract", "area", "code", "mention" (its name stands
    somewhere in an address), "alike"; `share`: of the people of the ZIP code who live there, else None.
    """

    place: Row
    kind: str
    share: float | None = None


@dataclass(frozen=True)
class Finding:
    """What a text means.

    `kind`: "blank", "place", "zip", "tract", "code", "address", "elsewhere" (it names another state, or a ZIP code of
    one), "unknown"; `matches`: the places it can mean, the likeliest first; `state`: the other state that it names.
    """

    kind: str
    typed: TypedAddress
    matches: tuple[Match, ...] = ()
    state: str = ""

    @property
    def answer(self) -> Row | None:
        """The place, where the text can mean no other one and is no address; None else."""
        is_clear = len(self.matches) == 1 and self.kind not in ("address", "elsewhere", "unknown")
        return self.matches[0].place if is_clear and self.matches[0].kind != "alike" else None


class Finder:
    """Looks up texts in the places of an open release."""

    def __init__(self, release: OpenRelease) -> None:
        """Read nothing yet."""
        self.release = release
        self.names = Gazetteer(release)
        self._own_names = (release.state_name, release.state, *release.profile.abbreviations)

    def find(self, text: str) -> Finding:
        """Return what a text means."""
        bare = " ".join(text.split())
        typed = parse(bare, self._own_names, self.names.towns)
        blank = Finding("unknown", typed)
        if not bare:
            return Finding("blank", typed)
        if area := self.names.areas.get(plain(bare)):
            return Finding("place", typed, (Match(area, "area"),))
        for look in (self._numbers, self._tract, self._place, self._elsewhere, self._address):
            if found := look(bare, typed):
                return found
        return replace(blank, matches=self._alike(typed.rest))

    def _numbers(self, text: str, typed: TypedAddress) -> Finding | None:
        """Return what a text of digits alone means: a ZIP code, a census code, the number of a tract."""
        if typed.zip and not typed.rest and typed.state in ("", self.release.state_name):
            return self._zip(typed)
        tracts = self._tracts(text) if NUMBER.match(text) else []
        codes = self._codes(text)
        zips = self._zip_matches("0" + text) if SHORT_ZIP.match(text) else []
        matches = (*zips, *tracts, *codes)
        if not matches:
            return None
        if zips and len(matches) == len(zips):
            return Finding("zip", replace(typed, rest="", zip="0" + text), matches)
        return Finding("tract" if tracts else "code", typed, matches)

    def _zip(self, typed: TypedAddress) -> Finding:
        if found := self._zip_matches(typed.zip):
            return Finding("zip", typed, tuple(found))
        if codes := self._codes(typed.zip):
            return Finding("code", typed, tuple(codes))
        return Finding("elsewhere" if self._is_far(typed.zip) else "zip", typed)

    def _zip_matches(self, code: str) -> list[Match]:
        parts = self.names.zips.get(code, [])
        if parts and parts[0].share >= NEARLY_ALL:
            parts = parts[:1]
        return [Match(part.town, "zip", part.share) for part in parts if _is_seen(part)]

    def _is_far(self, code: str) -> bool:
        """Whether a ZIP code is of another part of the country, as far as the ZIP codes that are held tell."""
        near = {known[:REGION_DIGITS] for known in self.names.zips}
        return bool(near) and code[:REGION_DIGITS] not in near

    def _codes(self, text: str) -> list[Match]:
        """Return the place of a census code; those whose codes are most like it where there is none."""
        if not readings(text):
            return []
        try:
            return [Match(self.release.find_places(text)[0], "code")]
        except FairtownError:
            # a short number is a ZIP code or a tract sooner than a code with errors
            near = self.release.suggest_codes(text) if len(text) > ZIP_DIGITS else []
            return [Match(place, "alike") for place in near[:MOST_ALIKE]]

    def _tract(self, text: str, typed: TypedAddress) -> Finding | None:
        match = TRACT.match(typed.rest)
        if not match:
            return None
        if readings(match["number"]) and len(match["number"]) > ZIP_DIGITS:
            return Finding("code", typed, tuple(self._codes(match["number"])))
        tracts = self._tracts(match["number"])
        towns = {m.place["key"] for m in self._named(match["rest"])}
        own = [m for m in tracts if m.place["town"] in towns]
        return Finding("tract", typed, tuple(own or tracts))

    def _tracts(self, number: str) -> list[Match]:
        whole, _dot, part = number.partition(".")
        printed = str(int(whole)) + (f".{part:0<2}" if part.strip("0") else "")
        return [Match(place, "tract") for place in self.names.tracts.get(printed, [])]

    def _place(self, text: str, typed: TypedAddress) -> Finding | None:
        """Return the place whose name a text is, with or without the state and a ZIP code after it."""
        if typed.state not in ("", self.release.state_name):
            return None
        if area := self.names.areas.get(plain(typed.rest)):
            return Finding("place", typed, (Match(area, "area"),))
        matches = self._in_zip(self._named(typed.rest), typed.zip)
        return Finding("place", typed, tuple(matches)) if matches else None

    def _named(self, name: str) -> list[Match]:
        """Return the towns that have a name, or a village of this name."""
        wanted = plain(name)
        if town := self.names.towns.get(wanted):
            return [Match(town, "town")]
        return [
            Match(town, "alike" if self.names.misspells(wanted, town) else "village")
            for town in self.names.villages.get(wanted, [])
        ]

    def _in_zip(self, matches: list[Match], code: str) -> list[Match]:
        """Return the matches that have people in a ZIP code, or all where none has."""
        towns = {part.town["key"] for part in self.names.zips.get(code, [])}
        return [m for m in matches if m.place["key"] in towns] or matches

    def _elsewhere(self, text: str, typed: TypedAddress) -> Finding | None:
        if typed.state not in ("", self.release.state_name):
            return Finding("elsewhere", typed, state=typed.state)
        if typed.zip and not typed.state and self._is_far(typed.zip):
            return Finding("elsewhere", typed)
        return None

    def _address(self, text: str, typed: TypedAddress) -> Finding | None:
        """Return the towns that an address names: at its end, by its ZIP code, or anywhere in it."""
        if not (typed.is_street or typed.zip or len(typed.segments) > 1):
            return None
        named = self._in_zip(self._at_end(typed), typed.zip)
        by_zip = self._zip_matches(typed.zip)
        matches = named or by_zip or self._mentioned(typed.rest) or self._alike_at_end(typed)
        return Finding("address", typed, tuple(matches))

    def _at_end(self, typed: TypedAddress) -> list[Match]:
        """Return the towns that the last part of an address names, or the longest name that it ends with."""
        after_street = typed.segments[1:] if typed.is_street else typed.segments
        for segment in reversed(after_street):
            if found := self._named(segment):
                return found
        tokens = plain(typed.segments[-1]).split() if typed.segments else []
        for start in range(1, len(tokens)):
            if found := self._named(" ".join(tokens[start:])):
                return found
        return []

    def _mentioned(self, text: str) -> list[Match]:
        """Return the towns whose names stand anywhere in a text, the longest names first, none inside another."""
        left, found = f" {plain(text)} ", []
        for name in sorted(self.names.towns, key=len, reverse=True):
            if f" {name} " in left:
                left = left.replace(f" {name} ", " | ")
                found.append(Match(self.names.towns[name], "mention"))
        return found

    def _alike_at_end(self, typed: TypedAddress) -> list[Match]:
        return list(self._alike(typed.segments[-1])) if len(typed.segments) > 1 else []

    def _alike(self, text: str) -> tuple[Match, ...]:
        towns = self.names.alike(text, MOST_ALIKE)
        wanted = plain(text)
        areas: Iterable[Row] = {
            area["key"]: area for name, area in self.names.areas.items() if wanted and wanted in name
        }.values()
        return tuple(Match(place, "alike") for place in [*towns, *areas][:MOST_ALIKE])


def _is_seen(part: ZipPart) -> bool:
    """Whether anyone lives in the part of a ZIP code's area, to the tenth of a percent that a page shows."""
    return part.share >= 0.0005
