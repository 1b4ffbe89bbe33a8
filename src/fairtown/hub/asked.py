"""What an address asks for: parameters that the page knows, each given once; anything else is refused by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from fairtown.concepts import FairtownError

BAD_REQUEST, NOT_THERE = 400, 404


def parameters(request: HttpRequest, page: str, known: Iterable[str]) -> dict[str, str]:
    """Return the parameters of an address.

    Raises FairtownError, in one line with the name, on one that `page` does not know or that stands twice: what was
    meant would be left out without a word.
    """
    names = tuple(known)
    for name, values in request.GET.lists():
        if name not in names:
            there = f"there are: {', '.join(names)}" if names else "there are none"
            raise FairtownError(f"{page}: parameter {name[:40]!r} is unknown; {there}")
        if len(values) > 1:
            raise FairtownError(f"{page}: parameter {name!r} stands {len(values)} times; give it once")
    return {name: request.GET[name] for name in request.GET}


def refused(error: object, status: int = BAD_REQUEST) -> HttpResponse:
    """Return the one line that says why there is no file, as plain text: who asks for a file reads no page."""
    return HttpResponse(f"{error}\n", status=status, content_type="text/plain; charset=utf-8")


def or_one_line(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a download answer FairtownError with its one line and status 400, not with the page for what is not there."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        try:
            return view(request, *args, **given)
        except FairtownError as error:
            return refused(error)

    return answer
