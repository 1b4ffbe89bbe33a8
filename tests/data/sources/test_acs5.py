"""American Community Survey: check totals, and small places add up to large ones."""

import pandas as pd
import pytest

from fairtown.data.sources import acs5

COUNTS = ("race_ethnicity", "poverty", "tenure", "renter_housing_cost")
#: Two 2010 tracts cover a second town, so these towns agree with their tracts only as pairs.
PAIRS_2010 = (("0900553470", "0900510940"), ("0901377830", "0901372090"))


def figures(table: str) -> list[str]:
    return [c.name for c in acs5.SOURCE.table(table).columns]


def at(rows: pd.DataFrame, digits: int) -> pd.DataFrame:
    return rows[rows.geoid.str.len() == digits]


def state(clean, table: str, year: int) -> pd.Series:
    return at(clean.rows(f"acs5.{table}", year), 2).iloc[0]


def tract_minus_town(clean, table: str, year: int, tracts: str) -> pd.DataFrame:
    rows = clean.rows(f"acs5.{table}", year)
    parent = clean.rows(tracts).set_index("geoid").town_geoid
    own = at(rows, 11)
    towns = clean.rows("census_geography.towns")
    code = towns.set_index("geoid_2022").geoid if year == 2023 else towns.set_index("geoid", drop=False).geoid
    town = at(rows, 10).assign(town=lambda r: r.geoid.map(code)).set_index("town")[figures(table)]
    sums = own[figures(table)].groupby(own.geoid.map(parent)).sum()
    return sums.reindex(town.index).fillna(0) - town


@pytest.mark.parametrize(("year", "people"), [(2019, 3_575_074), (2023, 3_598_348)])
def test_people(clean, year, people):
    assert state(clean, "race_ethnicity", year).pop_total == people
    assert at(clean.rows("acs5.race_ethnicity", year), 11).pop_total.sum() == people


def test_groups_of_2015_2019(clean):
    row = state(clean, "race_ethnicity", 2019)
    assert row.pop_nh_white == 2_392_013
    assert row.pop_nh_black == 354_120
    assert row.pop_nh_asian == 159_989
    assert row.pop_hispanic == 574_240
    others = ["pop_nh_aian", "pop_nh_nhpi", "pop_nh_other_race", "pop_nh_two_or_more"]
    assert row[others].sum() == 94_712


@pytest.mark.parametrize("year", [2019, 2023])
def test_the_eight_groups_add_up_to_everyone_in_every_place(clean, year):
    rows = clean.rows("acs5.race_ethnicity", year)
    parts = [c for c in figures("race_ethnicity") if c != "pop_total"]
    assert (rows[parts].sum(axis=1) == rows.pop_total).all()


def test_people_in_poverty_of_2015_2019(clean):
    row = state(clean, "poverty", 2019)
    assert row.under_half_poverty + row.half_to_poverty == 344_146
    assert row.poverty_universe == 3_470_087


@pytest.mark.parametrize(("year", "households"), [(2019, 1_370_746), (2023, 1_420_170)])
def test_households(clean, year, households):
    row = state(clean, "tenure", year)
    assert row.households == households
    assert row.owner_households + row.renter_households == households


@pytest.mark.parametrize("year", [2019, 2023])
def test_renters_are_the_same_in_both_tables(clean, year):
    cost = clean.rows("acs5.renter_housing_cost", year).set_index("geoid").renter_households
    tenure = clean.rows("acs5.tenure", year).set_index("geoid").renter_households
    pd.testing.assert_series_equal(cost, tenure)


@pytest.mark.parametrize(("year", "areas", "tracts"), [(2019, 8, 833), (2023, 9, 884)])
def test_places_of_each_level(clean, year, areas, tracts):
    for table in (*COUNTS, "median_household_income"):
        digits = clean.rows(f"acs5.{table}", year).geoid.str.len().value_counts()
        assert digits.to_dict() == {2: 1, 5: areas, 10: 169, 11: tracts}


@pytest.mark.parametrize("table", COUNTS)
@pytest.mark.parametrize("year", [2019, 2023])
@pytest.mark.parametrize("digits", [5, 10, 11])
def test_every_level_adds_up_to_the_state(clean, table, year, digits):
    rows = clean.rows(f"acs5.{table}", year)
    assert (at(rows, digits)[figures(table)].sum() == at(rows, 2)[figures(table)].iloc[0]).all()


@pytest.mark.parametrize("table", COUNTS)
def test_tracts_add_up_to_every_town_in_2019_2023(clean, table):
    gap = tract_minus_town(clean, table, 2023, "census_geography.tracts_2020")
    assert len(gap) == 169
    assert (gap == 0).all(axis=None)


@pytest.mark.parametrize("table", COUNTS)
def test_tracts_add_up_to_towns_in_2015_2019_but_for_two_pairs(clean, table):
    gap = tract_minus_town(clean, table, 2019, "census_geography.tracts_2010")
    differing = set(gap.index[(gap != 0).any(axis=1)])
    assert differing == {town for pair in PAIRS_2010 for town in pair}
    for pair in PAIRS_2010:
        assert (gap.loc[list(pair)].sum() == 0).all()


@pytest.mark.parametrize("year", [2019, 2023])
def test_only_controlled_totals_of_large_areas_come_without_a_margin(clean, year):
    rows = clean.rows("acs5.race_ethnicity", year)
    margins = [c + "_moe" for c in figures("race_ethnicity")]
    blank = rows[margins].isna()
    assert set(blank.columns[blank.any()]) == {"pop_total_moe", "pop_hispanic_moe"}
    assert set(rows.geoid[blank.any(axis=1)].str.len()) == {2, 5}


@pytest.mark.parametrize(("year", "tracts"), [(2019, 9), (2023, 30)])
def test_top_coded_incomes_come_without_a_margin(clean, year, tracts):
    rows = at(clean.rows("acs5.median_household_income", year), 11)
    top = rows[rows.median_household_income_usd == 250_001]
    assert len(top) == tracts
    assert top.median_household_income_usd_moe.isna().all()
    assert rows.median_household_income_usd.max() == 250_001
