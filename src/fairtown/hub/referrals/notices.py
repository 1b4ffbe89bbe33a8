"""Mail to referral staff: messages came, some are late, and someone new may read them; never what they say."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group, User
from django.db.models.signals import m2m_changed
from django.urls import reverse

from fairtown.concepts import FairtownError
from fairtown.hub.mail import outbox
from fairtown.hub.mail.letters import write
from fairtown.hub.site_url import absolute_url
from fairtown.hub.staff.language import preferred
from fairtown.hub.staff.roles import REFERRAL


def connect() -> None:
    """Tell referral staff whoever joins their group, whichever way: an admin's form, an invitation, the command."""
    m2m_changed.connect(
        _members_added, sender=User.groups.through, dispatch_uid="fairtown.referrals.new-reader"
    )


def mail(kind: str, occasion: str, route: str, left_out: Collection[int] = (), **context: Any) -> None:
    """Mail each active member of referral staff, in their language; `left_out`: numbers of accounts that get none."""
    rows = (
        User.objects.filter(is_active=True, groups__name=REFERRAL).exclude(email="").exclude(pk__in=left_out)
    )
    for user in rows:
        own = {"url": absolute_url(reverse(route)), **context}
        letter = write(f"referrals/mail/{kind}.txt", preferred(user), own)
        outbox.put(letter, user.email, f"intake-{kind}", f"intake-{kind}:{occasion}:{user.pk}")


def _members_added(instance: Any, action: str, pk_set: set[int] | None, **_signal: Any) -> None:
    """Mail those who read already. Whoever gives roles can give this one to themselves: it is seen at once."""
    if action != "post_add" or not pk_set:
        return
    if isinstance(instance, Group):
        users = list(User.objects.filter(pk__in=pk_set)) if instance.name == REFERRAL else []
    else:
        users = [instance] if Group.objects.filter(pk__in=pk_set, name=REFERRAL).exists() else []
    if not users:
        return
    names = ", ".join(user.get_username() for user in users)
    try:
        mail("new_reader", uuid4().hex, "intake-key", [user.pk for user in users], names=names)
    except FairtownError as error:
        # without a release there is no letterhead; the account is made all the same, and its maker reads this
        print(f"fairtown: referral staff were not mailed about {names}: {error}", file=sys.stderr)
