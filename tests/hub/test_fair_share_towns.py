"""My towns under several methods: one address, the figures of the release, and a sentence that knows the error."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from fairtown.hub.fair_share.towns import choices, sentences
from fairtown.hub.shelf.figures import Notes
from fairtown.release.reader import OpenRelease

from .as_shown import as_shown

PAGE = "/fair-share/towns/"


def shown(site: Client, query: str, status: int = 200) -> str:
    response = site.get(f"{PAGE}?{query}")
    assert response.status_code == status
    return unescape(as_shown(response.content.decode()))


def test_two_towns_by_two_methods_are_one_link(site: Client) -> None:
    query = "town=avon&town=hartford&method=connecticut_oca&method=new_jersey_round4"
    page = shown(site, query)
    table = page[page.index("<table") : page.index("</table>")]
    assert len(re.findall("<tr>", table)) == 1 + 2
    assert ">973</a>" in table
    assert ">1,000</a>" in table
    assert f'id="share" href="{PAGE}?{query}"' in page
    assert "Avon would plan for 973 to 1,000 homes over ten years" in page


def test_the_sentence_says_who_has_more_for_its_size_only_beyond_the_error(release: OpenRelease) -> None:
    towns = {t["slug"]: t for t in release.towns}
    found = choices(release, [towns["avon"], towns["hartford"]], Notes())
    methods = [m for m in found[0].lines if found[0].share(m, "homes_lo90") > found[1].share(m, "homes_hi90")]
    assert methods, "Avon plans for more than Hartford for its size by some method"
    assert (
        f"Avon has the largest share by {len(methods)} of {len(methods)} methods"
        in sentences(found, methods)[0]
    )
    assert "cannot be told" in sentences([found[0], replace(found[0])], methods)[0]


def test_a_form_with_blanks_leads_to_the_short_address(site: Client) -> None:
    response = site.get(PAGE, {"town": ["avon", "", ""]})
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}?town=avon")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("town=avonn", "There is no town 'avonn'"),
        ("town=avon&method=none", "There is no method 'none'; there are: connecticut_oca"),
        (
            "town=avon&town=union&town=hartford&town=canaan&town=bolton",
            "5 towns are too many; choose at most 4.",
        ),
        ("twon=avon", "parameter 'twon' is unknown"),
    ],
)
def test_what_cannot_be_is_one_line_beside_the_form(site: Client, query: str, message: str) -> None:
    page = shown(site, query, status=400)
    assert message in page
    assert 'name="method"' in page


def test_the_table_is_taken_as_shown(site: Client) -> None:
    lines = site.get(f"{PAGE}table.csv?town=avon").content.decode("utf-8-sig").splitlines()
    assert "Avon" in lines[1]
    assert sum(line.startswith("Avon,") for line in lines) == 5


def test_the_front_page_shows_my_town_among_all(site: Client) -> None:
    everyone, mine = (as_shown(site.get("/", q).content.decode()) for q in ({}, {"town": "avon"}))
    assert re.search(r"<h2[^>]*>\d+ of 169 towns reach the 10% line of assisted homes</h2>", everyone)
    assert re.search(
        r"<h2[^>]*>Avon has [\d.]+% assisted homes; \d+ of 169 towns reach the 10% line</h2>", mine
    )
    assert 'class="town mine"' in mine
    assert site.get("/", {"town": "avonn"}).status_code == 404
