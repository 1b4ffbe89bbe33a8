"""Turns an unknown place, measure or year into a helpful 404, and lets pages be cached: none is personal."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fairtown.concepts import FairtownError
from fairtown.hub.home.views import not_found

MAX_AGE = 300


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
