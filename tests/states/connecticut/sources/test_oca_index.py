"""The 2014 index inputs: 835 published rows, 829 of them land tracts, and the known holes in them."""

import pytest

from fairtown.states.connecticut.sources.oca_index import INDICATORS

NAMES = [c.name for c in INDICATORS.columns[4:]]


@pytest.fixture
def rows(clean):
    return clean.rows("oca_index.indicators")


def test_835_rows_of_which_829_are_land_tracts(clean, rows):
    assert len(NAMES) == 12
    assert len(rows) == 835
    codes = rows.geoid[rows.geoid != ""]
    assert codes.is_unique
    land = clean.rows("census_geography.tracts_2010").query("town_geoid != ''")
    assert set(codes) == set(land.geoid)
    assert len(codes) == 829


def test_rows_stand_in_published_order(rows):
    assert rows.row.tolist() == list(range(1, 836))


def test_the_six_other_rows_are_water_and_the_twins_of_9800(rows):
    other = rows[rows.geoid == ""]
    empty = other[NAMES].isna().all(axis=1)
    assert empty.sum() == 4
    assert other.tract_name[~empty].tolist() == ["9800", "9800"]


def test_only_the_known_tracts_miss_an_indicator(rows):
    land = rows[rows.geoid != ""].set_index("geoid")[NAMES]
    missing = land.isna().sum(axis=1)
    assert missing[missing > 0].to_dict() == {
        "09003500700": 6,
        "09013538100": 7,
        "09009142800": 4,
        "09005263200": 2,
        "09013890201": 2,
        "09015815000": 1,
        "09005293100": 1,
    }


def test_windsor_locks_repeats_the_survey_values_of_groton(rows):
    twins = rows[(rows.tract_name == "9800") & (rows.geoid != "")]
    assert len(twins) == 2
    assert (twins[NAMES[:8]].iloc[0] == twins[NAMES[:8]].iloc[1]).all()


SUMMARY = {
    "adults_with_college_degree": (0.142, 0.646, 1),
    "households_not_on_public_assistance": (None, 0.884, None),
    "households_not_in_poverty": (None, 0.890, None),
    "labor_force_employed": (None, 0.910, None),
    "owner_occupied_housing": (None, 0.692, None),
    "housing_units_not_vacant": (None, 0.912, None),
    "employment_access_index": (3_928, 23_248, 113_840),
    "job_diversity_index": (1_719, 2_468, 5_053),
    "job_change_2009_2012": (-0.367, 0.012, 0.858),
    "grade3_math_score": (212, 254, 298),
    "grade3_reading_score": (208, 241, 279),
    "one_minus_crime_rate": (0.929, 0.975, 0.996),
}


@pytest.mark.parametrize("name", NAMES)
def test_published_minimum_mean_and_maximum(rows, name):
    decimals = 0 if SUMMARY[name][1] > 1 else 3
    found = (rows[name].min(), rows[name].mean(), rows[name].max())
    for own, published in zip(found, SUMMARY[name], strict=True):
        assert published is None or round(own, decimals) == published
