"""`fairtown staff`: gives a member of staff a name and a password for /staff/, or ends an account."""

from __future__ import annotations

import getpass
import os
import re

from fairtown.concepts import FairtownError

#: Labels of the apps that staff work with.
APPS = ("records", "mail", "supporters", "gatherings")
NAME = re.compile(r"[\w.@+-]{2,60}", re.ASCII)
#: The group whose members write pages and publish them.
PUBLISHERS = "Moderators"
PASSWORD = "FAIRTOWN_STAFF_PASSWORD"  # noqa: S105 - the name of a variable


def add(name: str, may_manage: bool, may_publish: bool = False) -> str:
    """Create the account, or give it a new password, and return one line that says so.

    The password is asked for, or taken from $FAIRTOWN_STAFF_PASSWORD. `may_manage`: may also manage accounts;
    `may_publish`: may also write and publish pages. A deactivated account may sign in again. Raises FairtownError on a
    name that is none or a password that is too weak.
    """
    if not NAME.fullmatch(name):
        raise FairtownError(f"staff: name is {name[:60]!r}, expected 2 to 60 letters, digits or . @ + - _")
    _prepare()
    from django.contrib.auth.models import Group, Permission, User
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    password = os.environ.get(PASSWORD) or _typed_twice(name)
    user = User.objects.filter(username=name).first() or User(username=name)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise FairtownError(f"staff: the password is refused: {' '.join(error.messages)}") from None
    is_new = user.pk is None
    user.is_active = user.is_staff = True
    user.is_superuser = may_manage
    user.set_password(password)
    user.save()
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=APPS))
    if may_publish:
        # the editor makes this group with its first migration
        user.groups.add(Group.objects.get(name=PUBLISHERS))
    return f"{name} {'may now sign in' if is_new else 'has a new password'} at /staff/"


def deactivate(name: str) -> str:
    """End an account and its sessions, keep its history, and return one line that says so.

    Raises FairtownError if there is no such account.
    """
    _prepare()
    from django.contrib.auth.models import User

    user = User.objects.filter(username=name).first()
    if user is None:
        names = ", ".join(
            User.objects.filter(is_active=True).order_by("username").values_list("username", flat=True)
        )
        raise FairtownError(f"staff: there is no account {name[:60]!r}; there are: {names or 'none'}")
    user.is_active = False
    user.save(update_fields=["is_active"])
    return f"{name} may no longer sign in; what {name} did stays on record"


def _prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairtown.hub.settings")
    from fairtown.hub.serve import prepare_records

    prepare_records()


def _typed_twice(name: str) -> str:
    """Return the password that is typed twice; raises FairtownError if none is, or another the second time."""
    try:
        first, second = (getpass.getpass(f"{word} for {name}: ") for word in ("password", "once more"))
    except (EOFError, KeyboardInterrupt):
        raise FairtownError(f"staff: no password was given; type it, or set ${PASSWORD}") from None
    if first != second:
        raise FairtownError("staff: the two passwords differ, nothing was changed; try again")
    return first
