"""Signed links that are mailed: no account and no password, whoever reads the mailbox may follow them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner


@dataclass(frozen=True)
class SignedLinks:
    """Links of one kind. `salt`: of this kind alone; `life`: how long a link leads on, None for always."""

    salt: str
    life: timedelta | None = None

    def token(self, text: str) -> str:
        """Return what stands in the link for a text, such as the 32 hexadecimal digits of a key."""
        return self._signer.sign(text)

    def read(self, token: str) -> tuple[str, str]:
        """Return the text that a link was made for, and why there is none: "expired" or "unknown"."""
        try:
            return self._signer.unsign(token, max_age=self.life), ""
        except SignatureExpired:
            return "", "expired"
        except (BadSignature, ValueError):
            return "", "unknown"

    def read_key(self, token: str) -> tuple[UUID | None, str]:
        """Return the key that a link was made for, and why there is none."""
        text, fault = self.read(token)
        if fault:
            return None, fault
        try:
            return UUID(hex=text), ""
        except ValueError:
            return None, "unknown"

    @property
    def _signer(self) -> TimestampSigner:
        return TimestampSigner(salt=self.salt, sep=".")
