"""A second state: other places decide there, there are no regions, no index and no table of an agency."""

import json
from pathlib import Path

import pytest

import fairtown
from fairtown.build.inputs import CleanTables
from fairtown.cli.commands import main
from fairtown.concepts import FairtownError
from fairtown.release.explain import as_text, explain
from fairtown.release.reader import OpenRelease
from fairtown.states.profile import State

from . import toy


@pytest.fixture(scope="module")
def release(toy_release: Path) -> OpenRelease:
    return OpenRelease(toy_release)


def test_levels_come_from_the_profile(toy_state: State) -> None:
    assert toy_state.levels == ("tract", "town", "county", "state")
    places = CleanTables(toy_state).places
    assert places.groupby("level").size().to_dict() == {"county": 2, "state": 1, "town": 4, "tract": 6}
    assert set(places.vintage) == {toy.VINTAGE}
    assert (places.region == "").all()


def test_a_tract_knows_its_county_by_its_own_code_and_both_its_jurisdictions(toy_state: State) -> None:
    tracts = CleanTables(toy_state).places.query("level == 'tract'").set_index("geoid")
    assert (tracts.county == tracts.index.str[:5]).all()
    shared = tracts.loc[toy.SHARED]
    assert (shared.town, shared.also_town) == ("98-10100", "98-00199999")
    assert not tracts.is_water.any()


def test_what_is_left_of_two_counties_has_two_keys(toy_state: State) -> None:
    towns = CleanTables(toy_state).places.query("level == 'town'")
    assert towns.key.is_unique
    assert towns.slug.is_unique


def test_the_release_says_whose_it_is_and_lists_no_source_of_another_state(release: OpenRelease) -> None:
    assert (release.state, release.state_name) == ("tl", "Testland")
    assert repr(release) == "<release 2026-01-01 of Testland>"
    assert not [code for code in release.sources if code.startswith(("ct_", "oca_"))]
    assert release.profile.labels["town"] == "jurisdiction"


def test_measures_of_federal_tables_run_and_all_others_say_why_not(release: OpenRelease) -> None:
    run = set(release.measures)
    assert {"residents.race_ethnicity", "residents.poverty", "homes.tenure"} <= run
    assert len([m for m in run if m.startswith("segregation.")]) >= 20
    assert release.measures["residents.poverty"]["years"] == [2023]
    why = {measure: row["reason"] for measure, row in release.absent.items()}
    assert why["subsidized.assisted_share"] == "it is a measure of Connecticut only"
    assert why["zoning.town_facts"] == "it reads ct_zoning_facts.town_facts, a table of Connecticut only"
    assert why["homes.rent_burden"] == "it reads acs5.renter_housing_cost, which is not held for this state"
    assert why["opportunity.modern"] == (
        "it uses opportunity.indicators, which has no figures for this state; missing is acs5.education, "
        "which is not held"
    )
    assert not run & set(why)


def test_a_year_without_its_table_is_told(release: OpenRelease) -> None:
    with pytest.raises(FairtownError) as error:
        release.published("residents.poverty", year=2019)
    assert str(error.value) == (
        "residents.poverty has no year 2019, because it reads acs5.poverty of 2015-2019, which is not held for this "
        "state; there are: 2023"
    )


def test_jurisdictions_and_counties_add_up_to_the_state(release: OpenRelease) -> None:
    table = fairtown.open_release(release.path).table("residents.race_ethnicity", year=2023)
    everyone = table[(table.output == "people") & (table.group == "everyone")]
    sums = everyone.groupby("geo_level").value.sum()
    assert sums.nunique() == 1
    assert set(sums.index) == {"tract", "town", "county", "state"}


def test_a_figure_explains_itself_by_the_tables_of_the_state(release: OpenRelease) -> None:
    text = as_text(explain(release, "residents.poverty", "Port Ann"))
    assert "file      tables/acs5.poverty.2023.csv" in text
    assert f"here    {toy.PORT}: poverty_universe 6620" in text
    assert "onnecticut" not in text


def test_explain_says_why_a_measure_has_nothing(release: OpenRelease) -> None:
    with pytest.raises(FairtownError) as error:
        explain(release, "opportunity.oca_2014", "Port Ann")
    line = "measure opportunity.oca_2014 has no figures for Testland: it is a measure of Connecticut only"
    assert str(error.value) == line


def test_the_command_lists_what_is_absent(toy_release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "measures", "--release", str(toy_release)]) == 0
    out = capsys.readouterr().out
    assert "no figures: it is a measure of Connecticut only" in out


@pytest.mark.parametrize("level", ["tract", "town"])
def test_shapes_come_from_the_release(release: OpenRelease, level: str) -> None:
    features = fairtown.open_release(release.path).geo("residents.poverty", level, 2023)
    assert len(features) == {"tract": 6, "town": 4}[level]
    assert features.geometry.is_valid.all()


def test_a_drawing_shows_no_levels_that_are_not_there(toy_release: Path) -> None:
    text = (toy_release / "maps" / "state.svg").read_text()
    assert "Testland: its census tracts" in text
    assert "opportunity" not in text.lower()
    assert not (toy_release / "maps" / "modern.svg").exists()
    assert json.loads((toy_release / "maps" / f"outline-{toy.VINTAGE}.json").read_text())["tracts"]
