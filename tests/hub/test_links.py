"""No page leads to a part of another page that is not there."""

import re
from html import unescape

import pytest
from django.test import Client

STARTS = (
    "/", "/places/", "/towns/avon/", "/towns/avon/fair-share/", "/towns/avon/duties/", "/places/capitol-region/",
    "/search/?q=75+Charter+Oak+Avenue,+Hartford", "/compare/?place=avon&place=hartford", "/segregation/", "/duties/",
    "/fair-share/", "/balance/", "/zoning/", "/zoning/avon/", "/zoning/avon/act/", "/methods/", "/map/",
    "/tracts/09110415500/",
)  # fmt: skip


@pytest.fixture(scope="module")
def seen() -> dict[str, str]:
    """What stands at each address that a test of this file has asked for, blank where it is a file."""
    return {}


@pytest.mark.parametrize("start", STARTS)
def test_every_link_of_a_page_arrives(site: Client, seen: dict[str, str], start: str) -> None:
    page = site.get(start, follow=True).content.decode()
    links = {unescape(href) for href in re.findall(r'<a [^>]*?href="(/[^"]*)"', page)}
    # figures have a test of their own, and files are no pages
    wanted = sorted(
        h for h in links if not h.startswith(("/explain/", "/es/explain/", "/release/", "/staff/"))
    )
    assert wanted
    lost = []
    for href in wanted[:80]:
        address, _, part = href.partition("#")
        if address not in seen:
            response = site.get(address, follow=True)
            assert response.status_code == 200, href
            is_page = response.headers["Content-Type"].startswith("text/html")
            seen[address] = response.content.decode() if is_page else ""
        if part and "=" not in part and seen[address] and f'id="{part}"' not in seen[address]:
            lost.append(href)
    assert not lost, lost
