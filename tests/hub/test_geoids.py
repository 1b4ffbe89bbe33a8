"""Pages and the API understand census codes as people have them: without their zero, old or new."""

import pytest
from django.test import Client

from .as_shown import without_terms


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/tracts/9110500100/", "/tracts/09110500100/"),
        ("/tracts/9001100100/", "/tracts/09120100100/"),
        ("/tracts/09003500700/", "/tracts/09110980100/"),
        ("/es/tracts/09003500100/", "/es/tracts/09110500100/"),
        ("/es/tracts/9110500100/", "/es/tracts/09110500100/"),
        ("/tracts/9110500100/panel/", "/tracts/09110500100/panel/"),
        ("/search/?q=9110500100", "/tracts/09110500100/"),
        ("/search/?q=1400000US09110500100", "/tracts/09110500100/"),
        ("/search/?q=09003500700", "/tracts/09110980100/"),
        # divided into 1106.01 and 1106.02: its page says so
        ("/search/?q=9001110600", "/tracts/09001110600/"),
        ("/search/?q=900337070", "/towns/hartford/"),
        ("/search/?q=0911037070", "/towns/hartford/"),
    ],
)
def test_a_code_leads_to_its_page(site: Client, address: str, leads_to: str) -> None:
    response = site.get(address)
    assert (response.status_code, response["Location"]) == (302, leads_to)
    assert site.get(leads_to).status_code == 200


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/towns/900337070/", 'href="/towns/hartford/">0900337070, Hartford</a>'),
        ("/towns/0900337070/", 'href="/towns/hartford/">0900337070, Hartford</a>'),
        ("/towns/900337070.csv", 'href="/towns/hartford/">0900337070, Hartford</a>'),
        ("/tracts/0900337070/", 'href="/towns/hartford/">0900337070, Hartford</a>'),
        ("/es/zoning/900337070/", 'href="/es/towns/hartford/">0900337070, Hartford</a>'),
        ("/tract/09110500100", 'href="/tracts/09110500100/">09110500100, Hartford</a>'),
    ],
)
def test_a_code_where_a_page_has_another_name_is_answered_with_the_page(
    site: Client, address: str, link: str
) -> None:
    # an address without its slash is led to the one with it first
    response = site.get(address, follow=True)
    assert response.status_code == 404
    assert link in response.content.decode()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/tracts/09190100100/", "did you mean 09001100100 (Tract 1001, Monroe)"),
        ("/tracts/0900337070/", "&#x27;0900337070&#x27; is the code of Hartford, not of a census tract."),
        ("/es/tracts/0900337070/", "es el código de Hartford, no el de un sector censal."),
        ("/explain/homes.tenure/09190100100/2023/", "did you mean 09001100100 (Tract 1001, Monroe)"),
        ("/explain/opportunity.modern/9001100100/2023/", "under the codes of 2022 it is 09120100100"),
    ],
)
def test_an_unknown_code_says_what_it_can_be_meant_as(site: Client, address: str, message: str) -> None:
    response = site.get(address)
    assert response.status_code == 404
    assert message in without_terms(response.content.decode())


@pytest.mark.parametrize(("code", "name"), [("9001", "Fairfield County"), ("9120", "Greater Bridgeport")])
def test_a_page_of_explanation_takes_a_code_without_its_zero(site: Client, code: str, name: str) -> None:
    response = site.get(f"/explain/homes.tenure/{code}/2023/")
    assert response.status_code == 200
    assert name in response.content.decode()


def test_the_api_takes_codes_without_their_zero(site: Client) -> None:
    for code in ("9001", "9120", "900337070", "9110500100"):
        found = site.get("/api/v1/places", {"q": code}).json()
        assert {p["key"] for p in found} == {
            p["key"] for p in site.get("/api/v1/places", {"q": "0" + code}).json()
        }
        wanted = {"measure": "homes.tenure", "place": code, "year": 2023}
        assert site.get("/api/v1/observations", wanted).json()["count"] == 4
        assert site.get(f"/api/v1/explain/homes.tenure/{code}").status_code == 200
    answer = site.get("/api/v1/explain/opportunity.modern/9001100100", {"year": 2023})
    assert answer.status_code == 404
    assert "under the codes of 2022 it is 09120100100" in answer.json()["detail"]
    assert site.get("/api/v1/explain/opportunity.modern/9120100100", {"year": 2023}).status_code == 200
    answer = site.get("/api/v1/observations", {"measure": "homes.tenure", "place": "09190100100"})
    assert answer.status_code == 404
    assert "did you mean 09001100100" in answer.json()["detail"]


def shown(site: Client, address: str) -> str:
    return " ".join(without_terms(site.get(address).content.decode()).split())


def test_a_neighborhood_has_one_page_with_all_its_codes(site: Client) -> None:
    page = shown(site, "/tracts/09110500100/")
    assert "Census tract 09110500100, codes of 2022" in page
    assert "older code 09003500100" in page
    assert "the same land as tract 09003500100 of 2010" in page
    assert page.index('id="codes"') < page.index("Who lives here") < page.index('id="published"')
    assert 'id="t09003500100"' in page
    assert "/explain/opportunity.oca_2014/09003500100/2014/" in page


def test_a_divided_tract_leads_to_its_neighborhoods(site: Client) -> None:
    page = shown(site, "/tracts/09001110600/")
    assert "The Census Bureau has divided this tract. Its land is now in 2 neighborhoods:" in page
    for geoid in ("09140110601", "09140110602"):
        assert f'href="/tracts/{geoid}/"' in page
        part = shown(site, f"/tracts/{geoid}/")
        assert "100.0% of its land was in tract 09001110600 of 2010" in part
        assert 'id="t09001110600"' in part
