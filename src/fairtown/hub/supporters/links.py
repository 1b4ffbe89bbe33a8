"""Signed links to the pages of one person: no account and no password, whoever reads the mailbox may follow them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse
from django.utils.translation import override

from fairtown.hub.site_url import absolute_url
from fairtown.hub.supporters.models import Email

CONFIRM, PREFERENCES, UNSUBSCRIBE = "join-confirm", "you", "unsubscribe"
#: How long a link leads on; one that ends mail always does.
LIVES: dict[str, timedelta | None] = {
    CONFIRM: timedelta(days=7), PREFERENCES: timedelta(days=90), UNSUBSCRIBE: None,
}  # fmt: skip


@dataclass(frozen=True)
class Link:
    """What a link leads to: an address, or why to none ("expired", "unknown", "gone")."""

    email: Email | None
    fault: str = ""


def _signer(route: str) -> TimestampSigner:
    return TimestampSigner(salt=f"fairtown.supporters.{route}", sep=".")


def token(route: str, email: Email) -> str:
    """Return what stands in a link of a route for an address."""
    return token_of_key(route, email.key.hex)


def token_of_key(route: str, key: str) -> str:
    """Return the same for the key of an address, 32 hexadecimal digits."""
    return _signer(route).sign(key)


def url(route: str, email: Email, language: str) -> str:
    """Return the absolute URL of a page of an address."""
    return url_of_token(route, token(route, email), language)


def url_of_token(route: str, text: str, language: str) -> str:
    """Return the absolute URL of a page by the token in its link."""
    with override(language):
        return absolute_url(reverse(route, args=[text]))


def follow_link(route: str, text: str) -> Link:
    """Return the address that a link was made for."""
    try:
        key = UUID(hex=_signer(route).unsign(text, max_age=LIVES[route]))
    except SignatureExpired:
        return Link(None, "expired")
    except (BadSignature, ValueError):
        return Link(None, "unknown")
    email = Email.objects.select_related("person").filter(key=key).first()
    return Link(email, "" if email else "gone")
