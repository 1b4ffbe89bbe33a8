"""Points toward a moratorium, and the checklist of zoning rules."""

import re
from datetime import date

import pytest
from django.test import Client

from fairtown.hub.messages import template_messages

from .duty_pages import EVIL, HARTFORD_SHARE, set_today, text


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> date:
    return set_today(monkeypatch)


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
    assert table.count('<time datetime="2017-07-24">July 24, 2017</time>') == 5
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


def test_headings_of_the_checklist_are_among_what_is_translated(site: Client) -> None:
    headings = re.findall(r"<h2>(.*?)</h2>", text(site, "/duties/zoning/").partition("<footer")[0])
    assert headings == ["Rules must", "Rules must not", "Rules may"]
    assert set(headings) <= {texts[0] for texts in template_messages()}


def test_points_of_an_exempt_town_say_so_and_have_thousands_parted(site: Client, day: date) -> None:
    page = text(site, "/duties/points/?town=hartford&rent_40=10")
    assert "Hartford is exempt from the appeals procedure" in page
    assert HARTFORD_SHARE.search(page)
    assert "<strong>1,065.18</strong>" in page
    assert "is exempt" not in text(site, "/duties/points/?town=avon&rent_40=10")
