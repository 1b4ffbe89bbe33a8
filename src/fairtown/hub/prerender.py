"""Makes pages before visitors ask for them: those asked for first once for all processes, towns in each worker."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from multiprocessing.connection import Connection
from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.urls import get_script_prefix, reverse
from django.utils.translation import override
from tqdm import tqdm

from fairtown.hub import absent, sections
from fairtown.hub.caches import PAGES
from fairtown.hub.page_memory import PageMemory
from fairtown.hub.release_access import each_state, shows_several
from fairtown.hub.state_addresses import OF_A_STATE, first_word
from fairtown.processes import can_fork, fork
from fairtown.release.reader import OpenRelease

#: Seconds between two pages of towns: whoever asks for a page meanwhile hardly waits.
PAUSE = 0.1


def addresses() -> list[str]:
    """Return the addresses of the pages that are made first, in both languages, and of one town."""
    first = []
    for release in each_state():
        routes = ["home", "search", *(page.route for page in sections.pages(absent.subjects(release)))]
        for language, _name in settings.LANGUAGES:
            with override(language):
                first += [reverse(route) for route in routes if _is_of_a_state(route)]
        first += _towns(release)[:1]
    return first


def _is_of_a_state(route: str) -> bool:
    """Whether a page stands under a state's code, where there are several: those of the organization do not."""
    return not shows_several() or first_word(reverse(route).removeprefix(get_script_prefix())) in OF_A_STATE


def towns() -> list[str]:
    """Return the addresses of the pages of towns, in English."""
    return [url for release in each_state() for url in _towns(release)]


def _towns(release: OpenRelease) -> list[str]:
    return [f"{get_script_prefix()}towns/{town['slug']}/" for town in release.towns]


def make_pages(application: WSGIApplication, side_by_side: bool = False) -> list[str]:
    """Ask `application` for pages as a browser would; what it caches, the workers inherit. Return those that broke.

    `side_by_side`: let a process of its own make those of other languages, where there is a core for it.
    """
    every = addresses()
    other = [path for path in every if _is_translated(path)] if side_by_side and _has_core_to_spare() else []
    _close_connections()
    with _made_beside(application, other) as broken:
        own = [path for path in every if path not in other]
        broken += _broken(application, tqdm(own, desc="pages", file=sys.stderr, disable=None, leave=False))
        for language, _name in settings.LANGUAGES if other else ():
            # to enter a language reads its catalog, which the workers inherit
            with override(language):
                pass
        _close_connections()
    return [path for path in every if path in broken]


def _close_connections() -> None:
    """Close releases and records: a connection must not be shared by processes, each opens its own."""
    for release in each_state():
        release.close()
    connections.close_all()


def _is_translated(path: str) -> bool:
    codes = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    return not codes.isdisjoint(path.split("/"))


def _has_core_to_spare() -> bool:
    return (os.cpu_count() or 1) > 1 and can_fork()


def _broken(application: WSGIApplication, paths: Iterable[str]) -> list[str]:
    return [path for path in paths if _status(application, path) >= HTTPStatus.INTERNAL_SERVER_ERROR]


@contextmanager
def _made_beside(application: WSGIApplication, paths: list[str]) -> Iterator[list[str]]:
    """Let a process make pages while what is inside is done, then cache what it cached; give those that broke."""
    broken: list[str] = []
    if not paths:
        yield broken
        return
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = fork(_make_and_send, application, paths, theirs)
    process.start()
    theirs.close()
    yield broken
    try:
        entries, theirs_broken = ours.recv()
        memory = caches[PAGES]
        assert isinstance(memory, PageMemory)
        memory.take(entries)
        broken += theirs_broken
    except EOFError:
        # the process ended in the middle
        broken += _broken(application, paths)
        _close_connections()
    process.join()


def _make_and_send(application: WSGIApplication, paths: list[str], connection: Connection) -> None:
    broken, memory = _broken(application, paths), caches[PAGES]
    assert isinstance(memory, PageMemory)
    connection.send((memory.entries(), broken))


def make_town_pages(application: WSGIApplication, is_backward: bool = False) -> None:
    """Ask `application` for the pages of towns, one after the other, so that a worker has them in its cache.

    `is_backward`: the last town first; a worker that meets another has what that one made, which both share.
    """
    for path in reversed(towns()) if is_backward else towns():
        _status(application, path)
        time.sleep(PAUSE)
    _close_connections()


def _status(application: WSGIApplication, path: str) -> int:
    environ: dict[str, Any] = {
        "PATH_INFO": path,
        "HTTP_ACCEPT_ENCODING": "gzip",
        "HTTP_HOST": settings.ALLOWED_HOSTS[0],
    }
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def start_response(status: str, *_: Any) -> Any:
        statuses.append(status)
        return lambda _: None

    body = application(environ, start_response)
    for _ in body:
        pass
    if close := getattr(body, "close", None):
        close()
    return int(statuses[-1].split()[0])
