"""A citation says who, what, which release and where, with a host, in text, APA and BibTeX."""

import re

import pytest
from django.test import Client

from fairtown.hub.shelf.citations import Citation
from fairtown.release.reader import OpenRelease

PAGES = ("/segregation/", "/es/segregation/", "/fair-share/", "/zoning/avon/", "/towns/hartford/homes/")


@pytest.fixture
def citation(release: OpenRelease, settings) -> Citation:  # type: ignore[no-untyped-def]
    settings.SITE_URL = "https://atlas.example"
    return Citation(
        "Homes & costs, 30% of income", "/towns/avon/?a=1&b=2", "A sentence.", "U.S. Census Bureau"
    )


def test_the_text_begins_with_the_sentence_and_ends_with_the_url(
    citation: Citation, release: OpenRelease
) -> None:
    assert citation.text == (
        f"A sentence. Source: fairtown, Homes & costs, 30% of income, release {release.date}; figures of U.S. Census "
        "Bureau. https://atlas.example/towns/avon/?a=1&b=2"
    )


def test_apa_has_author_year_title_release_and_url(citation: Citation, release: OpenRelease) -> None:
    assert citation.apa == (
        f"fairtown. ({release.date[:4]}). Homes & costs, 30% of income (release {release.date}) [Data set]. "
        "https://atlas.example/towns/avon/?a=1&b=2"
    )


def test_bibtex_escapes_what_latex_would_read_as_a_command(citation: Citation) -> None:
    entry = citation.bibtex
    assert 'title = "{Homes \\& costs, 30\\% of income}"' in entry
    assert "url = {https://atlas.example/towns/avon/?a=1&b=2}" in entry
    assert re.match(r"@misc\{fairtown-[\d-]+-[0-9a-f]{8},\n", entry)
    assert entry.count("{") == entry.count("}")


def test_two_figures_of_a_release_have_two_keys(citation: Citation) -> None:
    other = Citation(citation.title, "/towns/avon/")
    assert other.bibtex.splitlines()[0] != citation.bibtex.splitlines()[0]
    assert "figures of" not in other.text


@pytest.mark.parametrize("address", PAGES)
def test_how_to_cite_a_page_has_the_sites_own_host(site: Client, settings, address: str) -> None:  # type: ignore[no-untyped-def]
    settings.SITE_URL = "https://atlas.example"
    part = site.get(address).content.decode().partition('id="cite"')[2]
    assert f"https://atlas.example{address}" in part
    assert "BibTeX" in part
