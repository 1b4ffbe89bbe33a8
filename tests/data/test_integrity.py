"""A clean table that makes no sense is told in one line, also where its checksum is right."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairtown.concepts import Column, Edition, FairtownError, Table
from fairtown.data import catalog, clean_tables, integrity
from fairtown.data.integrity import TEXT_UNITS
from fairtown.states import state

CT = catalog.for_state(state("ct"))

Change = Callable[[pd.DataFrame], pd.DataFrame | None]
TABLES = [
    (f"{source.code}.{table.name}", edition.year)
    for source in CT.sources.values()
    for table in source.tables
    for edition in table.editions
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(state("ct").folder, tmp_path / "tables"))


def path_of(folder: Path, address: str, year: int) -> Path:
    source, table = CT.table(address)
    return folder / clean_tables.file_name(source.code, table, table.edition(year))


def change(folder: Path, address: str, year: int, how: Change) -> None:
    """Change the cells of a table as text, and renew its checksum."""
    path = path_of(folder, address, year)
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    changed = how(rows)
    (rows if changed is None else changed).to_csv(path, index=False, lineterminator="\n")
    clean_tables.write_checksums(folder)


def read(folder: Path, address: str, year: int) -> pd.DataFrame:
    source, table = CT.table(address)
    return clean_tables.read(source.code, table, table.edition(year), folder, CT).rows


def refusal(folder: Path, address: str, year: int) -> str:
    with pytest.raises(FairtownError) as error:
        read(folder, address, year)
    line = str(error.value)
    assert "\n" not in line
    assert line.startswith(path_of(folder, address, year).name + ": ")
    return line


def cell(column: str, row: int, value: str) -> Change:
    def how(rows: pd.DataFrame) -> None:
        rows.loc[row, column] = value

    return how


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
            for edition in table.editions:
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


def test_a_fault_in_the_geography_is_told_by_what_is_measured_on_it(folder: Path) -> None:
    change(folder, "census_geography.towns", 2022, cell("land_area_sq_mi", 0, "168.89"))
    assert "census_geography.towns.land_area_sq_mi" in refusal(folder, "census_boundaries.towns", 2020)
    change(folder, "census_geography.tracts_2010", 2010, lambda rows: rows[:-3])
    assert "expected the code of a state, county, town, tract" in refusal(folder, "acs5.poverty", 2019)


def test_rows_as_published_may_break_the_rules_of_their_table(folder: Path) -> None:
    """Hamden 2007: the parts exceed the total by five, in print."""
    rows = read(folder, "ct_appeals_list.assisted_units", 2023).set_index(["geoid", "year"])
    hamden = rows.loc["0900935650", 2007]
    parts = hamden[["governmentally_assisted", "chfa_usda_mortgages", "deed_restricted"]].sum()
    assert parts == hamden.total_assisted + 5


@settings(max_examples=60)
@given(st.data())
def test_a_figure_with_the_wrong_sign_is_never_taken(data: st.DataObject) -> None:
    address, year = data.draw(st.sampled_from(TABLES))
    _source, table = CT.table(address)
    rows = read(state("ct").folder, address, year).copy()
    figures = [
        c.name for c in table.columns if c.unit not in TEXT_UNITS and c.unit not in ("ratio", "degrees")
    ]
    margins = [c.name + "_moe" for c in table.columns if c.has_moe]
    cells = [name for name in figures + margins if (rows[name] > 0).any()]
    if not cells:
        return
    name = data.draw(st.sampled_from(cells))
    row = data.draw(st.sampled_from(np.flatnonzero(rows[name] > 0).tolist()))
    rows.loc[row, name] = -rows.loc[row, name]
    with pytest.raises(FairtownError) as error:
        integrity.check_cells("file.csv", table, rows)
    line = str(error.value)
    assert "\n" not in line
    assert line.startswith("file.csv: ")


ODD = st.sampled_from(
    ["", "-1", "0", "x", "NaN", "99999999999999999999", "0.5", "2019-13-41", "POLYGON ((", "\x00", "é\t"]
)


@settings(max_examples=40)
@given(st.data())
def test_no_cell_ends_in_a_traceback(data: st.DataObject) -> None:
    """Anything in any cell is taken, or told in one line."""
    address, year = data.draw(st.sampled_from(TABLES))
    source, table = CT.table(address)
    edition = table.edition(year)
    path = path_of(state("ct").folder, address, year)
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    row = data.draw(st.integers(0, len(rows) - 1))
    rows.loc[row, data.draw(st.sampled_from(rows.columns.tolist()))] = data.draw(ODD)
    raw = rows.to_csv(index=False, lineterminator="\n").encode()
    namesakes = [*table.resembles, *clean_tables._neighbors(source.code, table, edition)]
    around = {
        name: clean.rows
        for name in {*integrity.named_by(table), *namesakes}
        if (clean := clean_tables._around(CT, name, edition, state("ct").folder))
    }
    line = ""
    try:
        parsed = clean_tables.parse(path.name, raw, table, edition)
        integrity.check_tables(path.name, table, parsed, around.get, namesakes)
    except FairtownError as error:
        line = str(error)
    assert "\n" not in line


SMALL = Table(
    name="small",
    title="",
    key=("geoid",),
    columns=(
        Column("homes", "homes", ""),
        Column("kind", "text", "", per="code"),
        Column("code", "code", ""),
    ),
    editions=(Edition(2020, "2020", "2010"),),
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2010,3,a,7\n2,2010,4,a,7\n", ""),
        ("1,2010,3,a,7\n2,2010,4,b,7\n", "row 3, kind: 'b', expected a as in other rows of code 7"),
        ("1,2010,3.5,a,7\n", "row 2, homes: 3.5, expected a multiple of 1 homes"),
        ("1,2010,3,a,7x\n", "row 2, code: '7x', expected a code like [0-9]+"),
        ("x,2010,3,a,7\n", "row 2, geoid: 'x', expected a code like [0-9]+"),
        ("2,2010,3,a,7\n1,2010,3,a,7\n", "is out of the order of geoid"),
    ],
)
def test_a_table_is_checked_as_it_is_declared(text: str, message: str) -> None:
    raw = f"geoid,vintage,homes,kind,code\n{text}".encode()
    if not message:
        assert len(clean_tables.parse("small.csv", raw, SMALL, SMALL.editions[0])) == 2
        return
    with pytest.raises(FairtownError) as error:
        clean_tables.parse("small.csv", raw, SMALL, SMALL.editions[0])
    assert message in str(error.value)


def test_a_file_is_checked_once_and_what_a_reader_does_to_it_is_not_seen_by_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = read(folder, "acs5.tenure", 2019)
    first.loc[0, "households"] = -1.0
    monkeypatch.setattr(integrity, "check_tables", lambda *_: pytest.fail("checked again"))
    assert read(folder, "acs5.tenure", 2019).households[0] == 1370746


def test_a_table_whose_file_is_not_there_is_no_reason_to_refuse_another(folder: Path) -> None:
    path_of(folder, "acs5.race_ethnicity", 2019).unlink()
    path_of(folder, "acs5.tenure", 2019).unlink()
    assert len(read(folder, "acs5.poverty", 2019)) == 1011
