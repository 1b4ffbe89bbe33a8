"""Who sends which mail: a worker leases some for ten minutes, and what it leaves is leased again."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Case, F, Q, When
from django.utils.timezone import now

from fairtown.hub.mail.models import Mail

LEASE = timedelta(minutes=10)
BATCH = 50


def new_worker() -> str:
    """Return a name for this process, which begins with that of the machine."""
    return f"{socket.gethostname()[:40]}:{uuid4().hex[:12]}"


def lease(worker: str, most: int = BATCH) -> list[Mail]:
    """Take the mails that have been due for longest, so that nobody else sends them for ten minutes.

    What goes to one comes before what goes to many: a link that someone waits for is not behind a newsletter.
    """
    moment = now()
    free = Q(leased_until=None) | Q(leased_until__lt=moment)
    due = Mail.objects.filter(free, state=Mail.State.WAITING, due_at__lte=moment)
    # asked each second, mostly for nothing: nobody else waits for that
    if not due.exists():
        return []
    with transaction.atomic():
        rows = due.select_related("circular").order_by(F("circular_id").asc(nulls_first=True), "due_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        found = list(rows[:most])
        _take_up(found, worker, moment + LEASE)
    return found


def _take_up(found: list[Mail], worker: str, until: datetime) -> None:
    """Lease them; where a text was being handed over when its worker ended, note that it may have arrived."""
    doubts = Case(When(begun_at=None, then=F("doubts")), default=F("doubts") + 1)
    own = Mail.objects.filter(pk__in=[mail.pk for mail in found])
    own.update(doubts=doubts, begun_at=None, worker=worker, leased_until=until)
    for mail in found:
        mail.doubts += mail.begun_at is not None
        mail.begun_at, mail.worker, mail.leased_until = None, worker, until


def release_dead(worker: str) -> int:
    """Give up the leases of this machine's other workers; only for who holds the lock of the machine's job process."""
    host = worker.partition(":")[0] + ":"
    left = Mail.objects.filter(state=Mail.State.WAITING, worker__startswith=host).exclude(worker=worker)
    in_doubt = left.filter(begun_at__isnull=False).update(doubts=F("doubts") + 1, begun_at=None)
    left.update(worker="", leased_until=None)
    return in_doubt


def begin(mail: Mail) -> bool:
    """Note that the text of a leased mail is handed over now; False if it is there no more, or not ours any longer."""
    mail.begun_at = now()
    own = Mail.objects.filter(pk=mail.pk, worker=mail.worker, state=Mail.State.WAITING)
    return own.update(begun_at=mail.begun_at) == 1


def give_up(worker: str) -> None:
    """Free what this worker leased and did not begin."""
    left = Mail.objects.filter(worker=worker, state=Mail.State.WAITING, begun_at=None)
    left.exclude(leased_until=None).update(worker="", leased_until=None)
