"""The fair-share page in a real Chromium: each change is answered in place, in the address, and for everyone."""

import html
import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import tab_through

PAGE = "/fair-share/"
SLOW = 15_000


def homes(page: Page, town: str) -> int:
    return int(page.locator(f"#t-{town} .fig").first.inner_text().replace(",", ""))


def settled(page: Page) -> None:
    expect(page.locator("#answer")).not_to_have_attribute("aria-busy", "true", timeout=SLOW)


def test_a_change_is_answered_in_place_and_in_the_address(desk: Page, complaints: list[str]) -> None:
    desk.goto(PAGE)
    before = homes(desk, "avon")
    desk.get_by_label("A number of your own").check()
    # a number of one's own begins with the need so far: no line of error before a number was typed
    expect(desk).to_have_url(re.compile(r"need=own&homes=\d{5,6}$"), timeout=SLOW)
    settled(desk)
    assert abs(homes(desk, "avon") - before) <= 1
    desk.get_by_label("Your number of homes").fill("50,000")
    desk.get_by_label("Your number of homes").press("Enter")
    expect(desk).to_have_url(re.compile(r"need=own&homes=50000$"), timeout=SLOW)
    settled(desk)
    after = homes(desk, "avon")
    assert after < before
    expect(desk.locator(".said li").first).to_contain_text("50,000 homes")
    expect(desk.locator(".pills [aria-current]")).to_have_count(0)
    for selector in ("#cite", "pre[tabindex]", "#share"):
        assert "need=own&homes=50000" in html.unescape(
            desk.locator(f"#answer {selector}").evaluate("e => e.outerHTML")
        )
    desk.reload()
    assert homes(desk, "avon") == after
    expect(desk.get_by_label("Your number of homes")).to_have_value("50000")
    assert complaints == []


def test_the_way_back_leads_to_what_was_chosen(desk: Page) -> None:
    desk.goto(PAGE)
    desk.get_by_label("Compare with").select_option("california_abag")
    expect(desk).to_have_url(re.compile("against=california_abag"), timeout=SLOW)
    desk.get_by_role("link", name="New Jersey, fourth round").click()
    expect(desk).to_have_url(re.compile("method=new_jersey_round4$"))
    desk.go_back()
    expect(desk).to_have_url(re.compile("method=connecticut_oca&against=california_abag$"))
    expect(desk.get_by_label("Compare with")).to_have_value("california_abag")
    expect(desk.locator("#answer")).to_contain_text("Compared with “California, Bay Area")


def test_a_number_that_cannot_be_is_one_line_and_the_next_is_answered(desk: Page) -> None:
    desk.goto(PAGE)
    desk.get_by_text("Weights of the factors").click()
    field = desk.get_by_label("Transit stations", exact=True)
    field.fill("much")
    field.press("Tab")
    expect(desk.get_by_role("alert")).to_contain_text(
        "Transit stations (w.transit) is 'much', expected a number from 0", timeout=SLOW
    )
    expect(desk.locator("#answer")).to_be_hidden()
    field.fill("2")
    field.press("Tab")
    expect(desk.locator("#answer")).to_be_visible(timeout=SLOW)
    expect(desk).to_have_url(re.compile("w.transit=2"))
    expect(desk.locator("#scenario-error")).to_be_empty()


def test_a_town_of_the_map_leads_to_its_row(desk: Page) -> None:
    desk.goto(PAGE)
    expect(desk.locator(".town-map path")).to_have_count(169)
    expect(desk.locator(".town-map title")).to_have_count(169)
    desk.locator('.town-map a[href="#t-avon"]').click()
    expect(desk.locator("#t-avon")).to_be_in_viewport()


def test_with_the_keyboard_alone(desk: Page) -> None:
    desk.goto(PAGE)
    desk.get_by_role("link", name="New Jersey, fourth round").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".pills [aria-current]")).to_have_text("New Jersey, fourth round")
    seen = tab_through(desk, 100, "e.id || e.name")
    for name in ("need", "against", "how", "csv", "share"):
        assert name in seen, name
    # neither the picture nor the 169 rows are in the way, only the sources of need and regions
    assert seen.index("csv") < 80


def test_without_javascript_the_form_is_sent_and_the_address_is_short(without_javascript: Page) -> None:
    page = without_javascript
    page.goto(PAGE)
    page.get_by_text("Exemptions, caps and floors").click()
    page.get_by_label("Cap, percent of the town's households").fill("5")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/fair-share/?method=connecticut_oca&cap=5#answer")
    expect(page.locator(".said")).to_contain_text("left over")


def test_on_a_phone_nothing_is_wider_after_a_change(phone: Page) -> None:
    phone.goto(PAGE)
    phone.get_by_text("Choose another method, or change it").click()
    phone.get_by_label("Compare with").select_option("california_abag")
    expect(phone).to_have_url(re.compile("against=california_abag"), timeout=SLOW)
    settled(phone)
    closed = phone.locator(".policy details:not([open]) > summary")
    while closed.count():
        closed.first.click()
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_line_of_error_is_seen_where_the_reader_is(request: pytest.FixtureRequest, size: str) -> None:
    page: Page = request.getfixturevalue(size)
    page.goto(PAGE)
    if size == "phone":
        page.get_by_text("Choose another method, or change it").click()
    page.get_by_text("Weights of the factors").click()
    page.get_by_text("Exemptions, caps and floors").click()
    for label in ("Taxable property", "Floor, percent of the town's households"):
        field = page.get_by_label(label, exact=True)
        field.scroll_into_view_if_needed()
        field.fill("much")
        field.press("Enter")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(f"{label} (", timeout=SLOW)
        expect(alert).to_be_in_viewport(ratio=1)
        expect(field).to_be_in_viewport()
        field.fill("")
        field.press("Enter")
        expect(page.locator("#scenario-error")).to_be_empty(timeout=SLOW)
        settled(page)


def test_without_javascript_what_was_typed_stays_and_no_other_share_is_shown(
    without_javascript: Page,
) -> None:
    page = without_javascript
    page.goto(f"{PAGE}?method=new_jersey_round4&cap=5&floor=10")
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Cap, percent of the town's households")).to_have_value("5")
    expect(page.get_by_label("Floor, percent of the town's households")).to_have_value("10")
    expect(page.locator(".scenario-result")).to_have_count(0)


def test_a_number_of_ones_own_is_sent_only_where_it_counts(desk: Page, complaints: list[str]) -> None:
    desk.goto(f"{PAGE}?homes=50000")
    desk.get_by_label("Households with an income under $20,000").check()
    expect(desk).to_have_url(re.compile("method=connecticut_oca$"), timeout=SLOW)
    desk.get_by_label("A number of your own").check()
    expect(desk).to_have_url(re.compile("need=own&homes=50000$"), timeout=SLOW)
    assert complaints == []
