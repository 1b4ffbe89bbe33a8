"""The release of the nation: it stands in a folder of its own beside the releases of states, in the same form."""

from __future__ import annotations

from pathlib import Path

from fairtown.concepts import FairtownError
from fairtown.release.database import DATABASE
from fairtown.release.reader import OpenRelease, latest, releases_folder

#: The folder beside the releases of states.
FOLDER = "nation"


def nation_folder(releases: str | Path | None = None) -> Path:
    """Return the folder of releases of the nation: beside those of states, or beside the release that is named."""
    folder = releases_folder(releases)
    return (folder.parent if (folder / DATABASE).exists() else folder) / FOLDER


def newest_nation(releases: str | Path | None = None) -> Path | None:
    """Return the newest release of the nation, or None."""
    return latest(nation_folder(releases))


def open_nation(releases: str | Path | None = None) -> OpenRelease:
    """Open the newest release of the nation; raises FairtownError if there is none."""
    found = newest_nation(releases)
    if found is None:
        raise FairtownError(
            f"{nation_folder(releases)}: no release of the nation here; run `fairtown nation build`"
        )
    return OpenRelease(found)
