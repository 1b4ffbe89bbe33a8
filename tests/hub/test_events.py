"""Events: their pages, calendars across changes of the clocks, and times on the clocks of the event."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from django.utils.timezone import now
from icalendar import Calendar

from fairtown.hub.pages import addresses
from fairtown.hub.pages.events import EventPage, EventPageForm, EventsIndexPage
from fairtown.hub.shelf.events import EventFacts, when_words

from .event_pages import LINK, publish
from .staff_session import signed_in

NEW_YORK = ZoneInfo("America/New_York")


def calendar(site: Client, path: str) -> Calendar:
    answer = site.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def test_samples_are_listed_in_both_languages(site: Client) -> None:
    for path, title in (("/events/", "Panel: what"), ("/es/events/", "Panel: qué le pide")):
        text = site.get(path).content.decode()
        assert title in text
        assert text.count('<li>\n<p class="quiet"><time') == 3
    page = site.get("/events/panel/").content.decode()
    assert "Sample text" in page
    assert "60 places left" in page
    assert "meet.example" not in page


def test_the_next_event_stands_on_the_front_page(site: Client) -> None:
    publish(starts=now() + timedelta(days=1))
    for path, title in (("/", "A night on zoning"), ("/es/", "Una noche sobre")):
        assert title in site.get(path).content.decode()


def test_a_cancelled_event_is_not_the_next_one(site: Client) -> None:
    publish(starts=now() + timedelta(days=1), is_cancelled=True)
    assert "A night on zoning" not in site.get("/").content.decode()
    assert "This event is cancelled." in site.get("/events/zoning-night/").content.decode()


@pytest.mark.parametrize(
    ("day", "offsets"),
    [
        # clocks go back on 2026-11-01 and forward on 2027-03-14, both at 2 a.m. (15 U.S.C. 260a)
        (datetime(2026, 10, 31, 23, tzinfo=NEW_YORK), (-4, -5)),
        (datetime(2027, 3, 13, 23, tzinfo=NEW_YORK), (-5, -4)),
    ],
)
def test_a_calendar_holds_across_a_change_of_the_clocks(
    site: Client, day: datetime, offsets: tuple[int, int]
) -> None:
    ends = (day.astimezone(UTC) + timedelta(hours=6)).astimezone(NEW_YORK)
    publish(starts=day, ends=ends)
    found = calendar(site, "/events/zoning-night.ics")
    (zone,) = found.walk("VTIMEZONE")
    assert str(zone["TZID"]) == "America/New_York"
    (event,) = found.walk("VEVENT")
    start, end = event.decoded("dtstart"), event.decoded("dtend")
    assert (start.utcoffset(), end.utcoffset()) == tuple(timedelta(hours=n) for n in offsets)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=6)
    # a program that knows no zone by name reads the offsets from the calendar itself
    own = zone.to_tz()
    for moment in (day, ends):
        assert moment.replace(tzinfo=own).utcoffset() == moment.utcoffset()


def test_both_languages_share_one_entry(site: Client) -> None:
    page = publish()
    entries = [calendar(site, f"{p}/events/zoning-night.ics").walk("VEVENT")[0] for p in ("", "/es")]
    assert {str(e["UID"]) for e in entries} == {f"event-{page.translation_key.hex}@fairtown"}
    assert [str(e["SUMMARY"]) for e in entries] == ["A night on zoning", "Una noche sobre zonificación"]


def test_the_feed_holds_all_and_tells_of_a_cancellation(site: Client) -> None:
    page = publish()
    assert len(calendar(site, "/events.ics").walk("VEVENT")) == 4
    page.is_cancelled = True
    page.save_revision().publish()
    for path in ("/events.ics", "/es/events.ics"):
        states = [str(e["STATUS"]) for e in calendar(site, path).walk("VEVENT")]
        assert sorted(states) == ["CANCELLED", "CONFIRMED", "CONFIRMED", "CONFIRMED"], (
            "a change of the first language holds for all"
        )


def test_the_link_to_take_part_stands_nowhere_in_public(site: Client) -> None:
    publish(kind="online")
    paths = ("/", "/events/", "/events/zoning-night/", "/events/zoning-night.ics", "/events.ics",
             "/events/zoning-night/register/", "/search/?q=Xq7Secret", "/sitemap-pages.xml")  # fmt: skip
    for path in paths:
        assert "meet.example" not in site.get(path).content.decode(), path


def test_an_event_is_shown_on_its_own_clocks(site: Client) -> None:
    starts = datetime(2027, 7, 1, 18, tzinfo=ZoneInfo("America/Los_Angeles"))
    publish(starts=starts, zone="America/Los_Angeles")
    assert (
        "Thursday, July 1, 2027, 6 p.m. to 8 p.m., Pacific time"
        in site.get("/events/zoning-night/").content.decode()
    )
    with translation.override("es"):
        assert when_words(starts, starts + timedelta(hours=2), "America/Los_Angeles") == (
            "jueves, 1 de julio de 2027, de 18:00 a 20:00, hora del Pacífico"
        )


def test_an_event_of_two_days_names_both() -> None:
    starts = datetime(2027, 3, 13, 18, tzinfo=NEW_YORK)
    assert when_words(starts, starts + timedelta(hours=20), "America/New_York") == (
        "Saturday, March 13, 2027, 6 p.m. to Sunday, March 14, 2027, 2 p.m., Eastern time"
    )


def test_the_day_before_is_counted_by_the_clock() -> None:
    starts = datetime(2026, 11, 1, 18, tzinfo=NEW_YORK)
    facts = EventFacts("k", "s", "t", "/", starts, starts + timedelta(hours=1), "America/New_York")
    assert facts.day_before == datetime(2026, 10, 31, 22, tzinfo=UTC), "25 hours before"


def test_an_editor_types_the_time_of_the_event(site: Client) -> None:
    page = publish(starts=datetime(2027, 7, 1, 18, tzinfo=ZoneInfo("America/Los_Angeles")),
                   zone="America/Los_Angeles")  # fmt: skip
    User.objects.create_superuser("editor", password="a long word of an editor")
    editor = signed_in(User.objects.get(username="editor"))
    shown = editor.get(f"/staff/pages/pages/{page.pk}/edit/").content.decode()
    assert 'value="2027-07-01 18:00' in shown
    form_class = EventPage.get_edit_handler().get_form_class()
    assert issubclass(form_class, EventPageForm)
    other = EventPage.objects.get(translation_key=page.translation_key, locale__language_code="es")
    form = form_class(instance=other, parent_page=other.get_parent())
    assert form.fields["starts"].disabled, "facts are changed once, in the first language"
    data = {
        "zone": "America/Chicago",
        "starts": "2026-12-01 18:00",
        "ends": "2026-12-01 19:00",
        "body-count": "0",
    }
    form = form_class(data, instance=page, parent_page=page.get_parent())
    form.full_clean()
    assert form.cleaned_data["starts"] == datetime(2026, 12, 1, 18, tzinfo=ZoneInfo("America/Chicago"))


def test_an_event_that_ends_before_it_starts_is_refused(site: Client) -> None:
    page = publish()
    page.ends = page.starts - timedelta(hours=1)
    with pytest.raises(ValidationError, match="before the start"):
        page.full_clean()


def test_a_page_cannot_stand_where_registrations_are(site: Client) -> None:
    index = EventsIndexPage.objects.get(locale__language_code="en")
    with pytest.raises(ValidationError):
        addresses.refuse_taken(index, "registration")
    assert LINK
