"""Makes pages before visitors ask for them: those asked for first once for all processes, towns in each worker."""

from __future__ import annotations

import sys
import time
from http import HTTPStatus
from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from tqdm import tqdm

from fairtown.hub import absent, sections
from fairtown.hub.release_access import current_release

#: Seconds between two pages of towns: whoever asks for a page meanwhile hardly waits.
PAUSE = 0.1


def addresses() -> list[str]:
    """Return the addresses of the pages that are made first, in both languages, and of one town."""
    routes = ["home", "search", *(page.route for page in sections.pages(absent.subjects(current_release())))]
    first = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            first += [reverse(route) for route in routes]
    return [*first, *towns()[:1]]


def towns() -> list[str]:
    """Return the addresses of the pages of towns, in English."""
    return [f"/towns/{town['slug']}/" for town in current_release().towns]


def make_pages(application: WSGIApplication) -> list[str]:
    """Ask `application` for pages as a browser would; what it caches, the workers inherit. Return those that broke."""
    shown = tqdm(addresses(), desc="pages", file=sys.stderr, disable=None, leave=False)
    broken = [path for path in shown if _status(application, path) >= HTTPStatus.INTERNAL_SERVER_ERROR]
    # a connection must not be shared by processes: each worker opens its own
    current_release().close()
    return broken


def make_town_pages(application: WSGIApplication) -> None:
    """Ask `application` for the pages of towns, one after the other, so that a worker has them in its cache."""
    for path in towns():
        _status(application, path)
        time.sleep(PAUSE)
    current_release().close()


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
