"""Hashes of addresses, which tell whether one is on a list without holding it."""

from __future__ import annotations

import hmac
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fairtown.concepts import FairtownError
from fairtown.hub.database import new_secret
from fairtown.hub.supporters.models import SuppressionKeyCheck

KEY_FILE = "suppression_key"
CHECKED_TEXT = "fairtown"


def hash_of(address: str) -> str:
    """Return the hash of a normalized address under the organization's own key, 64 hexadecimal digits."""
    key = _key(settings.SUPPRESSION_KEY, settings.RECORDS)
    return hmac.digest(key, address.encode(), "sha256").hex()


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
