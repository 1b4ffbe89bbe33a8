"""`fairtown hub settings | check | backup | restore`."""

from __future__ import annotations

import os
from pathlib import Path

from fairtown.concepts import FairtownError
from fairtown.release.reader import releases_folder


def _begin(releases: str | None) -> None:
    """Start Django without serving; raises FairtownError if the release or the settings are none."""
    from fairtown.hub.loading import set_up_django

    os.environ["FAIRTOWN_RELEASES"] = str(releases_folder(releases).absolute())
    set_up_django()


def check(releases: str | None) -> str:
    """Return what is left to do before the public comes; raises FairtownError, with all of it, if there are faults."""
    _begin(releases)
    from django.db import DatabaseError

    from fairtown.hub.running import deploy_check

    try:
        found = deploy_check.findings()
    except DatabaseError as error:
        raise FairtownError(
            f"check: the database cannot be read ({type(error).__name__}); start the hub once"
        ) from None
    lines = "\n".join(map(str, found))
    faults = sum(finding.kind == deploy_check.FAULT for finding in found)
    if faults:
        raise FairtownError(f"check: {faults} to mend before the public comes\n{lines}")
    return lines or "nothing to mend"


def back_up(releases: str | None, folder: str | None, keys: str | None, prunes: bool = False) -> str:
    """Write a backup, or the keys alone, or delete messages that are over; return a line that says what was done."""
    _begin(releases)
    from django.conf import settings

    from fairtown.hub.running import apart, backup

    if prunes:
        n_rows = apart.prune(Path(folder) if folder else settings.BACKUPS)
        return f"{n_rows} messages were due and are deleted; no backup was written"
    if keys:
        names = backup.write_keys(Path(keys))
        return f"{' and '.join(names)} in {keys}; keep it away from the backups"
    path = backup.back_up(Path(folder) if folder else None)
    return f"{path.stat().st_size / 1e6:.1f} MB in {path}; the keys are not in it"


def restore(releases: str | None, file: str, keys: str | None, replaces: bool) -> str:
    """Put a backup in place and bring it up to date, or put messages back; return what came back."""
    _begin(releases)
    from fairtown.hub.prepared import prepare_database
    from fairtown.hub.running import apart
    from fairtown.hub.running.restore import restore as put_in_place

    if apart.is_copy(Path(file)):
        n_stored, n_over = apart.put_back(Path(file))
        return f"{n_stored} messages are back; {n_over} were due and stay deleted"
    done = put_in_place(Path(file), Path(keys) if keys else None, replaces)
    prepare_database()
    return str(done)
