"""The form of signing in at /staff/."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairtown.hub.staff.throttle import Attempt

MINUTE = timedelta(minutes=1)


class SignIn(AdminAuthenticationForm):
    """Django's form of staff, with a wait after many wrong passwords."""

    def clean(self) -> dict[str, Any]:
        """Refuse whoever has to wait, also with the right password."""
        given = self.cleaned_data
        if self.request is None or not (given.get("username") and given.get("password")):
            return super().clean()
        attempt = Attempt.from_request(self.request, str(given["username"]))
        if wait := attempt.begin():
            raise ValidationError(wait_message(wait), code="wait")
        found = super().clean()
        attempt.succeed()
        return found


def wait_message(wait: timedelta) -> str:
    """Return the message for whoever has to wait; the same whether the name is an account or not."""
    n = ceil(wait / MINUTE)
    message = ngettext(
        "Too many failed attempts to sign in. Please wait %(n)d minute, then try again.",
        "Too many failed attempts to sign in. Please wait %(n)d minutes, then try again.",
        n,
    )
    return (
        message % {"n": n}
        + " "
        + _("A browser you have signed in with before does not wait for the attempts of others.")
    )
