"""One site of two states: addresses begin with a state's code, pages of the organization stand above both."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import get_script_prefix

from fairtown.concepts import FairtownError
from fairtown.hub import prerender
from fairtown.hub.prepared import fill_empty
from fairtown.hub.release_access import about_state, current_release, is_about_no_state
from fairtown.hub.sections import SECTIONS
from fairtown.hub.state_addresses import OF_A_STATE, first_word, split
from fairtown.release.reader import folders_of_states, open_release, shown_releases


@pytest.fixture(scope="module")
def folder(toy_release: Path, release_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Releases as two builds leave them: those of one state in the folder, those of another in one of its name."""
    found = tmp_path_factory.mktemp("releases")
    (found / "2026-01-01").symlink_to(release_folder)
    (found / "tl").mkdir()
    (found / "tl" / "2026-01-01").symlink_to(toy_release)
    return found


@pytest.fixture
def site(settings, folder: Path, db: None) -> Iterator[Client]:  # type: ignore[no-untyped-def]
    settings.RELEASES = str(folder)
    current_release.cache_clear()
    caches["pages"].clear()
    fill_empty()
    yield Client()
    current_release.cache_clear()
    caches["pages"].clear()


def links(html: str) -> set[str]:
    return set(re.findall(r'(?:href|src|action)="(/[^"#?]*)', unescape(html)))


def test_a_folder_of_states_is_read_by_state_and_the_default_comes_first(folder: Path, toy_release: Path):
    assert list(folders_of_states(folder)) == ["ct", "tl"]
    assert [release.state for release in shown_releases(folder)] == ["ct", "tl"]
    # a release, and a folder with releases of one state, are what they were
    assert folders_of_states(toy_release) == folders_of_states(toy_release.parent) == {}
    assert open_release(folder).state == "ct"


def test_a_folder_of_nothing_but_states_is_not_opened_by_guess(toy_release: Path, tmp_path: Path):
    (tmp_path / "tl").mkdir()
    (tmp_path / "tl" / "2026-01-01").symlink_to(toy_release)
    with pytest.raises(FairtownError, match=r"name the folder of one with --release: .*/tl$"):
        open_release(tmp_path)


@pytest.mark.parametrize(
    ("path", "code", "rest", "first"),
    [
        ("/", "", "/", ""),
        ("/tl/", "tl", "/", ""),
        ("/tl/es/", "tl", "/es/", ""),
        ("/tl/es/towns/port-ann/", "tl", "/es/towns/port-ann/", "towns"),
        ("/tl/map/towns.json", "tl", "/map/towns.json", "map"),
        ("/es/about/", "", "/es/about/", "about"),
        ("/es/tl/", "", "/es/tl/", "tl"),
        ("/tlx/", "", "/tlx/", "tlx"),
        ("/tl", "", "/tl", "tl"),
    ],
)
def test_an_address_is_a_code_and_what_it_was(site: Client, path: str, code: str, rest: str, first: str):
    assert split(path) == (code, rest)
    assert first_word(rest) == first


def test_every_page_of_figures_is_of_a_state(site: Client):
    with about_state(""):
        first = {first_word(page.url) for section in SECTIONS for page in section.pages}
    # the page of the nation stands above the states
    assert first - {"us"} <= OF_A_STATE


def test_the_front_page_shows_each_state_and_leads_there(site: Client):
    page = " ".join(site.get("/").content.decode().split())
    assert {"/ct/", "/tl/"} <= links(page)
    assert "Survey of 2019-2023, the newest that is held of all these states." in page
    assert "/ct/explain/segregation.dissimilarity/09/2023/" in page
    assert "/tl/explain/residents.race_ethnicity/98/2023/" in page
    # no index of six tracts: nothing to rank
    assert page.count("<td>–</td>") >= 2
    assert 'class="state"' not in page


@pytest.mark.parametrize("path", ["/", "/towns/port-ann/", "/segregation/", "/map/", "/data/", "/tracts/"])
def test_a_page_of_a_state_keeps_to_it_in_both_languages(site: Client, path: str):
    for language in ("", "/es"):
        answer = site.get(f"/tl{language}{path}")
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "Testland" in html
        assert (
            f'rel="canonical" href="http://localhost:8000/tl{language}{path}"' in html or "canonical" in html
        )
        of_figures = {link for link in links(html) if first_word(split(link)[1]) in OF_A_STATE - {""}}
        assert {link for link in of_figures if not link.startswith("/tl/")} == set()
        assert f"/tl{'' if language else '/es'}{path}" in links(html)
        some = sorted(link for link in links(html) if not re.search("/explain/|/methods/|/static/", link))[
            :60
        ]
        assert [link for link in some if site.get(link, follow=True).status_code >= 400] == []


def test_the_state_of_one_page_is_not_that_of_the_next(site: Client):
    assert "Port Ann" in site.get("/tl/towns/port-ann/").content.decode()
    assert (get_script_prefix(), is_about_no_state()) == ("/", True)
    assert "Avon" in site.get("/ct/towns/avon/").content.decode()
    assert site.get("/tl/towns/avon/").status_code == 404
    assert site.get("/ct/towns/port-ann/").status_code == 404
    assert current_release().state == "ct"


@pytest.mark.parametrize(
    ("path", "to"),
    [
        # what was sent around while there was one state
        ("/towns/avon/", "/ct/towns/avon/"),
        ("/es/segregation/?level=county", "/ct/es/segregation/?level=county"),
        # pages of people are there once
        ("/tl/about/", "/about/"),
        ("/tl/es/join/", "/es/join/"),
        ("/tl/staff/", "/staff/"),
        # nobody is sent to another site
        ("/tl//elsewhere.example/", "/elsewhere.example/"),
        ("/tl/\\elsewhere.example/", "/%5Celsewhere.example/"),
    ],
)
def test_what_stands_elsewhere_leads_there(site: Client, path: str, to: str):
    answer = site.get(path)
    assert (answer.status_code, answer["Location"]) == (307, to)


def test_files_of_a_release_are_those_of_its_state(site: Client):
    for code, name in (("tl", "Testland"), ("ct", "Connecticut")):
        with about_state(code) as release:
            path = f"/{code}/release/{release.path.name}/maps/state.svg"
        content = b"".join(site.get(path, headers={"accept-encoding": "identity"}).streaming_content)  # type: ignore[attr-defined]
        assert name in content.decode()


def test_search_looks_in_every_state(site: Client):
    assert site.get("/search/?q=port ann")["Location"] == "/tl/towns/port-ann/"
    assert site.get("/search/?q=avon")["Location"] == "/ct/towns/avon/"
    page = site.get("/search/?q=h").content.decode()
    assert "/ct/towns/" in page
    assert "No place in any of our states" in site.get("/search/?q=xqzvw").content.decode()


def test_pages_are_made_first_for_each_state(site: Client):
    first = prerender.addresses()
    assert {"/ct/", "/tl/", "/tl/es/", "/ct/fair-share/", "/tl/towns/mill-creek/"} <= set(first)
    assert not [path for path in first if "/join/" in path or "/tl/fair-share/" in path]
    assert get_script_prefix() == "/"


def test_robots_name_the_map_of_each_state(site: Client):
    text = site.get("/robots.txt").content.decode()
    assert "/ct/sitemap.xml" in text
    assert "/tl/sitemap.xml" in text
    assert "/tl/towns/port-ann/" in site.get("/tl/sitemap.xml").content.decode()
