"""Sentences of a release that name surveys: one translation serves every survey, "in {period}" for "in 2019-2023"."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.utils.translation import gettext

from fairtown.hub.release_access import current_release

PERIOD = re.compile(r"\b\d{4}-\d{4}\b", re.ASCII)


def pattern(text: str, surveys: Collection[str]) -> tuple[str, dict[str, str]]:
    """Return a text with a placeholder for each period of `surveys` in it, and the periods by placeholder.

    The first one found is `{period}`, a second one `{period_2}`; other periods stay as they are.
    """
    found = [period for period in dict.fromkeys(PERIOD.findall(text)) if period in surveys]
    names = {f"{{period_{n}}}" if n > 1 else "{period}": period for n, period in enumerate(found, start=1)}
    for name, period in names.items():
        text = text.replace(period, name)
    return text, names


def translated(text: str) -> str:
    """Return a sentence of the release in the reader's language, whichever surveys it names."""
    if not PERIOD.search(text):
        return gettext(text)
    message, names = pattern(text, current_release().periods().values())
    message = gettext(message)
    for name, period in names.items():
        message = message.replace(name, period)
    return message
