"""Invitations: a link by mail that makes one account, once, within three days."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from fairtown.hub.mail import outbox
from fairtown.hub.mail.letters import write
from fairtown.hub.site_url import absolute_url
from fairtown.hub.staff.models import Invitation
from fairtown.hub.staff.roles import LABELS

VALID_FOR = timedelta(days=3)
KIND = "staff-invitation"


def invite(by: User, address: str, roles: Sequence[str], language: str) -> Invitation:
    """Mail a link that makes an account with these roles; an earlier link to the same address ends."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Invitation.objects.filter(address__iexact=address, used_at=None).delete()
        row = Invitation.objects.create(
            address=address, roles=list(roles), language=language, link_hash=_hash(token), by=by,
            ends_at=now() + VALID_FOR,
        )  # fmt: skip
        context = {
            "url": absolute_url(reverse("staff-invitation", args=[token])),
            "by": by.get_full_name() or by.username,
            "roles": [LABELS[role] for role in roles],
            "n_days": VALID_FOR.days,
        }
        letter = write("staff/mail/invitation.txt", language, context)
        outbox.put(letter, address, KIND, f"staff-invitation:{row.pk}")
    return row


def withdraw(pk: int) -> bool:
    """End an invitation that nobody has used; False if there is none."""
    n, _kinds = Invitation.objects.filter(pk=pk, used_at=None).delete()
    return bool(n)


def found(token: str) -> Invitation | None:
    """Return the invitation of a link that can still be used."""
    return Invitation.objects.filter(link_hash=_hash(token), used_at=None, ends_at__gt=now()).first()


def accept(token: str, name: str, password: str) -> User | None:
    """Make the account of a link, and let nobody use the link again; None if somebody has."""
    with transaction.atomic():
        rows = Invitation.objects.select_for_update().filter(link_hash=_hash(token), used_at=None)
        row = rows.filter(ends_at__gt=now()).first()
        if row is None:
            return None
        row.used_at = now()
        row.save(update_fields=["used_at"])
        user = User(username=name, email=row.address, is_staff=True)
        user.set_password(password)
        user.save()
        user.groups.set(Group.objects.filter(name__in=row.roles))
        return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
