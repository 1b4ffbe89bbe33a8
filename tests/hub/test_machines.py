"""What search engines, networks and programs read: one URL for each page, in each language, whoever asks."""

import re
import struct
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client

import fairtown
from fairtown.concepts import FairtownError
from fairtown.hub import absent, sections
from fairtown.hub.shelf.place_urls import url_of
from fairtown.hub.site_url import site_url
from fairtown.release.reader import OpenRelease

STATIC = Path(fairtown.__file__).parent / "hub" / "static"
SITE = "https://town.example"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
#: What the protocol allows in one file: URLs, and bytes.
MOST_URLS, MOST_BYTES = 50_000, 50 * 2**20


@pytest.fixture(autouse=True)
def _named(settings) -> None:  # type: ignore[no-untyped-def]
    settings.SITE_URL = SITE


@pytest.fixture
def entries(site: Client) -> dict[str, dict[str, str]]:
    """The URL of each entry of the site map, with its translations by language."""
    content = site.get("/sitemap.xml").content
    assert len(content) <= MOST_BYTES
    found = ElementTree.fromstring(content).findall("s:url", NAMES)
    urls = {
        str(url.findtext("s:loc", None, NAMES)): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", NAMES)
        }
        for url in found
    }
    assert len(urls) == len(found) <= MOST_URLS
    return urls


def test_the_site_map_has_every_page_in_both_languages(
    site: Client, release: OpenRelease, entries: dict[str, dict[str, str]]
) -> None:
    assert all(urlsplit(url)._replace(path="", query="").geturl() == SITE for url in entries)
    kinds = Counter(url.removeprefix(SITE).removeprefix("/es").split("/")[1] for url in entries)
    towns = [url for url in entries if url.startswith(f"{SITE}/towns/")]
    overviews = {f"{SITE}/towns/{town['slug']}/" for town in release.towns}
    assert overviews < set(towns)
    assert kinds["towns"] == 2 * len(towns) > 2 * 5 * len(release.towns)
    larger = {p["slug"] for p in release.all_places if p["level"] in ("state", "region", "county")}
    assert {f"{SITE}/es/places/{slug}/" for slug in larger} < set(entries)
    assert kinds["methods"] == 2 * (1 + len(release.measures))
    assert kinds["tracts"] == 2 * len({url_of(p) for p in release.all_places if p["level"] == "tract"})
    assert kinds["sources"] == 2 + len(release.editions)
    n_pages = len(list(sections.pages(absent.subjects(release))))
    first = [*list(entries)[: 2 * (1 + n_pages)], f"{SITE}/es/towns/avon/homes/"]
    assert [site.get(urlsplit(url).path).status_code for url in first] == [200] * len(first)


def test_translations_name_each_other(entries: dict[str, dict[str, str]]) -> None:
    pages = {url: links for url, links in entries.items() if links}
    assert len(pages) > 2_000
    for url, links in pages.items():
        assert set(links) == {"en", "es", "x-default"}
        assert url in (links["en"], links["es"])
        assert entries[links["es"]] == links == entries[links["en"]]
        assert links["x-default"] == links["en"] == links["es"].replace(f"{SITE}/es/", f"{SITE}/")


def test_robots_are_led_to_the_site_map_and_not_to_staff(site: Client) -> None:
    lines = site.get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    assert {"Allow: /", "Disallow: /staff/", "Disallow: /*?*figure="} <= set(lines)


@pytest.mark.parametrize("path", ["/sitemap.xml?page=2", "/llms.txt?x=1"])
def test_a_parameter_makes_no_work(site: Client, path: str) -> None:
    assert site.get(path).status_code == 400


def attributes(html: str, tag: str) -> list[dict[str, str]]:
    found = re.findall(rf"<{tag}\s([^>]*)>", html)
    return [dict(re.findall(r'([\w:-]+)="([^"]*)"', text)) for text in found]


@pytest.mark.parametrize(
    "path", ["/towns/hartford/", "/es/towns/hartford/", "/towns/all/?sort=assisted", "/es/"]
)
def test_a_page_says_its_own_url_in_each_language(site: Client, path: str) -> None:
    html = site.get(path, headers={"host": "127.0.0.1:8123"}).content.decode()
    links = attributes(html, "link")
    bare = path.partition("?")[0]
    assert [link["href"] for link in links if link["rel"] == "canonical"] == [SITE + bare]
    english = bare.removeprefix("/es")
    assert {link["hreflang"]: link["href"] for link in links if "hreflang" in link} == {
        "en": SITE + english, "es": f"{SITE}/es{english}", "x-default": SITE + english,
    }  # fmt: skip


def test_a_card_has_the_title_and_description_of_its_page(site: Client) -> None:
    html = site.get("/es/fair-share/").content.decode()
    metas = {m.get("property") or m.get("name", ""): m.get("content", "") for m in attributes(html, "meta")}
    title = re.search("<title>(.*?)</title>", html)
    assert title is not None
    assert metas["og:title"] == title[1] != ""
    assert metas["og:description"] == metas["description"] != ""
    assert (metas["og:url"], metas["og:locale"]) == (f"{SITE}/es/fair-share/", "es_US")


def test_quotes_in_a_title_end_no_attribute(site: Client) -> None:
    html = site.get('/search/?q="onload="x').content.decode()
    assert "onload" not in {name for tag in ("meta", "link") for a in attributes(html, tag) for name in a}


@pytest.mark.parametrize("path", ["/towns/nowhere/", "/nothing/"])
def test_an_error_has_no_url_to_keep(site: Client, path: str) -> None:
    html = site.get(path).content.decode()
    assert "canonical" not in html
    assert '<meta name="robots" content="noindex">' in html


def test_every_page_names_feeds_that_answer(site: Client) -> None:
    feeds = [
        a["href"] for a in attributes(site.get("/").content.decode(), "link") if "atom" in a.get("type", "")
    ]
    assert len(feeds) == 2
    for path in feeds:
        root = ElementTree.fromstring(site.get(path).content)
        assert root.tag == "{http://www.w3.org/2005/Atom}feed"
        assert all(
            root.findtext(f"{{http://www.w3.org/2005/Atom}}{name}") for name in ("id", "title", "updated")
        )


def test_icons_are_pictures_of_their_size() -> None:
    icon, touch = (STATIC / "favicon.ico").read_bytes(), (STATIC / "icon-180.png").read_bytes()
    assert struct.unpack("<HHHBB", icon[:8]) == (0, 1, 1, 32, 32)
    assert struct.unpack(">II", icon[22:][16:24]) == (32, 32)
    assert struct.unpack(">II", touch[16:24]) == (180, 180)


def test_the_old_address_of_the_icon_leads_to_it(site: Client) -> None:
    assert site.get("/favicon.ico").headers["Location"] == "/static/favicon.ico"


def test_programs_read_what_is_here_and_how_to_cite_it(site: Client, release: OpenRelease) -> None:
    text = site.get("/llms.txt", headers={"accept-language": "es"}).content.decode()
    assert text.startswith("# fairtown Connecticut\n\n> Open figures")
    assert release.date in text
    paths = [urlsplit(url).path for url in re.findall(r"\]\(([^)]*)\)", text)]
    assert len(paths) > len(release.measures)
    for path in paths[:14]:
        assert site.get(path).status_code == 200, path


@pytest.mark.parametrize(
    ("named", "hosts", "is_https", "url"),
    [
        ("https://town.example/", ["localhost"], False, "https://town.example"),
        ("http://localhost:8000", ["town.example"], True, "http://localhost:8000"),
        ("", ["town.example", "other.example"], True, "https://town.example"),
        ("", [".town.example"], False, "http://town.example"),
        ("", ["*"], False, "http://localhost"),
    ],
)
def test_the_site_knows_its_url(named: str, hosts: list[str], is_https: bool, url: str) -> None:
    assert site_url(named, hosts, is_https) == url


@pytest.mark.parametrize(
    "named", ["town.example", "ftp://town.example", "https://town.example/atlas", "https://"]
)
def test_a_url_that_is_none_is_refused(named: str) -> None:
    with pytest.raises(FairtownError, match="FAIRTOWN_URL"):
        site_url(named, ["localhost"], False)
