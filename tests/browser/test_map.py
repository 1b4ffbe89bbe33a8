import time

import pytest
from playwright.sync_api import Page, expect

SECONDS = 30


def ready(page: Page, address: str = "/map/") -> None:
    page.goto(address)
    # a waited-for string would be evaluated in the page, which its policy forbids: ask again instead
    end = time.monotonic() + SECONDS
    while not page.evaluate("() => Boolean(window.fairtownMap)"):
        assert time.monotonic() < end, "the map's script did not start"
        page.wait_for_timeout(50)
    page.evaluate("() => window.fairtownMap.ready")


@pytest.fixture
def on_map(desk: Page) -> Page:
    ready(desk)
    return desk


def test_the_map_opens_without_a_complaint(on_map: Page, complaints: list[str]) -> None:
    expect(on_map.locator("#map-controls")).to_be_visible()
    expect(on_map.locator("#map-fallback")).to_be_hidden()
    drawn = on_map.evaluate(
        "() => fairtownMap.map.queryRenderedFeatures().map(f => f.sourceLayer).filter(Boolean)"
    )
    assert {"tracts", "towns", "dots_100"} <= set(drawn)
    assert complaints == []


def test_nothing_is_asked_of_anyone_else(desk: Page, hub_url: str) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    ready(desk)
    assert asked
    assert [u for u in asked if not u.startswith((hub_url, "data:", "blob:"))] == []


def test_a_click_on_a_tract_shows_its_level_and_where_it_comes_from(on_map: Page) -> None:
    on_map.evaluate("() => fairtownMap.map.jumpTo({center: [-72.675, 41.765], zoom: 12})")
    box = on_map.locator("#map").bounding_box()
    assert box
    on_map.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    panel = on_map.locator("#map-panel")
    expect(panel.locator("h2")).to_contain_text("Hartford", timeout=SECONDS * 1000)
    expect(panel.locator(".level")).to_contain_text("Low opportunity")
    assert panel.locator("table.indicators tbody tr").count() == 12
    geoid = on_map.url.split("=")[1]
    explained = f"/explain/opportunity.oca_2014/{geoid}/2014/"
    expect(panel.get_by_role("link", name="How do we know?")).to_have_attribute("href", explained)


def test_the_keyboard_alone_reaches_a_tract(on_map: Page) -> None:
    on_map.evaluate("() => fairtownMap.map.jumpTo({center: [-73.63, 41.03], zoom: 11})")
    on_map.locator("#map canvas").focus()
    on_map.keyboard.press("ArrowUp")
    on_map.wait_for_timeout(800)
    on_map.keyboard.press("Enter")
    expect(on_map.locator("#map-panel h2")).to_contain_text("Tract", timeout=SECONDS * 1000)
    on_map.keyboard.press("Escape")
    expect(on_map.locator("#map-panel h2")).to_have_text("Choose a tract")


def test_an_address_with_a_tract_opens_it(desk: Page) -> None:
    ready(desk, "/map/#tract=09003500700")
    expect(desk.locator("#map-panel h2")).to_contain_text("5007", timeout=SECONDS * 1000)


def test_an_address_with_a_town_goes_there(desk: Page) -> None:
    ready(desk, "/map/#town=hartford")
    lon, lat = desk.evaluate("() => fairtownMap.map.getCenter().toArray()")
    assert abs(lon + 72.68) < 0.05
    assert abs(lat - 41.76) < 0.05


def test_dots_and_patterns_can_be_switched(on_map: Page) -> None:
    def dots() -> int:
        return on_map.evaluate(
            "() => fairtownMap.map.queryRenderedFeatures().filter(f => f.sourceLayer === 'dots_100').length"
        )

    assert dots() > 1000
    on_map.locator("#show-dots").uncheck()
    on_map.wait_for_timeout(500)
    assert dots() == 0
    on_map.locator("#show-patterns").check()
    expect(on_map.locator("#legend")).to_have_class("with-patterns")


def test_the_search_on_the_map_flies_to_a_town(on_map: Page) -> None:
    on_map.locator("#map-q").fill("stamford")
    on_map.locator("#map-search button").click()
    on_map.wait_for_timeout(1500)
    lon, _lat = on_map.evaluate("() => fairtownMap.map.getCenter().toArray()")
    assert abs(lon + 73.56) < 0.06
    on_map.get_by_role("link", name="Everything about Stamford").click()
    expect(on_map.locator("h1")).to_have_text("Stamford")


def test_the_map_fits_a_phone(phone: Page) -> None:
    ready(phone)
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 320


def test_spanish_words_stand_on_the_spanish_map(desk: Page) -> None:
    ready(desk, "/es/map/")
    expect(desk.locator("#legend")).to_contain_text("Muy alta")
    expect(desk.locator("#dot-legend")).to_contain_text("punto azul")


def test_without_javascript_there_is_a_drawing_and_a_table(without_javascript: Page) -> None:
    page = without_javascript
    page.goto("/map/")
    expect(page.locator("#map-fallback img")).to_be_visible()
    assert page.locator("#map-controls").is_hidden()
    page.get_by_role("link", name="The same as a table of all tracts").click()
    assert page.locator("tbody tr").count() == 829
    page.get_by_role("link", name="Score").click()
    first = page.locator("tbody tr td:last-child").first.inner_text()
    assert first == "1.58"
