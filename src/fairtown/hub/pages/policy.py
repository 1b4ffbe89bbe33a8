"""The policy of the editor under /staff/pages/: its scripts are ours or carry the nonce of the answer, never inline."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import NONCE, SELF
from django.http import HttpRequest, HttpResponse

START = "/staff/pages/"
#: The editor previews pages in a frame, and its components style themselves as they start.
DIRECTIVES = {
    "script-src": [SELF, NONCE],
    "style-src": [SELF, "'unsafe-inline'"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}

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

    return middleware
