"""The states that fairtown carries: each is a folder here, with its profile, its own sources and its clean tables.

A state's folder is a package whose module `profile` declares a STATE; there is no list to add it to. Any other state
has a plain profile (`governments`) once its tables were fetched into the user's data folder.
"""

from __future__ import annotations

import os
import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path

from fairtown.concepts import FairtownError
from fairtown.states import governments
from fairtown.states.profile import State

#: A table that only a state has which holds figures by the tracts of 2010 as well.
OLDER_TRACTS = "census_geography.tracts_2010.2010.csv"


@cache
def all_states() -> dict[str, State]:
    """Return every state that has a folder here by its two-letter code: the default one first, then by folder."""
    packages = (module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    found = [import_module(f"{__name__}.{name}.profile").STATE for name in packages]
    return {state.code: state for state in sorted(found, key=lambda state: not state.is_default)}


def data_folder() -> Path:
    """Return the folder of what was fetched: $FAIRTOWN_DATA, else `fairtown` in the user's, by the XDG rules."""
    if given := os.environ.get("FAIRTOWN_DATA"):
        return Path(given)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "fairtown"


def fetched_tables(code: str, home: Path | None = None) -> Path:
    """Return where the clean tables of a state are that were fetched; `home`: in place of the data folder."""
    return (home or data_folder()) / "states" / code / "tables"


def state(code: str | None = None, tables: Path | None = None) -> State:
    """Return a state by its two-letter code, without one the default; raises FairtownError naming those there are.

    One without a folder here needs clean tables: in `tables`, else where `fairtown fetch` puts them.
    """
    there = ", ".join(f"{s.code} ({s.name})" for s in all_states().values())
    if code is None:
        first = next(iter(all_states().values()))
        if len(all_states()) > 1 and not first.is_default:
            raise FairtownError(f"several states are carried; name one with --state: {there}")
        return first
    if code in all_states():
        return all_states()[code]
    if code not in governments.GOVERNMENTS:
        raise FairtownError(f"state {code!r} is not carried; there are: {there}")
    folder = tables or fetched_tables(code)
    if not folder.is_dir():
        raise FairtownError(
            f"state {code!r} is not carried, and has no tables in {folder}; there are: {there}; "
            f"`fairtown fetch --state {code}` gets its tables"
        )
    return plain_state(code, folder, (folder / OLDER_TRACTS).exists())


@cache
def plain_state(code: str, folder: Path, since_2010: bool) -> State:
    """Return the plain profile of a state without a folder here, whose tables are in `folder`; one for each."""
    return governments.profile(code, folder, since_2010=since_2010)
