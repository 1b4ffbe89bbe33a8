"""What visitors come for, done by hand in both languages on a phone and at a desk."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

HEIGHT = 800


@pytest.fixture(params=[360, 1280], scope="module")
def visitor(request: pytest.FixtureRequest, chromium: Browser, hub_url: str) -> Iterator[Page]:
    page = chromium.new_page(base_url=hub_url, viewport={"width": request.param, "height": HEIGHT})
    yield page
    page.close()


@pytest.mark.parametrize(
    ("language", "share", "row"), [("", "Fair share", "New Jersey"), ("/es", "Parte justa", "Nueva Jersey")]
)
def test_a_town_under_five_methods_is_a_link_to_send(
    visitor: Page, language: str, share: str, row: str
) -> None:
    visitor.goto(f"{language}/search/")
    visitor.locator("#q").fill("Avon")
    visitor.locator("#q").press("Enter")
    visitor.locator("main a[href$='/towns/avon/fair-share/']").first.click()
    expect(visitor).to_have_url(re.compile(rf"{language}/towns/avon/fair-share/$"))
    rows = visitor.locator("main table tbody tr")
    expect(rows.filter(has_text=row)).to_have_count(1)
    expect(rows.nth(4)).to_be_attached()


@pytest.mark.parametrize("language", ["", "/es"])
def test_which_city_is_more_segregated_is_one_sentence(visitor: Page, language: str) -> None:
    visitor.goto(f"{language}/compare/")
    visitor.locator("#figure").select_option("dissimilarity-black-white")
    visitor.locator("#p1").select_option("hartford")
    visitor.locator("#p2").select_option("new-haven")
    visitor.locator("main form.scenario button").click()
    verdict = visitor.locator("p.verdict")
    box = verdict.bounding_box()
    assert box
    assert box["y"] + box["height"] < HEIGHT
    answer = verdict.inner_text().split(". ")[0]
    assert answer.index("Hartford") < answer.index("New Haven")
