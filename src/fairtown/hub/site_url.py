"""The one place that knows the site by its own name: absolute URLs, the same whichever name a visitor used.

Pages are cached for everyone, so what they say of their own address may not depend on who asked first.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import get_script_prefix, reverse, translate_url
from django.utils.translation import override

from fairtown.concepts import FairtownError

LONGEST_SHOWN = 80


def site_url(named: str, hosts: Sequence[str], is_https: bool) -> str:
    """Return scheme and host of the site, without a slash at the end.

    `named`: what FAIRTOWN_URL says; blank gives the first of `hosts`. Raises FairtownError if it is no such URL.
    """
    if not named:
        host = hosts[0].lstrip(".").replace("*", "localhost")
        return f"{'https' if is_https else 'http'}://{host}"
    parts = urlsplit(named)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise FairtownError(
            f"$FAIRTOWN_URL is {named[:LONGEST_SHOWN]!r}, expected scheme and host alone, like https://town.example"
        )
    return f"{parts.scheme}://{parts.netloc}"


def page_url(route: str, language: str, *args: str) -> str:
    """Return the permanent URL of one of our pages in a language."""
    with override(language):
        return absolute_url(reverse(route, args=args))


def translated_path(path: str, language: str) -> str:
    """Return the path of a page of ours in another language; the state's code stays before it."""
    # Django looks the path up as it stands, and puts the prefix before what it finds
    found: str = translate_url("/" + path.removeprefix(get_script_prefix()), language)
    return found


def absolute_url(path: str) -> str:
    """Return the permanent URL of a page or file of the site, from its path like /towns/avon/."""
    return f"{settings.SITE_URL}{path}"
