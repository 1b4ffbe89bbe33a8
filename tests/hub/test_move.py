"""The search for a place with a voucher: what it pays, what is asked first, and that nothing is kept."""

import logging
import re

import pytest
from django.conf import settings
from django.test import Client

from . import prose

PAGE = "/move/"


def answer(site: Client, path: str = PAGE, status: int = 200, **typed: str) -> str:
    response = site.post(path, {"bedrooms": "2", "sort": "opportunity", "part": "100", "place": ""} | typed)
    assert response.status_code == status
    assert not response.cookies
    return response.content.decode()


def test_what_a_voucher_pays(site: Client) -> None:
    page = answer(site, place="Hartford", sort="near")
    assert "06106: $1,640" in page
    assert page.index(">Hartford</a>") < page.index(">Wethersfield</a>")
    assert "06001: $2,240" in answer(site, place="Avon", sort="near")
    assert "06106: $1,804" in answer(site, place="Hartford", sort="near", part="110")


def test_the_most_opportunity_comes_first(site: Client) -> None:
    homes = [int(n.replace(",", "")) for n in re.findall(r"<td>\s*([\d,]+) of [\d,]+\s*</td>", answer(site))]
    assert len(homes) == 15
    assert homes == sorted(homes, reverse=True)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("06001", "can mean more than one town"),
        ("06101", "is a ZIP code for post office boxes"),
        ("90210", "is not in Connecticut"),
        ("99", "is no ZIP code"),
        ("060011", "is no ZIP code"),
        ("Xyzzy", "We found no place"),
    ],
)
def test_what_is_asked_first(site: Client, place: str, line: str) -> None:
    page = answer(site, place=place)
    assert line in page
    assert 'id="places"' not in page


def test_miles_are_from_work_where_that_is_typed(site: Client) -> None:
    page = answer(site, place="Stamford", work="Hartford", sort="near")
    assert "Miles from Hartford, straight line" in page
    assert page.index(">Hartford</a>") < page.index(">Wethersfield</a>")
    assert "can mean more than one town" in answer(site, place="Stamford", work="06001", sort="near")


@pytest.mark.parametrize("sort", ["opportunity", "schools", "near"])
@pytest.mark.parametrize(("path", "language", "bar"), [("/move/", "en", 8), ("/es/move/", "es", 65)])
def test_each_state_of_the_page_is_read_with_eight_years_of_school(
    site: Client, path: str, language: str, bar: int, sort: str
) -> None:
    for place in ("Hartford", "06001", "06101", "90210", "99", "Xyzzy", ""):
        found = prose.sentences(answer(site, path, place=place, sort=sort), language)
        if language == "en":
            assert prose.grade(found) <= bar
        else:
            assert prose.ease(found) >= bar


def test_a_zip_code_of_several_towns_names_them_largest_first(site: Client) -> None:
    page = answer(site, place="06001")
    assert page.index("<li>Avon") < page.index("<li>Bloomfield")
    assert "<li>Farmington" in page


@pytest.mark.parametrize(
    "typed", [{"bedrooms": "9"}, {"part": "200"}, {"sort": "price"}, {"charm": "1"}, {"part": "x"}]
)
def test_what_cannot_be_is_one_line(site: Client, typed: dict[str, str]) -> None:
    page = answer(site, status=400, **typed)
    assert page.count('class="alert"') == 1
    assert 'id="places"' not in page


def test_nothing_of_it_is_kept(site: Client, caplog: pytest.LogCaptureFixture, db: None) -> None:
    canary = "06820"
    with caplog.at_level(logging.DEBUG):
        page = site.post(PAGE, {"bedrooms": "2", "sort": "near", "part": "100", "place": canary})
    assert canary not in caplog.text
    assert "no-store" in page.headers["Cache-Control"]
    # typed things come in the body, so that no address that a history or a referrer keeps holds them
    assert f'action="{PAGE}#answer" method="post"' in page.content.decode()
    for file in settings.RECORDS.rglob("*"):
        assert not file.is_file() or canary.encode() not in file.read_bytes()


def test_in_spanish_too(site: Client) -> None:
    page = answer(site, "/es/move/", place="06001")
    assert "más de un municipio" in page
    assert "Where do you start" not in page


def test_what_vouchers_reach(site: Client) -> None:
    page = site.get("/move/vouchers/").content.decode()
    for text in ("58.9%", "94.7%", ">96</a>", ">167</a>", ">121</a>", ">142</a>", ">43</a>", "77,393"):
        assert text in page
    assert "costs $7,000, and with 90% confidence from $5,973 to $8,617" in " ".join(page.split())
    assert "counseling of 658 families, and brings 250 more moves" in " ".join(page.split())


def test_counseling_with_other_numbers(site: Client) -> None:
    few = site.get("/move/vouchers/?with_it=20&n_with=50&n_without=50").content.decode()
    assert "no upper limit" in few
    assert "$15,162" in few
    assert "no additional moves" in site.get("/move/vouchers/?with_it=10").content.decode()
    for query in ("with_it=101", "n_with=0", "cost=0", "cost=free", "charm=1"):
        refused = site.get(f"/move/vouchers/?{query}")
        assert refused.status_code == 400
        assert 'id="cost-of-move"' not in refused.content.decode()
