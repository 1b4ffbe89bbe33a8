from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import rested

PAGES = (
    "/", "/map/", "/map/?view=sure", "/es/map/?view=today", "/segregation/",
    "/es/segregation/?level=region&index=theil", "/towns/hartford/",
    "/towns/canaan/", "/methods/opportunity.oca_2014/",
    "/methods/opportunity.access_by_race/", "/towns/", "/towns/all/", "/fair-share/towns/?town=avon&town=hartford",
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
    "/zoning/vermont/", "/es/zoning/vermont/bristol/",
    "/zoning/avon/act/speech/",
    "/about/", "/opportunity/", "/steps/", "/es/steps/fair-share/", "/news/", "/es/news/avon-two-decades/",
    "/zoning/avon/act/", "/es/zoning/avon/act/brief/", "/zoning/avon/add/", "/zoning/avon/add/?sent=1",
)  # fmt: skip


@pytest.fixture(scope="module")
def either(by_phone: BrowserContext) -> Iterator[Page]:
    """A page that is as wide as a phone, then as a desk."""
    page = by_phone.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module", params=PAGES)
def loaded(request: pytest.FixtureRequest, either: Page) -> Page:
    """A page that was loaded on a phone, for all tests of its address."""
    either.set_viewport_size({"width": 320, "height": 640})
    either.goto(request.param)
    return either


def test_no_page_is_wider_than_a_small_phone(loaded: Page) -> None:
    assert loaded.evaluate("() => document.documentElement.scrollWidth") <= 320


def test_axe_finds_no_violation(loaded: Page, violations: Callable[[Page], list[str]]) -> None:
    # before a map is drawn: each picture of it costs, whatever its size
    loaded.set_viewport_size({"width": 1280, "height": 800})
    if "/map/" in loaded.url:
        expect(loaded.locator("#map canvas")).to_be_visible(timeout=30_000)
        loaded.evaluate("() => window.fairtownMap.ready")
    # tables that were cards become tables again
    rested(loaded)
    assert violations(loaded) == []


def test_axe_would_find_one(desk: Page, violations: Callable[[Page], list[str]]) -> None:
    desk.goto("/sources/")
    desk.evaluate(
        "() => document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"/static/icon.svg\">')"
    )
    assert [v.split(":")[0] for v in violations(desk)] == ["image-alt"]


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


def test_a_window_that_is_made_wider_unfolds_the_links_of_the_footer(either: Page) -> None:
    either.set_viewport_size({"width": 320, "height": 640})
    either.goto("/sources/")
    expect(either.locator("#all-pages")).to_be_visible()
    expect(either.locator("footer .is-in-menu").first).to_be_hidden()
    either.set_viewport_size({"width": 1280, "height": 800})
    expect(either.locator("#all-pages")).to_be_hidden()
    expect(either.locator("footer .is-in-menu").first).to_be_visible()
