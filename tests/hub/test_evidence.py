"""Pages say how sure the indices are, as the kept files have it, and what a margin is."""

from html import unescape

import pytest
from django.test import Client

from fairtown.reports import evidence

MEASURES = (
    "segregation.dissimilarity",
    "segregation.isolation",
    "segregation.exposure",
    "segregation.entropy",
)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_method_page_says_it(site: Client, measure: str) -> None:
    html = unescape(site.get(f"/methods/{measure}/").content.decode())
    shown = html.split('<section id="sure">')[1].split("</section>")[0]
    found = evidence.of_measure(measure, "09")
    assert found is not None
    assert f"of {found.every.n} values of four measures" in shown
    assert f"holds that of the census for {found.every.held};" in shown
    assert f"for {found.every.held_in_2020}. On average they are {found.every.points} points apart" in shown
    for survey in found.covered:
        assert f"<td>{survey.counties:.1%}</td><td>{survey.state:.1%}</td>" in shown
    assert shown.count("<tr>") == 4 + found.own.n
    assert "voting district" in shown
    assert "± is sampling error" in shown


def test_other_methods_say_nothing_of_the_census(site: Client) -> None:
    assert evidence.of_measure("residents.poverty", "09") is None
    assert 'id="sure"' not in site.get("/methods/residents.poverty/").content.decode()


@pytest.mark.parametrize("address", ["/", "/segregation/", "/towns/hartford/", "/balance/", "/methods/"])
def test_every_page_says_what_a_margin_is(site: Client, address: str) -> None:
    assert "A number after ± is the margin of error at 90% confidence" in unescape(
        site.get(address).content.decode()
    )
    assert "es el margen de error con 90% de confianza" in unescape(
        site.get(f"/es{address}").content.decode()
    )
