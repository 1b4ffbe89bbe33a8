"""Deadlines of the law as entries of a calendar or a feed, and the places that a feed can be about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from icalendar import Event

from fairtown.hub.errors import TranslatedError
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.day_words import code
from fairtown.hub.shelf.feeds import TAG
from fairtown.hub.shelf.law import regions
from fairtown.reports.duties import LAW_STATUS, Deadline, Duty


@dataclass(frozen=True)
class Place:
    """What a feed is about: a town, a region or the whole state."""

    name: str
    slug: str
    address: str
    who: tuple[str, ...]
    towns: tuple[str, ...]


def place_of(slug: str) -> Place:
    """Return what a feed of this name is about; raises TranslatedError if no place has it."""
    release = current_release()
    for town in release.towns:
        if town["slug"] == slug:
            address = reverse("town-topic", args=[slug, "duties"])
            return Place(town["name"], slug, address, ("town",), (town["key"],))
    for region in regions(release):
        if region["slug"] == slug:
            address = reverse("duties") + "?" + urlencode({"region": slug})
            towns = tuple(t["key"] for t in release.towns if t["region"] == region["key"])
            return Place(region["name"], slug, address, ("town",), towns)
    state = release.state_places[0]
    if slug == state["slug"]:
        towns = tuple(t["key"] for t in release.towns)
        return Place(state["name"], slug, reverse("duties"), ("town", "state"), towns)
    message = _("There is no place %(text)s; a feed is of a town, a region or %(state)s.")
    raise TranslatedError(message % {"text": repr(slug[:40]), "state": state["slug"]})


def event(request: HttpRequest, place: Place, deadline: Deadline) -> Event:
    """Return a deadline as an entry of a calendar."""
    duty, due = deadline.duty, deadline.due
    event = Event()
    event.add("uid", f"{duty.id}-{due.text}-{place.slug}@fairtown")
    event.add("dtstamp", datetime.combine(duty.checked_on, time(), ZoneInfo("UTC")))
    event.add("dtstart", due.last if due.is_open else due.first)
    if not (due.is_day or due.is_open):
        # the day after the last one, as calendars want it
        event.add("dtend", due.last + timedelta(days=1))
    event.add("summary", f"{place.name}: {deadline_title(deadline)}")
    event.add("description", _description(duty))
    event.add("url", request.build_absolute_uri(place.address))
    event.add("transp", "TRANSPARENT")
    return event


def deadline_title(deadline: Deadline) -> str:
    """Return what is due, and whether its day is not known."""
    title = _(deadline.duty.title)
    return title if deadline.due.is_day else _("%(title)s (the day is not known)") % {"title": title}


def _description(duty: Duty) -> str:
    """Return what a duty asks, its law, how sure that is, and what is not known."""
    law_words = f"({duty.statute}; {_(LAW_STATUS[duty.status])})."
    return " ".join(filter(None, (_(duty.text), law_words, _(duty.note) if duty.note else "", duty.url)))


def add_item(request: HttpRequest, feed: Atom1Feed, place: Place, deadline: Deadline) -> None:
    """Add a deadline to a feed."""
    duty = deadline.duty
    feed.add_item(
        title=f"{code(deadline.due)}: {deadline_title(deadline)}",
        link=request.build_absolute_uri(place.address),
        description=_description(duty),
        unique_id=f"{TAG}{place.slug}:{duty.id}:{deadline.due.text}",
        updateddate=datetime.combine(duty.checked_on, time(), ZoneInfo("UTC")),
    )
