"""What cannot be, told in one line: in the reader's language on a page, as plain text where a file was asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from fairtown.concepts import FairtownError
from fairtown.outputs.fair_share import CannotBe

View = Callable[..., HttpResponse]


def line(error: FairtownError) -> str:
    """Return what an error says, in the reader's language where its words are known."""
    return error.told(gettext) if isinstance(error, CannotBe) else str(error)


def refused(told: str, status: int = HTTPStatus.BAD_REQUEST) -> HttpResponse:
    """Return the one line that says why there is no file, as plain text: who asks for a file reads no page."""
    return HttpResponse(told + "\n", status=status, content_type="text/plain; charset=utf-8")


def refused_as_text(view: View) -> View:
    """Answer FairtownError, raised by a view that gives a file, with its line as plain text and status 400."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except FairtownError as error:
            return refused(line(error))

    return answer
