"""The second factors of an account: an authenticator app (RFC 6238), passkeys (WebAuthn), and codes for recovery.

django-allauth stores them and speaks their protocols. Beyond it, each code of an app is taken once by all processes
together: allauth notes used ones in the memory of a process, we note the last step in the database.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

#: In the session, while an app is being set up.
NEW_SECRET = "new_totp_secret"  # noqa: S105 - a key of the session
#: Steps of 30 seconds that a clock may be off.
TOLERANCE = 1
Type = Authenticator.Type


def of_kind(user: User, kind: str) -> list[Authenticator]:
    """Return the factors of one kind, oldest first."""
    return list(Authenticator.objects.filter(user=user, type=kind).order_by("created_at"))


def new_secret(request: HttpRequest) -> str:
    """Return the secret that is being set up in this session, made once."""
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    if not request.session.get(NEW_SECRET):
        request.session[NEW_SECRET] = generate_totp_secret()
    return str(request.session[NEW_SECRET])


def set_up_app(request: HttpRequest, code: str) -> bool:
    """Give an account the app whose code was typed, in place of the one it has; False if the code is wrong."""
    from allauth.mfa.totp.internal.auth import TOTP

    secret = request.session.get(NEW_SECRET, "")
    step = _step_of(secret, code) if secret else None
    if step is None:
        return False
    with transaction.atomic():
        Authenticator.objects.filter(user=request.user, type=Type.TOTP).delete()
        app = TOTP.activate(request.user, secret).instance
        app.data["last_step"] = step
        app.save()
    del request.session[NEW_SECRET]
    return True


def use_code(user: User, code: str) -> bool:
    """Take a code of the account's app, once, or one of its codes for recovery; False if it is neither."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.utils import decrypt

    with transaction.atomic():
        app = Authenticator.objects.select_for_update().filter(user=user, type=Type.TOTP).first()
        if app is not None:
            step = _step_of(decrypt(app.data["secret"]), code)
            if step is not None and step > app.data.get("last_step", 0):
                app.data["last_step"] = step
                app.record_usage()
                app.save()
                return True
        recovery = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
        return recovery is not None and RecoveryCodes(recovery).validate_code(code)


def _step_of(secret: str, code: str) -> int | None:
    """Return the step of 30 seconds whose code this is, now or one off; None if it is none of them."""
    import time

    from allauth.core.internal.cryptokit import compare_user_code
    from allauth.mfa import app_settings
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    now = int(time.time()) // app_settings.TOTP_PERIOD
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


def new_recovery_codes(user: User) -> list[str]:
    """Give an account ten new codes for recovery; those it had are of no use any more."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
        return list(RecoveryCodes.activate(user).generate_codes())


def codes_left(user: User) -> int:
    """Return how many codes for recovery an account has left."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    return sum(len(RecoveryCodes(row).get_unused_codes()) for row in of_kind(user, Type.RECOVERY_CODES))


def begin_passkey(user: User) -> dict[str, Any]:
    """Return what a browser needs to make a passkey; its challenge stays in the session."""
    from allauth.mfa.webauthn.internal import auth

    return auth.begin_registration(user, passwordless=False)


def add_passkey(user: User, name: str, credential: dict[str, Any]) -> bool:
    """Store the passkey that a browser made; False if it is not the answer to this session's challenge."""
    from allauth.mfa.webauthn.internal import auth

    try:
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        return False
    auth.WebAuthn.add(user, name, credential)
    return True


def begin_use_of_passkey(user: User) -> dict[str, Any]:
    """Return what a browser needs to prove that it holds a passkey of an account."""
    from allauth.mfa.webauthn.internal import auth

    return auth.begin_authentication(user)


def use_passkey(user: User, credential: Any) -> bool:
    """Whether a browser has proven that it holds a passkey of an account."""
    from allauth.mfa.webauthn.internal import auth

    try:
        auth.parse_authentication_response(credential)
        auth.complete_authentication(user, credential).record_usage()
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def remove(user: User, pk: int) -> bool:
    """Remove an app or a passkey of an account; False if it is not the account's, or its last one."""
    with transaction.atomic():
        main = Authenticator.objects.select_for_update().filter(user=user).exclude(type=Type.RECOVERY_CODES)
        found = [factor for factor in main if factor.pk == pk]
        if not found or len(main) == 1:
            return False
        found[0].delete()
        return True


def forget_all(user: User) -> int:
    """Remove all factors of an account, which sets up new ones when it signs in next; return how many there were."""
    n, _kinds = Authenticator.objects.filter(user=user).delete()
    return n
