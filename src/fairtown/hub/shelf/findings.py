"""What is remarkable about the places of the open release, computed once and shared by pages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fairtown.hub.release_access import current_release
from fairtown.release.reader import OpenRelease
from fairtown.reports.remarkable import Remarkable


@lru_cache(maxsize=2)
def _remarkable(path: Path) -> Remarkable:
    return Remarkable(current_release())


def remarkable(release: OpenRelease) -> Remarkable:
    """Return the findings of a release, cached for the life of the process."""
    return _remarkable(release.path)
