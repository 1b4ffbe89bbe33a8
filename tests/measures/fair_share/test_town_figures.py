import numpy as np
import pandas as pd
import pytest

from fairtown.measures.fair_share.town_figures import MEASURE, UNDER, _high
from fairtown.measures.uncertainty import Z_90

YEAR = 2023
HARTFORD, AVON, CANAAN = "0911037070", "0911002060", "0916010940"


@pytest.fixture(scope="module")
def rows(results):
    return results["fair_share.town_figures", YEAR].rows


def test_every_town_has_every_figure(rows):
    of_towns = rows[rows.geoid.str.len() == 10]
    assert set(of_towns.output) == {o.name for o in MEASURE.outputs}
    assert (of_towns.groupby("output").value.count() == 169).all()


def test_the_need_of_the_state_and_its_regions(rows, one):
    assert one(rows, "09", "burdened_under_20000").value == 110_172
    assert one(rows, "09", "burdened_under_35000").value == 210_826
    regions = rows[(rows.geoid.str.len() == 5) & (rows.output == "burdened_under_20000")]
    assert regions.value.sum() == 110_172
    # the sum of owners' and renters' margins, as printed
    assert one(rows, "09", "burdened_under_20000").moe == pytest.approx(np.hypot(2244, 1561), abs=0.1)


def test_a_wider_income_never_counts_fewer(rows):
    wide = rows[rows.output.str.startswith("burdened")].pivot(index="geoid", columns="output", values="value")
    steps = wide[[f"burdened_under_{usd}" for usd in UNDER]].to_numpy()
    assert (np.diff(steps, axis=1) >= 0).all()


def test_larger_buildings_land_and_density_of_hartford(clean, rows, one):
    units = clean.rows("acs5_profile.units_in_structure").set_index("geoid").loc["0900337070"]
    larger = units[["units_3_4", "units_5_9", "units_10_19", "units_20_plus"]].sum() / units.housing_units
    assert one(rows, HARTFORD, "multifamily_share").value == pytest.approx(larger)
    assert one(rows, HARTFORD, "multifamily_share").flag == "no_margin"
    land = clean.rows("census_geography.towns").set_index("geoid").loc["0900337070"].land_area_sq_mi
    assert one(rows, HARTFORD, "people_per_sq_mi").value * land == pytest.approx(119_970, abs=1)
    assert one(rows, HARTFORD, "private_land_sq_mi").value < land


def test_high_opportunity_and_its_margin_come_from_the_tracts(results, clean, rows, one):
    places = clean.places
    avon = places[(places.geoid == AVON) & (places.level == "town")].key.iloc[0]
    tracts = places[(places.level == "tract") & (places.vintage == "2022") & (places.town == avon)].geoid
    index = results["opportunity.modern", YEAR].rows
    index = index[index.geoid.isin(tracts)].pivot(index="geoid", columns="output", values="value")
    homes = results["homes.tenure", YEAR].rows
    homes = homes[homes.output == "households"].set_index("geoid").value[index.index]
    chance = index.p_level_4 + index.p_level_5
    found = one(rows, AVON, "high_opportunity_share")
    assert found.value == pytest.approx(homes[index.level >= 4].sum() / homes.sum())
    assert found.moe == pytest.approx(Z_90 * np.sqrt((homes**2 * chance * (1 - chance)).sum()) / homes.sum())


class Typed:
    """Observations as typed, in place of those of a run."""

    def __init__(self, **rows: pd.DataFrame) -> None:
        self.rows = rows

    def measure(self, measure_id: str, year: int) -> pd.DataFrame:
        return self.rows[measure_id.replace(".", "_")]


def test_the_worked_example_of_high_opportunity(small_state):
    """Alder: 600 households in a High tract (sure in 90% of draws), 400 in a Low one (High in 10%)."""
    index = [("21", "level", 4), ("21", "p_level_4", 0.6), ("21", "p_level_5", 0.3), ("22", "level", 2),
             ("22", "p_level_4", 0.1), ("22", "p_level_5", 0.0)]  # fmt: skip
    levels = pd.DataFrame(index, columns=["geoid", "output", "value"])
    homes = pd.DataFrame({"geoid": ["21", "22"], "output": "households", "value": [600.0, 400.0]})
    towns = small_state[(small_state.level == "town") & (small_state.vintage == "2022")]
    found = _high(Typed(opportunity_modern=levels, homes_tenure=homes), YEAR, small_state, towns)
    alder = found["geoid"].tolist().index("alder22")
    assert found["value"][alder] == 0.6
    assert found["moe"][alder] == pytest.approx(0.356, abs=0.0005)
    assert MEASURE.worked.rows[2][2] == "60%"
    assert MEASURE.worked.rows[3][2] == "35.6 points"
    # towns without a tract have none, and say so
    other = [i for i in range(len(towns)) if i != alder]
    assert np.isnan(found["value"][other]).all()
    assert (found["flag"][other] != "").all()


def test_opportunity_has_the_error_of_the_survey_taken_out_with_the_margin_of_that(results, rows, one):
    index = results["opportunity.modern", YEAR].rows
    for place in (HARTFORD, AVON, CANAAN):
        found = one(rows, place, "opportunity_percentile")
        plain, corrected = (
            one(index, place, f"mean_percentile{end}", "everyone") for end in ("", "_corrected")
        )
        assert found.value == corrected.value != plain.value
        assert found.moe == corrected.moe > 0


def test_a_town_without_a_tract_takes_the_jobs_of_the_one_it_shares(rows, one):
    shared = rows[(rows.output == "access_to_jobs") & (rows.flag == "shared_tract")]
    assert shared.geoid.tolist() == [CANAAN]


def test_permits_are_a_mean_of_five_years(clean, rows, one):
    permits = clean.rows("census_bps.permits")
    hartford = permits[(permits.geoid == "0900337070") & permits.year.between(2013, 2017)]
    assert one(rows, HARTFORD, "permits_per_year").value == pytest.approx(hartford.permits_total.mean())


def test_most_poor_people_of_mansfield_are_of_the_age_of_students(rows, one):
    """ACS 2019-2023: B17024 counts 1,944 poor people of 18 to 24 in Mansfield, C17002 2,781 in all of 12,638."""
    mansfield, windham = "0911044910", "0918086790"
    share = one(rows, mansfield, "poor_18_to_24_share")
    assert share.value == pytest.approx(1_944 / 2_781)
    assert share.moe == pytest.approx(0.053, abs=0.001)
    without = one(rows, mansfield, "poverty_share_without_18_to_24")
    assert without.value == pytest.approx(0.0888, abs=0.0001)
    assert without.value + without.moe < 0.2
    # a college town too, but most of its poor people are older, and without the young it is poor as well
    assert one(rows, windham, "poor_18_to_24_share").value == pytest.approx(968 / 4_790)
    assert one(rows, windham, "poverty_share_without_18_to_24").value > 0.2
    most = rows[(rows.output == "poor_18_to_24_share") & (rows.value > 0.5)]
    assert set(most.geoid) == {mansfield, "0911085950"}
