"""Events as calendars (RFC 5545): one each, and all that are coming; an event is the same entry in every language."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Event

from fairtown.hub.pages.events import EventPage, page_at
from fairtown.hub.shelf.feeds import answer, new_calendar
from fairtown.hub.site_url import absolute_url

#: A program that follows the feed learns of a cancellation, and shows for a while what was.
SHOWN_AFTER = timedelta(days=30)


def calendar(request: HttpRequest) -> HttpResponse:
    """Return events of the last thirty days and to come, in the language of the address."""
    feed = new_calendar("events", _("Events"))
    pages = EventPage.objects.live().filter(locale__language_code=get_language())
    for page in sorted(pages, key=lambda page: page.leading.starts):
        if page.leading.ends > now() - SHOWN_AFTER:
            feed.add_component(entry(page))
    return answer(feed)


def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Return one event as a calendar of its own."""
    page = page_at(get_language() or "", slug)
    if page is None:
        raise Http404
    feed = new_calendar("events", page.title)
    feed.add_component(entry(page))
    return answer(feed)


def entry(page: EventPage) -> Event:
    """Return an event on the clocks of its zone; the link to take part online is left out."""
    facts, found = page.facts, Event()
    zone = ZoneInfo(facts.zone)
    found.add("uid", f"event-{facts.key}@fairtown")
    found.add("summary", facts.title)
    found.add("dtstart", facts.starts.astimezone(zone))
    found.add("dtend", facts.ends.astimezone(zone))
    found.add("dtstamp", page.last_change)
    found.add("last-modified", page.last_change)
    found.add("sequence", _n_changes(page))
    found.add("status", "CANCELLED" if facts.is_cancelled else "CONFIRMED")
    found.add("location", facts.place or _("Online"))
    found.add("url", absolute_url(facts.path))
    found.add("description", "\n".join(part for part in (page.intro, absolute_url(facts.path)) if part))
    return found


def _n_changes(page: EventPage) -> int:
    """Return a number that grows with each publication: minutes since the first (RFC 5545 §3.8.7.4)."""
    first = page.leading.first_published_at or page.last_change
    return max(0, int((page.last_change - first).total_seconds() // 60))
