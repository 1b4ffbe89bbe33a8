"""The printed report as a file: made by the first who asks, cached by release, place, language and day."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairtown.concepts import FairtownError
from fairtown.hub import evaluations
from fairtown.hub.caches import DOWNLOADS
from fairtown.hub.errors import error_message, text_error
from fairtown.hub.places.place import Place, place_of
from fairtown.hub.places.printed.report import report_pdf
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import PDF, file_response
from fairtown.hub.shelf.query import without_parameters


@without_parameters
def town(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the printed report of a town."""
    return _response(request, place_of(current_release(), slug, is_town=True))


@without_parameters
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the printed report of a region, a county or the state."""
    return _response(request, place_of(current_release(), slug, is_town=False))


def _response(request: HttpRequest, own: Place) -> HttpResponse:
    try:
        content = _cached(own)
    except evaluations.BusyError:
        response = text_error(
            _("Busy just now. Please try again in a few seconds."), HTTPStatus.SERVICE_UNAVAILABLE
        )
        response["Retry-After"] = str(evaluations.RETRY_AFTER)
        return response
    except FairtownError as error:
        # the place is there, or nobody would have come here: what is missing is a font, or room on a page
        return text_error(str(error_message(error)), HTTPStatus.INTERNAL_SERVER_ERROR)
    # it is compressed already: gzip would only take time
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    name = f"fairtown-{own.row['slug']}-{get_language()}-{current_release().date}.pdf"
    return file_response(content, PDF, name)


def _cached(own: Place) -> bytes:
    """Return the PDF from the cache, else make it: one at a time, and one who waits for it finds it made.

    Raises BusyError where another one waits already.
    """
    release, cache = current_release(), caches[DOWNLOADS]
    # the day too: a report says what is due next
    parts = ("report", str(release.path), localdate().isoformat(), own.key, get_language() or "")
    key = sha256("\0".join(parts).encode()).hexdigest()
    found: bytes | None = cache.get(key)
    if found is not None:
        return found
    with evaluations.place():
        found = cache.get(key)
        if found is None:
            found = report_pdf(release, own)
            cache.set(key, found)
    return found
