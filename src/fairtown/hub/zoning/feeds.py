"""Feeds of a town, a region or the state: hearings that staff entered, and deadlines of the law."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from icalendar import Event

from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.deadlines import Place, add_item, event, place_of
from fairtown.hub.shelf.feeds import TAG, answer, new_calendar, new_feed
from fairtown.hub.shelf.law import law, today
from fairtown.hub.shelf.query import town_name
from fairtown.hub.shelf.text import one_line
from fairtown.hub.shelf.zoning_records import Hearing
from fairtown.hub.zoning import known

MOST = 200
#: Meetings have no end on record; calendars want one.
LENGTH = timedelta(hours=2)


def _address(request: HttpRequest, place: Place, hearing: Hearing | None = None) -> str:
    release = current_release()
    slugs = {t["key"]: t["slug"] for t in release.towns}
    key = hearing.town if hearing else (place.towns[0] if len(place.towns) == 1 else "")
    path = reverse("zoning-act", args=[slugs[key]]) if key in slugs else reverse("zoning")
    return request.build_absolute_uri(path)


def _name(place: Place) -> str:
    return _("%(place)s: zoning hearings and deadlines") % {"place": place.name}


def _title(hearing: Hearing) -> str:
    title = f"{town_name(hearing.town)}: {hearing.body}: {hearing.about}"
    # what was stored before texts were cleaned may hold what no feed may
    return one_line(_("Canceled: %(title)s") % {"title": title} if hearing.is_cancelled else title)


def _description(hearing: Hearing) -> str:
    where = " · ".join(filter(None, (hearing.place, hearing.url)))
    return one_line(" ".join(filter(None, (where, f"({_('Source')}: {hearing.source})"))))


@never_cache
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Return hearings and deadlines as a calendar that any calendar program can follow."""
    place = place_of(slug)
    feed = new_calendar("zoning", _name(place))
    for hearing in known.hearings(place.towns, MOST):
        entry = Event()
        entry.add("uid", f"hearing-{hearing.id}@fairtown")
        entry.add("dtstamp", hearing.changed_at.astimezone(UTC))
        entry.add("last-modified", hearing.changed_at.astimezone(UTC))
        entry.add("dtstart", localtime(hearing.begins_at))
        entry.add("dtend", localtime(hearing.begins_at) + LENGTH)
        entry.add("summary", _title(hearing))
        entry.add("description", _description(hearing))
        entry.add("location", one_line(hearing.place or hearing.url))
        entry.add("url", _address(request, place, hearing))
        entry.add("status", "CANCELLED" if hearing.is_cancelled else "CONFIRMED")
        feed.add_component(entry)
    for deadline in law(current_release()).deadlines(today(), who=place.who):
        feed.add_component(event(request, place, deadline))
    return answer(feed)


@never_cache
def atom(request: HttpRequest, slug: str) -> HttpResponse:
    """Return hearings and deadlines as an Atom feed."""
    place = place_of(slug)
    subtitle = _("Hearings that staff entered, and deadlines of the law; no legal advice.")
    feed = new_feed(request, "zoning", slug, _name(place), subtitle, _address(request, place))
    for hearing in known.hearings(place.towns, MOST):
        feed.add_item(
            title=f"{_day(hearing.begins_at)}: {_title(hearing)}",
            link=_address(request, place, hearing),
            # feed readers take a summary for HTML
            description=escape(_description(hearing)),
            unique_id=f"{TAG}hearing:{hearing.id}",
            updateddate=hearing.changed_at,
        )
    for deadline in law(current_release()).deadlines(today(), who=place.who):
        add_item(request, feed, place, deadline)
    return answer(feed)


def _day(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}"
