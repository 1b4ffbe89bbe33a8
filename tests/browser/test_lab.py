"""The laboratory in a real browser: what a change of the recipe does to map, table and address."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from .lab_page import PAINTED, SLOW, choose_none, data, move, parameters, ready, settled
from .opening import Opening


def test_the_laboratory_opens_with_the_index_of_today(lab: Page, lab_opening: Opening) -> None:
    expect(lab.locator("#map-fallback")).to_be_hidden()
    expect(lab.locator("#lab-submit")).to_be_hidden()
    expect(lab.locator(".lab-whose")).to_contain_text("Opportunity index of today")
    assert lab.evaluate(PAINTED, "level") == data(lab, "levels")
    assert lab.evaluate(PAINTED, "certainty") == data(lab, "certainty")
    expect(lab.locator("#lab-status")).to_have_text(re.compile("^0 tracts change level"))
    assert lab_opening.complaints == []


def test_a_slider_moves_the_map_the_table_the_status_and_the_address(
    lab: Page, complaints: list[str]
) -> None:
    before, people = data(lab, "levels"), lab.locator("#lab-people").inner_text()
    move(lab)
    expect(lab.locator('.lab-row:has([name="w.poverty_share"]) .lab-value')).to_have_text("3")
    expect(lab.locator("#lab-status")).to_have_text(
        re.compile("^[1-9][0-9]* tracts change level"), timeout=SLOW
    )
    settled(lab)
    after = data(lab, "levels")
    assert after != before
    assert lab.evaluate(PAINTED, "level") == after
    assert lab.evaluate(PAINTED, "certainty") == data(lab, "certainty")
    assert lab.locator("#lab-people").inner_text() != people
    expect(lab.locator(".lab-whose")).to_contain_text("your own")
    assert parameters(lab)["w.poverty_share"] == ["3"]
    n = sum(a != b for a, b in zip(before, after, strict=True))
    expect(lab.locator("#lab-status")).to_contain_text(str(n))
    assert complaints == []


def test_how_sure_arrives_when_the_form_rests(lab: Page) -> None:
    move(lab, "owner_share", 1)
    expect(lab.locator(".lab-pending")).to_be_visible(timeout=SLOW)
    assert data(lab, "certainty") == ""
    settled(lab)
    expect(lab.locator("#lab-answer")).to_contain_text("stable in at least 90%")
    expect(lab.locator("#lab-people")).to_contain_text("±")
    assert set(data(lab, "certainty")) <= set("0123")


def test_the_map_can_show_how_sure_each_level_is(lab: Page) -> None:
    def fill() -> str:
        return str(lab.evaluate("() => fairtownMap.map.getPaintProperty('tracts_2020-fill', 'fill-color')"))

    assert "#144d41" in fill()
    lab.get_by_label("How sure?").check()
    assert "#3b3f3a" in fill()
    expect(lab.locator(".legend:visible")).to_have_text(
        re.compile("stable.*leaning.*uncertain.*not known", re.DOTALL)
    )
    move(lab, steps=2)
    expect(lab.locator("#lab-status")).to_contain_text(re.compile("[1-9] tracts? change"), timeout=SLOW)
    settled(lab)
    expect(lab.get_by_label("How sure?")).to_be_checked()
    assert lab.evaluate(PAINTED, "certainty") == data(lab, "certainty")
    lab.get_by_label("Level", exact=True).check()
    assert "#144d41" in fill()


def test_fixed_cuts_begin_where_the_levels_divide(lab: Page) -> None:
    before = data(lab, "levels")
    expect(lab.get_by_label("Fixed cuts")).to_be_hidden()
    lab.get_by_label("Levels hold equal shares of").select_option("cuts")
    expect(lab.get_by_label("Fixed cuts")).to_be_visible()
    expect(lab).to_have_url(re.compile("levels=cuts"), timeout=SLOW)
    n = sum(a != b for a, b in zip(before, data(lab, "levels"), strict=True))
    assert n < 5, "cuts are shown with three decimals"
    lab.get_by_label("Fixed cuts").fill("0, 1")
    lab.get_by_label("Fixed cuts").press("Enter")
    expect(lab.locator("#lab-legend .swatch")).to_have_count(4, timeout=SLOW)


def test_a_recipe_that_cannot_be_is_told_in_one_line(lab: Page) -> None:
    choose_none(lab)
    expect(lab.get_by_role("alert")).to_contain_text("names no indicator")
    expect(lab.get_by_role("alert")).to_be_in_viewport()
    # on a slow machine a recipe between is answered: the last one that could be stays on the map
    assert lab.evaluate(PAINTED, "level") == data(lab, "levels") != ""
    # and is greyed out, for it is not what the form says
    frame = lab.locator(".map-frame")
    expect(frame).to_have_css("filter", "grayscale(1) opacity(0.35)")
    assert "use=poverty_share" not in lab.url
    lab.locator("input[value=poverty_share]").check()
    expect(lab.get_by_role("alert")).to_have_count(0, timeout=SLOW)
    expect(frame).to_have_css("filter", "none")
    expect(lab.locator("#lab-answer")).to_be_visible()
    expect(lab).to_have_url(re.compile("use=poverty_share"))


def test_a_weight_is_only_for_an_indicator_in_use(lab: Page) -> None:
    slider = lab.locator('input[name="w.poverty_share"]')
    expect(slider).to_be_enabled()
    lab.locator("input[value=poverty_share]").uncheck()
    expect(slider).to_be_disabled()
    expect(lab).to_have_url(re.compile("use=owner_share"), timeout=SLOW)
    assert "poverty_share" not in parameters(lab)["use"]
    lab.get_by_text("more indicators").click()
    lab.locator("input[value=english_share]").check()
    expect(lab).to_have_url(re.compile("use=english_share"), timeout=SLOW)


def test_what_is_open_and_what_has_the_focus_stay_so(lab: Page) -> None:
    move(lab)
    settled(lab)
    lab.locator("#lab-moved summary").click()
    expect(lab.locator("#lab-moved tbody tr").first).to_be_visible()
    lab.evaluate("() => { document.querySelector('.lab-result').id = 'old' }")
    move(lab, steps=1)
    expect(lab.locator("#old")).to_have_count(0, timeout=SLOW)
    # the survey is drawn after this: by then the reader is elsewhere
    lab.locator("#lab-moved summary").focus()
    settled(lab)
    expect(lab.locator("#lab-moved")).to_have_attribute("open", "")
    assert lab.evaluate("() => document.activeElement.id") == "lab-moved-summary"


def test_a_recipe_is_the_same_after_loading_after_the_way_back_and_in_another_year(lab: Page) -> None:
    """One recipe for all three, because each loads the laboratory anew."""
    move(lab)
    lab.get_by_label("Compare with", exact=True).select_option("low_poverty")
    lab.get_by_label("One scale").select_option("percentile")
    expect(lab.locator("#lab-status")).to_contain_text("Low poverty", timeout=SLOW)
    settled(lab)
    levels, status = data(lab, "levels"), lab.locator("#lab-status").inner_text()
    assert parameters(lab)["w.poverty_share"] == ["3"]
    assert parameters(lab)["standardise"] == ["percentile"]
    assert parameters(lab)["against"] == ["low_poverty"]

    ready(lab, lab.url)
    assert data(lab, "levels") == levels
    assert lab.locator('input[name="w.poverty_share"]').input_value() == "3"
    assert lab.get_by_label("One scale").input_value() == "percentile"
    expect(lab.locator("#lab-status")).to_have_text(status)
    language = lab.locator("header a[hreflang=es]").get_attribute("href") or ""
    assert urlsplit(language).query == urlsplit(lab.url).query

    lab.get_by_text("Begin from another index").click()
    lab.get_by_role("link", name="Percentile ranks").click()
    expect(lab.locator(".lab-whose")).to_contain_text("Percentile ranks")
    expect(lab.locator("#lab-starts [aria-current]")).to_have_text("Percentile ranks, fifths of children")
    lab.go_back()
    expect(lab.locator('input[name="w.poverty_share"]')).to_have_value("3")
    ready(lab)
    assert data(lab, "levels") == levels
    assert lab.evaluate(PAINTED, "level") == levels

    lab.get_by_label("Survey", exact=True).select_option("2019")
    expect(lab.locator("#lab-map")).to_have_attribute("data-source", "tracts", timeout=SLOW)
    ready(lab)
    assert parameters(lab)["w.poverty_share"] == ["3"]
    assert "sure" not in parameters(lab)
    assert lab.evaluate(PAINTED, "level") == data(lab, "levels") != levels


def test_an_address_that_cannot_be_shows_the_line_and_the_index_of_today(desk: Page) -> None:
    ready(desk, "/map/lab/?year=2023&use=nothing")
    expect(desk.get_by_role("alert")).to_contain_text("'nothing' is unknown")
    assert desk.evaluate(PAINTED, "level") == data(desk, "levels")
    move(desk, steps=2)
    expect(desk.get_by_role("alert")).to_have_count(0, timeout=SLOW)
    expect(desk.locator("#lab-error")).to_be_empty()


def test_map_and_laboratory_lead_to_each_other(lab: Page) -> None:
    lab.locator(".crumbs a").click()
    expect(lab).to_have_url(re.compile(r"/map/\?view=today$"))
    lab.get_by_role("link", name="Build your own index").click()
    expect(lab.locator("h1")).to_have_text("Opportunity laboratory")


def test_the_recipe_of_a_method_leads_to_its_page(lab: Page) -> None:
    lab.get_by_role("link", name="How it is made").click()
    expect(lab).to_have_url(re.compile("/methods/opportunity.modern/$"))
