"""`fairtown staff`: gives a member of staff a name and a password for /staff/."""

from __future__ import annotations

import getpass
import os
import re

from fairtown.concepts import FairtownError

NAME = re.compile(r"[\w.@+-]{2,60}", re.ASCII)
PASSWORD = "FAIRTOWN_STAFF_PASSWORD"  # noqa: S105 - the name of a variable


def add(name: str, may_manage: bool) -> str:
    """Create the account, or give it a new password, and return one line that says so.

    The password is asked for, or taken from $FAIRTOWN_STAFF_PASSWORD. `may_manage`: may also manage accounts.
    Raises FairtownError on a name that is none or a password that is too weak.
    """
    if not NAME.fullmatch(name):
        raise FairtownError(f"staff: name is {name[:60]!r}, expected 2 to 60 letters, digits or . @ + - _")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairtown.hub.settings")
    from fairtown.hub.serve import prepare_records

    prepare_records()
    from django.contrib.auth.models import Permission, User
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    password = os.environ.get(PASSWORD) or _asked_for(name)
    user = User.objects.filter(username=name).first() or User(username=name)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise FairtownError(f"staff: the password is refused: {' '.join(error.messages)}") from None
    is_new = user.pk is None
    user.is_staff, user.is_superuser = True, may_manage
    user.set_password(password)
    user.save()
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="records"))
    return f"{name} {'may now sign in' if is_new else 'has a new password'} at /staff/"


def _asked_for(name: str) -> str:
    """Return the password that is typed twice; raises FairtownError if none is, or another the second time."""
    try:
        first, second = (getpass.getpass(f"{word} for {name}: ") for word in ("password", "once more"))
    except (EOFError, KeyboardInterrupt):
        raise FairtownError(f"staff: no password was given; type it, or set ${PASSWORD}") from None
    if first != second:
        raise FairtownError("staff: the two passwords differ, nothing was changed; try again")
    return first
