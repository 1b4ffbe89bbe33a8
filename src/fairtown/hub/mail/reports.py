"""Reports of mail servers, read: of delivery (RFC 3464) and of complaints (RFC 5965), from a maildir or a POST."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

from fairtown.hub.jobs.registry import periodic
from fairtown.hub.mail import bounces
from fairtown.hub.mail.bounces import Bounce

#: A report with the mail it is about; a longer file is none.
MOST_BYTES = 1_000_000
#: So many files at a time; the rest is for the next minute.
MOST_FILES = 500
#: Headers that name the return address: those that servers add on delivery, of the report itself, of its mail.
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Return-Path", "Original-Mail-From")
NEW, SEEN = "new", "cur"
#: What a maildir adds to the name of a file that somebody looked at.
SEEN_FLAG = ":2,S"
SEEN_LIFE = timedelta(days=30)


@dataclass(frozen=True)
class Report:
    """What a report says. `kind`: None where it says that nothing failed; `addresses`: where its mark may stand."""

    kind: Bounce | None
    detail: str
    addresses: tuple[str, ...]


def register() -> None:
    """Let the clock read the maildir each minute, where one is named."""
    if settings.BOUNCE_DIR:
        periodic("bounces", timedelta(minutes=1))(read_folder)


def read(content: bytes) -> Report:
    """Return what a report says, whatever it holds: what is no report says nothing."""
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    parts = list(message.walk())
    addresses = tuple(str(part[name]) for part in parts for name in ADDRESSED if part[name])
    complaints = [part for part in parts if part.get_content_type() == "message/feedback-report"]
    if complaints:
        return Report(Bounce.COMPLAINT, "complaint", (*addresses, *_texts(complaints)))
    for status in (part for part in parts if part.get_content_type() == "message/delivery-status"):
        if found := next(_failures(status), None):
            return Report(*found, addresses)
    return Report(None, "", addresses)


def _texts(parts: list[Message]) -> Iterator[str]:
    for part in parts:
        content = part.get_payload()
        yield "\n".join(map(str, content)) if isinstance(content, list) else str(content)


def _failures(status: Message) -> Iterator[tuple[Bounce, str]]:
    """Yield kind and words of each recipient's failure; the first block of fields is about the server."""
    blocks = status.get_payload()
    for block in blocks if isinstance(blocks, list) else ():
        if not isinstance(block, Message):
            continue
        action = str(block.get("Action", "")).strip().casefold()
        code, answer = str(block.get("Status", "")).strip(), str(block.get("Diagnostic-Code", ""))
        if action == "failed":
            yield bounces.kind_of(code or answer), f"{code} {answer}"
        elif action == "delayed":
            yield Bounce.SOFT, f"{code} {answer}"


def take(report: Report) -> bool:
    """Note what a report says; False if it is of no mail of ours, or says that nothing failed."""
    mail = bounces.mail_at(report.addresses)
    if mail is None or report.kind is None:
        return False
    bounces.note(mail, report.kind, report.detail)
    return True


def read_folder() -> int:
    """Read the maildir: reports on mail of ours are deleted, since they name people; the rest waits for a person."""
    folder = Path(settings.BOUNCE_DIR)
    if not (folder / NEW).is_dir():
        raise FileNotFoundError(folder / NEW)
    n_reports = 0
    for path in sorted((folder / NEW).iterdir())[:MOST_FILES]:
        if path.stat().st_size <= MOST_BYTES and take(read(path.read_bytes())):
            path.unlink()
            n_reports += 1
        else:
            (folder / SEEN).mkdir(exist_ok=True)
            path.rename(folder / SEEN / f"{path.name.partition(':')[0]}{SEEN_FLAG}")
    _delete_old(folder / SEEN)
    return n_reports


def _delete_old(folder: Path) -> None:
    """Delete what nobody wanted for 30 days, as the outbox does with what was sent."""
    before = (now() - SEEN_LIFE).timestamp()
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.stat().st_mtime < before:
            path.unlink()
