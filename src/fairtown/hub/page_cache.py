"""Answers from the cache, for views that say that their page is the same for everyone all day.

A release never changes, but what is due next changes with the date. What people can edit is never cached: such a view
does not say so.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import ParamSpec, TypeVar

from django.core.cache import BaseCache, caches
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from fairtown.hub.caches import DOWNLOADS, LARGEST_PAGE, PAGES
from fairtown.hub.current import release

P = ParamSpec("P")
T = TypeVar("T")
Handler = Callable[[HttpRequest], HttpResponse]
GZIP = re.compile(r"\bgzip\b")


def cached_page(view: Callable[P, T]) -> Callable[P, T]:
    """Mark a view whose page is the same for everyone all day, and holds no address with the site's own name."""
    return _marked(view, PAGES)


def cached_download(view: Callable[P, T]) -> Callable[P, T]:
    """Mark a view whose file is as `cached_page`, but too large for memory: it is cached in a folder."""
    return _marked(view, DOWNLOADS)


def _marked(view: Callable[P, T], cache: str) -> Callable[P, T]:
    @wraps(view)
    def marked(*args: P.args, **kwargs: P.kwargs) -> T:
        response = view(*args, **kwargs)
        args[0].cache_in = cache  # type: ignore[attr-defined]
        return response

    return marked


def from_cache(get_response: Handler) -> Handler:
    """Answer an address without a question mark from the cache, and cache what a view marks so.

    What is cached is compressed, and unpacked for the few who cannot read it so.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.get_host()  # an unknown host is refused, even where the page is at hand
        if request.method != "GET" or request.META.get("QUERY_STRING"):
            return get_response(request)
        reads_gzip = GZIP.search(request.headers.get("Accept-Encoding", "")) is not None
        key = _key(request.path)
        found = next(filter(None, (caches[name].get(key) for name in (PAGES, DOWNLOADS))), None)
        if found is None:
            request.META["HTTP_ACCEPT_ENCODING"] = "gzip"
            found = get_response(request)
            if (cache := _cache_of(request, found)) is not None:
                cache.set(key, found)
        return found if reads_gzip else _unpacked(found)

    return middleware


def _key(path: str) -> str:
    """Return the name of a page in the cache: whichever name, port or header a visitor used, it is the same page."""
    parts = (str(release().path), localdate().isoformat(), path)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _cache_of(request: HttpRequest, response: HttpResponse) -> BaseCache | None:
    """Return the cache that an answer belongs in; None if in none."""
    name = getattr(request, "cache_in", "")
    is_plain = response.status_code == HttpResponse.status_code and not response.streaming
    if not name or not is_plain or response.cookies:
        return None
    return caches[name] if name == DOWNLOADS or len(response.content) <= LARGEST_PAGE else None


def _unpacked(response: HttpResponse) -> HttpResponse:
    if response.headers.get("Content-Encoding") == "gzip":
        response.content = gzip.decompress(b"".join(response))
        del response["Content-Encoding"]
        response["Content-Length"] = str(len(response.content))
    return response
