"""American Community Survey: check totals, and small places add up to large ones."""

import pandas as pd
import pytest

from fairtown.data.federal import acs5

from ... import surveys

COUNTS = (
    "race_ethnicity",
    "poverty",
    "tenure",
    "renter_housing_cost",
    "owner_housing_cost",
    "education",
    "vehicles",
    "children",
)
#: The surveys that Connecticut holds; other states have others of those that are declared.
HELD = [edition.year for edition in surveys.HELD]
#: Two 2010 tracts cover a second town, so these towns agree with their tracts only as pairs.
PAIRS_2010 = (("0900553470", "0900510940"), ("0901377830", "0901372090"))
#: In 2014-2018 the Bureau also counted 16 people of one of Groton's tracts in Ledyard.
PAIRS = {2018: (*PAIRS_2010, ("0901134250", "0901142600")), 2019: PAIRS_2010}


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


@pytest.mark.parametrize(("year", "people"), [(2018, 3_581_504), (2019, 3_575_074), (2023, 3_598_348)])
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


@pytest.mark.parametrize("year", HELD)
def test_the_eight_groups_add_up_to_everyone_in_every_place(clean, year):
    rows = clean.rows("acs5.race_ethnicity", year)
    parts = [c for c in figures("race_ethnicity") if c != "pop_total"]
    assert (rows[parts].sum(axis=1) == rows.pop_total).all()


@pytest.mark.parametrize("table", [t.name for t in acs5.SOURCE.tables if t.editions == acs5.EDITIONS])
def test_2014_2018_lies_close_to_2015_2019_and_is_not_the_same(clean, table):
    """Four of five survey years are the same: the large figures of the state move little."""
    old, new = (state(clean, table, year)[figures(table)].astype(float) for year in (2018, 2019))
    assert (old != new).any()
    assert (old / new)[new > 10_000].between(0.85, 1.15).all()


def test_people_in_poverty_of_2015_2019(clean):
    row = state(clean, "poverty", 2019)
    assert row.under_half_poverty + row.half_to_poverty == 344_146
    assert row.poverty_universe == 3_470_087


@pytest.mark.parametrize(("year", "households"), [(2018, 1_367_374), (2019, 1_370_746), (2023, 1_420_170)])
def test_households(clean, year, households):
    row = state(clean, "tenure", year)
    assert row.households == households
    assert row.owner_households + row.renter_households == households


@pytest.mark.parametrize("year", HELD)
def test_renters_are_the_same_in_both_tables(clean, year):
    cost = clean.rows("acs5.renter_housing_cost", year).set_index("geoid").renter_households
    tenure = clean.rows("acs5.tenure", year).set_index("geoid").renter_households
    pd.testing.assert_series_equal(cost, tenure)


@pytest.mark.parametrize("year", HELD)
def test_owners_are_the_same_in_both_tables(clean, year):
    cost = clean.rows("acs5.owner_housing_cost", year).set_index("geoid").owner_households
    tenure = clean.rows("acs5.tenure", year).set_index("geoid").owner_households
    pd.testing.assert_series_equal(cost, tenure)


@pytest.mark.parametrize("who", ["owner", "renter"])
@pytest.mark.parametrize("year", HELD)
def test_households_by_cost_do_not_exceed_all_households(clean, who, year):
    rows = clean.rows(f"acs5.{who}_housing_cost", year)
    total, *parts = figures(f"{who}_housing_cost")
    assert len(parts) == 15
    assert (rows[parts].sum(axis=1) <= rows[total]).all()


@pytest.mark.parametrize(("year", "owners", "renters"), [(2019, 251_501, 225_481), (2023, 247_831, 231_241)])
def test_households_that_pay_30_percent_or_more(clean, year, owners, renters):
    for who, households in (("owner", owners), ("renter", renters)):
        burdened = [c for c in figures(f"{who}_housing_cost") if c.startswith("burdened_")]
        assert len(burdened) == 5
        assert state(clean, f"{who}_housing_cost", year)[burdened].sum() == households


def test_owners_and_renters_have_the_same_incomes_and_shares():
    def labels_and_columns(who: str) -> list[tuple[str, str]]:
        return [(c.name, c.meaning) for c in acs5.SOURCE.table(f"{who}_housing_cost").columns[1:]]

    assert labels_and_columns("owner") == labels_and_columns("renter")


@pytest.mark.parametrize(
    ("who", "cells"),
    [
        ("owner", [2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 17, 18, 20, 21, 22]),
        ("renter", [24, 26, 27, 28, 30, 31, 32, 34, 35, 36, 38, 39, 40, 42, 43, 44]),
    ],
)
def test_the_cells_of_housing_cost(who, cells):
    columns = acs5.SOURCE.table(f"{who}_housing_cost").columns
    assert [c.code for c in columns] == [f"B25106_{cell:03}" for cell in cells]


@pytest.mark.parametrize(
    ("year", "hartford", "share"), [(2019, "0900337070", 0.5338), (2023, "0911037070", 0.4843)]
)
def test_people_under_twice_the_poverty_level(clean, year, hartford, share):
    rows = clean.rows("acs5.poverty", year).set_index("geoid")
    assert 1 - rows.twice_poverty_or_more[hartford] / rows.poverty_universe[hartford] == pytest.approx(
        share, abs=0.00005
    )
    parts = rows[["under_half_poverty", "half_to_poverty", "twice_poverty_or_more"]].sum(axis=1)
    assert (parts <= rows.poverty_universe).all()


@pytest.mark.parametrize(
    ("year", "adults", "none", "bachelor", "graduate"),
    [(2019, 2_483_095, 232_663, 541_380, 434_085), (2023, 2_532_853, 219_549, 581_935, 480_468)],
)
def test_education(clean, year, adults, none, bachelor, graduate):
    assert state(clean, "education", year)[figures("education")].tolist() == [
        adults,
        none,
        bachelor,
        graduate,
    ]
    rows = clean.rows("acs5.education", year)
    assert (rows[figures("education")[1:]].sum(axis=1) <= rows.adults_25_or_older).all()


@pytest.mark.parametrize(("year", "without"), [(2019, 120_277), (2023, 122_113)])
def test_households_without_a_vehicle(clean, year, without):
    assert state(clean, "vehicles", year).households_without_vehicle == without
    rows = clean.rows("acs5.vehicles", year).set_index("geoid")
    assert (rows.households_without_vehicle <= rows.households).all()
    tenure = clean.rows("acs5.tenure", year).set_index("geoid").households
    pd.testing.assert_series_equal(rows.households, tenure)


@pytest.mark.parametrize(("year", "children"), [(2019, 743_833), (2023, 733_998)])
def test_children_and_adults_25_or_older_are_not_more_than_everyone(clean, year, children):
    def by_place(table: str) -> pd.DataFrame:
        return clean.rows(f"acs5.{table}", year).set_index("geoid")

    assert state(clean, "children", year)[figures("children")].sum() == children
    under_18 = by_place("children")[figures("children")].sum(axis=1)
    adults = by_place("education").adults_25_or_older
    assert (under_18 + adults <= by_place("race_ethnicity").pop_total).all()


@pytest.mark.parametrize(("year", "areas", "tracts"), [(2018, 8, 833), (2019, 8, 833), (2023, 9, 884)])
def test_places_of_each_level(clean, year, areas, tracts):
    for table in (*COUNTS, "median_household_income"):
        digits = clean.rows(f"acs5.{table}", year).geoid.str.len().value_counts()
        assert digits.to_dict() == {2: 1, 5: areas, 10: 169, 11: tracts}


@pytest.mark.parametrize("table", COUNTS)
@pytest.mark.parametrize("year", HELD)
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
@pytest.mark.parametrize("year", [2018, 2019])
def test_tracts_of_2010_add_up_to_towns_but_for_a_few_pairs(clean, table, year):
    gap = tract_minus_town(clean, table, year, "census_geography.tracts_2010")
    differing = set(gap.index[(gap != 0).any(axis=1)])
    assert differing <= {town for pair in PAIRS[year] for town in pair}
    assert differing >= {town for pair in PAIRS_2010 for town in pair}
    for pair in PAIRS[year]:
        assert (gap.loc[list(pair)].sum() == 0).all()


@pytest.mark.parametrize("year", HELD)
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


NO_MARGIN_2023 = {
    "education": ["adults_25_or_older"],
    "children": ["male_under_5", "female_under_5"],
}


@pytest.mark.parametrize("year", HELD)
@pytest.mark.parametrize("table", [t for t in COUNTS if t != "race_ethnicity"])
def test_one_planning_region_has_figures_without_a_margin(clean, table, year):
    rows = clean.rows(f"acs5.{table}", year).set_index("geoid")
    assert rows[figures(table)].notna().all(axis=None)
    blank = rows[[c + "_moe" for c in figures(table)]].isna().stack()
    expected = NO_MARGIN_2023.get(table, []) if year == 2023 else []
    assert blank[blank].index.tolist() == [("09180", c + "_moe") for c in expected]
