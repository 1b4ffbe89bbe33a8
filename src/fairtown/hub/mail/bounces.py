"""What happens when a mail does not arrive: it is noted, and whoever keeps people hears of it.

Each mail has a return address of its own, `b+<number>.<mark>@<domain>`, whose mark nobody else can make (VERP). So it
is known which one came back, whatever the report says of its recipient.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import now

from fairtown.hub.mail.models import Mail
from fairtown.hub.shelf.text import one_line

#: Hexadecimal digits of a mark: nobody hits one by trying.
MARK_LENGTH = 20
RETURN_ADDRESS = re.compile(rf"b\+(\d{{1,18}})\.([0-9a-f]{{{MARK_LENGTH}}})@", re.IGNORECASE | re.ASCII)
LONGEST_DETAIL = 300
#: Status codes (RFC 3463) of an address that does not exist or takes no mail any more, and of nothing more exact.
GONE = ("5.0.0", "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4")
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b", re.ASCII)
REPLY = re.compile(r"\b([45]\d\d)\b", re.ASCII)
#: Replies without a status code that say the same (RFC 5321).
GONE_REPLIES = ("550", "551", "553")


class Bounce(StrEnum):
    """Why a mail did not arrive, or that its reader complained of it."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


#: Called with each mail that did not arrive, and whether it is the first report of it.
LISTENERS: list[Callable[[Mail, Bounce, bool], None]] = []


def are_read() -> bool:
    """Whether reports of mail that did not arrive come to this site: else nobody would read the return addresses."""
    return bool(settings.BOUNCE_DIR or settings.MAIL_HOOK_SECRET)


def return_address(mail: Mail) -> str:
    """Return the address that reports on a mail go to."""
    domain = settings.MAIL_FROM.address.rpartition("@")[2]
    return f"b+{mail.pk}.{_mark(mail.pk)}@{domain}"


def _mark(number: int) -> str:
    return salted_hmac("fairtown.mail.bounce", str(number)).hexdigest()[:MARK_LENGTH]


def mail_at(texts: Iterable[str]) -> Mail | None:
    """Return the mail that one of several texts has the return address of; None for none, and for a forged mark."""
    for number, mark in (pair for text in texts for pair in RETURN_ADDRESS.findall(text)):
        if constant_time_compare(mark.lower(), _mark(int(number))):
            return Mail.objects.filter(pk=int(number)).first()
    return None


def kind_of(text: str) -> Bounce:
    """Return whether a status code, or an answer of a server, says that an address is gone, or only that it failed."""
    if status := STATUS.search(text):
        return Bounce.HARD if status[1] in GONE else Bounce.SOFT
    reply = REPLY.search(text)
    return Bounce.HARD if reply and reply[1] in GONE_REPLIES else Bounce.SOFT


@transaction.atomic
def note(mail: Mail, kind: Bounce, detail: str) -> None:
    """Note that a mail did not arrive; the same report again counts nothing twice."""
    own = Mail.objects.filter(pk=mail.pk)
    is_first = (
        own.filter(bounced_at=None).update(bounced_at=now(), answer=one_line(detail)[:LONGEST_DETAIL]) == 1
    )
    if kind == Bounce.HARD:
        own.filter(state=Mail.State.SENT).update(state=Mail.State.RETURNED)
    tell(mail, kind, is_first)


@transaction.atomic
def tell(mail: Mail, kind: Bounce, is_first: bool = True) -> None:
    """Tell whoever listens; a mail that was emptied long ago has no address any more."""
    for hear in LISTENERS if mail.to else ():
        hear(mail, kind, is_first)
