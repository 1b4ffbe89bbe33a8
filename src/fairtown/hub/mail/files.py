"""Mail as files, where no mail server is named: `records/outbox/<number>.eml`, which staff read at /staff/outbox/."""

from __future__ import annotations

import email
import email.policy
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

FOLDER, SUFFIX = "outbox", ".eml"


@dataclass(frozen=True)
class Written:
    """A mail that was written as a file: its number, and what stands in it."""

    number: int
    message: EmailMessage

    @property
    def text(self) -> str:
        """What readers of plain text see."""
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""


def path_of(records: Path, number: int) -> Path:
    """Return where the mail of a number is written."""
    return records / FOLDER / f"{number}{SUFFIX}"


def write(records: Path, number: int, message: EmailMessage) -> None:
    """Write a mail whole or not at all, readable by its owner only; written again, it is the same file."""
    path = path_of(records, number)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.touch(mode=0o600)
    part.write_bytes(message.as_bytes(policy=email.policy.SMTP))
    part.replace(path)


def remove(records: Path, number: int) -> None:
    """Remove the file of a mail, if there is one."""
    with suppress(FileNotFoundError):
        path_of(records, number).unlink()


def read(records: Path, number: int) -> Written | None:
    """Return the mail of a number; None if there is none."""
    try:
        content = path_of(records, number).read_bytes()
    except FileNotFoundError:
        return None
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return Written(number, message)


def newest(records: Path, most: int) -> Iterator[Written]:
    """Yield at most so many mails, the newest first."""
    folder = records / FOLDER
    numbers = sorted((int(p.stem) for p in folder.glob(f"*{SUFFIX}") if p.stem.isdigit()), reverse=True)
    for number in numbers[:most]:
        if found := read(records, number):
            yield found
