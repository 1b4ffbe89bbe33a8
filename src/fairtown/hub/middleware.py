"""Turns an unknown place, measure or year into a helpful 404, and keeps pages that were made.

A release never changes and no page is personal, so that a page once made stays as it is for the day: what is due next
changes with the date. The server starts anew with another release.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from fairtown.concepts import FairtownError
from fairtown.hub.home.views import not_found

MAX_AGE = 300
#: Pages kept in memory by each process; compressed, about 10 kB each.
PAGES_KEPT = 1500

Handler = Callable[[HttpRequest], HttpResponse]


def kept_pages(get_response: Handler) -> Handler:
    """Answer a page without a question mark from memory once it was made, the oldest forgotten first."""
    kept: OrderedDict[tuple[str, str, bool, date], HttpResponse] = OrderedDict()

    def middleware(request: HttpRequest) -> HttpResponse:
        # feeds hold whole addresses: a page made for one name of the site is not that of another
        site = f"{request.scheme}://{request.get_host()}"
        key = (site, request.path, "gzip" in request.headers.get("Accept-Encoding", ""), localdate())
        found = None if request.GET or request.method != "GET" else kept.get(key)
        if found is not None:
            return found
        response = get_response(request)
        if _may_be_kept(request, response):
            kept[key] = response
            while len(kept) > PAGES_KEPT:
                kept.popitem(last=False)
        return response

    return middleware


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a page is the same for everyone all day: not what staff see, nor what shows records of people."""
    is_plain = (
        request.method == "GET" and not request.GET and response.status_code == HttpResponse.status_code
    )
    return is_plain and not response.cookies and "no-store" not in response.headers.get("Cache-Control", "")


def plain_errors(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer FairtownError, raised by a view, with the page that names what was meant."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "GET" and response.status_code == HttpResponse.status_code:
            response.headers.setdefault("Cache-Control", f"public, max-age={MAX_AGE}")
        return response

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return not_found(request, error) if isinstance(error, FairtownError) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
