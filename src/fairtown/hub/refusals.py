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


def refused_as_text(view: View) -> View:
    """Answer FairtownError, raised by a view that gives a file, with its line as plain text and status 400."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except FairtownError as error:
            return HttpResponse(
                line(error) + "\n", status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8"
            )

    return answer
