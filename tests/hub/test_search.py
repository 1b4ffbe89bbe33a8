"""The page of the search: where a clear text leads, what a vague one is answered, and what stays private."""

import html
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from fairtown.hub.search import topics
from fairtown.release.reader import OpenRelease

from .as_shown import without_terms
from .loopback_geocoder import CHARTER_OAK, Loopback, answer, running

ADDRESS = "75 Charter Oak Avenue, Hartford"


@pytest.fixture
def geocoder(settings) -> Iterator[Loopback]:  # type: ignore[no-untyped-def]
    with running() as loopback:
        settings.GEOCODER = loopback.url
        yield loopback


def page_of(site: Client, text: str, language: str = "", **more: str) -> str:
    response = site.get(f"{language}/search/", {"q": text, **more})
    assert response.status_code == 200
    return " ".join(html.unescape(without_terms(response.content.decode())).split())


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("06106", "/towns/hartford/#found=06106"),
        ("6106", "/towns/hartford/#found=6106"),
        ("Storrs", "/towns/mansfield/#found=Storrs"),
        ("storrs, CT 06268", "/towns/mansfield/#found=storrs%2C%20CT%2006268"),
        ("tract 5001", "/tracts/09110500100/#found=tract%205001"),
        ("Connecticut", "/places/connecticut/"),
        ("Capitol Planning Region", "/places/capitol-region/"),
        ("Hartford County", "/places/hartford-county/"),
        ("Racial dissimilarity of places that are not there", None),
        ("fair share", None),
        ("Segregation", None),
    ],
)
def test_one_clear_answer_is_gone_to(site: Client, text: str, url: str | None) -> None:
    response = site.get("/search/", {"q": text})
    assert response.get("Location") == url
    assert response.status_code == (302 if url else 200)


@pytest.mark.parametrize("language", ["", "/es"])
def test_an_address_leads_to_its_town_and_says_what_is_missing(site: Client, language: str) -> None:
    page = page_of(site, ADDRESS, language)
    assert f'<a class="button" href="{language}/towns/hartford/">' in page
    assert f'href="{language}/map/#town=hartford"' in page
    assert ("holds no list of house numbers" in page) == (language == "")
    assert ("no tiene una lista de números de casa" in page) == (language == "/es")
    assert "Hartford School District" in page


@pytest.mark.parametrize(
    ("text", "sentence", "links"),
    [
        ("Mystic", "“Mystic” is in more than one town", ["groton", "stonington"]),
        ("06105", "ZIP code 06105 covers more than one town", ["hartford", "west-hartford"]),
        ("hartfrod", "Which place is “hartfrod”?", ["hartford"]),
        ("12 Hartford Avenue", "Which town is “12 Hartford Avenue” in?", ["hartford"]),
        ("12 Main Street, Mystic", "can be in more than one town", ["groton", "stonington"]),
        ("5 Elm Street, Hartfrod", "Which place is “5 Elm Street, Hartfrod”?", ["hartford"]),
    ],
)
def test_several_towns_are_a_choice(site: Client, text: str, sentence: str, links: list[str]) -> None:
    page = page_of(site, text)
    assert sentence in page
    found = page.split('<ul class="found">')[1].split("</ul>")[0]
    assert [slug for slug in links if f'href="/towns/{slug}/"' in found] == links
    assert found.count("<a ") == len(links)


def test_the_share_of_a_zip_codes_people_stands_beside_each_town(site: Client) -> None:
    page = page_of(site, "06105")
    assert page.index("97.3%") < page.index("West Hartford") < page.index("2.7%")


def test_a_street_without_a_town_asks_for_it(site: Client) -> None:
    page = page_of(site, "12 Main Street")
    assert "Which town is “12 Main Street” in?" in page
    assert '<option value="avon">Avon</option>' in page
    chosen = page_of(site, "12 Main Street", town="avon")
    assert '<a class="button" href="/towns/avon/">' in chosen
    assert "12 Main Street, Avon" in chosen


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Springfield, MA", "“Springfield, MA” is in Massachusetts."),
        ("01103", "ZIP code 01103 is not in Connecticut"),
        ("06101", "ZIP code 06101 is not in our list"),
        ("tract 12 Bridgeport", "No census tract here is called “tract 12 Bridgeport”"),
        ("zzzz", "We found nothing for “zzzz”"),
        ("", "Find a place"),
    ],
)
def test_what_is_not_known_is_said_and_nothing_guessed(site: Client, text: str, sentence: str) -> None:
    page = page_of(site, text)
    assert sentence in page
    assert '<ul class="found"><li>' not in page
    assert 'class="answer"' not in page


@pytest.mark.parametrize("slug", ["capitol-region", "hartford-county"])
def test_the_page_of_a_region_or_county_lists_its_towns(site: Client, slug: str) -> None:
    assert '<a href="/towns/hartford/">Hartford</a>' in site.get(f"/places/{slug}/").content.decode()


@pytest.mark.parametrize(
    ("language", "text", "link"),
    [
        ("", "poverty", "/methods/residents.poverty/"),
        ("/es", "pobreza", "/es/methods/residents.poverty/"),
        ("", "fair share", "/fair-share/"),
        ("", "affordable housing plan", "/duties/#d-affordable_housing_plan"),
    ],
)
def test_a_word_finds_measures_duties_and_pages(site: Client, language: str, text: str, link: str) -> None:
    page = page_of(site, text, language)
    assert f'<a href="{link}"' in page


def test_every_topic_leads_to_a_page_that_has_it(site: Client, release: OpenRelease) -> None:
    found = [topic for text in ("plan", "homes") for topic in topics.find(release, text)]
    assert {topic.kind for topic in found} == {"Page", "Measure", "Duty", "Term", "Campaign"}
    for topic in found:
        path, _hash, anchor = topic.url.partition("#")
        page = site.get(path)
        assert page.status_code == 200
        assert not anchor or f'id="{anchor}"' in page.content.decode()


def test_the_geocoder_gives_the_neighborhood_its_level_and_how_sure(site: Client, geocoder: Loopback) -> None:
    page = page_of(site, ADDRESS)
    assert geocoder.questions[0]["address"] == "75 Charter Oak Avenue, Hartford, CT"
    assert f'href="/tracts/{CHARTER_OAK[1]}/"' in page
    assert "Tract 5005, Hartford" in page
    tract = site.get(f"/tracts/{CHARTER_OAK[1]}/").content.decode()
    level = page.split('class="swatch l')[1].split("</strong>")[0].split("<strong>")[1].split(" (")[0]
    assert level in tract
    assert "of draws of the survey give this level" in page
    assert '<a class="button" href="/towns/hartford/">' in page
    assert "Capitol Planning Region" in page
    assert "holds no list of house numbers" not in page


def test_several_matches_are_a_choice(site: Client, geocoder: Loopback) -> None:
    geocoder.body = answer(CHARTER_OAK, ("75 CHARTER OAK ST, MANCHESTER, CT, 06040", "09110514300"))
    page = page_of(site, "75 Charter Oak")
    assert "More than one address matches" in page
    assert f"/tracts/{CHARTER_OAK[1]}/" in page
    assert "/tracts/09110514300/" in page


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (200, answer(), "knows no such address"),
        (503, b"", "does not answer right now"),
        (200, b"<html>", "does not answer right now"),
        (200, answer(("1 MAIN ST, SPRINGFIELD, MA, 01103", "25013801101")), "only outside Connecticut"),
        (
            200,
            answer(("1 SOUND RD, HARTFORD, CT, 06106", "09110990000")),
            "for which this release has no figures",
        ),
    ],
)
def test_what_the_geocoder_cannot_say_is_said(
    site: Client, geocoder: Loopback, status: int, body: bytes, sentence: str
) -> None:
    geocoder.status, geocoder.body = status, body
    page = page_of(site, ADDRESS)
    assert sentence in page
    assert '<a class="button" href="/towns/hartford/">' in page
    assert "/tracts/09" not in page


def test_a_slow_geocoder_does_not_hold_the_page(
    site: Client, geocoder: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairtown.hub.search.geocoder.SECONDS", 0.2)
    geocoder.delay = 1.0
    assert "does not answer right now" in page_of(site, ADDRESS)


@pytest.mark.parametrize("text", ["Hartford", "06106", "Springfield, MA 01103", "Main Street", "Mystic", ""])
def test_nothing_but_an_address_is_sent_to_the_geocoder(site: Client, geocoder: Loopback, text: str) -> None:
    site.get("/search/", {"q": text})
    assert geocoder.questions == []


def test_an_address_is_neither_cached_nor_logged(
    site: Client, geocoder: Loopback, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    geocoder.status = 503
    with caplog.at_level(logging.DEBUG):
        response = site.get("/search/", {"q": ADDRESS})
    assert response["Cache-Control"] == "no-store"
    output = caplog.text + "".join(capfd.readouterr())
    assert "Charter" not in output


def test_without_a_geocoder_no_page_speaks_of_one(site: Client) -> None:
    assert "address finder" not in page_of(site, ADDRESS)
    assert "address finder" not in page_of(site, "")


def test_pages_that_search_are_not_for_robots(site: Client) -> None:
    assert '<meta name="robots" content="noindex">' in page_of(site, "Mystic")
