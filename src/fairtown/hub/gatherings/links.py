"""The signed link to a registration: no account, whoever reads the mailbox may follow it."""

from __future__ import annotations

from uuid import UUID

from django.core.signing import BadSignature, Signer

from fairtown.hub.gatherings.models import Registration
from fairtown.hub.site_url import page_url

#: It leads on until the registration is deleted.
SIGNER = Signer(salt="fairtown.gatherings", sep=".")


def token(registration: Registration) -> str:
    """Return what stands in the link."""
    return SIGNER.sign(registration.key.hex)


def url(registration: Registration) -> str:
    """Return the absolute URL of the page of a registration, in its language."""
    return page_url("registration", registration.language, token(registration))


def follow(text: str) -> tuple[Registration | None, str]:
    """Return the registration of a link, or None and why: "unknown" or "gone"."""
    try:
        key = UUID(hex=SIGNER.unsign(text))
    except (BadSignature, ValueError):
        return None, "unknown"
    found = Registration.objects.select_related("gathering").filter(key=key).first()
    return found, "" if found else "gone"
