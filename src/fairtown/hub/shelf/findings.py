"""What is remarkable about the places of the open release, computed once and shared by pages."""

from __future__ import annotations

from fairtown.hub.release_access import once_a_release
from fairtown.release.reader import OpenRelease
from fairtown.reports.remarkable import Remarkable


@once_a_release
def remarkable(release: OpenRelease) -> Remarkable:
    """Return the findings of a release, cached for the life of the process."""
    return Remarkable(release)
