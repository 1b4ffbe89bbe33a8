"""The way to a page in the language of the bodies that decide."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override


def in_english(name: str, *args: str) -> str:
    """Return the address of a page in the language of the commission, blank if that is the reader's."""
    if get_language() == settings.LANGUAGE_CODE:
        return ""
    with override(settings.LANGUAGE_CODE):
        return reverse(name, args=args)
