"""Signed links to the pages of one person: no account and no password, whoever reads the mailbox may follow them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fairtown.hub.gate.links import SignedLinks
from fairtown.hub.site_url import page_url
from fairtown.hub.supporters.models import Email

CONFIRM, PREFERENCES, UNSUBSCRIBE = "join-confirm", "you", "unsubscribe"
#: One that ends mail always leads on.
LINKS = {
    route: SignedLinks(f"fairtown.supporters.{route}", life)
    for route, life in (
        (CONFIRM, timedelta(days=7)), (PREFERENCES, timedelta(days=90)), (UNSUBSCRIBE, None),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Link:
    """What a link leads to: an address, or why to none ("expired", "unknown", "gone")."""

    email: Email | None
    fault: str = ""


def token(route: str, email: Email) -> str:
    """Return what stands in a link of a route for an address."""
    return token_of_key(route, email.key.hex)


def token_of_key(route: str, key: str) -> str:
    """Return the same for the key of an address, 32 hexadecimal digits."""
    return LINKS[route].token(key)


def url(route: str, email: Email, language: str) -> str:
    """Return the absolute URL of a page of an address."""
    return page_url(route, language, token(route, email))


def follow_link(route: str, text: str) -> Link:
    """Return the address that a link was made for."""
    key, fault = LINKS[route].read_key(text)
    if key is None:
        return Link(None, fault)
    email = Email.objects.select_related("person").filter(key=key).first()
    return Link(email, "" if email else "gone")
