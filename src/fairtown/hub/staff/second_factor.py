"""Asks every session of staff for a second factor, on every address under /staff/, before any view is called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from math import inf
from time import time
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now

from fairtown.hub.staff.models import SignInEvent

#: What asks every other session of an account to prove its factor anew.
CHANGES = (SignInEvent.Kind.NEW_FACTOR, SignInEvent.Kind.FACTOR_GONE)
#: Set on a request that was led to the second step instead of being done.
ASKED_AGAIN = "staff_asked_again"
Handler = Callable[[HttpRequest], HttpResponse]
#: In the session: the number of the account that proved its factor, and when, in seconds since 1970.
PROVEN = "second_factor"
#: Names of the views that a session sees before it has proven its factor; each asks for itself who may see it.
BEFORE = frozenset(
    ("admin:login", "admin:logout", "staff-confirm", "staff-set-up", "staff-language", "staff-invitation")
)


def second_factor_required(get_response: Handler) -> Handler:
    """Lead whoever has signed in by password alone to the second factor, or to set one up.

    It goes by the address, not by the view: what somebody adds under /staff/ tomorrow is behind it too.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if (
            not request.path_info.startswith(settings.SESSION_COOKIE_PATH)
            or not request.user.is_authenticated
        ):
            return None
        match = request.resolver_match
        if (match and match.view_name in BEFORE) or is_proven(request):
            return None
        return ask_again(request)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def account_of(request: HttpRequest) -> User:
    """Return the account of a request that has one."""
    return cast("User", request.user)


def has_factor(user: User) -> bool:
    """Whether an account has an authenticator app or a passkey; codes for recovery alone are none."""
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def is_proven(request: HttpRequest) -> bool:
    """Whether the account of this session has proven its second factor here, since the factors last changed.

    So that a change of them asks every other session of the account anew: one of these may be a thief's.
    """
    seconds = seconds_since(request)
    if seconds == inf or not has_factor(account_of(request)):
        return False
    changes = SignInEvent.objects.filter(user=account_of(request), kind__in=CHANGES)
    return not changes.filter(at__gt=now() - timedelta(seconds=seconds)).exists()


def prove(request: HttpRequest) -> None:
    """Note that the factor was proven just now; the session gets another key, so that none from before is of use."""
    request.session.cycle_key()
    request.session[PROVEN] = [request.user.pk, time()]


def seconds_since(request: HttpRequest) -> float:
    """Return the seconds since the account of this session proved its factor; infinite if it has not."""
    pk, at = request.session.get(PROVEN, (None, 0))
    return time() - at if request.user.is_authenticated and pk == request.user.pk else inf


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for the factor, or sets one up, and from there back."""
    setattr(request, ASKED_AGAIN, True)
    name = "staff-confirm" if has_factor(account_of(request)) else "staff-set-up"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': _back(request)})}")


def _back(request: HttpRequest) -> str:
    """Return where a request comes back to: its address, or of a form the page that it stood on."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    path = page._replace(scheme="", netloc="").geturl() if page.netloc == request.get_host() else ""
    return path if is_inside(path) else request.get_full_path()


def is_inside(path: str) -> bool:
    """Whether a path is one of the site of staff: nobody is led elsewhere after signing in."""
    return path.startswith(settings.SESSION_COOKIE_PATH) and url_has_allowed_host_and_scheme(path, None)
