"""The sources of a state: those that any state can have, in `data/federal`, and its own, in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from fairtown.concepts import Edition, FairtownError, Source, Table
from fairtown.data import federal
from fairtown.states import all_states
from fairtown.states.profile import State, sources_in


@dataclass(frozen=True, eq=False)
class Catalog:
    """The sources of a state by code, in the order of their names."""

    sources: Mapping[str, Source]

    def table(self, address: str) -> tuple[Source, Table]:
        """Return the source and table of an address like `acs5.tenure`; raises FairtownError if unknown."""
        code, _, name = address.partition(".")
        if code not in self.sources:
            raise FairtownError(f"source {code!r} is unknown; there are: {', '.join(self.sources)}")
        return self.sources[code], self.sources[code].table(name)


@cache
def for_state(state: State) -> Catalog:
    """Return the sources of a state, each edition with the codes that it has there.

    Its own source stands in for the one of the same code that other states have; a form of its own changes that one.
    """
    every = {source.code: source for source in (*sources_in(federal), *state.sources)}
    every |= {code: form(every[code]) for code, form in state.forms.items()}
    return Catalog({code: _source_of(every[code], state) for code in sorted(every)})


def _source_of(source: Source, state: State) -> Source:
    return replace(
        source,
        tables=tuple(_table_of(source.code, table, state) for table in source.tables),
        compiled_from=state.compiled_from.get(source.code, source.compiled_from),
        notes=_joined(source.notes, state.notes.get(source.code, "")),
    )


def _table_of(code: str, table: Table, state: State) -> Table:
    address = f"{code}.{table.name}"
    return replace(
        table,
        editions=tuple(_edition_of(edition, state) for edition in table.editions),
        rules=(*table.rules, *state.rules.get(address, ())),
        notes=_joined(table.notes, state.notes.get(address, "")),
    )


def _joined(*notes: str) -> str:
    return " ".join(filter(None, notes))


def _edition_of(edition: Edition, state: State) -> Edition:
    if edition.vintage:
        return edition
    return replace(edition, vintage=state.epoch(edition.codes or edition.year).vintage)


def states_with(code: str) -> list[State]:
    """Return the states whose own source `code` is; none where any state can have it."""
    return [state for state in all_states().values() if code in {source.code for source in state.sources}]


@cache
def everywhere() -> Catalog:
    """Return the sources of all states, each as the first state that has it does."""
    found: dict[str, Source] = {}
    for state in all_states().values():
        found = {**for_state(state).sources, **found}
    return Catalog(found)


def table(address: str) -> tuple[Source, Table]:
    """Return the source and table of an address, whichever state has it; raises FairtownError if unknown."""
    return everywhere().table(address)


def latest(address: str, vintage: str | None = None) -> Edition:
    """Return the newest edition of a table, or the newest of those whose places have the codes of `vintage`.

    Raises FairtownError if there is none, or the table is unknown.
    """
    editions = table(address)[1].editions
    found = [e for e in editions if vintage in (None, e.vintage)]
    if not found:
        known = ", ".join(e.vintage for e in editions)
        raise FairtownError(f"table {address}: no edition of vintage {vintage!r}; expected one of {known}")
    return max(found, key=lambda edition: edition.year)
