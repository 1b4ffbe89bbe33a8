"""Events as editors publish them, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils.timezone import now

from fairtown.hub.pages.events import EventPage, EventsIndexPage

LINK = "https://meet.example/Xq7Secret"
TITLES = {"en": "A night on zoning", "es": "Una noche sobre zonificación"}


def publish(slug: str = "zoning-night", starts: datetime | None = None, **values: Any) -> EventPage:
    """Publish an event in both languages and return the English page; it starts in ten days where nothing is said."""
    starts = starts or now().replace(microsecond=0) + timedelta(days=10)
    key = uuid4()
    own = {
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "capacity": 10,
        "online_link": LINK,
    } | values
    for code, title in TITLES.items():
        parent = EventsIndexPage.objects.get(locale__language_code=code)
        page = EventPage(title=title, slug=slug, locale=parent.locale, translation_key=key, **own)
        parent.add_child(instance=page)
        page.save_revision().publish()
    return EventPage.objects.get(translation_key=key, locale__language_code="en")
