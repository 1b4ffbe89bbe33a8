"""What waits for staff of the outbox: mail that no server took."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import ngettext

from fairtown.hub.mail.models import Mail
from fairtown.hub.shelf.slots import Waiting


def failed(user: User) -> list[Waiting]:
    """Return the mails that could not be sent, to those who may see mail; no address is named."""
    if not user.has_perm("mail.view_mail"):
        return []
    # a newsletter says on its own page how many did not arrive
    n = Mail.objects.filter(state__in=(Mail.State.DEAD, Mail.State.RETURNED), circular=None).count()
    if not n:
        return []
    title = ngettext("%(n)s mail did not arrive", "%(n)s mails did not arrive", n) % {"n": n}
    states = f"{Mail.State.DEAD},{Mail.State.RETURNED}"
    return [Waiting(title, f"{reverse('admin:mail_mail_changelist')}?state__in={states}", is_urgent=True)]
