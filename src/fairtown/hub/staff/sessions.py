"""How long a session of staff lasts: 45 minutes without use, and ten hours in any case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from fairtown.hub.staff import browsers
from fairtown.hub.staff.trace import BEGAN, HAS_ENDED, SIGNED_OUT

Handler = Callable[[HttpRequest], HttpResponse]
LONGEST = timedelta(hours=10)
#: What a browser forgets at signing out. Not "cookies": it would take those of the organization's other sites along.
FORGOTTEN = '"cache", "storage"'


def limited_sessions(get_response: Handler) -> Handler:
    """End a session of staff that lasts for too long; prolong one in use; remember a browser that signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(settings.SESSION_COOKIE_PATH):
            return get_response(request)
        if request.user.is_authenticated:
            if time() - request.session.get(BEGAN, 0) > LONGEST.total_seconds():
                setattr(request, HAS_ENDED, True)
                logout(request)
            else:
                # written anew with each request, the session ends 45 minutes after the last one
                request.session.modified = True
        response = get_response(request)
        # whatever a view says, or forgets to say: what staff see is stored by nobody
        response.headers["Cache-Control"] = "private, no-store"
        if getattr(request, SIGNED_OUT, False):
            response.headers["Clear-Site-Data"] = FORGOTTEN
        if user := getattr(request, "staff_signed_in", None):
            browsers.remember(request, response, user)
        return response

    return middleware
