"""What people type for a place or an address, taken apart: the ZIP code and the state at its end, and the rest."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fairtown.release.reader import plain
from fairtown.states import all_states

#: Longer texts are cut: no address is as long.
LONGEST = 200
COUNTRY = re.compile(r"[,\s]+(USA|U\.S\.A\.|US|United States|Estados Unidos)\.?$", re.IGNORECASE)
ZIP = re.compile(r"(?:^|[,\s])(?P<zip>\d{5})(?:-\d{4})?$", re.ASCII)
#: A state's code at the end: in capitals, or after a comma, for "in" and "or" are words as well.
STATE_CODE = re.compile(r"(?:^|[,\s])(?P<code>[A-Z]{2})$|,\s*(?P<after>[A-Za-z]{2})$", re.ASCII)
#: Words at whose sight a text is a street, in their usual spellings, English and Spanish.
STREET_WORDS = frozenset(
    ("street", "st", "avenue", "ave", "av", "road", "rd", "drive", "dr", "lane", "ln", "boulevard", "blvd", "court",
     "terrace", "ter", "turnpike", "tpke", "pike", "highway", "hwy", "route", "parkway", "pkwy", "circle", "cir",
     "calle", "avenida", "carretera")
)  # fmt: skip
#: The states whose figures no folder here carries; those that are carried name themselves.
OTHER_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho",
    "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi",
    "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey",
    "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio",
    "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "PR": "Puerto Rico", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip


@dataclass(frozen=True)
class TypedAddress:
    """`rest`: the text without what was at its end; `zip`, `state` (its name): blank where there is none."""

    rest: str
    zip: str = ""
    state: str = ""

    @property
    def segments(self) -> list[str]:
        """The parts between commas, none of them blank."""
        return [part.strip() for part in self.rest.split(",") if part.strip()]

    @property
    def is_street(self) -> bool:
        """Whether it names a street: it has a house number before a word, or a word of streets."""
        tokens = plain(self.rest).split()
        has_number = len(tokens) > 1 and any(token[0].isdigit() for token in tokens[:-1])
        return has_number or not STREET_WORDS.isdisjoint(tokens[1:])


def parse(text: str, own_names: Collection[str], towns: Collection[str]) -> TypedAddress:
    """Take a text apart.

    `own_names`: the state of the release, its name first, then what else it is called; `towns`: plain names of its
    towns, for a town may be called like another state.
    """
    rest, found_zip = COUNTRY.sub("", " ".join(text[:LONGEST].split())).strip(" ,"), ""
    if match := ZIP.search(rest):
        found_zip, rest = match["zip"], rest[: match.start()].strip(" ,")
    rest, found_state = _without_state(rest, own_names, towns)
    return TypedAddress(rest, found_zip, found_state)


def _without_state(text: str, own_names: Collection[str], towns: Collection[str]) -> tuple[str, str]:
    """Return a text without the state at its end, and that state's name."""
    own = next(iter(own_names))
    ends = "|".join(re.escape(name.rstrip(".")) + r"\.?" for name in own_names)
    if match := re.search(rf"[,\s]+({ends})$", text, flags=re.IGNORECASE):
        return text[: match.start()].strip(" ,"), own
    others = _others(own)
    if match := STATE_CODE.search(text):
        name = others.get((match["code"] or match["after"]).upper(), "")
        if name:
            return text[: match.start()].strip(" ,"), name
    for name in sorted(others.values(), key=len, reverse=True):
        if (match := re.search(rf"(^|[,\s]){re.escape(name)}$", text, flags=re.IGNORECASE)) and (
            match[1] == "," or text[match.start() - 1 : match.start()] == "," or plain(name) not in towns
        ):
            return text[: match.start()].strip(" ,"), name
    return text, ""


def _others(own: str) -> Mapping[str, str]:
    """Return the names of all states but one, by their codes."""
    carried = {state.code.upper(): state.name for state in all_states().values()}
    return {code: name for code, name in (OTHER_STATES | carried).items() if name != own}
