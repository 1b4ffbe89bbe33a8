"""Atom feeds (RFC 4287) as the site writes them: an author, and an id that stays under any name of the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed

AUTHOR = "fairtown"
#: Start of every id: of feeds and of their entries (RFC 4151).
TAG = "tag:fairtown,2026:"


def new_feed(
    request: HttpRequest, subject: str, slug: str, title: str, subtitle: str, address: str
) -> Atom1Feed:
    """Return a feed without entries: what it is about (`subject`, like duties), of which place, and its page."""
    language = request.LANGUAGE_CODE
    of_language = "" if language == settings.LANGUAGE_CODE else f":{language}"
    return Atom1Feed(
        title=title,
        link=request.build_absolute_uri(address),
        description=subtitle,
        subtitle=subtitle,
        author_name=AUTHOR,
        feed_url=request.build_absolute_uri(),
        feed_guid=f"{TAG}{subject}:{slug}{of_language}",
        language=language,
    )
