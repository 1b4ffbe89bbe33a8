"""Errors as a reader sees them: one line, in their language on a page, as plain text in place of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext

from fairtown.concepts import FairtownError, TranslatableError

View = Callable[..., HttpResponse]


class TranslatedError(FairtownError):
    """An error whose message is already translated."""


@dataclass(frozen=True)
class ErrorMessage:
    """The message of an error. `is_foreign`: it is in English and the page is not, which the page has to say."""

    text: str
    is_foreign: bool

    def __str__(self) -> str:
        """Return the bare text."""
        return self.text


def error_message(error: Exception) -> ErrorMessage:
    """Return the message of an error, in the reader's language where its translation is known."""
    if isinstance(error, TranslatableError):
        return ErrorMessage(error.translated(gettext), is_foreign=False)
    is_english = not isinstance(error, TranslatedError)
    return ErrorMessage(str(error), is_english and get_language() != settings.LANGUAGE_CODE)


def text_error(message: str, status: int = HTTPStatus.BAD_REQUEST) -> HttpResponse:
    """Return the one line that says why there is no file, as plain text: who asks for a file reads no page."""
    return HttpResponse(message + "\n", status=status, content_type="text/plain; charset=utf-8")


def release_gone() -> HttpResponse:
    """Say that the figures are not where they were; no page can be made without them."""
    message = gettext(
        "The figures of this site were moved while it was open. Staff: put the release back, or start anew."
    )
    return text_error(message, HTTPStatus.SERVICE_UNAVAILABLE)


def errors_as_text(view: View) -> View:
    """Answer FairtownError, raised by a view that gives a file, with its line as plain text and status 400."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except FairtownError as error:
            return text_error(str(error_message(error)))

    return answer
