"""Massachusetts: published totals, which towns share a tract, intervals where margins are held and nowhere else."""

from collections.abc import Iterator

import pandas as pd
import pytest

from fairtown.build.inputs import CleanTables
from fairtown.concepts import EVERYONE
from fairtown.measures.inputs import Inputs
from fairtown.measures.residents import race_ethnicity
from fairtown.measures.segregation.dissimilarity import INDICES
from fairtown.measures.segregation.estimation import by_area
from fairtown.measures.segregation.estimation.by_area import of_each_group
from fairtown.measures.segregation.isolation import isolation
from fairtown.states import state

#: Residents of 2014-2018: U.S. Census Bureau, ACS 5-year B03002 of Massachusetts.
PEOPLE = 6_830_193
TOWNS, TRACTS, WITHOUT_A_TRACT = 351, 1_478, 39


class Tables:
    """What the measure reads, as `Inputs` gives it."""

    def __init__(self, clean: CleanTables) -> None:
        self.clean = clean

    def table(self, address: str, year: int) -> pd.DataFrame:
        return self.clean.rows(address, year)

    def places(self) -> pd.DataFrame:
        return self.clean.places


@pytest.fixture(scope="module")
def clean() -> Iterator[CleanTables]:
    return CleanTables(state("ma"))


@pytest.fixture(scope="module")
def residents(clean: CleanTables) -> pd.DataFrame:
    rows = race_ethnicity.compute(Tables(clean), 2018)  # type: ignore[arg-type]
    return rows.merge(clean.places[["geoid", "level", "name", "key"]], on="geoid")


def test_every_level_adds_up_to_the_published_total(residents: pd.DataFrame):
    everyone = residents[(residents.group == EVERYONE) & (residents.output == "people")]
    assert everyone.groupby("level").value.sum().to_dict() == dict.fromkeys(
        ("county", "state", "town", "tract"), PEOPLE
    )


def test_every_town_is_there_and_those_without_a_tract_have_no_figure(
    clean: CleanTables, residents: pd.DataFrame
):
    levels = clean.places.groupby("level").size()
    assert (levels["town"], levels["tract"], levels["county"]) == (TOWNS, TRACTS, 14)
    shares = residents[
        (residents.level == "town") & (residents.group == "nh_black") & (residents.output == "share")
    ]
    assert len(shares) == TOWNS
    blank = shares[shares.value.isna()]
    assert len(blank) == WITHOUT_A_TRACT
    assert blank.flag.str.contains("not_published").all()


def test_a_town_without_a_tract_lies_in_one_that_others_share(clean: CleanTables):
    parts = clean.rows("census_geography.shared_tracts", 2010)
    tracts = clean.rows("census_geography.tracts_2010", 2010)
    towns = clean.rows("census_geography.towns", 2020).set_index("geoid").town
    alone = set(towns.index) - set(tracts.town_geoid)
    assert alone <= set(parts.town_geoid)
    heath = parts[parts.geoid == "25011040100"].town_geoid.map(towns)
    assert sorted(heath) == ["Charlemont", "Colrain", "Hawley", "Heath", "Monroe", "Rowe"]
    # Otis Air Force Base lies in Bourne and in Sandwich, whose other tracts are its own
    assert sorted(parts[parts.geoid == "25001014100"].town_geoid.map(towns)) == ["Bourne", "Sandwich"]


def test_no_margin_is_invented(residents: pd.DataFrame):
    """The compilers kept no margin of other races: figures with one and without one are told apart."""
    of_state = residents[residents.level == "state"].set_index(["group", "output"])
    assert of_state.moe.loc["nh_black"].notna().all()
    for group, output in (("nh_other", "people"), ("nh_other", "share"), ("people_of_color", "people")):
        assert pd.isna(of_state.moe[group, output])
        assert "no_margin" in of_state.flag[group, output]
    # that of the share of people of color is the margin of the White share
    assert of_state.moe["people_of_color", "share"] == of_state.moe["nh_white", "share"]
    assert "no_margin" not in of_state.flag["people_of_color", "share"]


def test_an_interval_says_where_it_leaves_a_group_without_margins_out(clean: CleanTables, monkeypatch):
    people = race_ethnicity.compute(Tables(clean), 2018)  # type: ignore[arg-type]

    class Measured(Tables):
        def measure(self, _name: str, _year: int) -> pd.DataFrame:
            return people

    inputs: Inputs = Measured(clean)  # type: ignore[assignment]
    monkeypatch.setattr(by_area, "N_SURVEYS", 40)
    of_state = next(area for area in by_area.area_levels(inputs, 2018) if area.level == "state")
    rows = pd.concat(
        pd.DataFrame(o)
        for indices in (INDICES, of_each_group(isolation))
        for o in by_area.figures(of_state, indices)
    )
    corrected = rows[rows.output == "corrected"].set_index("group")
    assert corrected.moe.notna().all()
    black_white = corrected.loc["nh_black|nh_white"]
    assert 0 < black_white.moe < 0.02
    assert black_white.value < rows[(rows.output == "value")].set_index("group").value["nh_black|nh_white"]
    assert "interval_partial" not in black_white.flag
    assert "interval_partial" in corrected.loc["nh_black"].flag
