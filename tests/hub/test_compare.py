"""Places side by side: the sentence says which has more only where the difference is larger than its margin."""

import re
from html import unescape
from itertools import combinations
from math import hypot

import pytest
from django.test import Client

from fairtown.hub.shelf.headlines import HEADLINES
from fairtown.release.reader import OpenRelease

PAGE = "/compare/"


def verdict(page: str) -> str:
    found = re.search(r'class="lead verdict">(.*?)</p>', page, re.DOTALL)
    return unescape(found.group(1)) if found else ""


def page_of(site: Client, query: str, status: int = 200) -> str:
    response = site.get(f"{PAGE}?{query}")
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize(
    ("one", "other"), [*combinations(("hartford", "new-haven", "bridgeport", "stamford"), 2)]
)
def test_one_sentence_says_who_is_more_segregated_or_that_it_cannot_be_told(
    site: Client, release: OpenRelease, one: str, other: str
) -> None:
    found = {}
    for row in release.level_rows("segregation.dissimilarity", 2023, "town", "corrected"):
        if row["grp"] == "nh_black|nh_white" and row["slug"] in (one, other):
            found[row["slug"]] = row["value"], row["moe"]
    (a, a_moe), (b, b_moe) = found[one], found[other]
    sentence = verdict(page_of(site, f"place={one}&place={other}&figure=dissimilarity-black-white"))
    is_larger = abs(a - b) > hypot(a_moe, b_moe)
    assert ("Groups live farther apart in" in sentence) == is_larger
    assert ("cannot be told" in sentence) == (not is_larger)
    first = one if a > b else other
    second = other if first == one else one
    names = {t["slug"]: t["name"] for t in release.towns}
    assert sentence.index(names[first]) < sentence.index(names[second])


def test_the_order_of_places_does_not_change_the_sentence(site: Client) -> None:
    query = "place={}&place={}&figure=lower-opportunity"
    one, other = (page_of(site, query.format(*pair)) for pair in (("hartford", "avon"), ("avon", "hartford")))
    assert verdict(one) == verdict(other) != ""


@pytest.mark.parametrize("figure", [h.code for h in HEADLINES])
@pytest.mark.parametrize(
    "places", [("hartford", "avon", "connecticut"), ("capitol-region", "fairfield-county")]
)
def test_every_figure_compares_any_places(site: Client, figure: str, places: tuple[str, ...]) -> None:
    query = "&".join(f"place={place}" for place in places)
    page = page_of(site, f"{query}&figure={figure}")
    assert page.count('<tr><th scope="row">') == len(places)


def test_a_place_without_the_figure_is_named_and_not_zero(site: Client) -> None:
    page = page_of(site, "place=avon&place=hartford&figure=dissimilarity-black-white")
    assert verdict(page) == ""
    assert "at least two places whose figure is known" in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("place=nowhere", "There is no place"),
        ("figure=nothing", "is unknown; there are"),
        (
            "&".join(
                f"place={p}" for p in ["avon", "bethel", "canton", "derby", "easton", "groton", "hamden"]
            ),
            "at most 6",
        ),
        ("places=avon", "is unknown"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(site: Client, query: str, message: str) -> None:
    assert message in unescape(page_of(site, query, 400))
