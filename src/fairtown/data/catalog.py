"""The sources of a state: those that any state can have, in `data/sources`, and its own, in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fairtown.concepts import FairtownError, Source, Table
from fairtown.data import sources
from fairtown.states import all_states
from fairtown.states.profile import State, sources_in


@dataclass(frozen=True, eq=False)
class Catalog:
    """Sources by code, in the order of their names."""

    sources: Mapping[str, Source]

    def table(self, address: str) -> tuple[Source, Table]:
        """Return the source and table of an address like `acs5.tenure`; raises FairtownError if unknown."""
        code, _, name = address.partition(".")
        if code not in self.sources:
            raise FairtownError(f"source {code!r} is unknown; there are: {', '.join(self.sources)}")
        return self.sources[code], self.sources[code].table(name)


@cache
def for_state(state: State) -> Catalog:
    """Return the sources of a state: what any state can have, and its own."""
    return _catalog((*sources_in(sources), *state.sources))


@cache
def everywhere() -> Catalog:
    """Return the sources of all states that are carried."""
    own = [source for state in all_states().values() for source in state.sources]
    return _catalog((*sources_in(sources), *own))


def _catalog(every: tuple[Source, ...]) -> Catalog:
    return Catalog({source.code: source for source in sorted(every, key=lambda s: s.code)})


def states_with(code: str) -> list[State]:
    """Return the states whose own source `code` is; none where any state can have it."""
    return [state for state in all_states().values() if code in {source.code for source in state.sources}]


def all_sources() -> Mapping[str, Source]:
    """Return every source by code, in the order of their names."""
    return everywhere().sources


def table(address: str) -> tuple[Source, Table]:
    """Return the source and table of an address, of whichever state; raises FairtownError if unknown."""
    return everywhere().table(address)
