"""A mail of the outbox as the message that is sent: plain text, HTML beside it, and its headers (RFC 5322)."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime, now

from fairtown.hub.mail import bounces
from fairtown.hub.mail.models import Mail

#: Python would cut a long address in a header into encoded words, which no program reads; 998 is the standard's bound.
POLICY = email.policy.SMTP.clone(max_line_length=990)


def message_of(mail: Mail) -> EmailMessage:
    """Return the message of a mail; tried again, it has the same Message-ID."""
    message = EmailMessage(policy=POLICY)
    message["From"] = str(settings.MAIL_FROM)
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(localtime(now()))
    message["Message-ID"] = mail.message_id or numbered_id(mail)
    message["Content-Language"] = mail.language
    for name, value in mail.headers.items():
        message[name] = value
    if "List-Unsubscribe" not in mail.headers and "Auto-Submitted" not in mail.headers:
        # nobody's holiday notice answers it
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return message


def numbered_id(mail: Mail) -> str:
    """Return the id of a mail to many, which has its number in place of a random one: the same at each try."""
    domain = settings.MAIL_FROM.address.rpartition("@")[2]
    return f"<{mail.pk}.{salted_hmac('fairtown.mail.id', str(mail.pk)).hexdigest()[:24]}@{domain}>"


def envelope_sender(mail: Mail) -> str:
    """Return the address that reports of what did not arrive go to: one of the mail's own where they are read."""
    return bounces.return_address(mail) if bounces.are_read() else str(settings.MAIL_FROM.address)
