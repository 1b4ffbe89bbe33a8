"""Writes the trace of actions: each form that staff send, each file taken along, each try at what they may not."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from fairtown.hub.shelf.downloads import is_download
from fairtown.hub.staff.models import StaffAction
from fairtown.hub.staff.second_factor import ASKED_AGAIN

Handler = Callable[[HttpRequest], HttpResponse]
#: What the editor sends by itself while someone types, and what each account does for itself alone.
BY_ITSELF = ("editing_session", "preview", "admin:login", "admin:logout", "staff-confirm", "staff-language")
#: The part of an address that nobody may learn.
HIDDEN = "token"
REFUSED, FORBIDDEN = 400, 403
#: How the name of a view begins that refused whoever asked.
REFUSED_MARK = "refused: "


def traced_actions(get_response: Handler) -> Handler:
    """Note what staff do under /staff/: it goes by the address, so that no view can forget it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(settings.SESSION_COOKIE_PATH) and _is_action(request, response):
            match = request.resolver_match
            name = match.view_name if match else ""
            is_refused = response.status_code == FORBIDDEN or getattr(request, ASKED_AGAIN, False)
            record(request, f"{REFUSED_MARK}{name}" if is_refused else name)
        return response

    return middleware


def record(request: HttpRequest, what: str) -> None:
    """Note that the account of a request did something to the thing of its path."""
    thing, match = request.path_info, request.resolver_match
    if match and (token := match.kwargs.get(HIDDEN)):
        # an address that is a secret itself
        thing = thing.replace(token, "-")
    StaffAction.objects.create(user=request.user, what=what[:100], thing=thing[:200])  # type: ignore[misc]


def _is_action(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    if not match or not request.user.is_authenticated:
        return False
    if response.status_code == FORBIDDEN:
        return True
    if response.status_code >= REFUSED:
        return False
    if any(part in match.view_name for part in BY_ITSELF):
        return False
    return is_download(response) or request.method not in ("GET", "HEAD", "OPTIONS")
