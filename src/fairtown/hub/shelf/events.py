"""What the site knows of an event: what editors publish of it, and how many places are left; plain values for both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: Time zones that an event may have, as people call them.
ZONES: dict[str, str | Promise] = {
    "America/New_York": gettext_lazy("Eastern time"),
    "America/Chicago": gettext_lazy("Central time"),
    "America/Denver": gettext_lazy("Mountain time"),
    "America/Los_Angeles": gettext_lazy("Pacific time"),
    "America/Puerto_Rico": gettext_lazy("Atlantic time, Puerto Rico"),
    "UTC": gettext_lazy("coordinated universal time (UTC)"),
}
IN_PERSON, ONLINE, HYBRID = "in_person", "online", "hybrid"


@dataclass(frozen=True)
class EventFacts:
    """A published event. `key`: one for all languages; `capacity`: None where there is no limit; times are aware."""

    key: str
    slug: str
    title: str
    path: str
    starts: datetime
    ends: datetime
    zone: str
    kind: str = IN_PERSON
    place: str = ""
    online_link: str = ""
    access: str = ""
    takes_registrations: bool = True
    capacity: int | None = None
    closes: datetime | None = None
    is_cancelled: bool = False

    @property
    def when(self) -> str:
        """Day and time in the zone of the event, with its name, in the reader's language."""
        return when_words(self.starts, self.ends, self.zone)

    @property
    def day_before(self) -> datetime:
        """The same time by the clock one day earlier, also across a change of the clocks."""
        return (self.starts.astimezone(ZoneInfo(self.zone)) - timedelta(days=1)).astimezone(UTC)

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ends <= now()

    @property
    def refusal(self) -> str:
        """Why nobody can register, blank if one can: "none", "cancelled", "past" or "closed"."""
        if not self.takes_registrations:
            return "none"
        if self.is_cancelled:
            return "cancelled"
        if self.starts <= now():
            return "past"
        return "closed" if self.closes and self.closes <= now() else ""


@dataclass(frozen=True)
class PlacesLeft:
    """How many places an event has left, None where there is no limit, and how many people wait."""

    n_left: int | None
    n_waiting: int = 0


def when_words(starts: datetime, ends: datetime, zone: str) -> str:
    """Return day and time of an event on the clocks of its zone, the zone named."""
    first, last = (moment.astimezone(ZoneInfo(zone)) for moment in (starts, ends))
    values = {"day": _day(first), "from": _time(first), "to": _time(last), "zone": ZONES.get(zone, zone)}
    if first.date() == last.date():
        return _("%(day)s, %(from)s to %(to)s, %(zone)s") % values
    values["last_day"] = _day(last)
    return _("%(day)s, %(from)s to %(last_day)s, %(to)s, %(zone)s") % values


def _day(moment: datetime) -> str:
    return f"{date_format(moment, 'l')}, {date_format(moment, 'DATE_FORMAT')}"


def _time(moment: datetime) -> str:
    return date_format(moment, "TIME_FORMAT")


def default_zone() -> str:
    """Return the zone of a new event: that of the site."""
    return settings.TIME_ZONE
