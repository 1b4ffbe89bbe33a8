"""Formulas: what the published figures mean. No files, no network, no Django.

A measure is a module with a `MEASURE`; one short walk finds them all, there is no registry.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from fairtown.concepts import FairtownError, Measure

#: Files of compiled passes: they hold no measure, and need numba, which is optional.
COMPILED = "compiled"


@cache
def all_measures() -> dict[str, Measure]:
    """Return every measure by id; raises FairtownError if an id differs from its path."""
    found = {}
    for info in pkgutil.walk_packages(__path__, __name__ + "."):
        if info.name.rpartition(".")[2].startswith(COMPILED):
            continue
        measure = getattr(import_module(info.name), "MEASURE", None)
        if measure is None:
            continue
        path = info.name.removeprefix(__name__ + ".")
        if measure.id != path:
            raise FairtownError(f"measure {measure.id}: its file is {path}; the id equals the path")
        found[measure.id] = measure
    return found


def measure(measure_id: str) -> Measure:
    """Return a measure by id; raises FairtownError naming the measures there are."""
    if measure_id not in all_measures():
        raise FairtownError(f"measure {measure_id!r} is unknown; there are: {', '.join(all_measures())}")
    return all_measures()[measure_id]
