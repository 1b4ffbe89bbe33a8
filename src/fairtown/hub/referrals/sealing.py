"""Seals what people write to the keys of referral staff (age, X25519) before it is stored; no key, no reading.

The site holds public keys alone: its database, log, dump and backup hold nothing that can be read. The exception is an
identity file for an office of one person (`FAIRTOWN_INTAKE_IDENTITY`), which is in no database and no backup of ours.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings

from fairtown.concepts import FairtownError
from fairtown.hub.referrals.models import Key
from fairtown.hub.staff.roles import REFERRAL

#: Messages are filled up to multiples of this many bytes, so that their length says little.
BLOCK = 4096
IDENTITY = "AGE-SECRET-KEY-"


class LostKeyError(Exception):
    """None of the keys at hand opens a message, or it was altered."""


class WrongPassphraseError(Exception):
    """A passphrase does not open a key."""


def recipients() -> list[str]:
    """Return the public keys that a message is sealed to: those of the settings, and of active referral staff."""
    rows = Key.objects.filter(retired_on=None, user__is_active=True, user__groups__name=REFERRAL)
    found = [*settings.INTAKE_RECIPIENTS, *rows.values_list("recipient", flat=True)]
    if identity := identity_of_file():
        found.append(recipient_of(identity))
    return list(dict.fromkeys(found))


def seal(message: dict[str, Any], public_keys: Collection[str]) -> bytes:
    """Return a message, values of JSON, sealed to public keys; raises ValueError if there are none."""
    import pyrage

    if not public_keys:
        raise ValueError("there is no key to seal to")
    text = json.dumps(message, ensure_ascii=False).encode()
    padded = text.ljust(-(-len(text) // BLOCK) * BLOCK)
    return pyrage.encrypt(padded, [pyrage.x25519.Recipient.from_str(key) for key in public_keys])


def unseal(sealed: bytes | memoryview, identity: str) -> dict[str, Any]:
    """Return what was sealed; raises LostKeyError if this identity does not open it."""
    import pyrage

    try:
        text = pyrage.decrypt(bytes(sealed), [pyrage.x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, pyrage.IdentityError):
        raise LostKeyError from None
    message: dict[str, Any] = json.loads(text)
    return message


def new_identity() -> str:
    """Return a new secret key."""
    import pyrage

    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public key of a secret one."""
    import pyrage

    return str(pyrage.x25519.Identity.from_str(identity).to_public())


def wrap(identity: str, passphrase: str) -> bytes:
    """Return a secret key under a passphrase; it takes seconds, so that guessing does too."""
    import pyrage

    return pyrage.passphrase.encrypt(identity.encode(), passphrase)


def unwrap(wrapped: bytes | memoryview, passphrase: str) -> str:
    """Return the secret key under a passphrase; raises WrongPassphraseError."""
    import pyrage

    try:
        return pyrage.passphrase.decrypt(bytes(wrapped), passphrase).decode()
    except pyrage.DecryptError:
        raise WrongPassphraseError from None


def identity_of_file() -> str:
    """Return the secret key in the file of the settings, blank where none is named.

    Raises FairtownError, without a word of the file, if it holds none.
    """
    if not settings.INTAKE_IDENTITY:
        return ""
    path = Path(settings.INTAKE_IDENTITY)
    try:
        found = [line for line in path.read_text(encoding="ascii").splitlines() if line.startswith(IDENTITY)]
    except (OSError, UnicodeDecodeError):
        found = []
    if len(found) != 1:
        raise FairtownError(
            f"{path}: expected one line that begins with {IDENTITY} (a file of age-keygen); "
            "see $FAIRTOWN_INTAKE_IDENTITY"
        )
    return found[0].strip()
