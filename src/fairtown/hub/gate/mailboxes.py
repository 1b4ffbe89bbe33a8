"""E-mail addresses as they are stored."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from fairtown.hub.shelf.text import one_line

LONGEST_ADDRESS = 254


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
