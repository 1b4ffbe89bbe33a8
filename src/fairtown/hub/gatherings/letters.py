"""The mails to those who registered. Their needs stand in none; the link to take part goes to those with a place."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import override

from fairtown.hub.gatherings import links
from fairtown.hub.gatherings.models import Registration
from fairtown.hub.mail import outbox
from fairtown.hub.mail.letters import write
from fairtown.hub.shelf import slots
from fairtown.hub.shelf.events import EventFacts
from fairtown.hub.shelf.text import one_line
from fairtown.hub.site_url import absolute_url
from fairtown.hub.supporters import suppressions
from fairtown.hub.supporters.addresses import hash_of


def send(kind: str, registration: Registration, occasion: str, **context: Any) -> bool:
    """Put the mail of a kind into the outbox; False if this occasion had its mail, or nothing may go there.

    Who unsubscribed from lists gets it: the mail answers a form of their own. A complaint or a death ends this too.
    """
    why = suppressions.reason(hash_of(registration.email))
    event = facts_of(registration.gathering.event_key, registration.language)
    if event is None or (why and not suppressions.may_lift(why)):
        return False
    has_place = registration.state == Registration.State.HELD and registration.confirmed_at is not None
    with override(registration.language):
        own = {
            # a title is typed by editors, and a subject is one line
            "title": one_line(event.title),
            "event": event,
            "when": event.when,
            "event_url": absolute_url(event.path),
            "calendar_url": absolute_url(reverse("event-calendar", args=[event.slug])),
            "online_link": event.online_link if has_place else "",
            "registration_url": links.url(registration),
            "seats": registration.seats,
            "is_waiting": registration.state == Registration.State.WAITING,
        }
    letter = write(f"gatherings/mail/{kind}.txt", registration.language, own | context)
    return outbox.put(letter, registration.email, f"event-{kind}", occasion)


def facts_of(key: str, language: str) -> EventFacts | None:
    """Return what editors publish of an event; None if its page is withdrawn."""
    with override(language):
        found: list[EventFacts] = slots.ask(slots.EVENT_OF, language, key)
    return found[0] if found else None
