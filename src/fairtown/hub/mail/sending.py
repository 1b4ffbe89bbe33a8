"""Sends what is due: over one SMTP session for a batch, or as files. What is refused is tried five times."""

from __future__ import annotations

import smtplib
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.utils.timezone import now

from fairtown.hub.jobs.registry import periodic
from fairtown.hub.mail import bounces, circulars, files, leases
from fairtown.hub.mail.bounces import Bounce
from fairtown.hub.mail.journal import Journal
from fairtown.hub.mail.messages import envelope_sender, message_of
from fairtown.hub.mail.models import Mail
from fairtown.hub.shelf.text import one_line

EVERY = timedelta(seconds=1)
#: How long after each try the next one comes; after the last nothing does.
DELAYS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2))
#: How long a server that cannot be reached is left alone, twice as long each time.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)
#: A batch that takes so long gives the rest up before its lease ends.
LONGEST_BATCH = leases.LEASE - timedelta(minutes=2)
#: So long the clock sends at a time: other jobs come in between, however much mail there is.
LONGEST_RUN = timedelta(seconds=20)
PERMANENT, CLOSING = 500, 421
LONGEST_ANSWER = 300


class ServerGoneError(Exception):
    """The server cannot be reached, went away, or refuses whatever we send: no mail is at fault."""


@cache
def this_worker() -> str:
    """Return the name of this process; what a former one of this machine was sending is free again."""
    worker = leases.new_worker()
    leases.release_dead(worker)
    return worker


class Sending:
    """The job of the clock: sends each second, and leaves a server alone that cannot be reached."""

    def __init__(self) -> None:
        """Begin without a pause."""
        self.pause, self.quiet_until = FIRST_PAUSE, datetime.min.replace(tzinfo=now().tzinfo)

    def __call__(self) -> None:
        """Send what is due, unless the server was away a moment ago."""
        if now() < self.quiet_until:
            return
        try:
            send_due(this_worker(), LONGEST_RUN)
        except ServerGoneError as error:
            self.quiet_until, self.pause = now() + self.pause, min(self.pause * 2, LONGEST_PAUSE)
            print(f"mail: {error}; mail waits", file=sys.stderr, flush=True)
        else:
            self.pause = FIRST_PAUSE


def register() -> None:
    """Let the clock send each second."""
    periodic("mail", EVERY)(Sending())


def send_due(worker: str, longest: timedelta | None = None) -> int:
    """Send everything that is due, or what can be sent for so long, a batch at a time; return how many were sent.

    Raises ServerGoneError if the server cannot be reached; what was leased is free again, and counts no try.
    """
    n_sent, began = 0, now()
    while batch := leases.lease(worker):
        try:
            n_sent += _send(circulars.still_wanted(batch))
        finally:
            leases.give_up(worker)
        if longest and now() - began > longest:
            break
    return n_sent


def _send(batch: list[Mail]) -> int:
    """Send a batch and return how many were sent; end early where the server goes away in the middle of a mail."""
    if not batch:
        return 0
    circulars.fill_in(batch)
    journal = Journal()
    if settings.MAIL_SERVER is None:
        try:
            return sum(_write_file(mail, journal) for mail in batch)
        finally:
            journal.close()
    session = _connect()
    try:
        return _send_over(session, batch, journal)
    finally:
        journal.close()
        with suppress(OSError, smtplib.SMTPException):
            session.quit()


def _send_over(session: smtplib.SMTP, batch: list[Mail], journal: Journal) -> int:
    began, n_sent = now(), 0
    for mail in batch:
        if now() - began > LONGEST_BATCH or session.sock is None:
            break
        n_sent += _try(session, mail, journal)
    return n_sent


def _write_file(mail: Mail, journal: Journal) -> bool:
    if not journal.begin(mail):
        return False
    files.write(settings.RECORDS, mail.pk, message_of(mail))
    return _note_sent(mail, journal)


def _connect() -> smtplib.SMTP:
    assert settings.MAIL_SERVER
    try:
        return settings.MAIL_SERVER.connect()
    except (OSError, smtplib.SMTPException) as error:
        raise ServerGoneError(f"{settings.MAIL_SERVER!r}: {type(error).__name__}") from None


def _try(session: smtplib.SMTP, mail: Mail, journal: Journal) -> bool:
    """Try one mail; whether it was sent. What became of it is noted when this returns."""
    try:
        content = message_of(mail).as_bytes()
        if not _accepts(session.mail(envelope_sender(mail)), session):
            raise ServerGoneError(
                f"{settings.MAIL_SERVER!r}: refuses what is from {settings.MAIL_FROM.address}"
            )
        answer = session.rcpt(mail.to)
        if _accepts(answer, session):
            if not journal.begin(mail):
                # it was forgotten a moment ago
                session.rset()
                return False
            answer = session.data(content)
    except smtplib.SMTPDataError as error:
        answer = error.smtp_code, _bytes(error.smtp_error)
    except (UnicodeError, ValueError):
        # an address that no server takes
        answer = PERMANENT, b"the address cannot be written"
    except (OSError, smtplib.SMTPException) as error:
        session.close()
        return _note_break(mail, type(error).__name__, journal)
    if _is_positive(answer[0]):
        return _note_sent(mail, journal)
    _reset(session)
    _note_refusal(mail, answer[0], answer[1], journal)
    return False


def _bytes(reply: bytes | str) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()


def _is_positive(code: int) -> bool:
    return 200 <= code < 300


def _accepts(answer: tuple[int, bytes], session: smtplib.SMTP) -> bool:
    """Whether an answer is a yes; of one that closes the session, close it."""
    if answer[0] == CLOSING:
        session.close()
    return _is_positive(answer[0])


def _reset(session: smtplib.SMTP) -> None:
    """Let the server forget a mail that it refused, unless the session is closed."""
    if session.sock is not None:
        with suppress(OSError, smtplib.SMTPException):
            session.rset()


def _note_sent(mail: Mail, journal: Journal) -> bool:
    journal.sent(mail)
    return True


def _note_break(mail: Mail, fault: str, journal: Journal) -> bool:
    """Note that the session broke: in the middle of the text, nobody knows whether it arrived."""
    if mail.begun_at is not None:
        mail.doubts += 1
    _postpone(mail, fault, journal)
    return False


def _note_refusal(mail: Mail, code: int, reply: bytes, journal: Journal) -> None:
    """Note an answer that is a no, for now or for good."""
    answer = one_line(f"{code} {reply.decode(errors='replace')}")[:LONGEST_ANSWER]
    if code < PERMANENT:
        _postpone(mail, answer, journal)
        return
    _give_up(mail, answer, journal, bounces.kind_of(answer))


def _postpone(mail: Mail, answer: str, journal: Journal) -> None:
    """Try again later, each time after a longer while; after five tries never."""
    if mail.tries >= len(DELAYS):
        _give_up(mail, answer, journal, Bounce.SOFT)
        return
    due_at = now() + DELAYS[mail.tries]
    own = {"tries": mail.tries + 1, "due_at": due_at, "doubts": mail.doubts}
    journal.note(mail, answer=answer[:LONGEST_ANSWER], **own)


def _give_up(mail: Mail, answer: str, journal: Journal, kind: Bounce) -> None:
    """Never try again, and tell whoever keeps people; written first: they may delete what waits for the address."""
    own = {"state": Mail.State.DEAD, "tries": mail.tries + 1, "doubts": mail.doubts}
    journal.note(mail, answer=answer[:LONGEST_ANSWER], **own)
    journal.close()
    bounces.tell(mail, kind)
