"""A clean table that makes no sense is told in one line, also where its checksum is right."""

from pathlib import Path

import pandas as pd
import pytest

from fairtown.data import clean_tables, integrity
from fairtown.states import state

from ..surveys import editions_held
from .integrity_cases import CT, TABLES, Change, cell, change, read, refusal


def exchange(a: str, b: str) -> Change:
    return lambda rows: rows.rename(columns={a: b, b: a})[rows.columns.tolist()]


def exchange_with_margins(a: str, b: str) -> Change:
    pairs = {a: b, b: a, f"{a}_moe": f"{b}_moe", f"{b}_moe": f"{a}_moe"}
    return lambda rows: rows.rename(columns=pairs)[rows.columns.tolist()]


def exchange_places(a: str, b: str, column: str = "geoid") -> Change:
    def how(rows: pd.DataFrame) -> pd.DataFrame:
        rows[column] = rows[column].replace({a: b, b: a})
        return rows.sort_values(rows.columns.tolist()[0], kind="stable")

    return how


@pytest.mark.parametrize(("address", "year"), TABLES)
def test_every_table_of_the_package_makes_sense(address: str, year: int) -> None:
    assert len(read(state("ct").folder, address, year))


def test_tables_are_checked_against_each_other_and_not_only_by_themselves() -> None:
    """No rule of the package is idle because its tables are missing."""
    for address, _ in TABLES:
        for other in integrity.named_by(CT.table(address)[1]):
            source, table = CT.table(other)
            for edition in editions_held(source.code, table):
                assert (state("ct").folder / clean_tables.file_name(source.code, table, edition)).exists()


@pytest.mark.parametrize(
    ("address", "year", "how", "message"),
    [
        # signs and bounds
        (
            "acs5.median_household_income",
            2023,
            cell("median_household_income_usd", 5, "-52000"),
            "-52000, expected 2500",
        ),
        (
            "acs5.tenure",
            2019,
            cell("households_moe", 9, "-114"),
            "households_moe: -114, expected 1e-09 or more",
        ),
        (
            "census_pdb.poverty_and_tenure",
            2016,
            cell("renter_share", 0, "18.25"),
            "18.25, expected 1.0 or less share",
        ),
        (
            "ct_edsight.smarter_balanced",
            2019,
            cell("met_or_exceeded_math_percent", 0, "589"),
            "expected 100.0 or less",
        ),
        (
            "ct_housing_inventory.projects",
            2020,
            cell("lon", 0, "73.415512"),
            "lon: 73.415512, expected -71.7 or less",
        ),
        # units
        (
            "acs5.race_ethnicity",
            2019,
            cell("pop_nh_asian_moe", 20, "0.046"),
            "0.046, expected a multiple of 1 people",
        ),
        (
            "ct_opm.grand_list",
            2018,
            cell("equalized_net_grand_list_usd", 0, "2909170"),
            "expected equalized_net",
        ),
        # sums: parts to totals, towns to counties, counties to the state, a column to its total
        (
            "acs5.race_ethnicity",
            2019,
            cell("pop_nh_black", 30, "9999"),
            "expected pop_total == pop_nh_white +",
        ),
        (
            "acs5.vehicles",
            2023,
            cell("households_without_vehicle", 30, "99"),
            "households_without_vehicle of 09110",
        ),
        (
            "acs5.vehicles",
            2019,
            cell("households_without_vehicle", 1, "26361"),
            "of 09 is 120,277, expected 120,278",
        ),
        (
            "census_bps.permits",
            2017,
            cell("permits_total", 0, "91"),
            "expected permits_total == permits_1_unit",
        ),
        (
            "ct_appeals_list.assisted_units",
            2023,
            cell("deed_restricted", 5, "7"),
            "expected total_assisted ==",
        ),
        (
            "ct_housing_inventory.small_records",
            2020,
            cell("units", 0, "2"),
            "expected units == 2249 in the sum",
        ),
        # areas
        ("on_the_line.zones", 1958, cell("acres", 0, "50"), "expected abs(area_acres(geometry) - acres)"),
        ("census_geography.tract_relationship", 2020, cell("land_m2", 0, "327656580"), "expected abs(sums("),
        # blanks
        (
            "acs5.poverty",
            2023,
            cell("under_half_poverty", 40, ""),
            "under_half_poverty: blank, expected a value",
        ),
        (
            "acs5.race_ethnicity",
            2023,
            cell("pop_hispanic_moe", 400, ""),
            "expected a value unless length(geoid) <= 5",
        ),
        (
            "acs5.median_household_income",
            2019,
            cell("median_household_income_usd", 0, ""),
            "expected a value unless",
        ),
        (
            "ct_appeals_list.assisted_units",
            2023,
            cell("tenant_rental_assistance", 21, ""),
            "unless year < 2011",
        ),
        ("ct_housing_law.duties", 2026, cell("title", 3, ""), "title: blank, expected a value in every row"),
        # codes and keys of other tables
        (
            "acs5.tenure",
            2019,
            cell("geoid", 3, "09001010109"),
            "expected the code of a state, county, town, tract",
        ),
        (
            "census_geography.tracts_2010",
            2010,
            cell("town_geoid", 0, "0900133621"),
            "expected a geoid of census_geog",
        ),
        ("census_geography.tracts_2020", 2020, cell("geoid_2020", 0, "09003400109"), "expected "),
        (
            "ct_housing_law.filings",
            2026,
            cell("duty", 0, "affordable_housing"),
            "expected a duty of ct_housing_law",
        ),
        (
            "ct_housing_inventory.projects",
            2020,
            cell("town", 0, "Bethell"),
            "'Bethell', expected a town of census",
        ),
        (
            "oca_index.indicators",
            2014,
            cell("tract_name", 4, "5285"),
            "expected tract_name == tract_name(geoid)",
        ),
        # texts
        (
            "ct_housing_law.zoning_duties",
            2026,
            cell("kind", 0, "should"),
            "expected one of must, must_not, may",
        ),
        ("us_fair_housing.affh_timeline", 2026, cell("date", 0, "1968-04-31x"), "write it like 2026-11-25"),
        ("ct_zoning_facts.town_facts", 2022, cell("number", 1, "0.3"), "expected number == number(value)"),
        ("omb_areas.counties", 2013, cell("kind", 3, "micropolitan"), "as in other rows of area_code 25540"),
        # cut at a line, out of order
        ("acs5.education", 2019, lambda rows: rows[:-1], "1 places are missing, the first is 09015908100"),
        ("census_boundaries.towns", 2020, lambda rows: rows[:100], "69 places are missing"),
        ("census_bps.permits", 2017, lambda rows: rows[:-1], "1 places are missing in 2017"),
        ("ct_housing_inventory.projects", 2020, lambda rows: rows[:-5], "1763 rows, expected 1768"),
        ("ct_zoning_facts.town_facts", 2022, lambda rows: rows[1:], "44 rows, expected 45"),
        ("ct_deep.town_land", 2022, lambda rows: rows[::-1], "is out of the order of geoid"),
        # columns exchanged
        (
            "acs5.race_ethnicity",
            2023,
            exchange_with_margins("pop_nh_asian", "pop_nh_two_or_more"),
            "look exchanged",
        ),
        (
            "acs5.children",
            2019,
            exchange_with_margins("male_under_5", "male_15_to_17"),
            "exchanged: each is more like",
        ),
        (
            "acs5.owner_housing_cost",
            2023,
            exchange_with_margins("burdened_income_50000_74999", "burdened_income_35000_49999"),
            "look exchanged",
        ),
        (
            "census_pdb.race_ethnicity",
            2016,
            exchange("pop_nh_black", "pop_hispanic"),
            "more like the other one in acs5",
        ),
        ("ct_housing_inventory.projects", 2020, exchange("lat", "lon"), "expected "),
        (
            "acs5_profile.units_in_structure",
            2020,
            exchange("units_2", "units_5_9"),
            "expected units_2 > units_1_attached in the sum",
        ),
        ("ct_housing_law.zoning_steps", 2026, exchange("title", "text"), "expected a text like"),
        # places exchanged
        (
            "census_boundaries.tracts",
            2010,
            exchange_places("09001010101", "09001010201"),
            "expected area_sq_mi(geom",
        ),
        (
            "census_boundaries.tracts",
            2020,
            exchange_places("09110400101", "09170150100"),
            "expected inside(geometry",
        ),
        (
            "census_boundaries.towns",
            2020,
            exchange_places("0900104720", "0900540290"),
            "expected area_sq_mi(geometry)",
        ),
        (
            "acs5.vehicles",
            2023,
            exchange_places("09190010101", "09190010102"),
            "expected households == acs5.tenure",
        ),
        (
            "acs5.poverty",
            2019,
            exchange_places("09001010101", "09001011300"),
            "<= acs5.race_ethnicity.pop_total",
        ),
        ("ct_edsight.meals", 2017, exchange_places("0900104720", "0900108070"), "expected in both"),
        ("oca_index.indicators", 2014, exchange_places("09009142800", "09013528100"), "expected "),
    ],
)
def test_what_makes_no_sense_is_told(
    folder: Path, address: str, year: int, how: Change, message: str
) -> None:
    change(folder, address, year, how)
    assert message in refusal(folder, address, year)
