"""The list of sources: every module of `data/sources` that declares a SOURCE."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from fairtown.concepts import Edition, FairtownError, Source, Table
from fairtown.data import sources


@cache
def all_sources() -> dict[str, Source]:
    """Return every source by code, in the order of their names."""
    found = {}
    for module in pkgutil.iter_modules(sources.__path__):
        source: Source = import_module(f"{sources.__name__}.{module.name}").SOURCE
        if source.code != module.name:
            raise FairtownError(f"source {source.code}: its file is {module.name}.py; name them alike")
        found[source.code] = source
    return found


def table(address: str) -> tuple[Source, Table]:
    """Return the source and table of an address like `acs5.tenure`; raises FairtownError if unknown."""
    code, _, name = address.partition(".")
    if code not in all_sources():
        raise FairtownError(f"source {code!r} is unknown; there are: {', '.join(all_sources())}")
    source = all_sources()[code]
    return source, source.table(name)


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
