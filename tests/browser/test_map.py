import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from .map_page import SECONDS, drawn, go, lead, ready
from .opening import Opening, listening, open_page


@pytest.fixture(scope="module")
def opening(chromium: Browser, hub_url: str) -> Iterator[Opening]:
    """The page that the tests share, opened by a reader who was never here."""
    context = chromium.new_context(
        base_url=hub_url,
        viewport={"width": 1280, "height": 800},
        device_scale_factor=0.5,
        reduced_motion="reduce",
    )
    yield open_page(context, ready)
    context.close()


@pytest.fixture
def same_page(opening: Opening, complaints: list[str]) -> Iterator[Page]:
    """The page that the tests share, wherever the last one left it."""
    with listening(opening.page, complaints):
        yield opening.page


@pytest.fixture
def on_map(same_page: Page) -> Page:
    """The map as it opens: loaded where there is none, else led back.

    To load and draw it takes two seconds, and most tests begin with it.
    """
    same_page.emulate_media(reduced_motion="reduce")
    if urlsplit(same_page.url).path == "/map/":
        lead(same_page, "/map/")
    else:
        ready(same_page)
    expect(same_page).to_have_url(re.compile("/map/$"))
    return same_page


def test_the_map_opens_without_a_complaint(on_map: Page, opening: Opening) -> None:
    expect(on_map.locator("#map-legend")).to_be_visible()
    expect(on_map.locator("#map-fallback")).to_be_hidden()
    drawn = on_map.evaluate(
        "() => fairtownMap.map.queryRenderedFeatures().map(f => f.sourceLayer).filter(Boolean)"
    )
    assert {"tracts_2020", "towns"} <= set(drawn)
    assert not [name for name in drawn if name.startswith("dots")], (
        "dots would hide the shading of the whole state"
    )
    expect(on_map.get_by_label("Today")).to_be_checked()
    expect(on_map.locator("#map-place .finding:visible")).to_contain_text(
        "of Black residents live in neighborhoods"
    )
    assert opening.complaints == []


def test_nothing_is_asked_of_anyone_else(opening: Opening, hub_url: str) -> None:
    assert f"{hub_url}/map/" in opening.urls
    assert [u for u in opening.urls if not u.startswith((hub_url, "data:", "blob:"))] == []


def test_the_map_weighs_a_megabyte_at_most(opening: Opening) -> None:
    assert 300_000 < sum(opening.sizes) < 1_000_000


def test_a_click_on_a_tract_shows_its_level_and_where_it_comes_from(on_map: Page) -> None:
    lead(on_map, "/map/?view=index")
    go(on_map, -72.675, 41.765, 12)
    box = on_map.locator("#map").bounding_box()
    assert box
    on_map.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    panel = on_map.locator("#map-place")
    expect(panel.locator("h2")).to_contain_text("Hartford", timeout=SECONDS * 1000)
    expect(panel.locator(".level")).to_contain_text("Low opportunity")
    expect(panel.locator("table.indicators tbody tr")).to_have_count(12)
    geoid = on_map.url.split("=")[-1]
    explained = f"/explain/opportunity.oca_2014/{geoid}/2014/"
    expect(panel.get_by_role("link", name="How do we know?")).to_have_attribute("href", explained)


def test_the_keyboard_alone_reaches_a_tract(on_map: Page) -> None:
    go(on_map, -73.63, 41.03, 11)
    on_map.locator("#map canvas").focus()
    on_map.keyboard.press("ArrowUp")
    drawn(on_map)
    on_map.keyboard.press("Enter")
    expect(on_map.locator("#map-place h2")).to_contain_text("Tract", timeout=SECONDS * 1000)
    on_map.keyboard.press("Escape")
    expect(on_map.locator("#map-place h2")).to_have_text("Choose a neighborhood")


def test_an_address_with_a_town_goes_there(on_map: Page) -> None:
    lead(on_map, "/map/#town=hartford")
    lon, lat = on_map.evaluate("() => fairtownMap.map.getCenter().toArray()")
    assert abs(lon + 72.68) < 0.05
    assert abs(lat - 41.76) < 0.05


def dots(page: Page, scale: int) -> int:
    drawn(page)
    return int(
        page.evaluate(
            """(scale) => {
              const { map } = fairtownMap;
              const layers = map.getLayersOrder().filter((id) => id === `dots-${scale}`);
              const dotsOf = ({ geometry: g }) => (g.type === "Point" ? 1 : g.coordinates.length);
              return map.queryRenderedFeatures({ layers }).reduce((n, tract) => n + dotsOf(tract), 0);
            }""",
            scale,
        )
    )


def test_dots_come_with_the_zoom_or_by_choice_and_stand_in_the_address(on_map: Page) -> None:
    expect(on_map.locator("#show-dots")).not_to_be_checked()
    on_map.locator("#show-dots").check()
    assert dots(on_map, 500) > 1000
    expect(on_map.locator("#dot-legend")).to_have_text("1 blue dot = 500 people of color")
    on_map.locator("#show-patterns").check()
    expect(on_map.locator("#legend")).to_have_class(re.compile("with-patterns"))
    assert on_map.url.endswith("/map/#dots=1&patterns=1")
    on_map.locator("#show-dots").uncheck()
    assert dots(on_map, 500) == 0
    lead(on_map, "/map/?view=index#at=12.5/41.31/-72.92")
    expect(on_map.locator("#show-dots")).to_be_checked()
    assert dots(on_map, 100) > 100
    expect(on_map.locator("#dot-legend")).to_have_text("1 blue dot = 100 people of color")


def test_back_leads_to_the_whole_state_without_motion_too(on_map: Page) -> None:
    on_map.emulate_media(reduced_motion="reduce")
    zoom = on_map.evaluate("() => fairtownMap.map.getZoom()")
    on_map.locator("#map-q").fill("stamford")
    on_map.locator("#map-q").press("Enter")
    expect(on_map).to_have_url(re.compile("at=.+&town=stamford$"))
    on_map.go_back()
    expect(on_map).to_have_url(re.compile("/map/$"))
    on_map.wait_for_function("zoom => Math.abs(fairtownMap.map.getZoom() - zoom) < 0.01", arg=zoom)


def test_the_box_at_the_pointer_says_level_certainty_and_people(on_map: Page) -> None:
    go(on_map, -72.675, 41.765, 12)
    box = on_map.locator("#map").bounding_box()
    assert box
    on_map.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(on_map.locator(".map-tip")).to_have_text(
        re.compile(r"^Tract [\d.]+, Hartford.*opportunityHow sure\? \w+[\d,]+ people, \d+% people of color$"),
        timeout=SECONDS * 1000,
    )


def test_the_whole_state_comes_back(on_map: Page) -> None:
    go(on_map, -72.675, 41.765, 12)
    assert "at=12.00" in on_map.url
    on_map.get_by_role("button", name="Show the whole state").click()
    expect(on_map).to_have_url(re.compile(r"/map/$"))
    assert on_map.evaluate("() => fairtownMap.map.getZoom()") < 9


def test_the_map_is_saved_as_a_picture_with_its_legend(on_map: Page) -> None:
    with on_map.expect_download() as download:
        on_map.get_by_role("button", name="Save as a picture").click()
    data = download.value.path().read_bytes()
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    box = on_map.locator("#map").bounding_box()
    ratio = on_map.evaluate("() => devicePixelRatio")
    assert box
    assert data[1:4] == b"PNG"
    assert download.value.suggested_filename == "fairtown-today.png"
    assert abs(width - box["width"] * ratio) <= 1
    assert height > (box["height"] + 80) * ratio, "title, legend and source lie below the map"


def test_the_map_fills_the_screen_and_a_copied_link_leads_back_to_its_view(on_map: Page) -> None:
    on_map.context.grant_permissions(["clipboard-read", "clipboard-write"])
    fills = "() => document.fullscreenElement?.contains(document.getElementById('map')) ?? false"
    button = on_map.get_by_role("button", name="Full screen")
    for is_full in (True, False):
        button.click()
        on_map.wait_for_function(fills if is_full else f"() => !({fills})()")
    go(on_map, -72.675, 41.765, 11)
    on_map.get_by_role("button", name="Copy a link to this view").click()
    expect(on_map.locator("#map-status")).to_have_text("The link to this view is copied.")
    link = on_map.evaluate("() => navigator.clipboard.readText()")
    on_map.get_by_role("button", name="Show the whole state").click()
    on_map.goto(link)
    drawn(on_map)
    view = on_map.evaluate("() => [fairtownMap.map.getZoom(), ...fairtownMap.map.getCenter().toArray()]")
    assert view == pytest.approx([11, -72.675, 41.765], abs=0.01)


def test_what_has_no_level_is_hatched(on_map: Page) -> None:
    tracts = on_map.evaluate(
        """() => {
          const found = fairtownMap.map.queryRenderedFeatures({ layers: ["tracts_2020-none"] });
          const pattern = fairtownMap.map.getPaintProperty("tracts_2020-none", "fill-pattern");
          return found.map(({ properties }) => [properties.level ?? 0, pattern]);
        }"""
    )
    levels, patterns = {level for level, _ in tracts}, {pattern for _, pattern in tracts}
    assert patterns == {"pattern-none"}
    assert 0 in levels, "a tract without a level is in sight"
    shaded = on_map.evaluate(
        """() => fairtownMap.map.queryRenderedFeatures({ layers: ["tracts_2020-fill"] })
          .filter(({ properties }) => !properties.level).map(({ layer }) => layer.paint["fill-color"].a)"""
    )
    assert set(shaded) == {0}, "nothing lies over the hatching"


def test_the_map_fits_a_phone(on_map: Page) -> None:
    on_map.set_viewport_size({"width": 320, "height": 640})
    drawn(on_map)
    assert on_map.evaluate("() => document.documentElement.scrollWidth") <= 320
    on_map.set_viewport_size({"width": 1280, "height": 800})
    on_map.wait_for_function("() => fairtownMap.map.getCanvas().clientWidth > 640")
    on_map.get_by_role("button", name="Show the whole state").click()
    expect(on_map).to_have_url(re.compile("/map/$"))


def test_spanish_words_stand_on_the_spanish_map_and_fit_a_phone(phone: Page) -> None:
    ready(phone, "/es/map/")
    expect(phone.locator("#legend")).to_contain_text("Muy alta")
    expect(phone.locator("#dot-legend")).to_contain_text("punto azul")
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 320


def test_the_published_map_is_another_view_with_an_address(on_map: Page, complaints: list[str]) -> None:
    assert shaded(on_map) == "tracts_2020"
    expect(on_map.locator("#about-map")).to_contain_text("American Community Survey of 2019-2023")
    expect(on_map.locator("#legend")).to_contain_text("no level", use_inner_text=True)
    on_map.locator("#map-views").get_by_text("Published map (2014)").click()
    expect(on_map).to_have_url(re.compile(r"/map/\?view=index$"))
    drawn(on_map)
    assert shaded(on_map) == "tracts"
    expect(on_map.locator("#about-map")).to_contain_text("Open Communities Alliance", use_inner_text=True)
    expect(on_map.locator("#about-map")).not_to_contain_text("index of today,", use_inner_text=True)
    on_map.locator("#show-patterns").check()
    visibility = "id => fairtownMap.map.getLayoutProperty(id, 'visibility')"
    assert on_map.evaluate(visibility, "tracts-patterns") == "visible"
    assert on_map.evaluate(visibility, "tracts_2020-patterns") == "none"
    on_map.go_back()
    expect(on_map.get_by_label("Today")).to_be_checked()
    drawn(on_map)
    assert shaded(on_map) == "tracts_2020"
    assert complaints == []


def shaded(page: Page) -> str:
    """Return the one source whose tracts are drawn."""
    found = page.evaluate(
        """() => {
          const { map } = fairtownMap;
          const layers = map.getLayersOrder().filter((id) => map.getLayer(id).type === "fill");
          return [...new Set(map.queryRenderedFeatures({ layers }).map(({ source }) => source))];
        }"""
    )
    (source,) = found
    return str(source)


def test_a_code_of_neither_census_leaves_the_map_as_it_was(on_map: Page) -> None:
    lead(on_map, "/map/?view=today#tract=09999999999")
    # said once both censuses were looked through
    expect(on_map.locator("#map-status")).to_have_text(
        "No tract has the code 09999999999.", timeout=SECONDS * 1000
    )
    expect(on_map.locator("#map-views input:checked")).to_have_attribute("value", "today")
    expect(on_map.locator("#map-place h2")).to_have_text("Choose a neighborhood")


def test_another_view_shows_the_tract_at_the_same_place(on_map: Page) -> None:
    go(on_map, -72.675, 41.765, 12)
    box = on_map.locator("#map").bounding_box()
    assert box
    on_map.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(on_map).to_have_url(re.compile("&tract=09110"), timeout=SECONDS * 1000)
    code = on_map.url.split("=")[-1]
    on_map.locator("#map-views").get_by_text("How sure?").click()
    expect(on_map).to_have_url(re.compile(rf"\?view=sure#.*tract={code}$"))
    on_map.locator("#map-views").get_by_text("Published map (2014)").click()
    expect(on_map).to_have_url(re.compile(r"\?view=index#.*tract=09003"), timeout=SECONDS * 1000)
    expect(on_map.locator("#map-place h2")).to_contain_text("Hartford", timeout=SECONDS * 1000)
    expect(on_map.locator("#map-place table.indicators")).to_be_visible(timeout=SECONDS * 1000)


def test_how_sure_is_a_view_that_can_be_shared(same_page: Page, complaints: list[str]) -> None:
    ready(same_page, "/map/?view=sure")
    expect(same_page.get_by_label("How sure?")).to_be_checked()
    expect(same_page.locator(".legend:visible")).to_have_text(
        re.compile(r"stable\s+leaning\s+uncertain\s+not known")
    )
    expect(same_page.locator("#about-map")).to_contain_text(
        "For the index of 2014 nobody can say", use_inner_text=True
    )
    assert "#3b3f3a" in str(
        same_page.evaluate("() => fairtownMap.map.getPaintProperty('tracts_2020-fill', 'fill-color')")
    )
    expect(same_page.locator("#show-patterns")).to_be_hidden()
    of_2014 = "() => fairtownMap.map.querySourceFeatures('tracts', {sourceLayer: 'tracts'}).length"
    assert same_page.evaluate(of_2014) == 0, "tiles of the other view are not fetched"
    same_page.locator("#show-towns").uncheck()
    drawn(same_page)
    seen = same_page.evaluate(
        "() => [...new Set(fairtownMap.map.queryRenderedFeatures().map(f => f.source))]"
    )
    assert seen == ["tracts_2020"]
    assert complaints == []


@pytest.mark.parametrize(
    ("address", "name", "view"),
    [
        ("/map/#tract=09110415500", "4155", "today"),
        ("/map/?view=sure#tract=09110415500", "4155", "sure"),
        ("/map/?view=index#tract=09003500700", "5007", "index"),
        ("/map/#tract=09003500700", "5007", "index"),
    ],
)
def test_an_address_leads_to_tracts_of_either_census(
    on_map: Page, address: str, name: str, view: str
) -> None:
    lead(on_map, address)
    shows_tract(on_map, address, name, view)


def shows_tract(page: Page, address: str, name: str, view: str) -> None:
    expect(page.locator("#map-place h2")).to_contain_text(name, timeout=SECONDS * 1000)
    expect(page.locator("#map-status")).to_contain_text(f"Selected: Tract {name}")
    expect(page.locator("#map-views input:checked")).to_have_attribute("value", view)
    assert page.url.endswith(address.split("#")[1].split("&")[-1])
    assert page.evaluate("() => fairtownMap.map.getZoom()") > 10


def test_the_search_on_the_map_shows_the_town_in_the_panel(on_map: Page) -> None:
    on_map.emulate_media(reduced_motion="no-preference")
    on_map.locator("#map-q").fill("stamford")
    on_map.locator("#map-search button").click()
    panel = on_map.locator("#map-place")
    expect(panel.locator("h2")).to_have_text("Stamford", timeout=SECONDS * 1000)
    expect(panel).to_contain_text("of the residents of Stamford live in neighborhoods")
    expect(on_map).to_have_url(re.compile("at=.+&town=stamford$"), timeout=SECONDS * 1000)
    lon, _lat = on_map.evaluate("() => fairtownMap.map.getCenter().toArray()")
    assert abs(lon + 73.56) < 0.06
    on_map.go_back()
    expect(panel.locator("h2")).to_have_text("Choose a neighborhood")
    on_map.go_forward()
    on_map.get_by_role("link", name="Everything about Stamford").click()
    expect(on_map.locator("h1")).to_have_text("Stamford")


def test_an_address_opens_a_tract_of_the_census_before_where_the_map_stood(same_page: Page) -> None:
    address = "/map/#at=11.00/41.7700/-72.7000&tract=09003500700"
    ready(same_page, address)
    shows_tract(same_page, address, "5007", "index")


def test_what_is_no_town_goes_to_the_search_of_the_site(on_map: Page) -> None:
    on_map.locator("#map-q").fill("Nowhere at all")
    on_map.locator("#map-q").press("Enter")
    expect(on_map).to_have_url(re.compile(r"/search/\?q=Nowhere"))
