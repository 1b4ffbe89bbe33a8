"""Cells that no table expects: each is told in one line; a table is checked as it is declared."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairtown.concepts import Column, Edition, FairtownError, Table
from fairtown.data import clean_tables, integrity
from fairtown.data.integrity import TEXT_UNITS
from fairtown.states import state

from .integrity_cases import CT, TABLES, cell, change, path_of, read, refusal


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
    namesakes = [*table.resembles, *clean_tables._neighbors(source.code, table, edition, path.parent)]
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
