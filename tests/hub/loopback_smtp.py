"""A mail server on loopback for tests: it answers as scripted, and keeps what it took."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .running_hub import free_port

#: Of an address and how often it was tried before: the answer, "drop" to hang up before the text is taken, "lose" to
#: take it and hang up without an answer; blank to take it.
Script = Callable[[str, int], str]
DROP, LOSE = "drop", "lose"


@dataclass
class MailServer:
    """What arrived, in order, and how often each address was tried."""

    script: Script = lambda _address, _tries: ""
    messages: list[EmailMessage] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    url: str = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.script(address, self.tries[address])
        self.tries[address] += 1
        if answer == DROP:
            server.transport.abort()
        if answer[:1] in ("4", "5"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        (address,) = envelope.rcpt_tos
        if self.script(address, self.tries[address] - 1) == LOSE:
            server.transport.abort()
        return "250 OK"

    @property
    def arrived(self) -> Counter[str]:
        """How often each address got something."""
        return Counter(str(message["To"]) for message in self.messages)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a mail server on a free port of loopback."""
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        server.url = f"smtp://127.0.0.1:{controller.port}"
        yield server
    finally:
        controller.stop()
