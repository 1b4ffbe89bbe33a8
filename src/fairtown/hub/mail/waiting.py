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
    n = Mail.objects.filter(state=Mail.State.DEAD).count()
    if not n:
        return []
    title = ngettext("%(n)s mail could not be sent", "%(n)s mails could not be sent", n) % {"n": n}
    return [Waiting(title, f"{reverse('admin:mail_mail_changelist')}?state=dead", is_urgent=True)]
