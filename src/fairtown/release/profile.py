"""What a release says of its state: written beside the figures, so that nobody who reads them looks it up elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import fairtown
from fairtown.states.profile import State


@dataclass(frozen=True)
class Profile:
    """The labels of a state's levels, what people call it, its codes, and where the tables of its release were."""

    labels: dict[str, str]
    abbreviations: tuple[str, ...]
    tables: str
    #: what its codes are called, oldest first
    vintages: tuple[str, ...]

    @classmethod
    def of(cls, meta: Mapping[str, str]) -> Profile:
        """Return what `entries` wrote; a release made before it says less."""
        labels, names, vintages = (
            json.loads(meta.get(name, "{}")) for name in ("labels", "abbreviations", "vintages")
        )
        return cls(dict(labels), tuple(names), meta.get("tables", "tables"), tuple(vintages) or ("",))


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
    }


def _shown(folder: Path) -> str:
    """Return where a reader finds the tables: in the repository, or, of any other folder, as the release keeps them."""
    package = Path(fairtown.__file__).parent
    return f"src/{folder.relative_to(package.parent)}" if folder.is_relative_to(package) else "tables"
