"""The policy of the editor under /staff/pages/: its scripts are ours or carry the nonce of the answer, never inline."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from csp.constants import NONCE, SELF
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

START = "/staff/pages/"
#: The editor previews pages in a frame, and its components style themselves as they start.
DIRECTIVES = {
    "script-src": [SELF, NONCE],
    "style-src": [SELF, "'unsafe-inline'"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}

#: Faults of Pillow, which is not loaded where no picture is read.
NO_PICTURE = ("UnidentifiedImageError", "DecompressionBombError")

Handler = Callable[[HttpRequest], HttpResponse]


def editor_policy(get_response: Handler) -> Handler:
    """Widen the policy for the editor, and for nothing else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(START):
            response._csp_replace = DIRECTIVES  # type: ignore[attr-defined]
            response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say that a file is no picture where Wagtail lets the fault of its reader through, as for a broken GIF."""
        if not request.path.startswith(START) or type(error).__name__ not in NO_PICTURE:
            return None
        why = _("This file is damaged, or is no picture. Save it anew as JPEG or PNG, and try again.")
        return render(request, "400.html", {"why": why}, status=HTTPStatus.BAD_REQUEST)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
