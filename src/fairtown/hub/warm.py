"""Makes the pages of the towns and of segregation before the first visitor asks, once, for all processes."""

from __future__ import annotations

import sys
from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from tqdm import tqdm

from fairtown.hub.current import release


def make_pages(application: WSGIApplication) -> None:
    """Ask `application` for pages as a browser would; what it keeps, the workers inherit."""
    for town in tqdm(release().towns, desc="town pages", file=sys.stderr, disable=None, leave=False):
        _get(application, f"/towns/{town['slug']}/")
    for path in ("/segregation/", "/es/segregation/"):
        _get(application, path)
    # a connection must not be shared by processes: each worker opens its own
    release().close()


def _get(application: WSGIApplication, path: str) -> None:
    environ: dict[str, Any] = {
        "PATH_INFO": path,
        "HTTP_ACCEPT_ENCODING": "gzip",
        "HTTP_HOST": settings.ALLOWED_HOSTS[0],
    }
    setup_testing_defaults(environ)
    body = application(environ, lambda *_: lambda _: None)
    for _ in body:
        pass
    if close := getattr(body, "close", None):
        close()
