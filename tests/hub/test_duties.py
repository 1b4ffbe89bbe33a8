"""The board of duties: who was named, what holds on a day, how sure that is."""

import csv
import io
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from fairtown.hub.duties.forms import DayField
from fairtown.hub.shelf import law
from fairtown.release.reader import OpenRelease

from .duty_pages import EVIL, HARTFORD_SHARE, set_today, text


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> date:
    return set_today(monkeypatch)


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
    june = '<time datetime="2022-06-01">June 1, 2022</time>'
    assert page.count(f"reported as not filed as of {june}") == 32
    november = '<time datetime="2026-11-25">Nov. 25, 2026</time>'
    assert page.count(f"no record found on {november}") == 137
    assert rows(text(site, url + "&kind=reported_not_filed")) == 32
    assert rows(text(site, url + "&region=capitol-region")) == 38
    assert "81 of 169 had filed as of June 1, 2022" in page
    assert "compliant" not in page


def test_the_board_opens_on_what_is_in_force_and_differs_by_town(site: Client, day: date) -> None:
    page = text(site, "/duties/")
    assert f"<h3>Affordable housing appeals, Nov. {day.day}, 2026</h3>" in page
    board = page[page.index('id="board"') : page.index('id="laws"')]
    assert re.search(r"28 towns: exempt by the state.{1,6}s latest list", board)
    assert "141 towns: in force; no deadline" in board
    assert board.count('href="/towns/hartford/duties/"') == 2, "the map and the list lead to each town"
    in_force, ended = page.split('id="laws-ended"')
    assert 'id="d-appeals_procedure"' in in_force
    assert 'id="d-affordable_housing_plan"' in ended
    assert 'id="d-affordable_housing_plan"' not in in_force
    assert "<h3>Affordable housing plan, June 2, 2022</h3>" in text(site, "/duties/?on=2022-06-02")


def test_before_any_duty_the_board_opens_on_one_all_the_same(site: Client) -> None:
    page = text(site, "/duties/?on=1968-01-01")
    assert rows(page) == 169
    assert 'id="laws-future"' in page
    assert 'id="laws-now"' not in page


def test_a_reader_comes_to_her_own_town(site: Client) -> None:
    answer = site.get("/es/duties/?town=Avon")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/es/towns/avon/duties/")
    assert "There is no town" in text(site, "/duties/?town=moon", 400)
    assert "no record" in text(site, "/duties/table.csv?town=avon&duty=unit_report")


def article(page: str, duty: str) -> str:
    """Return what a page tells of a duty under "Every duty", without its marks."""
    return re.sub("<[^>]*>", "", page[page.index(f'id="d-{duty}"') :].split("</article>")[0])


def test_after_the_repeal_the_duty_has_ended_on_a_day_that_is_not_known(site: Client) -> None:
    page = text(site, "/duties/?duty=affordable_housing_plan&on=2026-11-25")
    assert page.count("repealed in late 2025; day not confirmed") == 169 + 2
    assert "to Nov" not in page
    assert "2025-11-26" not in page
    spanish = text(site, "/es/duties/?duty=affordable_housing_plan&on=2026-11-25")
    assert spanish.count("derogado en los últimos meses de 2025; día sin confirmar") == 169 + 2


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


def test_pages_are_kept_for_the_day_only(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from fairtown.hub import page_cache

    monkeypatch.setattr(page_cache, "localdate", lambda: date(2027, 3, 30))
    monkeypatch.setattr(law, "today", lambda: date(2027, 3, 30))
    assert '<time datetime="2027-03-31">March 31, 2027</time>' in text(site, "/towns/union/duties/")
    assert '<time datetime="2027-03-31">31 de marzo de 2027</time>' in text(site, "/es/towns/union/duties/")
    monkeypatch.setattr(page_cache, "localdate", lambda: date(2027, 4, 1))
    monkeypatch.setattr(law, "today", lambda: date(2027, 4, 1))
    section = text(site, "/towns/union/duties/")
    assert '<time datetime="2028-03-31">March 31, 2028</time>' in section


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


def test_days_are_read_or_refused() -> None:
    field = DayField()
    assert field.clean(None) is field.clean(" ") is None
    assert field.clean("2022-06-01") == date(2022, 6, 1)
    for wrong in ("2022-13-01", "tomorrow", "0001-01-01", "9999-12-31"):
        with pytest.raises(ValidationError, match="expected one"):
            field.clean(wrong)
