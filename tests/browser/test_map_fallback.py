"""What stands on the page of the map where the map cannot run, or a part of it does not come."""

import re

from playwright.sync_api import Page, Route, expect

from .map_page import SECONDS, ready


def test_without_javascript_there_is_a_drawing_and_a_table(without_javascript: Page) -> None:
    page = without_javascript
    page.goto("/map/")
    expect(page.locator("#map-fallback img:visible")).to_have_attribute("src", re.compile(r"/modern\.svg#"))
    expect(page.locator("#map-controls")).to_be_hidden()
    expect(page.locator(".fallback-legend").get_by_text("Very High")).to_be_visible()
    expect(page.get_by_text("Click a neighborhood")).to_be_hidden()
    page.get_by_role("link", name="Published map (2014)").click()
    page.get_by_role("link", name="The same as a table of all tracts").click()
    expect(page.locator("main")).to_contain_text("Levels of the published index of 2014.")
    expect(page.locator("tbody tr")).to_have_count(100)
    page.get_by_role("link", name="9", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(829 - 800)
    page.get_by_role("link", name="Score").click()
    first = page.locator("tbody tr td:last-child").first.inner_text()
    assert first == "1.58"


def test_without_javascript_links_change_the_drawing(without_javascript: Page) -> None:
    page = without_javascript
    page.goto("/map/")
    for label, drawing in (("How sure?", "sure"), ("Today", "modern"), ("Published map (2014)", "state")):
        page.locator("#map-view-links").get_by_role("link", name=label).click()
        shown = page.locator("#map-fallback img:visible")
        expect(shown).to_have_attribute("src", re.compile(rf"/{drawing}\.svg#"))
        shown.scroll_into_view_if_needed()
        assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    page.get_by_role("link", name="Show the dots").click()
    expect(page.locator("#map-fallback img:visible")).to_have_attribute("src", re.compile("/state-dots"))


def test_where_the_map_cannot_run_the_links_are_there(desk: Page) -> None:
    desk.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    desk.goto("/map/")
    expect(desk.locator("#map-status")).to_contain_text("cannot run", timeout=SECONDS * 1000)
    desk.locator("#map-view-links").get_by_role("link", name="How sure?").click()
    expect(desk.locator("#map-fallback img:visible")).to_have_attribute("src", re.compile(r"/sure\.svg#"))


def test_a_request_that_is_lost_on_its_way_costs_no_map(desk: Page) -> None:
    lost: list[str] = []

    def lose_two(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    desk.route("**/*.pmtiles", lose_two)
    ready(desk)
    assert len(lost) == 2
    expect(desk.locator("#map-fallback")).to_be_hidden()


def test_without_tiles_there_is_the_drawing(desk: Page) -> None:
    desk.route("**/*.pmtiles", lambda route: route.abort())
    desk.goto("/map/")
    expect(desk.locator("#map-fallback img:visible")).to_have_attribute(
        "src", re.compile(r"/modern\.svg#"), timeout=SECONDS * 1000
    )
