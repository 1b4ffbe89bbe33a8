"""The states that fairtown carries: each is a folder here, with its profile, its own sources and its clean tables.

A state's folder is a package whose module `profile` declares a STATE; there is no list to add it to.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from fairtown.concepts import FairtownError
from fairtown.states.profile import State


@cache
def all_states() -> dict[str, State]:
    """Return every state by its two-letter code: the default one first, then in the order of their folders' names."""
    packages = (module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    found = [import_module(f"{__name__}.{name}.profile").STATE for name in packages]
    return {state.code: state for state in sorted(found, key=lambda state: not state.is_default)}


def state(code: str | None = None) -> State:
    """Return a state by its two-letter code, without one the default; raises FairtownError naming those there are."""
    there = ", ".join(f"{s.code} ({s.name})" for s in all_states().values())
    if code is None:
        first = next(iter(all_states().values()))
        if len(all_states()) > 1 and not first.is_default:
            raise FairtownError(f"several states are carried; name one with --state: {there}")
        return first
    if code not in all_states():
        raise FairtownError(f"state {code!r} is not carried; there are: {there}")
    return all_states()[code]
