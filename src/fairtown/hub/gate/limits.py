"""How often one place, or one mailbox, may send something: five times in ten minutes, over all processes.

What is counted stands under a hash with the key of the day; no address and no mailbox is stored.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext as _

from fairtown.hub.gate.models import Counter
from fairtown.hub.gate.origins import keyed_hash, network_of

MOST, WINDOW = 5, timedelta(minutes=10)


def refusal(request: HttpRequest, mailbox: str = "") -> str:
    """Count one more from where a request comes, and to a mailbox; return why that is too often, blank if it is not.

    The mailbox is counted whoever asks, so that nobody can fill one from many places. `mailbox`: casefolded.
    """
    keys = [keyed_hash("gate-place", network_of(request))]
    if mailbox:
        keys.append(keyed_hash("gate-mailbox", _one_mailbox(mailbox)))
    # each is counted, whatever the other says
    too_many = [key for key in keys if count(key) > MOST]
    if not too_many:
        return ""
    return _("Too many forms were sent in the last ten minutes. Please wait ten minutes and try again.")


def _one_mailbox(address: str) -> str:
    """Return what the addresses of one mailbox have in common: many servers drop what follows a plus, and dots.

    Two people whose addresses differ by a dot alone share one count; nothing else is made of it.
    """
    local, _at, domain = address.rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def count(key: str) -> int:
    """Count one more under a key and return how many came in the ten minutes that the first of them began."""
    moment = now()
    with transaction.atomic():
        Counter.objects.get_or_create(key=key)
        own = Counter.objects.filter(key=key)
        # one writer at a time: a row that is updated is locked until the transaction ends
        own.filter(began_at__lt=moment - WINDOW).update(times=0, began_at=moment)
        own.update(times=F("times") + 1)
        return own.values_list("times", flat=True).get()
