"""A clean table is read with every check, or refused in one line: file, what it has, what was expected."""

import math
import shutil

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairtown.concepts import Column, Edition, FairtownError, Table
from fairtown.data import catalog, clean_tables
from fairtown.states import state
from fairtown.states.connecticut.sources import ct_appeals_list

FILE = "acs5.tenure.2019.csv"
CT = catalog.for_state(state("ct"))
TENURE = CT.table("acs5.tenure")[1]
EDITION = TENURE.edition(2019)


@pytest.fixture
def folder(tmp_path):
    shutil.copy(state("ct").folder / FILE, tmp_path)
    clean_tables.write_checksums(tmp_path)
    return tmp_path


def read(folder):
    return clean_tables.read("acs5", TENURE, EDITION, folder, CT)


def refusal(folder) -> str:
    with pytest.raises(FairtownError) as error:
        read(folder)
    line = str(error.value)
    assert "\n" not in line
    assert line.startswith(FILE)
    return line


def edit(folder, old: str, new: str) -> None:
    text = (folder / FILE).read_text()
    assert old in text
    (folder / FILE).write_text(text.replace(old, new, 1))
    clean_tables.write_checksums(folder)


def without_column(folder, name: str) -> None:
    rows = pd.read_csv(folder / FILE, dtype=str, keep_default_na=False)
    rows.drop(columns=name).to_csv(folder / FILE, index=False)
    clean_tables.write_checksums(folder)


def test_an_untouched_table_is_read_with_its_file_and_checksum(folder):
    clean = read(folder)
    assert clean.file == FILE
    assert clean.sha256 == clean_tables.checksums(folder)[FILE]
    assert len(clean.rows) == 1 + 8 + 169 + 833


def test_codes_keep_their_leading_zeros(folder):
    assert read(folder).rows.geoid.str.startswith("09").all()


def test_a_blank_figure_is_unknown_and_not_zero(folder):
    shutil.copy(state("ct").folder / "acs5.median_household_income.2019.csv", folder)
    clean_tables.write_checksums(folder)
    income = CT.table("acs5.median_household_income")[1]
    rows = clean_tables.read("acs5", income, income.edition(2019), folder, CT).rows.set_index("geoid")
    assert math.isnan(rows.median_household_income_usd["09001211100"])
    assert math.isnan(rows.median_household_income_usd_moe["09001211100"])


def test_a_missing_file_is_refused(folder):
    (folder / FILE).unlink()
    line = refusal(folder)
    assert "no such file" in line
    assert str(folder) in line


def test_a_file_cut_short_is_refused_with_both_checksums(folder):
    expected = clean_tables.checksums(folder)[FILE]
    raw = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(raw[:-200])
    line = refusal(folder)
    assert f"expected {expected[:12]}" in line
    assert "checksum is " in line


def test_one_changed_digit_is_refused(folder):
    expected = clean_tables.checksums(folder)[FILE]
    raw = (folder / FILE).read_bytes()
    assert b",1370746," in raw
    (folder / FILE).write_bytes(raw.replace(b",1370746,", b",1370747,"))
    assert f"expected {expected[:12]}" in refusal(folder)


def test_a_file_that_no_checksum_names_is_refused(folder):
    (folder / clean_tables.CHECKSUMS).write_text("")
    assert "checksum" in refusal(folder)


def test_a_folder_without_checksums_is_refused(folder):
    (folder / clean_tables.CHECKSUMS).unlink()
    with pytest.raises(FairtownError, match=r"^SHA256SUMS: no such file in .*; restore it .* or record"):
        read(folder)


def test_a_missing_column_is_refused_by_name(folder):
    without_column(folder, "renter_households_moe")
    line = refusal(folder)
    assert "missing ['renter_households_moe']" in line
    assert "expected 8 columns" in line


def test_a_renamed_column_is_refused_with_both_names(folder):
    edit(folder, "vintage,households,", "vintage,homes,")
    line = refusal(folder)
    assert "missing ['households']" in line
    assert "unexpected ['homes']" in line


def test_columns_in_another_order_are_refused(folder):
    edit(folder, "households,households_moe,owner", "households_moe,households,owner")
    assert "header differs" in refusal(folder)


def test_another_vintage_is_refused_with_both_vintages(folder):
    edit(folder, "09001010102,2010", "09001010102,2022")
    assert "vintage is 2010, 2022, expected 2010" in refusal(folder)


def test_a_geoid_that_stands_twice_is_refused(folder):
    text = (folder / FILE).read_text()
    (folder / FILE).write_text(
        text + next(x for x in text.splitlines() if x.startswith("09001010101")) + "\n"
    )
    clean_tables.write_checksums(folder)
    line = refusal(folder)
    assert "geoid ['09001010101'] stands 2 times, expected once" in line


@pytest.mark.parametrize("text", ["many", "1 324", "nan", "12%", "True"])
def test_text_where_a_number_belongs_is_refused_with_row_and_column(folder, text):
    edit(folder, "09,2010,1370746", f"09,2010,{text}")
    line = refusal(folder)
    assert "row 2, column households" in line
    assert repr(text) in line
    assert "number of households" in line


def test_bytes_that_are_no_text_are_refused(folder):
    (folder / FILE).write_bytes(b"\xff\xfe\x00")
    clean_tables.write_checksums(folder)
    assert "not a CSV table" in refusal(folder)


def test_an_empty_file_is_refused(folder):
    (folder / FILE).write_bytes(b"")
    clean_tables.write_checksums(folder)
    assert "the file is empty" in refusal(folder)


def test_a_row_with_too_many_cells_is_refused_in_one_line(folder):
    edit(folder, "09001010102,2010,", "09001010102,2010,1,2,")
    assert "10 cells, expected 8" in refusal(folder)


def test_a_row_with_too_few_cells_is_refused(folder):
    edit(folder, "09001010101,2010,1324,114,1057,101,267,88", "09001010101,2010,1324,114,1057,101,267")
    assert "7 cells, expected 8" in refusal(folder)


def test_an_infinite_figure_is_refused(folder):
    edit(folder, "09,2010,1370746", "09,2010,inf")
    assert "'inf' is not a number" in refusal(folder)


@pytest.mark.parametrize("year", ["", "2002.5"])
def test_a_year_that_is_blank_or_broken_is_refused(year):
    header = ",".join(clean_tables.header(ct_appeals_list.ASSISTED))
    raw = f"{header}\n0900104720,2010,{year},6653,157,,119,0,276\n".encode()
    with pytest.raises(FairtownError, match="column year"):
        clean_tables.parse("x.csv", raw, ct_appeals_list.ASSISTED, ct_appeals_list.ASSISTED.editions[0])


def test_a_broken_line_of_checksums_is_refused(folder):
    (folder / clean_tables.CHECKSUMS).write_text("be64bb1edf73\n")
    with pytest.raises(FairtownError, match="SHA256SUMS"):
        read(folder)


EXAMPLE = Table(
    name="example",
    title="",
    key=("geoid",),
    columns=(
        Column("score", "score", "", has_moe=True, blank="any", blank_moe="any"),
        Column("name", "text", ""),
    ),
    editions=(Edition(2020, "2020", "2010"),),
)
figures = st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32)
margins = st.none() | st.floats(min_value=2**-10, allow_nan=False, allow_infinity=False, width=32)


@settings(max_examples=15)
@given(rows=st.lists(st.tuples(figures, margins), min_size=1, max_size=8))
def test_what_is_written_is_what_is_read(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("written")
    written = pd.DataFrame(rows, columns=["score", "score_moe"], dtype=float)
    written = written.assign(geoid=[f"{i:03d}" for i in range(len(rows))], vintage="2010", name='A, "B"')
    clean_tables.write("test", EXAMPLE, EXAMPLE.editions[0], written, folder)
    clean_tables.write_checksums(folder)
    back = clean_tables.read("test", EXAMPLE, EXAMPLE.editions[0], folder, CT).rows
    pd.testing.assert_frame_equal(back, written[list(back.columns)], check_dtype=False)
