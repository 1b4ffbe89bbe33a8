"""The releases that the website shows: of one state, or of several, each the newest and opened once per process.

Where several are shown, the address says which state a page is about (`state_addresses`); the code of that state stands
in a context variable, so that whatever asks for the open release gets that of the page's state.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.urls import get_script_prefix, set_script_prefix

from fairtown.concepts import FairtownError
from fairtown.hub.caches import DOWNLOADS, PAGES, SHARED
from fairtown.release.nation import newest_nation, open_nation
from fairtown.release.reader import OpenRelease, folders_of_states, open_release

T = TypeVar("T")
#: The code of the state that a page is about; "" on pages of no state, which show what they show of the first.
_code: ContextVar[str] = ContextVar("state", default="")
#: What was made of the releases that are shown, by the path of each.
_results: list[dict[Path, Any]] = []
#: The releases that stay although newer ones are there, which could not be shown.
_pinned: dict[str, OpenRelease] = {}


@cache
def state_folders() -> dict[str, Path]:
    """Return the folder of releases of each state that is shown, the default state first; empty where it is one."""
    return folders_of_states(Path(settings.RELEASES))


def shows_several() -> bool:
    """Whether the site shows several states, each under an address of its own."""
    return len(state_folders()) > 1


def is_about_no_state() -> bool:
    """Whether the page that is made stands above the states: the front page of several, or of the organization."""
    return shows_several() and not _code.get()


class _Current:
    """The open release of the page's state."""

    def __call__(self) -> OpenRelease:
        """Return the open release; raises FairtownError if none was built."""
        return _opened(_code.get() or next(iter(state_folders()), ""))

    def cache_clear(self) -> None:
        """Forget which releases there are and what was made of them, and open the newest when they are asked for."""
        for results in _results:
            results.clear()
        _nation.cache_clear()
        _opened.cache_clear()
        state_folders.cache_clear()


current_release = _Current()


@cache
def _opened(code: str) -> OpenRelease:
    return _pinned[code] if code in _pinned else OpenRelease(_newest(code))


def once_a_release(make: Callable[[OpenRelease], T]) -> Callable[[OpenRelease], T]:
    """Let a function be called once for each release that is shown; what it returns is cached until newer ones are."""
    results: dict[Path, T] = {}
    _results.append(results)

    @wraps(make)
    def cached(release: OpenRelease) -> T:
        if release.path not in results:
            results[release.path] = make(release)
        return results[release.path]

    return cached


def nation_release() -> OpenRelease | None:
    """Return the release of the nation, opened once it is there; None where none was built.

    Its folder is looked for until there is one: it may be built while the site runs, and every page asks.
    """
    is_open = _nation.cache_info().currsize > 0
    return _nation() if is_open or newest_nation(settings.RELEASES) else None


@cache
def _nation() -> OpenRelease:
    return open_nation(settings.RELEASES)


def _newest(code: str) -> Path:
    # a link may lead elsewhere tomorrow: one process shows one release
    return open_release(state_folders().get(code, settings.RELEASES)).path.resolve()


def codes() -> list[str]:
    """Return the codes of the states that are shown; a blank where it is a single one, whose addresses have no code."""
    return list(state_folders()) if shows_several() else [""]


@contextmanager
def about_state(code: str) -> Iterator[OpenRelease]:
    """Make what is inside about a state: its release is open, and addresses begin with its code; "" is above them."""
    token, before = _code.set(code), get_script_prefix()
    if shows_several():
        set_script_prefix(f"/{code}/" if code else "/")
    try:
        yield current_release()
    finally:
        set_script_prefix(before)
        _code.reset(token)


def each_state() -> Iterator[OpenRelease]:
    """Yield the release of each state that is shown, with addresses that begin with its code."""
    for code in codes():
        with about_state(code) as release:
            yield release


def switch_to_newest(make_pages: Callable[[], list[str]]) -> None:
    """Show the newest releases from now on, once `make_pages` has made the first pages; only while nobody is answered.

    `make_pages` returns the addresses that broke. Where one did, or no release is left, a line on standard error says
    so, and those that were shown stay.
    """
    before = _shown()
    try:
        state_folders.cache_clear()
        if {code: _newest(code) for code in _keys()} == {code: own.path for code, own in before.items()}:
            return
    except FairtownError as error:
        _log(f"{error}; {_paths(before)} stays")
        return
    try:
        _show({})
        after = _shown()
        message = " and ".join(f"{own.date} of {own.state_name}" for own in after.values())
        if broken := make_pages():
            raise FairtownError(f"{_paths(after)}: {broken[0]} broke, and {len(broken) - 1} other pages")
        _log(f"shows release {message}")
    except (FairtownError, sqlite3.Error, OSError) as error:
        _log(f"{error}; {_paths(before)} stays")
        _show(before)


def _keys() -> list[str]:
    """Return the codes that releases are opened by."""
    return list(state_folders()) or [""]


def _shown() -> dict[str, OpenRelease]:
    return {code: _opened(code) for code in _keys()}


def _paths(releases: dict[str, OpenRelease]) -> str:
    return " and ".join(str(own.path) for own in releases.values())


def _log(line: str) -> None:
    print(f"fairtown: {line}", file=sys.stderr, flush=True)


def _show(pinned: dict[str, OpenRelease]) -> None:
    """Forget what was made, and show the newest releases, or those that stay."""
    _pinned.clear()
    _pinned.update(pinned)
    current_release.cache_clear()
    for name in (PAGES, SHARED, DOWNLOADS):
        caches[name].clear()
