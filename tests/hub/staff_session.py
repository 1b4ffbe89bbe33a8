"""Staff in tests: accounts that have a second factor, and sessions that have proven it."""

from time import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import User
from django.test import Client

from fairtown.hub.staff.second_factor import PROVEN

#: The secret of every app in tests.
SECRET = "JBSWY3DPEHPK3PXP"


def code_of(secret: str, step: int = 0) -> str:
    """Return the code of an app now, or some steps of 30 seconds from now."""
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time()) // 30 + step))


def give_app(user: User) -> str:
    """Give an account an authenticator app, unless it has one, and return its secret."""
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return decrypt(app.data["secret"]) if app else (TOTP.activate(user, SECRET) and SECRET)


def pass_factor(client: Client, ago: float = 0) -> Client:
    """Let a session that has signed in have proven its factor, so many seconds ago."""
    user = User.objects.get(pk=client.session["_auth_user_id"])
    give_app(user)
    session = client.session
    session[PROVEN] = [user.pk, time() - ago]
    session.save()
    return client


def signed_in(user: User, client: Client | None = None) -> Client:
    """Return a browser in which an account has signed in with both steps."""
    client = client or Client()
    client.force_login(user)
    return pass_factor(client)
