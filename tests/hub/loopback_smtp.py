"""A mail server on loopback for tests: it answers as scripted, and keeps what it took."""

from __future__ import annotations

import email
import email.policy
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

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


def certificate(folder: Path) -> Path:
    """Write a key and a certificate that it signed itself, and return the file."""
    key, start = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC) - timedelta(days=1)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    signed = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "mail.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain)
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@contextmanager
def encrypted(own: Path, at_once: bool) -> Iterator[tuple[int, list[bytes]]]:
    """Run a server that encrypts by a certificate, from the first byte or after STARTTLS.

    Give its port, and what it reads once it has encrypted.
    """
    read: list[bytes] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)

    def answer() -> None:
        # a client that refuses hangs up
        with suppress(OSError), listener.accept()[0] as client:
            client.settimeout(10)
            if not at_once:
                for line in (b"220 hello\r\n", b"250-hello\r\n250 STARTTLS\r\n"):
                    client.sendall(line)
                    client.recv(1000)
                client.sendall(b"220 go on\r\n")
            with context.wrap_socket(client, server_side=True) as inside:
                read.append(inside.recv(1000))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer)
        thread.start()
        yield listener.getsockname()[1], read
        thread.join(20)
