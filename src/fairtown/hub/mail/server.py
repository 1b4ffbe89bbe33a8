"""The mail server that $FAIRTOWN_SMTP names, and whom mail is from."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from fairtown.concepts import FairtownError

VARIABLE, FROM_VARIABLE, HOOK_VARIABLE = "FAIRTOWN_SMTP", "FAIRTOWN_MAIL_FROM", "FAIRTOWN_MAIL_HOOK_SECRET"
#: Letters of a secret that nobody tries out.
SHORTEST_SECRET = 20
#: Scheme and its usual port: plain, encrypted from the first byte, encrypted after a greeting.
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
EXAMPLE = "smtps://USER:PASSWORD@mail.example:465"
#: Seconds for one answer of the server.
TIMEOUT = 30


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over. Shown without its password."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Return scheme, host and port alone."""
        return f"{self.scheme}://{self.host}:{self.port}"

    def connect(self) -> smtplib.SMTP:
        """Return an open session; raises OSError or smtplib.SMTPException if there is none to be had."""
        if self.scheme == "smtps":
            context = ssl.create_default_context()
            session: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=context)
        else:
            session = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        try:
            if self.scheme == "smtp+starttls":
                session.starttls(context=ssl.create_default_context())
            if self.user:
                session.login(self.user, self.password)
            session.ehlo_or_helo_if_needed()
        except BaseException:
            session.close()
            raise
        return session


@dataclass(frozen=True)
class Sender:
    """Whom mail is from: a name and an address."""

    name: str
    address: str

    def __str__(self) -> str:
        """Return it as a header has it."""
        return formataddr((self.name, self.address))


def mail_server(named: str) -> MailServer | None:
    """Return the server of an address like smtps://USER:PASSWORD@HOST:PORT; None for a blank one: mail becomes files.

    Raises FairtownError, without repeating the password, if it is no such address or would send one in the open.
    """
    if not named:
        return None
    try:
        parts = urlsplit(named)
        port = parts.port
    except ValueError:
        parts, port = None, None
    if parts is None or parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
        raise FairtownError(
            f"${VARIABLE} cannot be read, expected {EXAMPLE}, or smtp+starttls:// or smtp:// in place of smtps://; "
            "leave it blank for files in the folder of records"
        )
    if parts.username and parts.scheme == "smtp" and not _is_loopback(parts.hostname):
        raise FairtownError(
            f"${VARIABLE} would send its password unencrypted; write smtps:// or smtp+starttls:// in place of smtp://"
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password)


def hook_secret(given: str) -> str:
    """Return the secret of those who tell what did not arrive; raises FairtownError if it is too short to be one."""
    if given and len(given) < SHORTEST_SECRET:
        raise FairtownError(
            f"${HOOK_VARIABLE} has {len(given)} letters, expected {SHORTEST_SECRET} or more; make one with "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(32))'`"
        )
    return given


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def sender(named: str, organization: str, site_url: str) -> Sender:
    """Return whom mail is from: `named` like "Fair Town <news@town.example>", else noreply at the site's own host.

    Raises FairtownError if it is no address.
    """
    if not named:
        return Sender(organization or "fairtown", f"noreply@{urlsplit(site_url).hostname}")
    name, address = parseaddr(named)
    if "@" not in address or any(c in named for c in "\r\n"):
        raise FairtownError(
            f"${FROM_VARIABLE} is {named[:80]!r}, expected an address like Fair Town <news@town.example>"
        )
    return Sender(name or organization or "fairtown", address)
