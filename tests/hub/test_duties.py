"""The board of duties, its feeds, the points and the checklist."""

import csv
import io
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from icalendar import Calendar

from fairtown.hub.duties import feeds, views
from fairtown.hub.duties.forms import DayField
from fairtown.hub.messages import template_messages
from fairtown.hub.shelf import law
from fairtown.release.reader import OpenRelease

from .as_shown import without_terms

ATOM = "{http://www.w3.org/2005/Atom}"
#: Days on which the law was read.
READ = {"2026-11-25T00:00:00+00:00", "2026-11-28T00:00:00+00:00"}
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> date:
    for module in (views, law):
        monkeypatch.setattr(module, "today", lambda: date(2026, 11, 25))
    return date(2026, 11, 25)


def text(site: Client, address: str, status: int = 200) -> str:
    answer = site.get(address)
    assert answer.status_code == status, address
    return without_terms(answer.content.decode())


def rows(page: str) -> int:
    board = page[page.index('id="board"') : page.index('id="laws"')]
    return board.count('<th scope="row">')


@pytest.mark.parametrize(
    "address", ["/duties/", "/es/duties/", "/duties/points/", "/duties/zoning/", "/es/duties/zoning/"]
)
def test_pages_answer(site: Client, address: str) -> None:
    assert "<h1>" in text(site, address)


def test_the_board_tells_who_was_named_and_of_whom_nothing_was_found(site: Client) -> None:
    url = "/duties/?duty=affordable_housing_plan&on=2022-06-02"
    page = text(site, url)
    assert rows(page) == 169
    assert page.count("reported as not filed as of 2022-06-01") == 32
    assert page.count("no record found on 2026-11-25") == 137
    assert rows(text(site, url + "&kind=reported_not_filed")) == 32
    assert rows(text(site, url + "&region=capitol-region")) == 38
    assert "81 of 169 had filed as of June 1, 2022" in page
    assert "compliant" not in page


def article(page: str, duty: str) -> str:
    """Return what a page tells of a duty under "Every duty", without its marks."""
    return re.sub("<[^>]*>", "", page[page.index(f'id="d-{duty}"') :].split("</article>")[0])


def test_after_the_repeal_the_duty_has_ended_on_a_day_that_is_not_known(site: Client) -> None:
    page = text(site, "/duties/?duty=affordable_housing_plan&on=2026-11-25")
    assert page.count("repealed in late 2025; day not confirmed") == 169 + 1
    assert "to Nov" not in page
    assert "2025-11-26" not in page
    spanish = text(site, "/es/duties/?duty=affordable_housing_plan&on=2026-11-25")
    assert spanish.count("derogado en los últimos meses de 2025; día sin confirmar") == 169 + 1


@pytest.mark.parametrize(
    ("day", "label"),
    [
        ("2025-11-13", "no record found"),
        ("2025-11-14", "may have ended: its last day was not read"),
        ("2025-12-31", "may have ended: its last day was not read"),
        ("2026-01-01", "repealed in late 2025; day not confirmed"),
    ],
)
def test_between_the_days_that_it_can_be_a_duty_may_have_ended(site: Client, day: str, label: str) -> None:
    page = text(site, f"/duties/?duty=affordable_housing_plan&on={day}")
    assert page[page.index('id="board"') : page.index('id="laws"')].count(label) >= 134
    entry = article(page, "affordable_housing_plan")
    assert "from July 24, 2017; repealed in late 2025; day not confirmed" in entry
    assert ("may have ended" in entry) == ("may" in label)


@pytest.mark.parametrize(
    ("duty", "label"),
    [
        ("appeals_procedure", "from 1990; the day was not read"),
        ("plan_of_conservation_and_development", "since July 1, 2015 or earlier; the first day was not read"),
        ("accessory_apartments", "from a day between Oct. 1, 2021 and Jan. 1, 2023 that was not read"),
        ("housing_growth_plan", "from late 2025; the day was not read"),
        ("zoning_update_2026", "last on July 1, 2026"),
        ("state_needs_assessment", "next in December 2026, the day is not known"),
        ("unit_report", "last on March 31, 2026, next on March 31, 2027"),
    ],
)
def test_days_that_were_not_read_are_told_as_that(site: Client, duty: str, label: str) -> None:
    assert label in article(text(site, "/duties/?on=2026-11-25"), duty)


def test_how_sure_a_law_is_stands_in_words_and_links_the_official_text(site: Client) -> None:
    page = text(site, "/duties/")
    assert "read in a copy, not checked against the official text" in article(page, "unit_report")
    assert "confirmed in the official text" in article(page, "appeals_procedure")
    assert "reported, not read in the law" in article(page, "affordable_housing_plan")
    law = page[page.index('id="d-appeals_procedure"') :].split("</article>")[0]
    assert '<a href="https://www.cga.ct.gov/current/pub/chap_126a.htm#sec_8-30g"' in law
    # an address that nobody saw is not linked
    assert "PA-00007" not in page
    supplement = page[page.index('id="d-zoning_duties"') :].split("</article>")[0]
    assert "https://cga.ct.gov/2026/sup/chap_124.htm" in supplement


COLOURS = re.compile(r'class="status (\w+)">([^<]+)<')


@pytest.mark.parametrize(
    "address",
    [
        "/duties/",
        "/duties/points/",
        "/duties/zoning/",
        "/zoning/avon/act/",
        "/fair-share/?method=new_jersey_round4",
    ],
)
def test_a_copy_is_never_shown_as_confirmed(site: Client, address: str) -> None:
    found = set(COLOURS.findall(text(site, address)))
    assert ("copy", "read in a copy, not checked against the official text") in found
    assert {label for kind, label in found if kind == "copy"} == {
        "read in a copy, not checked against the official text"
    }
    assert {kind for kind, label in found if label.startswith("confirmed")} <= {"confirmed"}


TIMES = re.compile(r'<time datetime="([^"]*)"')


@pytest.mark.parametrize("address", ["/duties/", "/es/duties/", "/zoning/avon/act/"])
def test_times_of_pages_are_days_months_or_years(site: Client, address: str) -> None:
    found = TIMES.findall(text(site, address))
    assert found
    assert all(re.fullmatch(r"\d{4}(-\d{2}){0,2}", when) for when in found)


ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@pytest.mark.parametrize("address", ["/duties/", "/duties/?kind=filed&on=2024-01-01", "/duties/zoning/"])
def test_days_in_sentences_have_one_form_and_codes_of_days_stand_in_tables_only(
    site: Client, address: str
) -> None:
    page = text(site, address)
    page = re.sub(
        r"<table.*?</table>|<header.*?</header>|<footer.*?</footer>|<[^>]*>", "", page, flags=re.DOTALL
    )
    assert not ISO.findall(page)


def test_no_town_of_a_kind_is_said_plainly(site: Client) -> None:
    assert "No town matches this choice." in text(site, "/duties/?kind=filed&on=1990-01-01")


@pytest.mark.parametrize(
    "query",
    ["on=yesterday", "on=0001-01-01", "duty=charm", "region=moon", "kind=late", f"on={EVIL}", f"duty={EVIL}",
     f"region={EVIL}", f"kind={EVIL}"],
)  # fmt: skip
def test_what_cannot_be_is_one_line(site: Client, query: str) -> None:
    page = text(site, f"/duties/?{query}", 400)
    assert page.count('class="alert"') == 1
    assert EVIL not in page


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/duties/?as_of=2020-01-01", "as_of"),
        ("/duties/?on=2020-01-01&on=2021-01-01", "on"),
        ("/duties/zoning/?as_of=2020-01-01", "as_of"),
        ("/duties/zoning/?on=2020-01-01&on=2021-01-01", "on"),
        ("/duties/points/?town=avon&rent_60=1&bogus=10", "bogus"),
        ("/duties/points/?town=avon&rent_60=1&rent_60=10", "rent_60"),
    ],
)
def test_a_parameter_that_is_unknown_or_twice_is_refused_by_its_name(
    site: Client, address: str, name: str
) -> None:
    page = text(site, address, 400)
    assert page.count('class="alert"') == 1
    assert f"parameter &#x27;{name}&#x27;" in page


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


def test_a_town_tells_its_duties(site: Client) -> None:
    page = text(site, "/towns/trumbull/duties/")
    section = page[page.index('class="topic"') :]
    assert "reported as not filed as of" in section
    assert "/duties/trumbull.ics" in section


def test_every_duty_of_every_town_as_a_table(site: Client, release: OpenRelease) -> None:
    answer = site.get("/duties/board.csv?on=2022-06-02")
    found = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len({r["town"] for r in found}) == 169
    named = [r for r in found if r["standing"] == "reported_not_filed"]
    assert len(named) == 32
    assert all(r["record_source"] and r["statute"] and r["checked_on"] for r in named)
    assert all(r["law_url"].startswith("https://") for r in named)
    study = list(csv.DictReader(io.StringIO(text(site, "/duties/board.csv?on=2025-12-01"))))
    assert {r["standing"] for r in study if r["duty"] == "affordable_housing_plan"} == {"end_unknown"}
    assert site.get("/duties/board.csv?on=x").status_code == 400


def test_points_are_added_up_against_the_homes_of_the_town(site: Client) -> None:
    page = text(site, "/duties/points/?town=avon&rent_60=20&rent_80=20&market=93")
    assert "<strong>93.25</strong>" in page
    # two percent of 7,713 homes
    assert "<strong>154.26</strong>" in page
    assert "Not enough yet" in page
    assert "Enough for a moratorium of 4 years" in text(site, "/duties/points/?town=avon&rent_40=100")


def test_a_large_town_needs_fewer_points_the_second_time_and_thresholds_say_how_sure(site: Client) -> None:
    first = text(site, "/duties/points/?town=greenwich&rent_40=170")
    again = text(site, "/duties/points/?town=greenwich&rent_40=170&repeat=on")
    assert "2.0%" in first
    assert "Not enough yet" in first
    assert "1.5%" in again
    assert "Enough for a moratorium of 5 years" in again
    table = first[first.index("What is needed") :]
    assert table.count("2017-07-24") == 5
    assert "Assumption: 75 points" in table
    assert 'class="status assumed">assumed<' in table
    assert 'class="status confirmed"' not in first


@pytest.mark.parametrize(
    "query",
    [
        "town=avon&rent_60=-1",
        "town=avon&rent_60=x",
        "town=moon",
        f"town=avon&market={EVIL}",
        f"town={EVIL}",
        f"{EVIL}=1",
        "town=avon&rent_60=1,5",
        "town=avon&rent_60=1e400",
        "town=avon&rent_60=nan",
        "town=avon&rent_60=1000001",
        "town=avon&own_40=1.5",
    ],
)
def test_points_that_cannot_be_are_one_line(site: Client, query: str) -> None:
    page = text(site, f"/duties/points/?{query}", 400)
    assert page.count('class="alert"') == 1
    assert EVIL not in page


def test_numbers_are_written_alike_in_every_language(site: Client) -> None:
    query = "?town=avon&rent_60=20&rent_80=20&market=93"
    for address in ("/duties/points/", "/es/duties/points/"):
        page = text(site, address + query)
        assert page.count("93.25") == 2
        assert "154.26" in page
        assert "7,713" in page
        assert not re.search(r"\d,\d{2}\D", page)


def test_a_number_of_homes_may_have_commas(site: Client) -> None:
    assert "<strong>2,500.00</strong>" in text(site, "/duties/points/?town=avon&rent_40=1,000")


@pytest.mark.parametrize("address", ["/duties/zoning/", "/es/duties/zoning/"])
def test_a_checklist_of_no_day_is_one_line_and_that_of_today(site: Client, address: str) -> None:
    for day in ("x", "2026-02-30", EVIL):
        page = text(site, f"{address}?on={day}", 400)
        assert page.count('class="alert"') == 1
        assert "15 or fewer homes" in page or "15 viviendas" in page
        assert EVIL not in page


def test_the_checklist_is_of_the_day_asked(site: Client) -> None:
    before, after = (text(site, f"/duties/zoning/?on={day}") for day in ("2026-06-30", "2026-07-01"))
    assert "15 or fewer homes" not in before
    assert "15 or fewer homes" in after
    assert "does not judge" in after


def test_pages_are_kept_for_the_day_only(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from fairtown.hub import page_cache

    monkeypatch.setattr(page_cache, "localdate", lambda: date(2027, 3, 30))
    monkeypatch.setattr(law, "today", lambda: date(2027, 3, 30))
    assert "2027-03-31" in text(site, "/towns/union/duties/")
    monkeypatch.setattr(page_cache, "localdate", lambda: date(2027, 4, 1))
    monkeypatch.setattr(law, "today", lambda: date(2027, 4, 1))
    section = text(site, "/towns/union/duties/")
    assert "2028-03-31" in section


def test_headings_of_the_checklist_are_among_what_is_translated(site: Client) -> None:
    headings = re.findall(r"<h2>(.*?)</h2>", text(site, "/duties/zoning/").partition("<footer")[0])
    assert headings == ["Rules must", "Rules must not", "Rules may"]
    assert set(headings) <= {texts[0] for texts in template_messages()}


HARTFORD_SHARE = re.compile(
    r'<a class="fig" href="/explain/subsidized.assisted_share/\d+/2023/\?figure=assisted_share">39.7%</a>'
)


def test_a_town_at_ten_percent_is_told_to_be_exempt_from_appeals(site: Client, day: date) -> None:
    page = text(site, "/towns/hartford/duties/")
    duty = page[page.index("#d-appeals_procedure") :].split("</tr>")[0]
    assert "exempt: " in duty
    assert HARTFORD_SHARE.search(duty)
    assert "in force; no deadline" not in duty
    page = text(site, "/towns/avon/duties/")
    assert "in force; no deadline" in page[page.index("#d-appeals_procedure") :].split("</tr>")[0]
    found = csv.DictReader(io.StringIO(text(site, "/duties/board.csv")))
    assert sum(r["standing"] == "exempt" for r in found) == 28
    assert text(site, "/duties/?duty=appeals_procedure").count("exempt: ") == 28


def test_points_of_an_exempt_town_say_so_and_have_thousands_parted(site: Client, day: date) -> None:
    page = text(site, "/duties/points/?town=hartford&rent_40=10")
    assert "Hartford is exempt from the appeals procedure" in page
    assert HARTFORD_SHARE.search(page)
    assert "<strong>1,065.18</strong>" in page
    assert "is exempt" not in text(site, "/duties/points/?town=avon&rent_40=10")


def test_days_are_read_or_refused() -> None:
    field = DayField()
    assert field.clean(None) is field.clean(" ") is None
    assert field.clean("2022-06-01") == date(2022, 6, 1)
    for wrong in ("2022-13-01", "tomorrow", "0001-01-01", "9999-12-31"):
        with pytest.raises(ValidationError, match="expected one"):
            field.clean(wrong)
