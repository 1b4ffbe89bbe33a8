"""Deadlines of duties as calendars and feeds: of a town, a region, the state, in both languages."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client
from icalendar import Calendar

from fairtown.hub.duties import feeds

from .duty_pages import set_today, text

ATOM = "{http://www.w3.org/2005/Atom}"
#: Days on which the law was read.
READ = {"2026-11-25T00:00:00+00:00", "2026-11-28T00:00:00+00:00"}


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> date:
    return set_today(monkeypatch)


def test_the_calendar_of_a_town(site: Client, day: date) -> None:
    answer = site.get("/duties/avon.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [e["dtstart"].dt.isoformat() for e in events] == ["2027-03-31", "2028-03-31", "2028-06-01"]
    assert all(str(e["summary"]).startswith("Avon: ") for e in events)
    assert len({e["uid"] for e in events}) == len(events)
    assert site.get("/duties/avon.ics").content == answer.content


def test_the_state_has_the_deadlines_of_its_agencies_too(site: Client, day: date) -> None:
    events = Calendar.from_ical(site.get("/duties/connecticut.ics").content).walk("VEVENT")
    assert {str(e["uid"]).split("-")[0] for e in events} == {
        "agency_report", "housing_growth_plan", "state_needs_assessment", "unit_report",
    }  # fmt: skip


def test_what_is_due_in_a_month_is_that_month_in_calendars_and_feeds(site: Client, day: date) -> None:
    events = Calendar.from_ical(site.get("/duties/connecticut.ics").content).walk("VEVENT")
    (study,) = (e for e in events if str(e["uid"]).startswith("state_needs_assessment"))
    assert str(study["uid"]) == "state_needs_assessment-2026-12-connecticut@fairtown"
    assert (study["dtstart"].dt, study["dtend"].dt) == (date(2026, 12, 1), date(2027, 1, 1))
    assert str(study["summary"]).endswith("(the day is not known)")
    assert "reported, not read in the law" in str(study["description"])
    assert all("dtend" not in e for e in events if e is not study)
    feed = ElementTree.fromstring(site.get("/duties/connecticut.atom").content)
    (entry,) = (e for e in feed.findall(f"{ATOM}entry") if "state_needs" in (e.findtext(f"{ATOM}id") or ""))
    assert entry.findtext(f"{ATOM}id") == "tag:fairtown,2026:connecticut:state_needs_assessment:2026-12"
    title = entry.findtext(f"{ATOM}title")
    assert title == "2026-12: State housing needs assessment (the day is not known)"


def test_the_feed_of_a_region_and_in_spanish(site: Client, day: date) -> None:
    for address, language in (
        ("/duties/capitol-region.atom", "en"),
        ("/es/duties/capitol-region.atom", "es"),
    ):
        feed = ElementTree.fromstring(site.get(address).content)
        assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == language
        entries = feed.findall(f"{ATOM}entry")
        assert len(entries) == 3
        assert (
            next(e.findtext(f"{ATOM}id") for e in entries)
            == "tag:fairtown,2026:capitol-region:unit_report:2027-03-31"
        )


def test_a_feed_has_an_author_and_an_id_that_no_name_of_the_site_changes(site: Client, day: date) -> None:
    def feed(address: str, host: str = "localhost") -> ElementTree.Element:
        return ElementTree.fromstring(site.get(address, headers={"host": host}).content)

    found = feed("/duties/avon.atom")
    assert found.findtext(f"{ATOM}author/{ATOM}name") == "fairtown"
    assert found.findtext(f"{ATOM}subtitle") == "What the law asks by when; no legal advice."
    addresses = ("/duties/avon.atom", "/es/duties/avon.atom", "/duties/connecticut.atom")
    ids = {a: feed(a).findtext(f"{ATOM}id") for a in addresses}
    assert list(ids.values()) == [
        "tag:fairtown,2026:duties:avon", "tag:fairtown,2026:duties:avon:es", "tag:fairtown,2026:duties:connecticut",
    ]  # fmt: skip
    assert {a: feed(a, "127.0.0.1").findtext(f"{ATOM}id") for a in addresses} == ids


@pytest.mark.parametrize("address", ["/duties/nowhere.ics", "/duties/nowhere.atom"])
def test_a_feed_of_nowhere_is_not_there(site: Client, address: str) -> None:
    text(site, address, 404)


def test_what_is_due_today_is_still_in_the_calendar(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def uids(on: date) -> set[str]:
        monkeypatch.setattr(feeds, "today", lambda: on)
        events = Calendar.from_ical(site.get("/duties/avon.ics?again").content).walk("VEVENT")
        return {str(e["uid"]) for e in events}

    before, on, after = uids(date(2027, 3, 30)), uids(date(2027, 3, 31)), uids(date(2027, 4, 1))
    assert before == on
    assert on - after == {"unit_report-2027-03-31-avon@fairtown"}


def test_a_day_of_a_calendar_is_a_whole_day_with_law_and_source(site: Client, day: date) -> None:
    for event in Calendar.from_ical(site.get("/es/duties/union.ics").content).walk("VEVENT"):
        assert type(event["dtstart"].dt) is date
        assert event["dtstamp"].dt.isoformat() in READ
        assert str(event["url"]).endswith("/es/towns/union/duties/")
        assert "(CGS" in str(event["description"]) or "(Public Act" in str(event["description"])


def test_a_feed_is_the_same_entries_in_every_language_and_says_when_it_was_read(
    site: Client, day: date
) -> None:
    feeds = [ElementTree.fromstring(site.get(f"{p}/duties/connecticut.atom").content) for p in ("", "/es")]
    ids = [[e.findtext(f"{ATOM}id") for e in feed.findall(f"{ATOM}entry")] for feed in feeds]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0]) == 7
    for feed in feeds:
        assert feed.findtext(f"{ATOM}updated") == max(READ)
        assert {e.findtext(f"{ATOM}updated") for e in feed.findall(f"{ATOM}entry")} == READ


@pytest.mark.parametrize("address", ["/duties/avon.ics", "/duties/avon.atom"])
def test_a_feed_leads_to_the_site_under_the_name_it_was_asked_by(site: Client, address: str) -> None:
    for host in ("localhost", "127.0.0.1", "localhost"):
        assert (
            f"http://{host}/towns/avon/duties/" in site.get(address, headers={"host": host}).content.decode()
        )
    assert site.get(address, headers={"host": "elsewhere.example"}).status_code == 400
