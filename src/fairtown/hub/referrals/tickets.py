"""A key unlocked for fifteen minutes: half of it in the session, half in a signed cookie; neither opens a message.

The secret key is sealed to a key made for this ticket alone. The database holds the sealed one, the browser the key to
it. Signing out ends the session and with it the ticket.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from fairtown.hub.referrals.sealing import identity_of_file, new_identity, recipient_of

COOKIE, HELD, PATH = "intake_ticket", "intake_key", "/staff/intake/"
LIFE = timedelta(minutes=15)
SIGNER = TimestampSigner(salt="fairtown.intake.ticket")


def issue(request: HttpRequest, response: HttpResponse, identity: str) -> None:
    """Let a session read with a secret key for fifteen minutes."""
    import pyrage

    once = new_identity()
    sealed = pyrage.encrypt(identity.encode(), [pyrage.x25519.Recipient.from_str(recipient_of(once))])
    request.session[HELD] = b64encode(sealed).decode()
    response.set_cookie(
        COOKIE,
        SIGNER.sign(f"{request.user.pk}:{once}"),
        max_age=LIFE,
        path=PATH,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Strict",
    )


def end(request: HttpRequest, response: HttpResponse) -> None:
    """Lock the key again."""
    request.session.pop(HELD, None)
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")


def identity_of(request: HttpRequest) -> str:
    """Return the secret key that a session may read with, that of the file where one is named; blank if none."""
    return identity_of_file() or _unlocked(request)


def _unlocked(request: HttpRequest) -> str:
    import pyrage

    try:
        user, once = SIGNER.unsign(request.COOKIES.get(COOKIE, ""), max_age=LIFE).split(":")
        if user != str(request.user.pk):
            return ""
        sealed = b64decode(request.session.get(HELD, ""))
        return pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(once)]).decode()
    except (BadSignature, ValueError, pyrage.DecryptError, pyrage.IdentityError):
        return ""
