"""What a release says of its state: written beside the figures, so that nobody who reads them looks it up elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import fairtown
from fairtown.states import all_states
from fairtown.states.profile import LABELS, State

#: The levels of places whose names end with what they are.
AREAS = ("region", "county")


@dataclass(frozen=True)
class Profile:
    """The labels of a state's levels, what people call it, its codes, where its tables were, and what pages begin with.

    `indices`, `fair_share`: as in the profile of the state.
    """

    labels: dict[str, str]
    abbreviations: tuple[str, ...]
    tables: str
    #: what its codes are called, oldest first
    vintages: tuple[str, ...]
    indices: tuple[str, ...]
    fair_share: tuple[str, ...]

    @classmethod
    def of(cls, meta: Mapping[str, str]) -> Profile:
        """Return what `entries` wrote; what an older release does not say comes from the state of its code."""
        own = all_states().get(meta["state"])
        known = {**(entries(own, own.folder) if own else {}), **meta}
        names = ("abbreviations", "vintages", "indices", "fair_share")
        lists = {name: tuple(json.loads(known[name])) for name in names}
        return cls(labels=json.loads(known["labels"]), tables=known["tables"], **lists)

    @property
    def index(self) -> str:
        """The measure of the index of today."""
        return f"opportunity.{self.indices[0]}"

    @property
    def method(self) -> str:
        """The method of fair share that pages begin with; "" where the state has none."""
        return next(iter(self.fair_share), "")

    def places(self, level: str) -> str:
        """Return what the places of a level are called together, like "counties"; "" where there are none."""
        return plural(self.labels[level]) if level in self.labels else ""

    @property
    def areas(self) -> dict[str, str]:
        """What a region and a county are called, by level, as far as the state has them."""
        return {level: self.labels[level] for level in AREAS if level in self.labels}

    @property
    def endings(self) -> tuple[str, ...]:
        """What the names of regions and counties end with, like " County"."""
        return tuple(ending(label) for label in self.areas.values())


def plural(noun: str) -> str:
    """Return the plural of what a level of places is called: counties, parishes, towns."""
    if noun.endswith("y"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "sh", "ch")) else f"{noun}s"


def ending(label: str) -> str:
    """Return what the names of places of a level end with: " County"."""
    return f" {label.title()}"


def messages() -> Iterator[str]:
    """Yield what levels and their places are called in any state that is carried, or by default."""
    for labels in (*(own.labels for own in all_states().values()), LABELS):
        for level, label in labels.items():
            yield from (label, plural(label))
            if level in AREAS:
                yield f"%(name)s{ending(label)}"


def entries(own: State, folder: Path) -> dict[str, str]:
    """Return what a release is to say of its state, whose tables were read from `folder`."""
    return {
        "state": own.code,
        "name": own.name,
        "fips": own.fips,
        "labels": json.dumps(dict(own.labels)),
        "abbreviations": json.dumps(own.abbreviations),
        "tables": _shown(folder),
        "vintages": json.dumps([epoch.vintage for epoch in own.epochs]),
        "indices": json.dumps(own.indices),
        "fair_share": json.dumps(own.fair_share),
    }


def _shown(folder: Path) -> str:
    """Return where a reader finds the tables: in the repository, or, of any other folder, as the release keeps them."""
    package = Path(fairtown.__file__).parent
    return f"src/{folder.relative_to(package.parent)}" if folder.is_relative_to(package) else "tables"
