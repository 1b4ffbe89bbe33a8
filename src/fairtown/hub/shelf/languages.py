"""The way to a page in its other language, and in that of the bodies that decide."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

#: Each language in its own words: its name, and the offer to read a page in it.
OFFERS = {"en": ("English", "Read this page in English"), "es": ("Español", "Lea esta página en español")}


def others(own: str, urls: Mapping[str, str]) -> list[dict[str, str]]:
    """Return code, name, offer and address of a page in the languages other than `own`; `urls`: by language."""
    return [
        {"code": code, "name": OFFERS[code][0], "offer": OFFERS[code][1], "url": url}
        for code, url in urls.items()
        if code != own and code in OFFERS
    ]


def in_english(name: str, *args: str) -> str:
    """Return the address of a page in the language of the commission, blank if that is the reader's."""
    if get_language() == settings.LANGUAGE_CODE:
        return ""
    with override(settings.LANGUAGE_CODE):
        return reverse(name, args=args)
