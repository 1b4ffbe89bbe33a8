"""Numbers are read and quoted: a card beside each, a citation in three actions, one tab stop per table."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from .conftest import tab_through

#: How often Tab is pressed at most, and between two looks at where that led.
MOST_STOPS, PRESSES = 60, 15
PAGES = (
    "/",
    "/map/",
    "/towns/hartford/",
    "/fair-share/",
    "/segregation/",
    "/balance/",
    "/duties/",
    "/zoning/",
)
TABLE = "/segregation/"
EXPLAINED = "/explain/opportunity.modern/0912008070/2023/?figure=lower_corrected-nh_black"
SIZES: dict[str, ViewportSize] = {
    "desk": {"width": 1280, "height": 800},
    "phone": {"width": 360, "height": 740},
}
#: The share of all residents in lower-opportunity neighborhoods, on the page of the town.
LOWER = 'main a.fig[href*="/explain/opportunity.modern/0912008070/"][href*="=lower_corrected-everyone"]'


@pytest.fixture(params=["", "/es"])
def prefix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=sorted(SIZES))
def visitor(request: pytest.FixtureRequest, by_phone: BrowserContext) -> Iterator[Page]:
    page = by_phone.new_page()
    page.set_viewport_size(SIZES[request.param])
    by_phone.grant_permissions(["clipboard-read", "clipboard-write"])
    yield page
    page.close()
    by_phone.clear_permissions()


def test_bridgeports_black_residents_are_cited_in_three_actions(
    visitor: Page, prefix: str, hub_url: str
) -> None:
    visitor.goto(f"{prefix}/")
    # 1: search
    visitor.locator("#find-any").fill("Bridgeport")
    visitor.locator("#find-any").press("Enter")
    # 2: the number
    visitor.locator(LOWER).first.click()
    card = visitor.locator("#figure-popover")
    expect(card).to_be_visible()
    # 3: copy
    group = "Negros, no hispanos" if prefix else "Black, not Hispanic"
    card.get_by_role("button", name=group).click()
    expect(card.get_by_text("Copiado" if prefix else "Copied")).to_be_visible()
    text = visitor.evaluate("() => navigator.clipboard.readText()")
    assert ("residentes negros de Bridgeport" if prefix else "Black residents of Bridgeport") in text
    # the second release of a day has a number after its date
    assert re.search(r"http://\S+&release=\d{4}-\d\d-\d\d(\.\d+)?$", text)
    assert f"{prefix}{EXPLAINED}" in text
    assert re.search(r"\b\d+ (?:of|de cada) 100 ", text)


def test_the_card_opens_beside_its_number_closes_and_gives_the_focus_back(
    desk: Page, violations: Callable[[Page], list[str]], complaints: list[str]
) -> None:
    desk.goto("/towns/bridgeport/")
    number = desk.locator(LOWER).first
    card = desk.locator("#figure-popover")
    for close in (
        lambda: desk.keyboard.press("Escape"),
        lambda: card.get_by_role("button", name="Close").click(),
    ):
        number.focus()
        desk.keyboard.press("Enter")
        expect(card).to_be_visible()
        expect(card).to_be_focused()
        expect(card.get_by_role("heading")).to_contain_text("Bridgeport")
        box = card.bounding_box()
        assert box is not None
        assert box["width"] == pytest.approx(400, abs=40)
        assert 0 <= box["y"] <= box["y"] + box["height"] <= 800
        assert violations(desk) == []
        close()
        expect(card).to_be_hidden()
        expect(number).to_be_focused()
    assert complaints == []


def test_on_a_phone_the_card_is_a_sheet_at_the_foot(phone: Page) -> None:
    phone.goto("/towns/bridgeport/")
    phone.locator(LOWER).first.click()
    card = phone.locator("#figure-popover")
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 320)
    assert box["y"] + box["height"] == pytest.approx(640, abs=1)
    expect(card.get_by_role("button", name="Copy with citation", exact=True)).to_be_in_viewport()


def test_the_full_explanation_is_one_click_from_the_card(desk: Page) -> None:
    desk.goto("/towns/bridgeport/")
    desk.locator(LOWER).first.click()
    desk.get_by_role("link", name="Full explanation").click()
    expect(desk).to_have_title(re.compile("How do we know?"))
    expect(desk.locator("main")).to_contain_text("SHA-256")


def test_a_card_that_cannot_be_fetched_leads_to_its_page(desk: Page) -> None:
    desk.route("**/card/?*", lambda route: route.abort())
    desk.goto("/towns/bridgeport/")
    desk.locator(LOWER).first.click()
    # both pages name the town: the address tells them apart
    desk.wait_for_url("**/explain/**")
    expect(desk.locator("h1")).to_contain_text("Bridgeport")


def test_without_a_script_a_number_leads_to_the_page_that_opens_with_it(without_javascript: Page) -> None:
    page = without_javascript
    page.goto("/towns/bridgeport/")
    page.locator(LOWER).first.click()
    expect(page.locator("h1")).to_contain_text("Everyone, Bridgeport")
    expect(page.get_by_role("button", name="Copy with citation")).to_have_count(0)
    expect(page.locator("details.citation")).to_have_count(1)


def test_an_old_link_with_a_fragment_unfolds_its_row(desk: Page) -> None:
    desk.goto(f"{EXPLAINED.partition('?')[0]}#people-nh_white")
    expect(desk.locator("tr#people-nh_white")).to_be_in_viewport()


def test_arrow_keys_move_in_a_table_that_has_one_stop(desk: Page) -> None:
    desk.goto(TABLE)
    table = desk.locator("table[data-keys]").filter(has=desk.locator("a.fig"), visible=True).first
    expect(table.locator('a[tabindex="0"]')).to_have_count(1)
    expect(table.locator('a[tabindex="-1"]').nth(1)).to_be_attached()
    links = table.locator("tbody a")
    links.first.focus()
    desk.keyboard.press("End")
    desk.keyboard.press("ArrowDown")
    row = table.locator("tbody tr").nth(1)
    expect(row.locator("a").last).to_be_focused()
    desk.keyboard.press("Home")
    expect(row.locator("a").first).to_be_focused()
    expect(desk.get_by_text("Arrow keys lead to the next link")).to_be_visible()
    # Tab leaves the table, and comes back to where it was left
    desk.keyboard.press("Tab")
    assert table.evaluate("table => !table.contains(document.activeElement)")
    desk.keyboard.press("Shift+Tab")
    expect(row.locator("a").first).to_be_focused()


def stops(page: Page) -> int:
    """Return how often Tab is pressed before the focus is in the footer."""
    for n in range(0, 3 * MOST_STOPS, PRESSES):
        seen = tab_through(page, PRESSES, "e.closest('footer') !== null")
        if True in seen:
            return n + seen.index(True)
    return 3 * MOST_STOPS


@pytest.mark.parametrize("address", PAGES)
def test_few_tab_stops_lead_to_the_footer(desk: Page, address: str) -> None:
    desk.goto(address)
    topics = desk.locator(f'main a[href^="{address}"]').evaluate_all(
        "links => links.map((link) => link.pathname)"
    )
    topics = [path for path in dict.fromkeys(topics) if re.fullmatch(rf"{address}[a-z-]+/", path)]
    assert stops(desk) <= MOST_STOPS, address
    for path in topics if address.startswith("/towns/") else []:
        desk.goto(path)
        assert stops(desk) <= MOST_STOPS, path
