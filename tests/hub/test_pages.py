import re

import pytest
from django.test import Client

from fairtown.hub import absent
from fairtown.hub.methods.views import DOMAINS
from fairtown.hub.places import cards
from fairtown.hub.places.place import place_of
from fairtown.hub.shelf.place_findings import MOST_FINDINGS
from fairtown.release.reader import OpenRelease

from .as_shown import without_terms

PAGES = (
    "/", "/map/", "/segregation/", "/segregation/?level=region&index=theil", "/towns/", "/towns/all/",
    "/towns/all/?sort=assisted", "/towns/hartford/", "/towns/canaan/", "/towns/canaan/people/",
    "/towns/canaan/opportunity/",
    "/towns/avon/homes/", "/towns/avon/assisted/", "/towns/avon/fair-share/", "/towns/avon/segregation/",
    "/towns/avon/duties/", "/places/", "/places/connecticut/", "/places/capitol-region/", "/places/fairfield-county/",
    "/places/capitol-region/opportunity/", "/places/connecticut/assisted/", "/places/fairfield-county/segregation/",
    "/tracts/",
    "/tracts/?sort=score", "/tracts/09110980100/", "/tracts/09003500700/panel/", "/tracts/09110415500/",
    "/methods/", "/methods/opportunity.oca_2014/", "/methods/opportunity.access_by_race/", "/sources/", "/api/",
    "/explain/residents.poverty/0911037070/2023/", "/search/?q=hartfrod",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_every_page_answers_in_both_languages(site: Client, prefix: str, address: str) -> None:
    response = site.get(prefix + address)
    assert response.status_code == 200
    html = response.content.decode()
    if "panel" not in address:
        assert f'<html lang="{prefix.strip("/") or "en"}">' in html
        assert html.count("<h1") == 1


def test_every_town_has_a_page(site: Client, release: OpenRelease) -> None:
    assert len(release.towns) == 169
    for town in release.towns:
        response = site.get(f"/towns/{town['slug']}/")
        assert response.status_code == 200
        assert f"<h1>{town['name']}</h1>" in response.content.decode()


@pytest.mark.parametrize("slug", ["hartford", "canaan", "new-canaan", "union"])
def test_a_town_page_takes_at_most_three_queries(site: Client, release: OpenRelease, slug: str) -> None:
    site.get("/towns/avon/")
    before = release.queries
    site.get(f"/towns/{slug}/")
    assert 1 <= release.queries - before <= 3


@pytest.mark.parametrize("slug", ["union", "hartford", "avon", "new-milford"])
def test_findings_are_larger_than_their_error_and_the_largest_comes_first(
    site: Client, release: OpenRelease, slug: str
) -> None:
    own = place_of(release, slug, is_town=True)
    findings = cards.overview(release, own, absent.subjects(release))["findings"]
    sizes = [f.remarkable for f in findings]
    assert 0 < len(sizes) <= MOST_FINDINGS
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] > 0


@pytest.mark.parametrize(
    "path", ["places/nowhere/", "places/hartford/", "towns/hartford/nothing/", "places/connecticut/duties/"]
)
def test_a_place_or_topic_that_is_not_there_is_not_found(site: Client, path: str) -> None:
    assert site.get(f"/{path}").status_code == 404


def test_the_number_on_the_page_is_the_number_in_the_release(site: Client, release: OpenRelease) -> None:
    html = site.get("/towns/hartford/homes/").content.decode()
    rows = release.observations(
        ["residents.poverty"], release.find_places("Hartford"), [2023], ["poverty_share"]
    )
    (row,) = [r for r in rows if r["level"] == "town"]
    shown = f'{row["value"] * 100:.1f}% <span class="moe">± {row["moe"] * 100:.1f}</span>'
    assert (
        f'<a class="fig" href="/explain/residents.poverty/0911037070/2023/?figure=poverty_share">{shown}</a>'
        in html
    )


def test_every_figure_on_a_town_page_leads_to_a_page_that_holds_it(site: Client) -> None:
    topics = ("", "people/", "opportunity/", "homes/", "assisted/", "fair-share/", "segregation/", "duties/")
    html = "".join(site.get(f"/towns/stamford/{topic}").content.decode() for topic in topics)
    links = set(re.findall(r'class="fig" href="([^"?]+)\?figure=([^"]+)"', html))
    assert len(links) > 100
    pages: dict[str, str] = {}
    for address, anchor in sorted(links):
        if address not in pages:
            response = site.get(address)
            assert response.status_code == 200
            pages[address] = response.content.decode()
        assert f'id="{anchor}"' in pages[address], (address, anchor)


def test_a_town_without_a_tract_of_its_own_says_so(site: Client) -> None:
    assert "no tract of its own" in site.get("/towns/canaan/opportunity/").content.decode()


def test_too_few_tracts_give_no_index_but_words(site: Client) -> None:
    assert "fewer than ten tracts" in without_terms(site.get("/towns/avon/segregation/").content.decode())
    assert "fewer than ten tracts" not in site.get("/towns/bridgeport/segregation/").content.decode()


def test_unknown_is_never_shown_as_zero(site: Client, release: OpenRelease) -> None:
    html = site.get("/towns/hartford/homes/").content.decode()
    income = html.split("Median household income</th>")[1].split("</tr>")[0]
    cells = income.split("<td>")[1:]
    assert "blank" in cells[2], "the county has no published median from 2022 on"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/towns/hartfrod/", "/towns/hartford/"),
        ("/es/towns/new-havn/", "/es/towns/new-haven/"),
        ("/nothing/here/", "There is no such page"),
        ("/methods/opportunity.unknown/", "There is no such page"),
        ("/explain/homes.tenure/0900337070/1066/", "There is no such page"),
        ("/tracts/09999999999/", "There is no such page"),
        ("/sources/acs5.tenure/1066.csv", "There is no such page"),
    ],
)
def test_an_unknown_page_is_a_helpful_404(site: Client, address: str, message: str) -> None:
    response = site.get(address)
    assert response.status_code == 404
    assert message in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("hartford", "hartford"), ("New  HAVEN", "new-haven"), ("hartfrod", None), ("zzzz", None)],
)
def test_the_search_goes_to_the_town_or_asks(site: Client, typed: str, slug: str | None) -> None:
    response = site.get("/search/", {"q": typed})
    if slug:
        assert response.headers["Location"] == f"/towns/{slug}/"
    else:
        assert response.status_code == 200
        assert ("/towns/hartford/" in response.content.decode()) == (typed == "hartfrod")


def test_a_hostile_search_is_shown_as_text(site: Client) -> None:
    html = site.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html


def test_a_method_page_shows_published_values_beside_ours(site: Client) -> None:
    html = site.get("/methods/segregation.dissimilarity/").content.decode()
    table = html.split("Checked against published values")[-1]
    assert table.count("66.2%") == 2


def test_the_organisations_statements_stand_beside_ours(site: Client) -> None:
    html = site.get("/methods/opportunity.access_by_race/").content.decode()
    for phrase in ("Earlier About page", "ctoca.org/about2", "81.0%", "Later About page", "68.0%"):
        assert phrase in html


def test_the_assisted_share_is_compared_with_the_county_region_and_state(site: Client) -> None:
    html = site.get("/towns/hartford/assisted/").content.decode()
    compared = html.split("In 2023:")[1].split("</p>")[0]
    assert re.findall(r">([0-9.]+%)<", compared) == ["39.7%", "14.2%", "13.4%", "11.5%"]


def test_a_town_whose_levels_of_2014_differ_by_variant_tells_both(site: Client) -> None:
    page = site.get("/towns/wallingford/opportunity/").content.decode()
    assert "33.1%" in page.split("Published map (2014)")[1]
    assert "42.9%" in page.split("right at the cut between two levels")[1].partition("</p>")[0]
    assert "right at the cut" not in site.get("/towns/avon/opportunity/").content.decode()


def test_a_share_that_could_be_any_share_is_not_told(site: Client) -> None:
    html = site.get("/towns/killingworth/homes/").content.decode()
    assert "cannot tell</a>" in html
    assert "of renters pay" not in site.get("/towns/killingworth/").content.decode()
    assert not re.search(r'% <span class="moe">± [1-9][0-9]{2}<', html)


def test_what_a_page_says_a_measure_uses_can_be_followed(site: Client) -> None:
    html = site.get("/explain/opportunity.access_by_race/0911037070/2023/").content.decode()
    for address in set(re.findall(r'href="(/[^"#]*)', html)):
        assert site.get(address, follow=True).status_code == 200, address


def test_a_tract_says_its_rank_among_how_many(site: Client, release: OpenRelease) -> None:
    rows = release.plain_rows("opportunity.modern", release.latest(), "tract")
    ranked = [row for row in rows if row["output"] == "rank" and row["value"] is not None]
    values = {row["output"]: row["value"] for row in rows if row["geoid"] == "09110415500"}
    rank, low, high = (int(values[name]) for name in ("rank", "rank_lo90", "rank_hi90"))
    english = site.get("/tracts/09110415500/panel/").content.decode()
    found = re.search(
        r"It ranks (\d+)(?:st|nd|rd|th) of (\d+) neighborhoods\..* (\d+)\w\w and (\d+)\w\w\.", english
    )
    assert found is not None
    assert [int(n) for n in found.groups()] == [rank, len(ranked), low, high]
    spanish = site.get("/es/tracts/09110415500/panel/").content.decode()
    assert f"Ocupa el lugar {rank}º entre {len(ranked)} vecindarios." in spanish


def test_towns_stand_by_letter_with_one_figure_each_and_the_table_has_its_own_page(
    site: Client, release: OpenRelease
) -> None:
    page = without_terms(site.get("/towns/").content.decode())
    letters = re.findall(r'<details class="phone-fold" name="letter">(.*?)</details>', page, re.DOTALL)
    initials = [re.search(r"<summary>(.)", of_letter)[1] for of_letter in letters]
    assert initials == sorted({town["name"][0] for town in release.towns})
    for initial, of_letter in zip(initials, letters, strict=True):
        towns = re.findall(r'href="/towns/[a-z-]+/">([^<]+)</a> <span>(?:<a|<span) class="fig', of_letter)
        assert towns == [town["name"] for town in release.towns if town["name"][0] == initial]
    assert 'href="/towns/all/"' in page
    answer = site.get("/towns/?sort=assisted")
    assert (answer.status_code, answer["Location"]) == (302, "/towns/all/?sort=assisted")
    first = re.search(
        r'<th scope="row"><a href="([^"]+)"', site.get("/towns/all/?sort=assisted").content.decode()
    )
    assert first[1] == "/towns/hartford/"


def test_a_neighborhood_is_drawn_with_those_around_it_which_a_table_lists(site: Client) -> None:
    page = site.get("/tracts/09110500500/").content.decode()
    drawing = page[
        page.index('<svg class="around"') : page.index("</svg>", page.index('<svg class="around"'))
    ]
    assert '<a href="/tracts/09110500500/" tabindex="-1"><path class="l1"' in drawing
    assert "<title>Tract 5005, Hartford: Very Low</title>" in drawing
    table = page[page.index('aria-label="Neighborhoods next to it"') :].partition("</table>")[0]
    neighbors = re.findall(r'href="/tracts/(\d+)/"', table)
    assert len(neighbors) == 3
    assert all(f'href="/tracts/{geoid}/"' in drawing for geoid in neighbors)
    divided = site.get("/tracts/09001110600/").content.decode()
    assert "The neighborhoods that hold the land of Tract 1106, " in without_terms(divided)


def test_methods_stand_by_domain_each_named_and_each_once(site: Client, release: OpenRelease) -> None:
    assert {measure.partition(".")[0] for measure in release.measures} <= set(DOMAINS)
    listed = re.findall(r'<li>\s*<a href="/methods/([^"]+)/">', site.get("/methods/").content.decode())
    assert sorted(listed) == sorted(release.measures)
