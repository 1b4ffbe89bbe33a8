"""The Zoning Hub in a real browser: by keyboard alone, without JavaScript, on paper, and with files of any size."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

FILES = Path(__file__).parents[1] / "data" / "zoning" / "ozfs"


def pages_of(pdf: bytes) -> int:
    """Return how many sheets a PDF has."""
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


def test_a_fact_is_sent_in_with_the_keyboard_alone(
    desk: Page, violations: Callable[[Page], list[str]], complaints: list[str]
) -> None:
    desk.goto("/zoning/avon/")
    desk.get_by_role("link", name="send it in (Minimum lot, and other sizes)").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#subject")).to_have_value("lot")
    desk.get_by_label("What the rules say").focus()
    desk.keyboard.type("A lot in R-40 needs 40,000 square feet.")
    desk.keyboard.press("Tab")
    expect(desk.locator("#source")).to_be_focused()
    desk.keyboard.type("Zoning Regulations, section 4.2")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("kept for review")
    desk.goto("/zoning/avon/")
    expect(desk.locator("main")).not_to_contain_text("A lot in R-40")
    assert complaints == []


def test_no_tab_leads_into_the_trap(desk: Page) -> None:
    desk.goto("/zoning/avon/add/")
    desk.get_by_label("a fact that is missing here").focus()
    seen = []
    for _ in range(8):
        desk.keyboard.press("Tab")
        seen.append(desk.evaluate("() => document.activeElement.name || document.activeElement.textContent"))
    assert seen[:6] == ["subject", "district", "says", "source", "source_url", "as_of"]
    assert "website" not in seen


def test_what_is_missing_is_marked_without_javascript_and_kept(
    without_javascript: Page, violations: Callable[[Page], list[str]]
) -> None:
    page = without_javascript
    page.goto("/zoning/avon/add/?about=parking")
    page.get_by_label("What the rules say").fill("Two spaces for each home.")
    page.locator("#source").fill("code")
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_role("alert")).to_contain_text("mend the fields that are marked")
    expect(page.locator("#source")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#e-source")).to_contain_text("Name the source")
    expect(page.get_by_label("What the rules say")).to_have_value("Two spaces for each home.")
    expect(page.locator("#subject")).to_have_value("parking")


@pytest.mark.parametrize(
    "address", ["/zoning/avon/act/brief/", "/zoning/middletown/act/brief/", "/es/zoning/hartford/act/brief/"]
)
def test_the_brief_is_one_sheet_of_paper(desk: Page, address: str) -> None:
    desk.goto(address)
    assert pages_of(desk.pdf(prefer_css_page_size=True)) == 1
    desk.emulate_media(media="print")
    expect(desk.locator("header nav")).not_to_be_visible()
    expect(desk.locator("main table")).to_be_visible()


def test_a_pdf_of_two_sheets_would_be_seen(desk: Page) -> None:
    desk.goto("/zoning/")
    assert pages_of(desk.pdf(prefer_css_page_size=True)) > 1


def test_a_building_is_tried_on_an_old_map_without_javascript(without_javascript: Page) -> None:
    page = without_javascript
    page.goto("/zoning/try/")
    page.get_by_label("Map", exact=True).select_option("west-hartford-1924")
    page.get_by_label("Homes in the building").fill("1")
    page.get_by_label("Its lot, in square feet").fill("9,000")
    page.locator("#old").get_by_role("button", name="Try").click()
    expect(page.get_by_role("status")).to_contain_text("100.0%")
    expect(page.locator(".zone-map path.yes").nth(5)).to_be_attached()
    assert "homes=1" in page.url


def test_files_are_tried_in_a_browser_and_a_flood_is_told_in_one_line(desk: Page, tmp_path: Path) -> None:
    desk.goto("/zoning/try/")
    parcels = tmp_path / "Paradise.parcel"
    parcels.write_bytes(gzip.decompress((FILES / "Paradise.parcel.gz").read_bytes()))
    sent = {
        "zoning": FILES / "Paradise.zoning",
        "parcel": parcels,
        "bldg": FILES / "2_fam.bldg",
    }
    for kind, path in sent.items():
        desk.locator(f"#f-{kind}").set_input_files(path)
    desk.locator("#files").get_by_role("button", name="Try").click()
    expect(desk.locator("#parcels")).to_be_visible()
    expect(desk.locator("svg.parcels path")).to_have_count(421)
    flood = tmp_path / "x.parcel"
    with flood.open("wb") as out:
        out.truncate(40_000_000)
    for kind, path in (sent | {"parcel": flood}).items():
        desk.locator(f"#f-{kind}").set_input_files(path)
    desk.locator("#files").get_by_role("button", name="Try").click()
    expect(desk.get_by_role("alert")).to_contain_text("a page takes 25 MB")
