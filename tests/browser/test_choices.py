"""A family with a voucher, a school board and a mayor: their pages in a real Chromium, with JavaScript and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize(
    ("path", "bedrooms", "place", "work", "matters", "near", "show", "several"),
    [
        ("/move/", "Bedrooms on your voucher", "Where do you live now", "Where do you work", "What matters most",
         "near my work, or near where I live", "Show places", "can mean more than one town"),
        ("/es/move/", "Dormitorios de su vale", "Dónde vive ahora", "Dónde trabaja", "Qué le importa más",
         "cerca de mi trabajo o de donde vivo", "Ver lugares", "más de un municipio"),
    ],
)  # fmt: skip
def test_a_family_finds_places_on_a_phone_without_javascript(
    without_javascript: Page, path: str, bedrooms: str, place: str, work: str, matters: str, near: str, show: str,
    several: str,
) -> None:  # fmt: skip
    page = without_javascript
    page.goto(path)
    page.get_by_label(bedrooms).select_option("3")
    page.get_by_label(place).fill("06001")
    page.get_by_label(work).fill("Hartford")
    page.get_by_label(matters).select_option(label=near)
    page.get_by_role("button", name=show).click()
    expect(page.locator("[role=alert]")).to_contain_text(several)
    page.get_by_label(place).fill("75 Charter Oak Avenue, Hartford")
    page.get_by_role("button", name=show).click()
    expect(page.locator("#places tbody tr")).to_have_count(15)
    expect(page.locator("#places tbody th").first).to_have_text("Hartford")
    # what was typed is in no address
    assert re.search(r"/move/#answer$", page.url)


def test_the_answer_for_a_family_is_accessible_and_fits_a_phone(
    phone: Page, violations: Callable[[Page], list[str]]
) -> None:
    phone.goto("/move/")
    phone.get_by_role("button", name="Show places").click()
    expect(phone.locator("#places tbody tr")).to_have_count(15)
    assert violations(phone) == []
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("path", "districts", "town", "heading"),
    [
        ("/schools/", "All districts, on a map", "Easton", "Schools Easton"),
        ("/es/schools/", "Todos los distritos, en un mapa", "Easton", "Escuelas Easton"),
    ],
)
def test_from_schools_to_districts_to_a_town_and_back(
    desk: Page, complaints: list[str], path: str, districts: str, town: str, heading: str
) -> None:
    desk.goto(path)
    desk.get_by_role("link", name=districts).click()
    expect(desk.locator("svg.town-map")).to_have_count(2)
    desk.locator("#d-2090012").get_by_role("link", name=town).click()
    expect(desk.locator("h1")).to_have_text(heading)
    expect(desk.locator("#districts tbody tr")).to_have_count(2)
    desk.locator("#districts tbody th a").last.click()
    expect(desk).to_have_url(re.compile(r"/schools/districts/#d-2090012$"))
    assert complaints == []


@pytest.mark.parametrize(
    ("path", "summary", "label", "show", "line"),
    [
        ("/invest/", "Open to help to buy", "Percent that move to opportunity with counseling", "Show the cost",
         "no additional moves"),
        ("/es/invest/", "Abiertos a la ayuda para comprar", "Porcentaje que se muda a la oportunidad con asesoría",
         "Ver el costo", "no hay mudanzas adicionales"),
    ],
)  # fmt: skip
def test_a_mayor_sees_where_help_would_reach_and_what_counseling_costs(
    desk: Page, complaints: list[str], path: str, summary: str, label: str, show: str, line: str
) -> None:
    desk.goto(path)
    desk.locator("summary", has_text=summary).click()
    expect(desk.locator("#open tbody tr").first).to_be_visible()
    desk.goto(path.replace("invest", "move/vouchers"))
    desk.get_by_label(label).fill("10")
    desk.get_by_role("button", name=show).click()
    expect(desk.locator("#cost-of-move")).to_contain_text(line)
    assert complaints == []
