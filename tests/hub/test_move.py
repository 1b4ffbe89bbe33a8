"""The search for a place with a voucher: what it pays, what is asked first, and that nothing is kept."""

import logging
import re

import pytest
from django.conf import settings
from django.test import Client

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
    assert "06001: $2,240" in answer(site)
    assert "06106: $1,804" in answer(site, place="Hartford", sort="near", part="110")


def test_the_most_opportunity_comes_first(site: Client) -> None:
    shares = [float(s) for s in re.findall(r"<td>([\d.]+)%</td><td>", answer(site))]
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("06001", "can mean more than one town"),
        ("06101", "is a ZIP code for post office boxes"),
        ("90210", "is not in Connecticut"),
        ("99", "We found no place"),
        ("Xyzzy", "We found no place"),
    ],
)
def test_what_is_asked_first(site: Client, place: str, line: str) -> None:
    page = answer(site, place=place)
    assert line in page
    assert 'id="places"' not in page


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
