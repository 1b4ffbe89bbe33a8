"""Finding a place by whatever people know it as: on a desk and a phone, in English and Spanish."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Geolocation, Page, Request, expect

from ..hub.loopback_geocoder import CHARTER_OAK, Loopback, running
from ..shared_hub import running_hub

ADDRESS = "75 Charter Oak Avenue, Hartford"
TRACT = f"/tracts/{CHARTER_OAK[1]}/"
#: Over 100 meters inside the tract of that address, on the boundary of two towns, and in another state.
IN_TRACT: Geolocation = {"longitude": -72.6729, "latitude": 41.7590}
ON_BOUNDARY: Geolocation = {"longitude": -72.7180, "latitude": 41.7640, "accuracy": 300}
ELSEWHERE: Geolocation = {"longitude": -72.59, "latitude": 42.10}
VAGUE: Geolocation = {**IN_TRACT, "accuracy": 30_000}
WIDTHS = (360, 1280)
LANGUAGES = ("", "/es")

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def geocoder() -> Iterator[Loopback]:
    with running() as loopback:
        yield loopback


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory, prepared_records: Path) -> Path:
    folder = tmp_path_factory.mktemp("records")
    shutil.copyfile(prepared_records, folder / "records.sqlite3")
    return folder


@pytest.fixture(scope="module")
def looked_up_url(release_folder: Path, records: Path, geocoder: Loopback) -> Iterator[str]:
    """The address of a hub whose staff set up a geocoder."""
    with running_hub(release_folder, records, FAIRTOWN_GEOCODER=geocoder.url) as url:
        yield url


@pytest.fixture(scope="module")
def same_page(by_phone: BrowserContext) -> Iterator[Page]:
    page = by_phone.new_page()
    yield page
    page.close()


@pytest.fixture
def search(by_phone: BrowserContext, same_page: Page, hub_url: str) -> Iterator[Open]:
    """Return a function that opens the search: its language and width, and what the browser knows of its position."""
    page = same_page

    def open_search(
        language: str, width: int, url: str = hub_url, position: Geolocation | None = None
    ) -> Page:
        if position:
            by_phone.grant_permissions(["geolocation"])
            by_phone.set_geolocation(position)
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{url}{language}/search/")
        return page

    yield open_search
    by_phone.clear_permissions()
    by_phone.set_geolocation(None)


def type_in(page: Page, text: str) -> None:
    page.locator("#q").fill(text)
    page.locator("#q").press("Enter")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_a_zip_code_and_a_village_reach_their_town(
    search: Open, language: str, width: int
) -> None:
    for text, slug, name in (("06106", "hartford", "Hartford"), ("Storrs", "mansfield", "Mansfield")):
        page = search(language, width)
        type_in(page, text)
        expect(page.locator("#search-note")).to_contain_text(text)
        expect(page.locator("h1")).to_contain_text(name)
        assert page.url.endswith(f"{language}/towns/{slug}/")
    page = search(language, width)
    type_in(page, ADDRESS)
    page.locator(".answer a.button").click()
    expect(page.locator("h1")).to_contain_text("Hartford")
    assert page.url.endswith(f"{language}/towns/hartford/")


def test_a_note_repeats_a_link_as_text_only(desk: Page) -> None:
    desk.goto("/towns/mansfield/#found=%3Cb%3E" + "x" * 500)
    expect(desk.locator("#search-note")).to_have_text("You searched for “<b>" + "x" * 57 + "”.")
    desk.goto("/towns/avon/")
    expect(desk.locator("#search-note")).to_be_hidden()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_geocoder_reaches_the_neighborhood(
    search: Open, looked_up_url: str, records: Path, language: str, width: int
) -> None:
    page = search(language, width, looked_up_url)
    type_in(page, ADDRESS)
    expect(page.locator(".answer .swatch")).to_be_visible()
    page.locator("article a.button").click()
    assert page.url.endswith(language + TRACT)
    expect(page.locator("h1")).to_contain_text("5005")
    assert "Charter" not in (records / "log.txt").read_text()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browsers_position_reaches_the_neighborhood_and_is_sent_to_nobody(
    search: Open, hub_url: str, language: str, width: int
) -> None:
    page = search(language, width, position=IN_TRACT)
    asked_for: list[str] = []

    def listen(request: Request) -> None:
        asked_for.append(request.url)

    page.on("request", listen)
    page.locator("#locate button").click()
    page.wait_for_url(f"**{language}{TRACT}")
    expect(page.locator("h1")).to_contain_text("5005")
    page.remove_listener("request", listen)
    before = [url for url in asked_for if "/tracts/" not in url and "/static/" not in url]
    assert [url.rpartition("/")[2] for url in before if "tract-rings" in url] == ["tract-rings.json"]
    assert not [url for url in asked_for if not url.startswith(hub_url) or "41.76" in url or "?" in url]


def test_a_position_on_a_boundary_is_a_choice(search: Open) -> None:
    page = search("", 1280, position=ON_BOUNDARY)
    page.locator("#locate button").click()
    links = page.locator("#locate-choices a")
    expect(links.nth(1)).to_be_visible()
    assert "/tracts/09110" in str(links.first.get_attribute("href"))
    expect(page.locator("#locate-status")).to_contain_text("close to a boundary")


@pytest.mark.parametrize(
    ("position", "sentence"),
    [(ELSEWHERE, "not in Connecticut"), (VAGUE, "only within 19 miles")],
    ids=["elsewhere", "vague"],
)
def test_a_position_that_says_nothing_is_told(search: Open, position: Geolocation, sentence: str) -> None:
    page = search("", 1280, position=position)
    page.locator("#locate button").click()
    expect(page.locator("#locate-status")).to_contain_text(sentence)
    assert page.url.endswith("/search/")


def test_a_refused_position_is_told(search: Open) -> None:
    page = search("", 1280)
    page.locator("#locate button").click()
    expect(page.locator("#locate-status")).to_contain_text("did not share your location")


def test_without_javascript_no_button_asks_for_the_position(without_javascript: Page) -> None:
    without_javascript.goto("/search/?q=75+Charter+Oak+Avenue,+Hartford")
    expect(without_javascript.locator("#locate")).to_be_hidden()
    expect(without_javascript.locator(".answer a.button")).to_be_visible()


@pytest.mark.parametrize(
    "text", ["", ADDRESS, "Mystic", "06105", "12 Main Street", "poverty", "capitol", "zzzz"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_results_fit_a_phone_and_axe_is_content(
    search: Open,
    same_page: Page,
    hub_url: str,
    violations: Callable[[Page], list[str]],
    language: str,
    text: str,
) -> None:
    page = same_page
    if page.url.startswith(f"{hub_url}{language}/search/"):
        # the field above the results of the text before
        page.set_viewport_size({"width": 360, "height": 800})
    else:
        search(language, 360)
    with page.expect_navigation():
        type_in(page, text)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert violations(page) == []


def test_a_looked_up_address_fits_a_phone_and_axe_is_content(
    search: Open, looked_up_url: str, violations: Callable[[Page], list[str]]
) -> None:
    page = search("/es", 360, looked_up_url)
    type_in(page, ADDRESS)
    expect(page.locator(".answer .swatch")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
