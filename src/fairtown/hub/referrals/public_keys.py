"""Public keys of age in the settings, parted by commas or blanks."""

from __future__ import annotations

import re

from fairtown.concepts import FairtownError

PUBLIC_KEY = re.compile(r"age1[02-9ac-hj-np-z]{58}")


def public_keys(text: str) -> list[str]:
    """Return the keys of $FAIRTOWN_INTAKE_RECIPIENTS; raises FairtownError on one that is none."""
    found = [part for part in re.split(r"[,\s]+", text) if part]
    for key in found:
        if not PUBLIC_KEY.fullmatch(key):
            raise FairtownError(
                f"$FAIRTOWN_INTAKE_RECIPIENTS: {key[:8]!r}… is no public key of age, expected age1 and 58 letters; "
                "a secret key never stands there"
            )
    return found
