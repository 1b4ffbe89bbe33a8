"""The mails that people who joined get: each from one template, with links of its own reader."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from fairtown.hub.mail import outbox
from fairtown.hub.mail.letters import write
from fairtown.hub.supporters import links
from fairtown.hub.supporters.models import Email

#: Mails that come unasked have one-click headers (RFC 8058); those that answer a request have none.
UNASKED = frozenset(("welcome", "alert", "newsletter"))


def send(
    kind: str, email: Email, occasion: str, language: str, due_at: datetime | None = None, **context: Any
) -> bool:
    """Put the mail of a kind to an address into the outbox; False if this occasion had its mail."""
    own = {
        "site_url": settings.SITE_URL,
        "confirm_url": links.url(links.CONFIRM, email, language),
        "preferences_url": links.url(links.PREFERENCES, email, language),
        "unsubscribe_url": links.url(links.UNSUBSCRIBE, email, language),
    }
    letter = write(f"supporters/mail/{kind}.txt", language, own | context)
    headers = one_click(own["unsubscribe_url"]) if kind in UNASKED else {}
    return outbox.put(letter, email.address, kind, occasion, headers, due_at)


def one_click(url: str) -> dict[str, str]:
    """Return the headers by which a mail program ends the mail with one press (RFC 2369, RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
