"""Charts that others may frame: what they say is what the release holds, and nothing else may be framed."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.test import Client

from fairtown.hub.shelf.chart_cards import CHARTS
from fairtown.release.reader import OpenRelease

SHARE = "subsidized.assisted_share"


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("chart", sorted(CHARTS))
def test_a_chart_may_be_framed_and_taken_as_a_file(site: Client, chart: str, prefix: str) -> None:
    page = site.get(f"{prefix}/embed/{chart}/avon/")
    assert page.status_code == 200
    assert "frame-ancestors *;" in page["Content-Security-Policy"] + ";"
    assert "script" not in page.content.decode()
    file = site.get(f"{prefix}/embed/{chart}/avon.svg")
    assert file["Content-Type"] == "image/svg+xml"
    assert "frame-ancestors 'none'" in file["Content-Security-Policy"]
    texts = " ".join(
        e.text or "" for e in ElementTree.fromstring(file.content).iter() if e.tag.endswith("text")
    )
    (title,) = re.findall(r"<h1>(.+)</h1>", page.content.decode())
    assert unescape(title) in texts
    assert ("Fuente:" if prefix else "Source:") in texts


@pytest.mark.parametrize(
    "address", ["/", "/map/", "/towns/avon/", "/embed/nothing/avon/", "/embed/assisted-towns/x/"]
)
def test_nothing_else_may_be_framed(site: Client, address: str) -> None:
    assert "frame-ancestors 'none'" in site.get(address)["Content-Security-Policy"]


def test_the_strip_has_every_town_and_says_its_share(site: Client, release: OpenRelease) -> None:
    year = release.last_year_of(SHARE)
    rows = release.level_rows(SHARE, year, "town", "assisted_share")
    page = site.get("/embed/assisted-towns/avon/").content.decode()
    assert page.count('class="town ') == len(rows) == 169
    (own,) = [row["value"] for row in rows if row["slug"] == "avon"]
    reach = sum(row["value"] >= 0.1 for row in rows)
    assert f"<h1>Avon has {own:.1%} assisted homes; {reach} of 169 towns reach the 10% line</h1>" in page
    assert re.search(rf'<tr class="mine">\s*<th scope="row">Avon</th>\s*<td>{own:.1%}</td>', page)


@pytest.mark.parametrize("path", ["nothing/avon", "assisted-trend/state", "assisted-towns/x"])
def test_a_chart_of_nothing_is_a_helpful_page(site: Client, path: str) -> None:
    page = site.get(f"/embed/{path}/")
    assert page.status_code == 404
    assert re.search(
        "There is no (chart|town)|has no figures for this place", unescape(page.content.decode())
    )


def test_the_topic_of_a_town_has_the_cards_and_a_region_has_none(site: Client) -> None:
    page = site.get("/towns/avon/assisted/").content.decode()
    assert page.count('<article class="chart-card"') == 2
    code = unescape(page)
    assert re.search(r'<iframe src="https?://[^"]+/embed/assisted-towns/avon/"', code)
    assert "/embed/assisted-towns/avon.svg" in page
