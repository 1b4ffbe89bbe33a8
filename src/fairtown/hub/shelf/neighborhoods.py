"""The neighborhoods of the open release: one page for each, whichever of its codes is asked for."""

from __future__ import annotations

from fairtown.hub.release_access import once_a_release
from fairtown.release.neighborhoods import Neighborhoods
from fairtown.release.reader import OpenRelease


@once_a_release
def neighborhoods(release: OpenRelease) -> Neighborhoods:
    """Return the neighborhoods of the open release, read once."""
    return Neighborhoods(release)
