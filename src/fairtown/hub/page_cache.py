"""Answers from the cache, for views that say that their page is the same for everyone all day.

A release never changes, but what is due next changes with the date. What people can edit is never cached: such a view
does not say so, and one that says so by mistake is not believed once it reads a record.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec, TypeVar

from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import compress_string
from django.utils.timezone import localdate

from fairtown.hub.caches import DOWNLOADS, LARGEST_PAGE, PAGES, SHARED
from fairtown.hub.release_access import current_release

P = ParamSpec("P")
T = TypeVar("T")
Handler = Callable[[HttpRequest], HttpResponse]
#: How long a browser may keep what editors can change.
EDITED_SECONDS = 60
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
        with records_read() as queries:
            response = view(*args, **kwargs)
        if not queries:
            args[0].cache_in = cache  # type: ignore[attr-defined]
        return response

    return marked


def shortly_kept(response: HttpResponse) -> HttpResponse:
    """Let browsers keep an answer that people can change for a minute at most."""
    response["Cache-Control"] = f"public, max-age={EDITED_SECONDS}"
    return response


def cached_parts(
    request: HttpRequest, templates: tuple[str, ...], context: Callable[[], dict[str, Any]]
) -> list[SafeString]:
    """Return parts of a page from the cache, rendered once a day for the release and language of the address.

    `context`: gives what the templates show; called where one of them is not cached. Nothing of it may be read from the
    records.
    """
    keys = [_key(f"{request.path}#{template}") for template in templates]
    found = caches[PAGES].get_many(keys)
    if len(found) < len(keys):
        values = context()
        found = {
            key: render_to_string(template, values, request)
            for key, template in zip(keys, templates, strict=True)
        }
        caches[PAGES].set_many(found)
    return [mark_safe(found[key]) for key in keys]  # noqa: S308


@contextmanager
def records_read() -> Iterator[list[str]]:
    """Collect the queries to the database of records, which people can change: of such an answer nothing is cached."""
    queries: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield queries


def page_cache_middleware(get_response: Handler) -> Handler:
    """Answer an address without a question mark from the cache, and cache what a view marks so.

    What is cached is compressed, and unpacked for the few who cannot read it so.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.get_host()  # an unknown host is refused, even where the page is at hand
        if request.method != "GET" or request.META.get("QUERY_STRING"):
            return get_response(request)
        reads_gzip = GZIP.search(request.headers.get("Accept-Encoding", "")) is not None
        key = _key(request.path)
        found = _found(key)
        if found is not None:
            return found if reads_gzip else _decompressed(found)
        response = get_response(request)
        _store(request, key, response)
        return response

    return middleware


def _found(key: str) -> HttpResponse | None:
    """Return a cached answer; a page that another worker made is in the memory of this one from now on."""
    found: HttpResponse | None = caches[PAGES].get(key)
    if found is None and (found := caches[SHARED].get(key)) is not None:
        caches[PAGES].set(key, found)
    return found if found is not None else caches[DOWNLOADS].get(key)


def _key(path: str) -> str:
    """Return the name of a page in the cache: whichever name, port or header a visitor used, it is the same page."""
    parts = (str(current_release().path), localdate().isoformat(), path)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _store(request: HttpRequest, key: str, response: HttpResponse) -> None:
    """Cache an answer if its view marks it, compressed, and in memory if it is not too large for that."""
    name = getattr(request, "cache_in", "")
    is_plain = response.status_code == HttpResponse.status_code and not response.streaming
    if not name or not is_plain or response.cookies:
        return
    stored = response if response.has_header("Content-Encoding") else _compressed(response)
    if name == DOWNLOADS or len(stored.content) <= LARGEST_PAGE:
        caches[name].set(key, stored)
        if name == PAGES:
            caches[SHARED].set(key, stored)


def _compressed(response: HttpResponse) -> HttpResponse:
    return _with_content(copy(response), compress_string(response.content), "gzip")


def _decompressed(response: HttpResponse) -> HttpResponse:
    if response.headers.get("Content-Encoding") != "gzip":
        return response
    return _with_content(response, gzip.decompress(response.content), "")


def _with_content(response: HttpResponse, content: bytes, encoding: str) -> HttpResponse:
    response.headers = ResponseHeaders(dict(response.items()))
    response.content = content
    response["Content-Length"] = str(len(content))
    del response["Content-Encoding"]
    if encoding:
        response["Content-Encoding"] = encoding
    return response
