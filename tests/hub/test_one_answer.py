"""Two figures for one question: a walk over the pages finds one answer, or the difference in the same sentence."""

import re
from collections import defaultdict
from html import unescape
from math import hypot

import pytest
from django.test import Client

from fairtown.release.reader import OpenRelease, Row
from fairtown.scenarios.opportunity import recipes

ACCESS, TODAY = "opportunity.access_by_race", "opportunity.modern"
YEAR = 2023
TOWNS = ("hartford", "wallingford", "mansfield", "canaan", "union", "avon")
STARTS = ("/", "/towns/", "/map/", "/map/?view=today", "/map/lab/", "/balance/", "/segregation/", "/fair-share/",
          "/zoning/compare/?town=wallingford", *(f"/towns/{t}/" for t in TOWNS),
          *(f"/towns/{t}/opportunity/" for t in TOWNS),
          *(f"/zoning/{t}/act/" for t in TOWNS))  # fmt: skip
FIGURE = re.compile(r'<a class="fig[^"]*" href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def html(site: Client, address: str) -> str:
    response = site.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def plain(text: str) -> str:
    return " ".join(unescape(TAG.sub("", text)).split())


def sentence_with(page: str, text: str) -> str:
    """Return the paragraph or line of a list that holds some words, as plain text."""
    found = [plain(part) for part in re.split(r"</?(?:p|li|td|th)\b[^>]*>", page) if text in plain(part)]
    assert found, text
    return found[0]


def state_row(release: OpenRelease, measure: str, output: str, group: str, variant: str = "") -> Row:
    state = [p for p in release.all_places if p["level"] == "state"]
    rows = release.observations([measure], state, [YEAR], [output])
    (row,) = [r for r in rows if r["grp"] == group and r["variant"] == variant]
    return row


@pytest.fixture
def walked(site: Client) -> dict[str, str]:
    """The pages of a walk from the starts, one step along the links of the site's own pages."""
    pages = {address: html(site, address) for address in STARTS}
    for address in ("/methods/", f"/methods/{ACCESS}/", f"/methods/{TODAY}/", "/zoning/", "/duties/"):
        pages[address] = html(site, address)
    return pages


def test_a_figure_is_the_same_on_every_page(walked: dict[str, str]) -> None:
    shown: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for address, page in walked.items():
        for href, text in FIGURE.findall(page):
            if href.startswith("/explain/"):
                shown[href][plain(text)].add(address)
    assert len(shown) > 1_000
    assert {h: dict(t) for h, t in shown.items() if len(t) > 1} == {}


def test_all_pages_show_who_lives_where_by_the_published_levels(walked: dict[str, str]) -> None:
    hrefs = {(a, h) for a, page in walked.items() for h, _text in FIGURE.findall(page) if f"/{ACCESS}/" in h}
    assert len(hrefs) > 200
    others = {(a, h) for a, h in hrefs if not h.endswith("-published_rows")}
    # the one town where the other reference gives another share says so in the sentence that shows it
    assert {a for a, _h in others} == {"/towns/wallingford/opportunity/"}
    sentence = sentence_with(walked["/towns/wallingford/opportunity/"], "at the cut between two levels")
    assert "42.9%" in sentence
    assert "instead of those published" in sentence


def test_the_town_lists_of_2014_are_those_of_the_map(release: OpenRelease) -> None:
    """The lower share of a town adds up over the levels that the map and the town's list of tracts show."""
    rows = release.level_rows("opportunity.oca_2014", 2014, "tract", "level", "published_rows")
    assert len(rows) == 829
    first = {m: next(iter(release.measures[m]["variants"])) for m in ("opportunity.oca_2014", ACCESS)}
    assert set(first.values()) == {"published_rows"}


@pytest.mark.parametrize("group", ["nh_black", "hispanic", "nh_white"])
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_front_page_gives_both_answers_their_years_and_how_far_they_differ(
    site: Client, release: OpenRelease, group: str, prefix: str
) -> None:
    page = html(site, f"{prefix}/")
    assert "says much the same" not in page
    now = state_row(release, TODAY, "lower_corrected", group)
    then = state_row(release, ACCESS, "lower", group, "published_rows")
    gap, moe = now["value"] - then["value"], hypot(now["moe"], then["moe"])
    assert abs(gap) > moe
    section = plain(page[page.index('id="today"') :].partition("</section>")[0])
    for year in ("2014", "2019-2023", "2008-2013"):
        assert year in section
    estimate = f"{now['value'] * 100:.1f}% ± {now['moe'] * 100:.1f}"
    sentence = sentence_with(page[page.index('id="today"') :], estimate)
    assert f"{then['value'] * 100:.1f}% ± {then['moe'] * 100:.1f}" in sentence
    assert f"{abs(gap) * 100:.1f} ± {moe * 100:.1f}" in sentence
    assert "2014" in sentence


def test_a_page_with_both_indices_says_how_far_they_differ(walked: dict[str, str]) -> None:
    """Where a page shows a place's share by today's index and by that of 2014, one sentence holds both."""
    both = 0
    for address, page in walked.items():
        hrefs = [h for h, _text in FIGURE.findall(page)]
        today = [h for h in hrefs if f"/{TODAY}/" in h and h.endswith("=lower_corrected-everyone")]
        before = [h for h in hrefs if f"/{ACCESS}/" in h and "=lower-everyone" in h]
        if today and before and address.startswith("/towns/"):
            both += 1
            sentence = sentence_with(page, "by the index of 2014")
            assert re.search(r"differ by|no larger than its margin|cannot be told", sentence), address
    assert both >= 4


def test_a_town_with_few_answers_says_that_it_cannot_tell(site: Client) -> None:
    canaan = sentence_with(html(site, "/towns/canaan/opportunity/"), "by the index of 2014 it is")
    assert "cannot be told from so few answers" in canaan
    assert "no larger than its margin" in sentence_with(
        html(site, "/towns/wallingford/opportunity/"), "by the index of 2014"
    )


def test_figures_of_the_index_of_2014_say_so_where_no_page_has_said_it(walked: dict[str, str]) -> None:
    assert "neighborhoods (index of 2019-2023)" in plain(walked["/towns/"])
    for address in (f"/zoning/{t}/act/" for t in TOWNS):
        assert "Residents in lower-opportunity neighborhoods (index of 2014)" in plain(walked[address])


def test_the_laboratory_says_where_its_index_of_2014_is_not_the_published_one(site: Client) -> None:
    query = "&".join(f"{k}={v}" for k, v in recipes.to_query(recipes.built_in()["oca_2014"]))
    page = html(site, f"/map/lab/?{query}")
    sentence = sentence_with(page, "Worked out on the tracts with land")
    assert "as published, which the map shows" in sentence
    assert "another level in 1 tract: Tract 1754, Wallingford" in sentence
    assert "Worked out on the tracts with land" not in html(site, "/map/lab/")


def test_homes_that_someone_lives_in_are_not_called_all_homes(walked: dict[str, str]) -> None:
    page = plain(walked["/balance/"])
    for phrase in ("of all occupied homes", "Ratio to occupied homes", "those that someone lives in"):
        assert phrase in page
    assert "of poverty; of all homes" not in page
    # on the state's list all homes are all of them
    assert "High-opportunity towns have 39.7% of all homes" in page


def test_two_counts_of_subsidized_homes_stand_in_one_row(site: Client, release: OpenRelease) -> None:
    """Very Low: 43.7% with each building counted once, 44.8% as recorded; never the one here and the other there."""
    page = html(site, "/balance/")
    rows = [plain(row) for row in page.split("<tr>") if "Very Low opportunity" in row]
    as_recorded = [row for row in rows if "44.8%" in row]
    assert len(as_recorded) == 1
    assert "43.7%" in as_recorded[0]
    head = plain(page[: page.index("44.8%")].rpartition("<thead>")[2].partition("</thead>")[0])
    assert "each building counted once" in head
    assert "as recorded" in head


def test_no_count_of_towns_is_typed_into_the_front_page(site: Client, release: OpenRelease) -> None:
    assert f"among {len(release.towns)} towns" in html(site, "/")
