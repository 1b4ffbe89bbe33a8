from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

PAGES = (
    "/", "/map/", "/map/?view=sure", "/es/map/?view=today", "/segregation/",
    "/es/segregation/?level=region&index=theil", "/towns/hartford/",
    "/towns/canaan/", "/methods/opportunity.oca_2014/",
    "/methods/opportunity.access_by_race/", "/towns/", "/fair-share/towns/?town=avon&town=hartford",
    "/tracts/09110980100/", "/sources/", "/api/",
    "/explain/residents.poverty/0911037070/2023/", "/es/explain/opportunity.modern/0912008070/2023/",
    "/search/?q=hartfrod", "/es/", "/es/towns/hartford/",
    "/what-if/", "/es/what-if/",
    "/move/", "/es/move/", "/move/vouchers/", "/schools/", "/es/schools/districts/", "/schools/homes/",
    "/invest/", "/es/invest/", "/towns/bozrah/schools/",
    "/fair-share/", "/es/fair-share/?method=new_jersey_round4", "/fair-share/?need=much", "/balance/", "/es/balance/",
    "/duties/", "/es/duties/", "/duties/points/?town=avon&rent_60=20", "/duties/zoning/",
    "/zoning/", "/es/zoning/", "/zoning/west-hartford/", "/zoning/compare/?town=avon&town=hartford&town=middletown",
    "/zoning/follows/?sum=homes&acres=x&lot=40,000", "/zoning/try/?map=west-hartford-1958&homes=4&lot=10,000",
    "/zoning/avon/act/speech/",
    "/about/", "/opportunity/", "/steps/", "/es/steps/fair-share/", "/news/", "/es/news/avon-two-decades/",
    "/zoning/avon/act/", "/es/zoning/avon/act/brief/", "/zoning/avon/add/", "/zoning/avon/add/?sent=1",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_no_violation(desk: Page, violations: Callable[[Page], list[str]], address: str) -> None:
    desk.goto(address)
    if "/map/" in address:
        expect(desk.locator("#map canvas")).to_be_visible(timeout=30_000)
        desk.evaluate("() => window.fairtownMap.ready")
    assert violations(desk) == []


def test_axe_would_find_one(desk: Page, violations: Callable[[Page], list[str]]) -> None:
    desk.goto("/sources/")
    desk.evaluate(
        "() => document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"/static/icon.svg\">')"
    )
    assert [v.split(":")[0] for v in violations(desk)] == ["image-alt"]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_wider_than_a_small_phone(phone: Page, address: str) -> None:
    phone.goto(address)
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 320


def test_the_first_tab_leads_past_the_menu(desk: Page) -> None:
    desk.goto("/towns/hartford/")
    desk.keyboard.press("Tab")
    expect(desk.locator(":focus")).to_have_text("Skip to the content")
    desk.keyboard.press("Enter")
    assert desk.evaluate("() => document.activeElement.id") == "main"


def test_a_town_is_found_with_the_keyboard_alone(desk: Page) -> None:
    desk.goto("/")
    desk.locator("#home-q").focus()
    desk.keyboard.type("hartfrod")
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_contain_text("Which place")
    desk.get_by_role("link", name="Hartford", exact=True).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_have_text("Hartford")


def test_pages_work_without_javascript(without_javascript: Page) -> None:
    page = without_javascript
    page.goto("/")
    page.locator("#home-q").fill("Avon")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.locator("h1")).to_have_text("Avon")
    page.get_by_role("link", name="Who lives here").first.click()
    expect(page.locator("svg.chart")).to_have_count(1)


def test_a_ranking_is_chosen_without_javascript_and_has_an_address(without_javascript: Page) -> None:
    page = without_javascript
    page.goto("/segregation/")
    page.get_by_label("Places", exact=True).select_option("region")
    page.get_by_label("Measure", exact=True).select_option("isolation-black")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/segregation/?level=region&index=isolation-black#places")
    expect(page.locator("#places tbody tr")).to_have_count(9)
    # of two regions no rank is told: fewer than 3% of their people are Black
    expect(page.locator("#places svg.chart circle")).to_have_count(7)
    expect(page.locator("#map img")).to_be_visible()
