"""The states that fairtown carries. Adding one is adding a folder of clean tables and a line here."""

from dataclasses import dataclass

from fairtown.concepts import FairtownError


@dataclass(frozen=True)
class State:
    """A state: its code, FIPS number, name, and the folder of its clean tables."""

    code: str
    fips: str
    name: str
    folder: str


STATES = {"ct": State("ct", "09", "Connecticut", "connecticut")}


def state(code: str) -> State:
    """Return a state by its two-letter code; raises FairtownError naming the states there are."""
    if code not in STATES:
        raise FairtownError(f"state {code!r} is not carried; built in: {', '.join(sorted(STATES))}")
    return STATES[code]
