"""What a state is: its codes and name, its own sources, and the folder of its clean tables."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from fairtown.concepts import FairtownError, Source


@dataclass(frozen=True, eq=False)
class State:
    """A state: its two-letter code, FIPS number, name, folder of clean tables, and the sources that only it has."""

    code: str
    fips: str
    name: str
    folder: Path
    sources: tuple[Source, ...] = ()
    #: tables of its own that pages show as they are, beside figures or as dated law
    shown: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """What figures depend on: they are made anew where it changes."""
        return f"{self.code} {self.fips} {self.name}"


def sources_in(package: ModuleType) -> tuple[Source, ...]:
    """Return the SOURCE of every module of a package, in the order of their names.

    Raises FairtownError where a source is not named like its file.
    """
    found = []
    for module in pkgutil.iter_modules(package.__path__):
        source: Source = import_module(f"{package.__name__}.{module.name}").SOURCE
        if source.code != module.name:
            raise FairtownError(f"source {source.code}: its file is {module.name}.py; name them alike")
        found.append(source)
    return tuple(found)
