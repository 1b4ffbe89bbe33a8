"""On a phone what is compared stands together: wide tables are cards, long lists keep their names in sight."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import rested

MOST_PIXELS = 3_500
#: Of a page but for the line which says that no money moves: a site at work has none.
HEIGHT = """() => document.documentElement.scrollHeight
    - (document.querySelector("header .practice")?.offsetHeight ?? 0)"""


@pytest.fixture
def small(by_phone: BrowserContext) -> Iterator[Page]:
    page = by_phone.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    yield page
    page.close()


@pytest.mark.parametrize(
    "address",
    [
        "/towns/hartford/people/", "/towns/hartford/segregation/", "/towns/hartford/duties/",
        "/towns/hartford/fair-share/", "/fair-share/towns/?town=avon&town=hartford", "/segregation/",
        "/zoning/compare/?town=avon&town=hartford&town=bethel",
        "/places/connecticut/opportunity/", "/es/balance/", "/map/lab/",
    ],
)  # fmt: skip
def test_no_column_of_a_short_table_is_off_the_screen(small: Page, address: str) -> None:
    small.goto(address)
    small.evaluate("() => document.querySelectorAll('main details').forEach((part) => (part.open = true))")
    frames = small.locator(".scroll:has(table):not(:has(.is-list))")
    assert frames.count() > 0
    for frame in frames.all():
        # what lies far below is laid out when a reader comes near
        frame.evaluate("part => part.scrollIntoView()")
        expect(frame).to_have_js_property("scrollWidth", frame.evaluate("part => part.clientWidth"))


def test_a_card_names_each_value_and_is_still_read_as_a_table(small: Page) -> None:
    small.goto("/towns/hartford/segregation/")
    small.locator("summary", has_text="Table").first.click()
    table = small.get_by_role("table").first
    row = table.get_by_role("row").filter(has_text="Dissimilarity, Black and White")
    cells = row.get_by_role("cell")
    heads = cells.evaluate_all("found => found.map((cell) => cell.dataset.head)")
    assert heads[0] == "Hartford"
    assert heads[-1] == "Connecticut"
    tops = cells.evaluate_all("found => found.map((cell) => cell.getBoundingClientRect().top)")
    assert tops == sorted(set(tops))
    expect(table.get_by_role("columnheader")).to_have_count(len(heads) + 1)


def test_two_rows_of_heads_are_joined(small: Page) -> None:
    small.goto("/segregation/")
    small.locator("#change .phone-fold > summary").first.click()
    small.locator("#change table").first.scroll_into_view_if_needed()
    expect(small.locator("#change table.stacked").first).to_be_visible()
    heads = (
        small.locator("#change table.stacked tbody tr")
        .first.locator("td")
        .evaluate_all("found => found.map((cell) => cell.dataset.head)")
    )
    assert heads[0].startswith("Survey error taken out, 20")
    assert heads[2] == "Change, in points"
    assert heads[-1].startswith("As computed, without margin, 20")


def test_a_long_list_keeps_its_names_in_sight(small: Page) -> None:
    small.goto("/towns/all/")
    table = small.locator("table.is-list")
    name = table.locator("tbody th").first
    before = name.evaluate("part => part.getBoundingClientRect().x")
    table.evaluate("part => part.closest('.scroll').scrollTo(200, 0)")
    assert name.evaluate("part => part.getBoundingClientRect().x") == before


def test_a_town_is_two_taps_away_in_their_list(small: Page) -> None:
    small.goto("/towns/")
    assert small.evaluate(HEIGHT) <= MOST_PIXELS
    town = small.get_by_role("link", name="Hartford", exact=True)
    expect(town).to_be_hidden()
    small.locator(".letters summary", has_text="H").click()
    expect(town).to_be_visible()


def test_cards_are_tables_again_on_a_wide_screen(small: Page) -> None:
    small.goto("/towns/hartford/duties/")
    table = small.locator("table.stacked")
    expect(table).to_have_count(1)
    small.set_viewport_size({"width": 1280, "height": 800})
    expect(table).to_have_count(0)
    expect(small.locator("main table [role]")).to_have_count(0)


@pytest.mark.parametrize("topic", ["people", "opportunity", "homes", "fair-share", "segregation", "duties"])
def test_a_topic_of_a_town_is_short_on_a_phone(small: Page, topic: str) -> None:
    small.goto(f"/towns/hartford/{topic}/")
    rested(small)
    assert small.evaluate(HEIGHT) <= MOST_PIXELS


@pytest.mark.parametrize("town", ["avon", "hartford"])
def test_the_kit_folds_its_evidence_below_the_answer(small: Page, town: str) -> None:
    small.goto(f"/zoning/{town}/act/")
    assert small.evaluate(HEIGHT) <= MOST_PIXELS
    for link in small.get_by_role("link", name="Make my speech").all():
        expect(link).to_be_visible()
    numbers = small.locator(".sheet details").first
    expect(numbers.locator("a.fig").first).to_be_hidden()
    numbers.locator("summary").click()
    expect(numbers.locator("a.fig").first).to_be_visible()


@pytest.mark.parametrize(
    ("address", "most", "answer"),
    [
        ("/duties/", 6_000, "#board .town-map"), ("/balance/", 6_500, "#where .chart"),
        ("/segregation/", 8_300, "#places .chart"), ("/zoning/", 6_900, "#state .chart"),
        ("/schools/", 4_500, "main .chart"),
    ],
)  # fmt: skip
def test_a_phone_folds_the_evidence_and_a_desk_shows_it(
    small: Page, address: str, most: int, answer: str
) -> None:
    small.goto(address)
    # the height of what lies far below is assumed until it is laid out
    small.evaluate(
        "() => document.querySelectorAll('.later').forEach((part) => part.classList.remove('later'))"
    )
    assert small.evaluate(HEIGHT) <= most
    expect(small.locator(answer).first).to_be_visible()
    fold = small.locator(".phone-fold").first
    content = fold.locator("> :not(summary)").first
    expect(content).to_be_hidden()
    fold.locator("> summary").click()
    expect(content).to_be_visible()
    fold.locator("> summary").click()
    small.set_viewport_size({"width": 1280, "height": 800})
    expect(content).to_be_visible()
    expect(fold.locator("> summary")).to_be_hidden()


def test_a_link_to_a_folded_word_unfolds_it(small: Page) -> None:
    small.goto("/zoning/#w-setback")
    expect(small.locator("#w-setback")).to_be_in_viewport()


#: How wide a field is inside, and how wide what stands in it is: `[room, text]` in pixels.
PLACEHOLDER = """field => {
  const style = getComputedStyle(field), pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  return [
    field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
    pen.measureText(field.placeholder).width,
  ];
}"""


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_top_of_a_page_has_one_row_and_its_search_is_read_to_the_end(small: Page, language: str) -> None:
    small.goto(f"{language}/you/")
    tops = small.locator(".utility li:visible").evaluate_all("found => found.map((item) => item.offsetTop)")
    assert len(set(tops)) == 1
    for width in (360, 1280):
        small.set_viewport_size({"width": width, "height": 740})
        room, text = small.locator("#find-any").evaluate(PLACEHOLDER)
        assert text <= room
