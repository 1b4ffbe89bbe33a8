"""The site over a release of another state: every page answers, and says what it has not."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client

from fairtown.hub.campaigns.models import Campaign
from fairtown.hub.pages.models import HomePage
from fairtown.hub.prepared import fill_empty
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
        "/search/?q=06106",
        "/search/?q=12+Main+Street,+Mill+Creek",
        "/es/search/?q=hill+county",
        "/api/v1/places",
        "/map/towns.json",
        "/map/people.json",
        "/map/towns/port-ann/",
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
    reason = "It builds on the measure opportunity.indicators, which has no figures for this state. What is missing "
    assert reason + "is the table acs5.education" in page
    # an index that only another state has is no business of this one but where all measures are listed
    assert ("/methods/opportunity.oca_2014/" in page) == (address == "/methods/")


def test_the_page_of_an_absent_measure_says_why(site: Client) -> None:
    page = site.get("/methods/subsidized.assisted_share/").content.decode()
    assert "There are no figures of this measure for Testland." in page
    assert "It is a measure of Connecticut only." in page


def test_jurisdictions_that_share_a_tract_say_where_its_people_are_counted(site: Client) -> None:
    port, rest = (
        " ".join(site.get(f"/towns/{slug}/").content.decode().split())
        for slug in ("port-ann", "rest-of-harbor-county")
    )
    assert "Port Ann shares <a" in port
    for name, page in (("Port Ann", port), ("Rest of Harbor County", rest)):
        assert "everyone in this one is counted in Port Ann, where most of them live" in page
        assert f"Figures that the survey publishes for {name} itself are not affected." in page


@pytest.mark.parametrize(
    ("address", "english", "spanish"),
    [
        (
            "/map/lab/",
            "There is no opportunity laboratory for Testland.",
            "No hay laboratorio de oportunidad",
        ),
        ("/map/lab/answer/", "There is no opportunity laboratory for Testland.", "No hay laboratorio"),
        ("/fair-share/", "homes that a state needs among its jurisdictions", "entre sus jurisdicciones"),
        ("/fair-share/?method=none", "There are no fair shares for Testland.", "No hay reparto justo"),
        ("/what-if/", "There are no fair shares for Testland.", "No hay reparto justo"),
        ("/move/", "There is no search for places with", "No hay búsqueda de lugares"),
        (
            "/schools/",
            "no page about the segregation of schools in Testland",
            "No hay página sobre la segregación",
        ),
        ("/invest/", "There is no page about investment in Testland", "No hay página sobre inversión"),
        ("/balance/", "balance of subsidized homes in Testland", "viviendas subsidiadas en Testland"),
        ("/duties/", "There are no duties and deadlines for Testland.", "No hay obligaciones ni plazos"),
        (
            "/duties/points/",
            "There are no duties and deadlines for Testland.",
            "No hay obligaciones ni plazos",
        ),
        ("/zoning/", "There are no zoning pages for Testland", "No hay páginas de zonificación"),
        ("/zoning/port-ann/act/", "There are no zoning pages for Testland", "No hay páginas de zonificación"),
    ],
)
def test_a_subject_that_the_state_lacks_has_a_plain_page(
    site: Client, address: str, english: str, spanish: str
) -> None:
    for prefix, sentence in (("", english), ("/es", spanish)):
        answer = site.get(prefix + address)
        page = " ".join(answer.content.decode().split())
        assert answer.status_code == 404
        assert page.count("<h1") == 1
        assert sentence in page
        held = page[page.index('id="held"') :]
        links = re.findall(r'href="([^"#]+)"', held[: held.index("</ul>")])
        assert {prefix + "/map/", prefix + "/towns/", prefix + "/segregation/"} <= set(links)
        assert [link for link in links if site.get(link).status_code != 200] == []
        assert "Connecticut" not in held[: held.index("</ul>")]


@pytest.mark.parametrize(
    "address",
    ["/fair-share/towns.csv", "/duties/port-ann.ics", "/es/zoning/port-ann.atom", "/map/lab/map.svg"],
)
def test_a_file_of_what_the_state_lacks_is_one_line_that_says_so(site: Client, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert "Testland" in text
    assert text.count("\n") == 1


def test_no_page_leads_to_what_is_not_there(site: Client) -> None:
    # the records begin with pages and a campaign of another state
    for home in HomePage.objects.all():
        home.delete()
    Campaign.objects.all().delete()
    fill_empty()
    waiting, seen = {"/", "/es/"}, set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        answer = site.get(address)
        assert answer.status_code < 400, address
        if answer["Content-Type"].startswith("text/html"):
            links = re.findall(r'href="(/[^"#]*)', unescape(answer.content.decode()))
            # there are thousands of explanations, all made alike
            waiting |= {link for link in links if not re.match("/static/|.*/explain/", link)} - seen
    assert len(seen) > 100


def test_tracts_are_listed_though_no_index_gives_them_a_level(site: Client) -> None:
    page = site.get("/tracts/").content.decode()
    assert len(re.findall(r'href="/tracts/98\d{9}/"', page)) == 6
    assert "2014" not in page


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


def test_a_town_is_cited_with_its_state(site: Client) -> None:
    page = " ".join(site.get("/towns/port-ann/people/").content.decode().split())
    cited = page.partition("How to cite")[2]
    assert "Port Ann, Testland" in cited
    assert "2026-01-01" in cited


@pytest.mark.parametrize("chart", ["assisted-towns", "assisted-trend", "opportunity-race", "who-lives-where"])
def test_a_chart_that_the_state_lacks_is_a_helpful_page(site: Client, chart: str) -> None:
    for place in ("state", "port-ann"):
        assert site.get(f"/embed/{chart}/{place}/").status_code in (200, 404)
    assert site.get("/embed/assisted-towns/port-ann/").status_code == 404
