"""The site over a release of another state: every page answers, and says what it has not."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client

from fairtown.hub.release_access import current_release


@pytest.fixture
def site(settings, toy_release: Path, db: None) -> Iterator[Client]:  # type: ignore[no-untyped-def]
    settings.RELEASES = str(toy_release)
    current_release.cache_clear()
    caches["pages"].clear()
    yield Client()
    current_release.cache_clear()
    caches["pages"].clear()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/es/",
        "/map/",
        "/segregation/",
        "/segregation/?level=county",
        "/methods/",
        "/methods/residents.poverty/",
        "/methods/segregation.dissimilarity/",
        "/methods/opportunity.modern/",
        "/sources/",
        "/towns/",
        "/towns/port-ann/",
        "/es/towns/port-ann/",
        "/towns/rest-of-hill-county/",
        "/tracts/",
        "/tracts/98001000300/",
        "/explain/residents.poverty/9810100/2023/",
        "/search/?q=port",
        "/api/v1/places",
        "/map/towns.json",
        "/towns/port-ann.csv",
        "/methods/residents.poverty.csv",
    ],
)
def test_a_page_answers(site: Client, address: str) -> None:
    assert site.get(address, follow=True).status_code == 200


@pytest.mark.parametrize("address", ["/", "/map/", "/towns/port-ann/", "/methods/"])
def test_a_page_says_what_has_no_figures_and_why(site: Client, address: str) -> None:
    page = site.get(address).content.decode()
    assert "What has no figures for Testland" in page
    assert "It is a measure of Connecticut only." in page


def test_the_page_of_an_absent_measure_says_why(site: Client) -> None:
    page = site.get("/methods/subsidized.assisted_share/").content.decode()
    assert "There are no figures of this measure for Testland." in page
    assert "It is a measure of Connecticut only." in page


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/map/lab/", "measure opportunity.indicators has no figures for Testland"),
        ("/fair-share/", "measure fair_share.town_figures has no figures for Testland"),
        ("/balance/", "has no figures for Testland"),
        ("/duties/", "table ct_housing_law.duties is not held for Testland"),
        ("/zoning/port-ann/", "is not held for Testland"),
    ],
)
def test_a_subject_of_another_state_is_not_found_and_says_why(site: Client, address: str, why: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 404
    assert why in answer.content.decode()


def test_the_menu_leads_to_what_is_there(site: Client) -> None:
    page = site.get("/").content.decode()
    menu = page[page.index("<nav") : page.index("</nav>")]
    assert 'href="/segregation/"' in menu
    for absent in ("/fair-share/", "/balance/", "/duties/", "/zoning/"):
        assert f'href="{absent}"' not in menu


def test_levels_are_called_as_the_state_calls_them(site: Client) -> None:
    page = site.get("/segregation/").content.decode()
    assert re.findall(r'<option value="(county|region|town)"[^>]*>([^<]*)<', page) == [
        ("county", "Counties"),
        ("town", "Jurisdictions"),
    ]
    assert "lanning region" not in page
    assert ">Jurisdicciones<" in site.get("/es/segregation/").content.decode()
    answer = site.get("/segregation/?level=region")
    assert answer.status_code == 404
    assert "there are: county, town" in unescape(answer.content.decode())


def test_a_town_is_cited_with_its_state_and_its_publishers(site: Client) -> None:
    page = " ".join(site.get("/towns/port-ann/").content.decode().split())
    assert "fairtown, Port Ann, Testland, release 2026-01-01." in page
    assert "from: U.S. Census Bureau. </p>" in page
