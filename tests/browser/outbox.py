"""The mail that a running hub wrote to its folder, as whoever it went to finds it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

#: Longer than anyone waits for mail; the clock sends each second.
PATIENCE = 30.0


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def mailed(records: Path, address: str, kind: str) -> str:
    """Return the path of the link in the newest mail to an address that has one to a kind of page."""
    pattern = re.compile(rf"https?://[^/\s]+((?:/es)?/{kind}/\S+)")
    message = _found(records, address, lambda mail: bool(pattern.search(text_of(mail))), f"a link to {kind}")
    link = pattern.search(text_of(message))
    assert link
    return link[1]


def mail_to(records: Path, address: str, subject: str) -> EmailMessage:
    """Return the mail of a subject to an address, once the job process has written it."""
    return _found(records, address, lambda mail: mail["Subject"] == subject, subject)


def _found(records: Path, address: str, fits: Callable[[EmailMessage], bool], what: str) -> EmailMessage:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for path in sorted((records / "outbox").glob("*.eml"), key=lambda p: -int(p.stem)):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            if message["To"] == address and fits(message):
                return message
        time.sleep(0.1)
    raise AssertionError(f"no mail to {address}: {what}")
