import csv
import hashlib
import io
from typing import Any

import pytest
from django.test import Client

from fairtown.hub.api.views import Faults, Problem
from fairtown.release.reader import OpenRelease


def test_the_description_names_every_address(site: Client) -> None:
    schema = site.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.")
    assert {
        "/api/v1/places",
        "/api/v1/measures",
        "/api/v1/observations",
        "/api/v1/explain/{measure}/{place}",
    } <= set(schema["paths"])


def test_observations_are_those_of_the_release(site: Client, release: OpenRelease) -> None:
    answer = site.get(
        "/api/v1/observations", {"measure": "subsidized.assisted_share", "place": "hartford", "year": 2023}
    ).json()
    values = {o["output"]: o["value"] for o in answer["observations"]}
    assert values["total_assisted"] == 21165
    assert values["assisted_share"] == pytest.approx(21165 / 53259)


def test_no_answer_lets_other_sites_read_along(site: Client) -> None:
    for path in ("/api/v1/places?q=avon", "/api/v1/observations?measure=nothing"):
        headers = site.get(path, headers={"Origin": "https://elsewhere.example"}).headers
        assert [name for name in headers if name.lower().startswith("access-control")] == []


def test_pages_of_observations_join_without_gap(site: Client) -> None:
    wanted = {"measure": "homes.tenure", "level": "town", "year": 2023}
    whole = site.get("/api/v1/observations", wanted | {"limit": 5000}).json()
    assert whole["next"] is None
    assert whole["count"] == 169 * 4
    joined, offset = [], 0
    while offset is not None:
        page = site.get("/api/v1/observations", wanted | {"limit": 200, "offset": offset}).json()
        joined += page["observations"]
        offset = page["next"]
    assert joined == whole["observations"]


def test_unknown_is_null(site: Client) -> None:
    wanted = {"measure": "residents.median_household_income", "level": "county", "year": 2023}
    found = site.get("/api/v1/observations", wanted).json()["observations"]
    assert {(o["value"], o["flag"]) for o in found} == {(None, "not_published")}


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/api/v1/observations?measure=nothing", 404, "is unknown"),
        ("/api/v1/observations?measure=homes.tenure&level=street", 404, "there are: tract"),
        ("/api/v1/observations?measure=homes.tenure&place=Hartfrod", 404, "nearest: Hartford"),
        ("/api/v1/observations?measure=homes.tenure&limit=100000000", 422, "less than or equal to 5000"),
        ("/api/v1/observations?measure=homes.tenure&year=2020", 404, "there are: 2018, 2019, 2023"),
        ("/api/v1/observations?measure=homes.tenure&year=soon", 422, "valid integer"),
        ("/api/v1/explain/homes.tenure/Hartford?year=1066", 404, "years: 2018, 2019, 2023"),
        ("/api/v1/measures/nothing", 404, "is unknown"),
    ],
)
def test_bad_questions_get_a_plain_answer(site: Client, address: str, status: int, message: str) -> None:
    response = site.get(address)
    assert response.status_code == status
    assert message in response.content.decode()


def test_places_are_found_with_typing_errors(site: Client) -> None:
    found = site.get("/api/v1/places", {"q": "hartfrod"}).json()
    assert found[0]["name"] == "Hartford"
    assert len(site.get("/api/v1/places", {"level": "region"}).json()) == 9


def test_a_town_as_csv_and_json_holds_the_same(site: Client) -> None:
    text = site.get("/towns/avon.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    content = site.get("/towns/avon.json").json()["observations"]
    assert len(rows) == len(content) > 500
    assert [r["value"] for r in rows] == ["" if o["value"] is None else str(o["value"]) for o in content]


def test_a_source_table_can_be_taken_as_it_was_read(site: Client) -> None:
    text = site.get("/sources/acs5.tenure/2023.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 1063
    assert rows[0]["geoid"] == "09"


def test_a_table_as_served_has_the_checksum_that_is_shown(site: Client, release: OpenRelease) -> None:
    assert len(release.editions) > 15
    for (address, year), edition in release.editions.items():
        served = site.get(f"/sources/{address}/{year}.csv").content
        assert hashlib.sha256(served).hexdigest() == edition["sha256"], address


HUGE = 2**63


@pytest.mark.parametrize(
    ("address", "part", "bound"),
    [
        (f"/api/v1/observations?measure=segregation.dissimilarity&offset={HUGE}", "offset", 10**9),
        (f"/api/v1/observations?measure=segregation.dissimilarity&offset={HUGE - 1}", "offset", 10**9),
        ("/api/v1/observations?measure=homes.tenure&offset=-1", "offset", 0),
        (f"/api/v1/observations?measure=homes.tenure&offset={'9' * 5000}", "offset", None),
        (f"/api/v1/observations?measure=homes.tenure&limit={HUGE}", "limit", 5000),
        ("/api/v1/observations?measure=homes.tenure&limit=0", "limit", 1),
        (f"/api/v1/observations?measure=homes.tenure&year={HUGE}", "year", 9999),
        (f"/api/v1/explain/homes.tenure/Hartford?year={HUGE}", "year", 9999),
        (f"/api/v1/explain/homes.tenure/Hartford?year=-{HUGE}", "year", 1),
        ("/api/v1/places?level=street", "level", None),
        ("/api/v1/observations", "measure", None),
    ],
)
def test_a_number_beyond_its_bounds_is_told_with_them(
    site: Client, address: str, part: str, bound: int | None
) -> None:
    response = site.get(address)
    assert response.status_code == 422
    (fault,) = Faults.model_validate(response.json()).detail
    assert fault.loc[-1] == part
    if bound is not None:
        assert str(bound) in fault.msg


def test_at_its_bounds_a_number_is_answered(site: Client) -> None:
    wanted = {"measure": "homes.tenure", "offset": 10**9, "limit": 5000}
    answer = site.get("/api/v1/observations", wanted)
    assert (answer.status_code, answer.json()["count"], answer.json()["next"]) == (200, 0, None)


def test_every_address_describes_what_it_answers_to_a_wrong_question(site: Client) -> None:
    schema = site.get("/api/v1/openapi.json").json()
    described = {
        path: {status: _schema_name(answer) for status, answer in content["get"]["responses"].items()}
        for path, content in schema["paths"].items()
    }
    missing, wrong = {"404": "Problem"}, {"422": "Faults"}
    assert {path: {s: n for s, n in found.items() if s != "200"} for path, found in described.items()} == {
        "/api/v1/places": wrong,
        "/api/v1/measures": {},
        "/api/v1/measures/{measure}": missing,
        "/api/v1/observations": missing | wrong,
        "/api/v1/explain/{measure}/{place}": missing | wrong,
    }
    named = schema["components"]["schemas"]
    assert named["Problem"]["properties"]["detail"]["type"] == "string"
    assert named["Faults"]["properties"]["detail"]["items"] == {"$ref": "#/components/schemas/Fault"}
    assert set(named["Fault"]["required"]) == {"type", "loc", "msg"}


def _schema_name(answer: dict[str, Any]) -> str:
    schema = answer["content"]["application/json"]["schema"]
    return str(schema.get("$ref", schema.get("title"))).rpartition("/")[2]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/measures/nothing",
        "/api/v1/observations?measure=nothing",
        "/api/v1/observations?measure=homes.tenure&place=Atlantis",
        "/api/v1/observations?measure=homes.tenure&variant=mine",
        "/api/v1/explain/homes.tenure/Atlantis",
        "/api/v1/explain/nothing/Hartford?year=2023",
    ],
)
def test_what_is_missing_is_answered_as_described(site: Client, address: str) -> None:
    response = site.get(address)
    assert response.status_code == 404
    line = Problem.model_validate(response.json()).detail
    assert "\n" not in line
    assert line
