"""Feeds as the site writes them.

Atom (RFC 4287): with an author, and an id that stays under any name of the site. iCalendar (RFC 5545): with a name.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from icalendar import Calendar

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


def new_calendar(subject: str, name: str) -> Calendar:
    """Return a calendar without entries: what it is about (`subject`, like duties), and its name for people."""
    feed = Calendar()
    feed.add("prodid", f"-//fairtown//{subject}//EN")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", name)
    return feed


def answer(feed: Atom1Feed | Calendar) -> HttpResponse:
    """Return a feed as programs take it."""
    if isinstance(feed, Calendar):
        feed.add_missing_timezones()
        return HttpResponse(feed.to_ical(), content_type="text/calendar; charset=utf-8")
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
