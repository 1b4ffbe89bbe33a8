"""Feeds of duties: what the law asks next of a town, a region or the state, as Atom and as a calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.deadlines import Place, add_item, event, place_of
from fairtown.hub.shelf.feeds import answer, new_calendar, new_feed
from fairtown.hub.shelf.law import law, today


def _name(place: Place) -> str:
    return _("%(place)s: duties") % {"place": place.name}


def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Return coming deadlines as a calendar that any calendar program can follow."""
    place = place_of(slug)
    feed = new_calendar("duties", _name(place))
    for deadline in law(current_release()).deadlines(today(), who=place.who):
        feed.add_component(event(request, place, deadline))
    return answer(feed)


def atom(request: HttpRequest, slug: str) -> HttpResponse:
    """Return coming deadlines as an Atom feed."""
    place = place_of(slug)
    subtitle = _("What the law asks by when; no legal advice.")
    feed = new_feed(request, "duties", place.slug, _name(place), subtitle, place.address)
    for deadline in law(current_release()).deadlines(today(), who=place.who):
        add_item(request, feed, place, deadline)
    return answer(feed)
