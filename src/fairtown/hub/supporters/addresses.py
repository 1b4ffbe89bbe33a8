"""Addresses as they are stored, and their hashes, which tell whether one is on a list without holding it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from fairtown.concepts import FairtownError
from fairtown.hub.database import new_secret
from fairtown.hub.shelf.text import one_line
from fairtown.hub.supporters.models import LONGEST_ADDRESS, SuppressionKeyCheck

KEY_FILE = "suppression_key"
CHECKED_TEXT = "fairtown"


def normalized(text: str) -> str:
    """Return an address as it is stored: in small letters, its domain as mail servers take it.

    Raises ValidationError if it is none that a server takes: letters beyond ASCII before the @, control characters.
    """
    bare = text.strip()
    if one_line(bare) != bare or len(bare) > LONGEST_ADDRESS:
        raise ValidationError("no address")
    local, _at, domain = bare.casefold().rpartition("@")
    try:
        address = (
            f"{local}@{domain.encode('idna').decode('ascii')}"
            if not domain.isascii()
            else f"{local}@{domain}"
        )
    except UnicodeError:
        raise ValidationError("no address") from None
    if not address.isascii():
        raise ValidationError("no address")
    validate_email(address)
    return address


def hash_of(address: str) -> str:
    """Return the hash of a normalized address under the organization's own key, 64 hexadecimal digits."""
    return hmac.new(
        _key(settings.SUPPRESSION_KEY, settings.RECORDS), address.encode(), hashlib.sha256
    ).hexdigest()


@lru_cache(maxsize=4)
def _key(given: str, records: Path) -> bytes:
    return (given or new_secret(records / KEY_FILE)).encode()


def check_key() -> None:
    """Raise FairtownError if the key is another one than the list was made with: it would find nobody on it."""
    found = hash_of(CHECKED_TEXT)
    row, _is_new = SuppressionKeyCheck.objects.get_or_create(pk=1, defaults={"value": found})
    if not secrets.compare_digest(row.value, found):
        raise FairtownError(
            f"records: the key of addresses without mail is not the one that they were stored with; put back "
            f"{settings.RECORDS / KEY_FILE}, or name it in $FAIRTOWN_SUPPRESSION_KEY; until then no list gets mail"
        )
