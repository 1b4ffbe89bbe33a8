"""The laboratory on a phone, by keyboard, for axe, without a map and without JavaScript."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from .conftest import tab_through
from .lab_page import FOUR, LAB, OF_2014, PAINTED, SLOW, choose_none, data, move, parameters, ready, settled
from .opening import Opening

Violations = Callable[[Page], list[str]]
WIDE = "() => document.documentElement.scrollWidth"


def go(page: Page, lon: float, lat: float, zoom: int) -> None:
    page.evaluate(
        """([lon, lat, zoom]) => {
          const { map } = fairtownMap;
          map.jumpTo({ center: [lon, lat], zoom });
          return map.once("idle").then(() => null);
        }""",
        [lon, lat, zoom],
    )


def open_all(page: Page) -> None:
    closed = page.locator("main details:not([open]) > summary")
    while closed.count():
        closed.first.click()


def test_pointer_and_click_tell_a_tract(lab: Page) -> None:
    go(lab, -72.675, 41.765, 12)
    box = lab.locator("#lab-map").bounding_box()
    assert box
    lab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    line = re.compile(r"^Tract .+, Hartford: (Very Low|Low|no level)(, (stable|leaning|uncertain))?\.$")
    expect(lab.locator("#lab-status")).to_have_text(line, timeout=SLOW)
    lab.mouse.down()
    lab.mouse.up()
    lab.mouse.move(5, 5)
    expect(lab.locator("#lab-status")).to_have_text(
        re.compile("^Tract .+, Hartford: .+ 0 tracts change level")
    )


def test_the_keyboard_alone_reaches_tract_slider_and_files(lab: Page) -> None:
    go(lab, -73.63, 41.03, 11)
    for _ in range(30):
        lab.keyboard.press("Tab")
        if lab.evaluate("() => document.activeElement.matches('#lab-map canvas')"):
            break
    lab.keyboard.press("ArrowUp")
    expect(lab.locator("#lab-status")).to_have_text(re.compile(r"^Tract .+, Greenwich: "), timeout=SLOW)
    lab.keyboard.press("Enter")
    lab.keyboard.press("Escape")
    seen = tab_through(lab, 140)
    for name in ("use", "w.schools_share", "d.schools_share", "standardise", "year", "against", "lab-csv"):
        assert name in seen, name


def test_axe_finds_no_violation_in_an_answer_that_is_open_nor_in_an_error(
    lab: Page, violations: Violations
) -> None:
    move(lab, steps=2)
    settled(lab)
    open_all(lab)
    lab.locator("#lab-by-sure").check()
    assert violations(lab) == []
    choose_none(lab)
    assert violations(lab) == []


def has_no_violation_and_fits_a_phone(page: Page, violations: Violations, indicator: str) -> None:
    open_all(page)
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(WIDE) <= 320
    move(page, indicator, 3)
    settled(page)
    assert page.evaluate(WIDE) <= 320


def test_of_2014_nobody_can_say_how_sure(desk: Page, violations: Violations, complaints: list[str]) -> None:
    ready(desk, OF_2014)
    expect(desk.get_by_label("How sure?")).to_be_disabled()
    expect(desk.locator("#lab-answer")).to_contain_text("published without margins")
    assert desk.evaluate(PAINTED, "level") == data(desk, "levels")
    has_no_violation_and_fits_a_phone(desk, violations, "grade3_math_score")
    expect(desk.locator('.lab-row:has([name="w.grade3_math_score"]) .lab-value')).to_have_text("1.75")
    assert complaints == []


def test_four_levels_have_the_shades_of_the_drawing(desk: Page, violations: Violations) -> None:
    ready(desk, FOUR)
    classes = [s.get_attribute("class") for s in desk.locator("#lab-legend .swatch").all()]
    assert classes == ["swatch l1", "swatch l2", "swatch l4", "swatch l5", "swatch l0"]
    expect(desk.locator("#lab-legend")).to_contain_text("Highest Resource")
    has_no_violation_and_fits_a_phone(desk, violations, "poverty_share")
    desk.get_by_label("Levels hold equal shares of").select_option("tracts")
    expect(desk.locator("#lab-legend .swatch")).to_have_count(6, timeout=SLOW)
    expect(desk.locator("#lab-legend")).to_contain_text("Very High")


def test_the_laboratory_fits_a_phone(phone: Page, violations: Violations) -> None:
    ready(phone, "/es/map/lab/")
    assert phone.evaluate(WIDE) <= 320
    move(phone, steps=2)
    settled(phone)
    open_all(phone)
    assert phone.evaluate(WIDE) <= 320
    assert violations(phone) == []
    choose_none(phone)
    expect(phone.get_by_role("alert")).to_be_in_viewport()
    assert phone.evaluate(WIDE) <= 320


@pytest.fixture
def lab_by_phone(phone: Page) -> Page:
    """The laboratory on a phone, loaded where it is not there."""
    if urlsplit(phone.url).path != LAB:
        ready(phone, LAB)
    return phone


def test_fingers_find_every_control(lab_by_phone: Page) -> None:
    phone = lab_by_phone
    phone.locator(".lab-begin summary").click()
    small = phone.evaluate(
        """() => [...document.querySelectorAll(":is(.lab-begin, .lab-layout) :is(select, input, button, summary, a)")]
          // a number or a word within a sentence is as large as its line
          .filter((e) => e.checkVisibility() && !e.closest("table") && !e.matches(".fig, .term, .definition a"))
          .map((e) => [e.outerHTML.slice(0, 80), e.closest("label.lab-use, .views label") ?? e])
          .map(([html, e]) => [html, e.getBoundingClientRect()])
          .filter(([, box]) => box.height < 40 || box.width < 40)
          .map(([html]) => html)"""
    )
    assert small == []
    phone.locator(".lab-begin summary").click()


def test_on_a_phone_the_map_stays_in_sight_of_the_slider(lab_by_phone: Page) -> None:
    phone = lab_by_phone
    move(phone, "no_vehicle_share", 2)
    slider = phone.locator('input[name="w.no_vehicle_share"]')
    expect(slider).to_be_in_viewport(ratio=1)
    expect(phone.locator("#lab-map")).to_be_in_viewport(ratio=1)
    top = phone.locator(".lab-seen").bounding_box()
    place = slider.bounding_box()
    assert top
    assert place
    assert place["y"] >= top["y"] + top["height"], "the slider lies under the map"
    phone.get_by_role("link", name="Results").click()
    expect(phone.locator(".headline")).to_be_in_viewport()


def test_nothing_is_asked_of_anyone_else(lab: Page, lab_opening: Opening, hub_url: str) -> None:
    addresses: list[str] = []
    lab.on("request", lambda request: addresses.append(request.url))
    move(lab)
    settled(lab)
    addresses += lab_opening.urls
    assert f"{hub_url}{LAB}" in addresses
    assert any("/map/lab/answer/" in a for a in addresses)
    assert [a for a in addresses if not a.startswith((hub_url, "data:", "blob:"))] == []


def test_moving_on_forgets_the_question_before(lab: Page) -> None:
    answers: list[str] = []
    lab.on("request", lambda r: answers.append(r.url) if "/answer/" in r.url else None)
    move(lab, steps=12)
    settled(lab)
    expect(lab).to_have_url(re.compile("w.poverty_share=4"))
    plain = [a for a in answers if "sure=1" not in a]
    assert len(plain) < 6, "twelve steps are not twelve questions"
    assert "sure=1" in answers[-1]


def test_where_the_map_cannot_run_the_drawing_follows(desk: Page) -> None:
    desk.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    desk.goto(LAB)
    expect(desk.locator("#lab-status")).to_contain_text("The drawing follows", timeout=SLOW)
    expect(desk.locator("#lab-shading")).to_be_hidden()
    move(desk)
    # the map alone: its legend stands below in letters of the page
    expect(desk.locator("#map-fallback img")).to_have_attribute(
        "src", re.compile(r"w\.poverty_share=3.*#svgView\(viewBox\(0,0,900,\d+\)\)$"), timeout=SLOW
    )
    expect(desk.locator("#map-fallback img")).to_be_visible()
    expect(desk.locator("#lab-status")).to_contain_text("change level")


def test_without_javascript_the_form_is_sent_and_the_server_draws(without_javascript: Page) -> None:
    page = without_javascript
    page.goto(LAB)
    expect(page.locator("#lab-shading")).to_be_hidden()
    expect(page.locator("#map-fallback img")).to_be_visible()
    levels = data(page, "levels")
    page.locator('input[name="w.poverty_share"]').fill("3")
    page.get_by_label("Fixed cuts")
    page.get_by_role("button", name="Show").click()
    assert parameters(page)["w.poverty_share"] == ["3"]
    assert data(page, "levels") != levels
    expect(page.locator('input[name="w.poverty_share"]')).to_have_value("3")
    assert "w.poverty_share=3" in (page.locator("#map-fallback img").get_attribute("src") or "")
    expect(page.locator("#lab-answer")).to_contain_text("stable in at least 90%")
    page.get_by_text("Begin from another index").click()
    page.get_by_role("link", name="Opportunity Index 2014").click()
    expect(page.locator("input[value=grade3_math_score]")).to_be_checked()
    used = page.locator("input[name=use]:checked")
    while used.count():
        used.first.uncheck()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_contain_text("names no indicator")


def test_the_spanish_laboratory_counts_with_points(desk: Page, complaints: list[str]) -> None:
    ready(desk, "/es/map/lab/?year=2023&use=poverty_share&w.poverty_share=1.5&use=owner_share")
    slider = desk.locator('input[name="w.poverty_share"]')
    assert [slider.get_attribute(name) for name in ("value", "step", "max")] == ["1.5", "0.25", "4"]
    move(desk, steps=2)
    expect(desk).to_have_url(re.compile("w.poverty_share=2&"), timeout=SLOW)
    assert complaints == []
