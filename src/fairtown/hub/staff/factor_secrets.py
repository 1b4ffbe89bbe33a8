"""How django-allauth stores secrets of second factors here: encrypted under the site's key, which no backup holds."""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings


class EncryptedFactors(DefaultMFAAdapter):
    """Allauth's adapter with secrets that a stolen database does not give away."""

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret; blank if it was stored under another key, so that no code fits it."""
        from cryptography.fernet import InvalidToken

        try:
            return str(_cipher().decrypt(encrypted_text.encode()).decode())
        except InvalidToken:
            return ""

    def get_totp_issuer(self) -> str:
        """Return whose account it is, as an authenticator app lists it."""
        return settings.ORGANIZATION or settings.ALLOWED_HOSTS[0]


def _cipher():  # type: ignore[no-untyped-def]
    # 10 MB: loaded by processes where someone proves a factor
    from cryptography.fernet import Fernet

    key = hashlib.sha256(f"fairtown.staff.factors:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
