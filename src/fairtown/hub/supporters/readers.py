"""Readers of mail to many, for the outbox: who may still get it as it is sent, and the links of each."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from fairtown.hub.mail import circulars
from fairtown.hub.mail.circulars import PREFERENCES_MARK, UNSUBSCRIBE_MARK, OwnLinks
from fairtown.hub.site_url import page_url
from fairtown.hub.supporters import letters, links
from fairtown.hub.supporters.models import Email, Suppression


def connect() -> None:
    """Tell the outbox of them."""
    circulars.READERS.wanted = wanted
    circulars.READERS.links = own_links


def wanted(keys: Collection[str]) -> set[str]:
    """Return those keys of addresses that are confirmed, and that nobody said no for; others get nothing."""
    found = Email.objects.filter(key__in=[UUID(hex=key) for key in keys], state=Email.State.CONFIRMED)
    allowed = found.exclude(who__in=Suppression.objects.values("who"))
    return {key.hex for key in allowed.values_list("key", flat=True)}


def own_links(key: str, language: str) -> OwnLinks:
    """Return the tokens of an address's own links, and the headers of one-click unsubscription (RFC 8058)."""
    tokens = {
        UNSUBSCRIBE_MARK: links.token_of_key(links.UNSUBSCRIBE, key),
        PREFERENCES_MARK: links.token_of_key(links.PREFERENCES, key),
    }
    url = page_url(links.UNSUBSCRIBE, language, tokens[UNSUBSCRIBE_MARK])
    return OwnLinks(tokens, letters.one_click(url))
