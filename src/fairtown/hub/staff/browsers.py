"""Browsers that have signed in before: known by a signed cookie of /staff/, so that no guesser can make them wait.

After OWASP's "device cookies". The cookie names no person to anyone who lacks the key; a new password ends it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE, SALT = "staff_browser", "fairtown.staff.browser"
KNOWN_FOR = timedelta(days=90)


def known(request: HttpRequest, name: str) -> str:
    """Return the id of a browser that has signed in with `name` before; blank if it has not."""
    try:
        user_id, browser, mark = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or user.get_username().casefold() != name or mark != _mark(user):
        return ""
    return str(browser)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Give a browser that has just signed in its cookie, the same id if it has one."""
    browser = known(request, user.get_username().casefold()) or secrets.token_hex(16)
    response.set_cookie(
        COOKIE,
        signing.dumps([user.pk, browser, _mark(user)], salt=SALT),
        max_age=KNOWN_FOR,
        path=settings.SESSION_COOKIE_PATH,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Strict",
    )


def _mark(user: User) -> str:
    """Return what changes with the password, and tells nothing of it."""
    return salted_hmac(SALT, user.password).hexdigest()[:16]
