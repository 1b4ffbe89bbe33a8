"""The neighborhoods of the open release: one page for each, whichever of its codes is asked for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fairtown.hub.release_access import current_release
from fairtown.release.neighborhoods import Neighborhoods
from fairtown.release.reader import OpenRelease


@lru_cache(maxsize=2)
def _neighborhoods(path: Path) -> Neighborhoods:
    return Neighborhoods(current_release())


def neighborhoods(release: OpenRelease) -> Neighborhoods:
    """Return the neighborhoods of the open release, read once."""
    return _neighborhoods(release.path)
