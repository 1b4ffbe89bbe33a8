"""What a state is: its codes and name, who decides on housing there, its own sources, and the folder of its tables."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType

from fairtown.concepts import LEVELS, Check, FairtownError, Source
from fairtown.states.complaints import Complaints


@dataclass(frozen=True)
class Epoch:
    """Codes that were in force from a year on.

    `vintage`: what they are called; `tracts`: the census whose tracts they name; `areas`: the level of the areas that
    the first five digits of a code stand for, "county" or "region".
    """

    vintage: str
    since: int
    tracts: int
    areas: str = "county"


#: What levels of places are called where a profile says no other name.
LABELS: Mapping[str, str] = {"town": "jurisdiction", "county": "county"}


@dataclass(frozen=True, eq=False)
class State:
    """A state, and all that fairtown does otherwise there than elsewhere.

    `code`: its two letters; `fips`: its number; `folder`: of its clean tables; `epochs`: its codes, oldest first;
    `labels`: what its levels of places are called; `sources`: those that only it has, or has in a form of its own.
    """

    code: str
    fips: str
    name: str
    folder: Path
    epochs: tuple[Epoch, ...]
    #: built, and first among equals, where no state is named: one state says so (docs/decisions/0065)
    is_default: bool = False
    labels: Mapping[str, str] = field(default_factory=lambda: LABELS)
    #: the recipes that pages begin with, that of today first: one is compared with the first that has its figures
    indices: tuple[str, ...] = ("modern",)
    #: the method of fair share that pages begin with, and the one that it is compared with; none where there is no law
    fair_share: tuple[str, ...] = ()
    #: what people write after the name of a place, beside its name and its code
    abbreviations: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    #: what makes a source that every state can have into the form in which it is held here, by its code
    forms: Mapping[str, Callable[[Source], Source]] = field(default_factory=dict)
    #: tables of its own that pages show as they are, beside figures or as dated law
    shown: tuple[str, ...] = ()
    #: who compiled the tables of a source, where it is not whom the source names
    compiled_from: Mapping[str, str] = field(default_factory=dict)
    #: what its rows of a table must be, beside what the table declares for every state
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: what a table, or a figure of a measure, is only here; by the table's address or the measure's id
    notes: Mapping[str, str] = field(default_factory=dict)
    #: published figures that ours are held against, by the measure's id
    checks: Mapping[str, tuple[Check, ...]] = field(default_factory=dict)
    #: what its own law and its offices give people who met discrimination, beside the federal ones
    complaints: Complaints = field(default_factory=Complaints)

    def epoch(self, year: int) -> Epoch:
        """Return the codes in force in a year."""
        return [e for e in self.epochs if e.since <= year or e is self.epochs[0]][-1]

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of places that the state has, smallest first."""
        areas = {epoch.areas for epoch in self.epochs}
        return tuple(level for level in LEVELS if level in {"tract", "town", "state", *areas})

    @property
    def fingerprint(self) -> str:
        """What figures depend on: they are made anew where it changes."""
        return f"{self.code} {self.fips} {self.name} {self.epochs} {dict(self.labels)}"


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
