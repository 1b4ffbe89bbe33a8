"""Turns an unknown place, measure or year into a helpful 404, and drops marks of trackers."""

import sqlite3
from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from fairtown.concepts import FairtownError
from fairtown.hub import absent
from fairtown.hub.errors import release_gone
from fairtown.hub.home.views import not_found
from fairtown.hub.release_access import current_release

MAX_AGE = 300
#: What newsletters and social networks add to an address to follow who opened it.
TRACKERS = frozenset(
    ("fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "ttclid", "igshid", "igsh", "mc_cid",
     "mc_eid", "yclid", "_hsenc", "_hsmi", "mkt_tok", "li_fat_id")
)  # fmt: skip
TRACKER_PREFIX = "utm_"

Handler = Callable[[HttpRequest], HttpResponse]


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


def held_subjects(get_response: Handler) -> Handler:
    """Answer a page about what the state has nothing of with one that says so, before any view looks for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *_view: object) -> HttpResponse | None:
        match = request.resolver_match
        subject = absent.subject_of(match.url_name or "") if match else ""
        if not subject or absent.subjects(current_release())[subject]:
            return None
        return absent.not_held(request, subject)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def plain_errors(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer FairtownError, raised by a view, with the page that names what was meant; say where no release is left."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "GET" and response.status_code == HttpResponse.status_code:
            response.headers.setdefault("Cache-Control", f"public, max-age={MAX_AGE}")
        return response

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, FairtownError):
            return not_found(request, error)
        is_gone = (
            isinstance(error, OSError | sqlite3.OperationalError) and not current_release().path.exists()
        )
        return release_gone() if is_gone else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
