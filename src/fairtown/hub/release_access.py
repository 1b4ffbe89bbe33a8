"""The release that the website shows: the newest one, opened once per process."""

import sqlite3
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

from fairtown.concepts import FairtownError
from fairtown.release.nation import newest_nation, open_nation
from fairtown.release.reader import OpenRelease, open_release

#: The release that stays although a newer one is there, which could not be shown.
_pinned: list[OpenRelease] = []


@cache
def current_release() -> OpenRelease:
    """Return the open release; raises FairtownError if none was built."""
    return _pinned[0] if _pinned else OpenRelease(_newest())


def nation_release() -> OpenRelease | None:
    """Return the release of the nation, opened once it is there; None where none was built."""
    return _nation() if newest_nation(settings.RELEASES) else None


@cache
def _nation() -> OpenRelease:
    return open_nation(settings.RELEASES)


def _newest() -> Path:
    # a link may lead elsewhere tomorrow: one process shows one release
    return open_release(settings.RELEASES).path.resolve()


def switch_to_newest(make_pages: Callable[[], list[str]]) -> None:
    """Show the newest release from now on, once `make_pages` has made its first pages; only while nobody is answered.

    `make_pages` returns the addresses that broke. Where one did, or no release is left, a line on standard error says
    so, and the one that was shown stays.
    """
    before = current_release()
    try:
        if _newest() == before.path:
            return
    except FairtownError as error:
        _log(f"{error}; {before.path} stays")
        return
    try:
        _show()
        message = f"shows release {current_release().date} of {current_release().state_name}"
        if broken := make_pages():
            raise FairtownError(
                f"{current_release().path}: {broken[0]} broke, and {len(broken) - 1} other pages"
            )
        _log(message)
    except (FairtownError, sqlite3.Error, OSError) as error:
        _log(f"{error}; {before.path} stays")
        _show(before)


def _log(line: str) -> None:
    print(f"fairtown: {line}", file=sys.stderr, flush=True)


def _show(*pinned: OpenRelease) -> None:
    """Forget what was made, and show the newest release, or the one that stays."""
    _pinned[:] = pinned
    current_release.cache_clear()
    for name in ("pages", "downloads"):
        caches[name].clear()
