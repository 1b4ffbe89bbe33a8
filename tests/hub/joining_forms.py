"""The form of those who join, and the links that are mailed to them, for tests."""

from __future__ import annotations

import re

from django.test import Client

from fairtown.hub.mail.models import Mail
from fairtown.hub.supporters.models import Email

ADDRESS = "maria@mail.example"
FIELDS = {"email": ADDRESS, "given_name": "María", "town": "Avon", "topics": ["action", "news"]}
MARK = "Xq7Marked"


def token(site: Client, page: str = "/join/") -> str:
    """Return the token of a form."""
    found = re.search(r'name="made" value="([^"]+)"', site.get(page).content.decode())
    assert found
    return found[1]


def send_join(site: Client, prefix: str = "", **fields: object):  # type: ignore[no-untyped-def]
    """Send the form of those who join, and return the answer."""
    page = f"{prefix}/join/"
    return site.post(page, FIELDS | {"made": token(site, page)} | fields)


def link(kind: str, number: int = 0) -> str:
    """Return the path of a link in the newest mail but `number`."""
    text = Mail.objects.order_by("-pk")[number].text
    found = re.search(rf"https?://[^/\s]+((?:/es)?/{kind}/\S+)", text)
    assert found, text
    return found[1]


def joined(site: Client) -> Email:
    """Join, and confirm by the link that was mailed."""
    send_join(site)
    site.post(link("join/confirm"))
    return Email.objects.get()
