"""`fairtown staff`: gives a member of staff a name, a password and roles for /staff/, or ends an account."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from fairtown.concepts import FairtownError

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAME = re.compile(r"[\w.@+-]{2,60}", re.ASCII)
PASSWORD = "FAIRTOWN_STAFF_PASSWORD"  # noqa: S105 - the name of a variable


def add(name: str, roles: Collection[str] = (), may_manage: bool = False) -> str:
    """Create the account, or give it a new password and these roles, and return one line that says so.

    The password is asked for, or taken from $FAIRTOWN_STAFF_PASSWORD. `roles`: of `staff.roles`; `may_manage`: may do
    everything but read what people ask for help with. Neither: what the account may do stays as it is, a new one is an
    organizer's. A deactivated account may sign in again.
    Raises FairtownError on a name that is none or a password that is too weak.
    """
    if not NAME.fullmatch(name):
        raise FairtownError(f"staff: name is {name[:60]!r}, expected 2 to 60 letters, digits or . @ + - _")
    _prepare()
    from django.contrib.auth.models import Group, User
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from fairtown.hub.staff.roles import ORGANIZER, PUBLISHERS, RIGHTS

    password = os.environ.get(PASSWORD) or _typed_twice(name)
    user = User.objects.filter(username=name).first() or User(username=name)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise FairtownError(f"staff: the password is refused: {' '.join(error.messages)}") from None
    is_new = user.pk is None
    user.is_active = user.is_staff = True
    user.set_password(password)
    if is_new or roles or may_manage:
        user.is_superuser = may_manage
        user.save()
        # rights of one account alone, and of editors, from before there were roles
        user.user_permissions.clear()
        user.groups.remove(*Group.objects.filter(name__in=[*RIGHTS, PUBLISHERS]))
        user.groups.add(*Group.objects.filter(name__in=list(roles) or ([] if may_manage else [ORGANIZER])))
    else:
        user.save()
    return f"{name} {'may now sign in' if is_new else 'has a new password'} at /staff/"


def reset_second_factor(name: str) -> str:
    """Remove the second factors of an account whose owner lost them; its sessions end. Return one line that says so.

    Raises FairtownError if there is no such account.
    """
    _prepare()
    from fairtown.hub.staff.factors import forget_all
    from fairtown.hub.staff.models import SignInEvent
    from fairtown.hub.staff.notices import tell_of_change
    from fairtown.hub.staff.trace import note

    user = _found(name)
    if forget_all(user):
        tell_of_change(note(SignInEvent.Kind.FACTOR_GONE, user, None))
    return f"{name} sets up a new second step after the next sign-in with the password"


def deactivate(name: str) -> str:
    """End an account and its sessions, keep its history, and return one line that says so.

    Raises FairtownError if there is no such account.
    """
    _prepare()
    user = _found(name)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return f"{name} may no longer sign in; what {name} did stays on record"


def _found(name: str) -> User:
    """Return an account; raises FairtownError, with the names that there are, if there is none."""
    from django.contrib.auth.models import User

    user = User.objects.filter(username=name).first()
    if user is None:
        names = ", ".join(
            User.objects.filter(is_active=True).order_by("username").values_list("username", flat=True)
        )
        raise FairtownError(f"staff: there is no account {name[:60]!r}; there are: {names or 'none'}")
    return user


def _prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairtown.hub.settings")
    from fairtown.hub.start import prepare_records

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
