import re

import pytest
from django.test import Client

PAGES = (
    "/",
    "/map/",
    "/segregation/",
    "/towns/hartford/",
    "/tracts/09110980100/",
    "/methods/opportunity.oca_2014/",
    "/sources/",
    "/fair-share/",
    "/fair-share/?need=much",
    "/duties/",
    "/duties/points/?town=avon&rent_60=20",
    "/duties/zoning/",
    "/zoning/",
    "/zoning/west-hartford/",
    "/zoning/try/?map=west-hartford-1924&homes=4&lot=10,000",
    "/zoning/avon/act/",
    "/zoning/avon/act/brief/",
    "/zoning/avon/act/speech/",
    "/zoning/avon/add/",
)


@pytest.mark.parametrize("address", PAGES)
def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline(site: Client, address: str) -> None:
    headers = site.get(address).headers
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert [name for name in headers if name.lower().startswith("access-control")] == []
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("address", PAGES)
def test_no_page_asks_anyone_else_or_carries_inline_code(site: Client, address: str) -> None:
    html = site.get(address).content.decode()
    # a page names its own URL and translations in full, and no browser loads those
    html_loaded = re.sub(r'<link rel="(?:canonical|alternate)"[^>]*>', "", html)
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]+)"', html_loaded)
    assert loaded
    assert [u for u in loaded if not u.startswith("/")] == []
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert " style=" not in html
    assert not re.search(r"\son[a-z]+=", html)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_sets_a_cookie(site: Client, address: str) -> None:
    assert not site.get(address).cookies


def test_headers_forbid_framing_and_guessing_types(site: Client) -> None:
    headers = site.get("/").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_only_answer_to_reading(site: Client) -> None:
    assert site.post("/api/v1/places").status_code == 405
