import re
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


def drawn(page: Page) -> None:
    """Wait until the map has drawn what was asked of it."""
    page.evaluate(
        "() => { fairtownMap.map.triggerRepaint(); return fairtownMap.map.once('idle').then(() => null) }"
    )


def go(page: Page, lon: float, lat: float, zoom: int) -> None:
    page.evaluate(
        "([lon, lat, zoom]) => fairtownMap.map.jumpTo({center: [lon, lat], zoom})", [lon, lat, zoom]
    )
    drawn(page)


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
    urls: list[str] = []
    desk.on("request", lambda request: urls.append(request.url))
    ready(desk)
    assert urls
    assert [u for u in urls if not u.startswith((hub_url, "data:", "blob:"))] == []


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
    expect(page.locator("#map-fallback img:visible")).to_have_attribute("src", re.compile(r"/state\.svg$"))
    assert page.locator("#map-controls").is_hidden()
    page.get_by_role("link", name="The same as a table of all tracts").click()
    assert page.locator("tbody tr").count() == 829
    page.get_by_role("link", name="Score").click()
    first = page.locator("tbody tr td:last-child").first.inner_text()
    assert first == "1.58"


def test_the_index_of_today_is_another_view_with_an_address(on_map: Page, complaints: list[str]) -> None:
    on_map.get_by_label("Index of today").check()
    expect(on_map).to_have_url(re.compile(r"/map/\?view=today$"))
    drawn(on_map)
    assert shaded(on_map) == "tracts_2020"
    expect(on_map.locator(".legend-box")).to_contain_text("American Community Survey of 2019-2023")
    expect(on_map.locator(".legend-box")).not_to_contain_text(
        "Open Communities Alliance", use_inner_text=True
    )
    expect(on_map.locator("#legend")).to_contain_text("no level", use_inner_text=True)
    assert on_map.locator(".legend-box a:visible").get_attribute("href") == "/methods/opportunity.modern/"
    on_map.locator("#show-patterns").check()
    expect(on_map.locator("#legend")).to_have_class("with-patterns")
    assert (
        on_map.evaluate("() => fairtownMap.map.getLayoutProperty('tracts_2020-patterns', 'visibility')")
        == "visible"
    )
    assert (
        on_map.evaluate("() => fairtownMap.map.getLayoutProperty('tracts-patterns', 'visibility')") == "none"
    )
    on_map.get_by_label("Index of 2014").check()
    expect(on_map).to_have_url(re.compile(r"/map/$"))
    drawn(on_map)
    assert shaded(on_map) == "tracts"
    assert complaints == []


def shaded(page: Page) -> str:
    """Return the one source whose tracts are drawn."""
    found = page.evaluate(
        "() => fairtownMap.map.queryRenderedFeatures().filter(f => f.layer.type === 'fill').map(f => f.source)"
    )
    (source,) = set(found)
    return str(source)


def test_how_sure_is_a_view_that_can_be_shared(desk: Page, complaints: list[str]) -> None:
    ready(desk, "/map/?view=sure")
    expect(desk.get_by_label("How sure is it?")).to_be_checked()
    expect(desk.locator(".legend:visible")).to_have_text(
        re.compile(r"stable\s+leaning\s+uncertain\s+not known")
    )
    expect(desk.locator(".legend-box")).to_contain_text(
        "For the index of 2014 nobody can say", use_inner_text=True
    )
    assert "#14625b" in str(
        desk.evaluate("() => fairtownMap.map.getPaintProperty('tracts_2020-fill', 'fill-color')")
    )
    expect(desk.locator("#show-patterns")).to_be_hidden()
    of_2014 = "() => fairtownMap.map.querySourceFeatures('tracts', {sourceLayer: 'tracts'}).length"
    assert desk.evaluate(of_2014) == 0, "tiles of the other view are not fetched"
    desk.locator("#show-dots").uncheck()
    desk.locator("#show-towns").uncheck()
    drawn(desk)
    seen = desk.evaluate("() => [...new Set(fairtownMap.map.queryRenderedFeatures().map(f => f.source))]")
    assert seen == ["tracts_2020"]
    assert complaints == []


@pytest.mark.parametrize(
    ("address", "name", "view"),
    [
        ("/map/#tract=09110415500", "4155", "today"),
        ("/map/?view=sure#tract=09110415500", "4155", "sure"),
        ("/map/?view=today#tract=09003500700", "5007", "index"),
        ("/map/#tract=09003500700", "5007", "index"),
    ],
)
def test_an_address_opens_tracts_of_either_census(desk: Page, address: str, name: str, view: str) -> None:
    ready(desk, address)
    expect(desk.locator("#map-panel h2")).to_contain_text(name, timeout=SECONDS * 1000)
    expect(desk.locator("#map-status")).to_contain_text(f"Selected: Tract {name}")
    expect(desk.locator("#map-views input:checked")).to_have_attribute("value", view)
    assert desk.url.endswith(address.split("#")[1])
    assert desk.evaluate("() => fairtownMap.map.getZoom()") > 10


def test_a_code_of_neither_census_leaves_the_map_as_it_was(desk: Page) -> None:
    ready(desk, "/map/?view=today#tract=09999999999")
    desk.wait_for_timeout(2000)
    expect(desk.locator("#map-views input:checked")).to_have_attribute("value", "today")
    expect(desk.locator("#map-panel h2")).to_have_text("Choose a tract")


def test_another_view_shows_the_tract_at_the_same_place(on_map: Page) -> None:
    go(on_map, -72.675, 41.765, 12)
    box = on_map.locator("#map").bounding_box()
    assert box
    on_map.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(on_map).to_have_url(re.compile("#tract=09003"), timeout=SECONDS * 1000)
    on_map.get_by_label("Index of today").check()
    expect(on_map).to_have_url(re.compile(r"\?view=today#tract=09110"), timeout=SECONDS * 1000)
    expect(on_map.locator("#map-panel h2")).to_contain_text("Hartford", timeout=SECONDS * 1000)
    expect(on_map.locator("#map-panel")).to_contain_text("draws of the survey", timeout=SECONDS * 1000)
    code = on_map.url.split("=")[-1]
    on_map.get_by_label("How sure is it?").check()
    expect(on_map).to_have_url(re.compile(rf"\?view=sure#tract={code}$"))
    on_map.get_by_label("Index of 2014").check()
    expect(on_map).to_have_url(re.compile("/map/#tract=09003"), timeout=SECONDS * 1000)


def test_without_javascript_links_change_the_drawing(without_javascript: Page) -> None:
    page = without_javascript
    page.goto("/map/")
    for label, drawing in (
        ("Index of today", "modern"),
        ("How sure is it?", "sure"),
        ("Index of 2014", "state"),
    ):
        page.get_by_role("link", name=label).click()
        shown = page.locator("#map-fallback img:visible")
        expect(shown).to_have_attribute("src", re.compile(rf"/{drawing}\.svg$"))
        assert shown.evaluate("image => image.naturalWidth") > 0
    page.get_by_role("link", name="Show the dots").click()
    expect(page.locator("#map-fallback img:visible")).to_have_attribute("src", re.compile("/state-dots"))


def test_where_the_map_cannot_run_the_links_are_there(desk: Page) -> None:
    desk.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    desk.goto("/map/?view=today")
    expect(desk.locator("#map-status")).to_contain_text("cannot run", timeout=SECONDS * 1000)
    desk.locator("#map-view-links").get_by_role("link", name="How sure is it?").click()
    expect(desk.locator("#map-fallback img:visible")).to_have_attribute("src", re.compile(r"/sure\.svg$"))
