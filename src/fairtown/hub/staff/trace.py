"""Writes the trace of sign-ins from Django's own signals, whichever form or second factor sends them."""

from __future__ import annotations

from time import time
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from fairtown.hub.staff.models import SignInEvent
from fairtown.hub.staff.origins import origin_of

#: When a session began, in seconds since 1970, in the session itself.
BEGAN = "began"
#: What the browser of a session says of itself, in the session itself and nowhere else.
BROWSER = "browser"
#: Letters of that which are stored.
LONGEST_BROWSER = 400
#: Set on a request that signed out.
SIGNED_OUT = "staff_signed_out"
#: Set on a request whose session ended by itself.
HAS_ENDED = "staff_session_has_ended"


def connect() -> None:
    """Connect the trace to the signals."""
    user_logged_in.connect(_signed_in, dispatch_uid="fairtown.staff")
    user_logged_out.connect(_signed_out, dispatch_uid="fairtown.staff")
    user_login_failed.connect(_failed, dispatch_uid="fairtown.staff")


def note(kind: SignInEvent.Kind, user: Any, request: HttpRequest | None) -> SignInEvent:
    """Add a row to the trace of sign-ins, and return it."""
    return SignInEvent.objects.create(kind=kind, user=user, origin=origin_of(request))


def _signed_in(request: HttpRequest | None, user: AbstractBaseUser, **_: Any) -> None:
    if request is not None:
        request.session[BEGAN] = time()
        request.session[BROWSER] = request.headers.get("User-Agent", "")[:LONGEST_BROWSER]
        request.staff_signed_in = user  # type: ignore[attr-defined]
    note(SignInEvent.Kind.SIGNED_IN, user, request)


def _signed_out(request: HttpRequest | None, user: AbstractBaseUser | None, **_: Any) -> None:
    if user is not None:
        if request is not None:
            setattr(request, SIGNED_OUT, True)
        has_ended = getattr(request, HAS_ENDED, False)
        note(SignInEvent.Kind.ENDED if has_ended else SignInEvent.Kind.SIGNED_OUT, user, request)


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    name = str(credentials.get("username", ""))
    note(SignInEvent.Kind.FAILED, get_user_model().objects.filter(username=name).first(), request)
