"""Turns an unknown place, measure or year into a helpful 404, keeps pages that were made, drops marks of trackers.

A release never changes and no page is personal, so that a page once made stays as it is for the day: what is due next
changes with the date. The server starts anew with another release.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.timezone import localdate

from fairtown.concepts import FairtownError
from fairtown.hub.home.views import not_found

MAX_AGE = 300
#: Pages kept in memory by each process; compressed, about 10 kB each.
PAGES_KEPT = 1500

#: What newsletters and social networks add to an address to follow who opened it.
TRACKERS = frozenset(
    ("fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "ttclid", "igshid", "igsh", "mc_cid",
     "mc_eid", "yclid", "_hsenc", "_hsmi", "mkt_tok", "li_fat_id")
)  # fmt: skip
TRACKER_PREFIX = "utm_"

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


def without_trackers(get_response: Handler) -> Handler:
    """Send a reader on to the address without what others added to follow them, so that it is not passed on."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or not (tags := [n for n in request.GET if _is_tracker(n)]):
            return get_response(request)
        bare = request.GET.copy()
        for tag in tags:
            del bare[tag]
        # quoted: of "//elsewhere" a browser would make another site
        path = "/" + quote(request.path.lstrip("/"))
        return HttpResponseRedirect(f"{path}?{bare.urlencode()}" if bare else path)

    return middleware


def _is_tracker(name: str) -> bool:
    return name.lower() in TRACKERS or name.lower().startswith(TRACKER_PREFIX)


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
