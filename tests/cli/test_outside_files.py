"""Files as others send them, and the right answer to each (`tests/data/outside/README.md`)."""

import csv
import io
import json
from pathlib import Path

import pytest

from fairtown.cli.commands import main

OUTSIDE = Path(__file__).parents[1] / "data" / "outside"
PARADISE = Path(__file__).parents[1] / "data" / "zoning" / "ozfs"
EIGHTY = "one-family homes                 80.0% as of right, 20.0% after a hearing"


@pytest.fixture
def run(capsys):
    """Run a command; return its exit code, its table and what it says."""

    def call(*arguments):
        code = main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return code, list(csv.DictReader(io.StringIO(out))), err

    return call


def zoning(run, file, code=0):
    got, rows, notes = run("zoning", OUTSIDE / file if isinstance(file, str) else file)
    assert got == code
    assert code == 0 or notes.count("\n") == 1
    return rows, notes


def test_f02_positions_with_latitude_first_are_refused(run):
    _rows, notes = zoning(run, "F02_atlas_latlon.geojson", 2)
    assert "feature 1 has the point 41.7, -72.7: positions look like latitude, longitude" in notes


def test_f02_the_same_layer_in_order_has_its_land(run, tmp_path):
    plain = json.loads((OUTSIDE / "F02_atlas_latlon.geojson").read_text())
    (ring,) = plain["features"][0]["geometry"]["coordinates"]
    plain["features"][0]["geometry"]["coordinates"] = [[[lon, lat] for lat, lon in ring]]
    (tmp_path / "ordered.geojson").write_text(json.dumps(plain))
    rows, _words = zoning(run, tmp_path / "ordered.geojson")
    assert {round(float(row["acres"]), 1) for row in rows} == {228.4}


@pytest.mark.parametrize("file", ["F05_atlas_bom.geojson", "F13_nad83.geojson"])
def test_f05_and_f13_a_mark_and_nad83_change_no_figure(run, file):
    rows, notes = zoning(run, file)
    assert {round(float(row["acres"]), 1) for row in rows} == {228.4}
    assert ("positions are in NAD83" in notes) == (file == "F13_nad83.geojson")


@pytest.mark.parametrize(
    "file", ["F09_semicolon.csv", "F09_tab.csv", "F09_sep_line.csv", "F10_blank_rows.csv"]
)
def test_f09_and_f10_separators_and_blank_rows(run, file):
    rows, notes = zoning(run, file)
    (one,) = [row for row in rows if row["homes"] == "f1"]
    assert [float(one[c]) for c in ("acres_allowed", "acres_hearing", "acres")] == [1200, 300, 1500]
    assert EIGHTY in notes
    assert ("note: 2 blank rows were skipped" in notes) == (file == "F10_blank_rows.csv")


@pytest.mark.parametrize(
    ("file", "above"),
    [("F07_nza_header.csv", False), ("F07_nza_two_row_header.csv", True), ("F07_not_mentioned.csv", False)],
)
def test_f07_atlases_as_their_teams_export_them(run, file, above):
    rows, notes = zoning(run, file)
    shares = {
        (row["homes"], part): float(row[f"share_{part}"]) for row in rows for part in ("allowed", "hearing")
    }
    assert (shares["f1", "allowed"], shares["f1", "hearing"]) == (0.8, 0.2)
    assert (shares["f4plus", "allowed"], shares["adu", "allowed"]) == (0.2, 0.2)
    assert EIGHTY in notes
    assert ("note: 1 line above the header was left out" in notes) == above


def capacity(run, existing):
    return run(
        "scenario", "capacity", "--zoning", PARADISE / "Paradise.zoning", "--parcels",
        PARADISE / "Paradise.parcel.gz", "--existing", existing,
    )  # fmt: skip


@pytest.mark.parametrize("file", ["F08_existing_header_spaces.csv", "F12_existing_float.csv"])
def test_f08_and_f12_spaces_in_headers_and_whole_numbers_with_a_point(run, file):
    code, rows, _words = capacity(run, OUTSIDE / file)
    assert code == 0
    homes = {
        row["parcel_id"].removeprefix("Wise_County_combined_parcel_"): row["existing_homes"] for row in rows
    }
    assert {parcel: n for parcel, n in homes.items() if n} == {"29180": "1.0", "10300": "2.0"}


def test_f08_a_column_twice_is_refused(run):
    code, _rows, notes = capacity(run, OUTSIDE / "F08_existing_two_homes_columns.csv")
    assert code == 2
    assert (
        notes
        == "fairtown: F08_existing_two_homes_columns.csv: column 'homes' stands twice; rename or remove one\n"
    )


def test_a_property_of_a_layer_that_stands_twice_is_refused_too(run, tmp_path):
    plain = (OUTSIDE / "F13_nad83.geojson").read_text()
    one = '"f1_treatment": "allowed"'
    assert plain.count(one) == 1
    (tmp_path / "twice.geojson").write_text(plain.replace(one, f'{one}, "f1_treatment": "prohibited"'))
    _rows, notes = zoning(run, tmp_path / "twice.geojson", 2)
    assert "key 'f1_treatment' stands twice in one object" in notes


@pytest.mark.parametrize(
    ("first", "sign", "message"),
    [
        ("", ":", "no comma, semicolon, tab or bar parts the cells of 'jurisdiction:district_abbr:f1_"),
        ("", " ", "no comma, semicolon, tab or bar parts the cells of 'jurisdiction district_abbr f1_"),
        ("sep=;\n", ",", "its first line says that ';' parts the cells, and none stands in 'jurisdiction,"),
    ],
)
def test_a_separator_that_is_not_known_is_named(run, tmp_path, first, sign, message):
    plain = (OUTSIDE / "F09_semicolon.csv").read_text()
    (tmp_path / "odd.csv").write_text(first + plain.replace(";", sign))
    _rows, notes = zoning(run, tmp_path / "odd.csv", 2)
    assert message in notes


@pytest.mark.parametrize("properties", [None, {}, {"jurisdiction": None, "district_abbr": " "}])
def test_blank_features_of_a_layer_are_skipped_as_blank_rows_are(run, tmp_path, properties):
    plain = json.loads((OUTSIDE / "F13_nad83.geojson").read_text())
    blank = {"type": "Feature", "properties": properties, "geometry": None}
    plain["features"] = [blank, *plain["features"], blank]
    (tmp_path / "blank.geojson").write_text(json.dumps(plain))
    rows, notes = zoning(run, tmp_path / "blank.geojson")
    assert {round(float(row["acres"]), 1) for row in rows} == {228.4}
    assert "note: 2 blank features were skipped" in notes
    assert "row 2 (Alder, R-1)" in notes


@pytest.mark.parametrize(
    ("text", "homes"),
    [
        ("sep=;\nparcel_id;homes\n{id};2,000\n", 2000),
        ("Homes that stand\n\nparcel_id\thomes\n{id}\t3.00\n", 3),
        ("\ufeffparcel_id,homes\r\n{id},4\r\n,\r\n", 4),
        ("homes,notes,parcel_id\n5,\"a, b\",{id}\n", 5),
    ],
    ids=["sep line and thousands", "title above", "mark and CRLF", "other order"],
)  # fmt: skip
def test_homes_that_stand_are_read_however_they_are_written(run, tmp_path, text, homes):
    file = tmp_path / "homes.csv"
    file.write_bytes(text.replace("{id}", "Wise_County_combined_parcel_29180").encode())
    code, rows, notes = capacity(run, file)
    assert code == 0
    assert [float(row["existing_homes"]) for row in rows if row["existing_homes"]] == [homes]
    assert ("homes that stand there: 1 line above the header" in notes) == text.startswith("Homes that")
    assert ("homes that stand there: 1 blank row" in notes) == text.startswith("\ufeff")


def building(run, name, bldg=None, zoning=None):
    files = {kind: OUTSIDE / f"ozfs_{name}.{kind}" for kind in ("zoning", "parcel", "bldg")}
    files["zoning"] = zoning or files["zoning"]
    code, (row,), notes = run(
        "scenario", "building", "--zoning", files["zoning"], "--parcels", files["parcel"], "--building",
        bldg or files["bldg"],
    )  # fmt: skip
    assert code == 0
    return row["outcome"], notes


def test_the_rules_that_the_others_change_are_kept(run):
    outcome, notes = building(run, "Z_base")
    assert (outcome, "note:" in notes) == ("TRUE", False)


def test_a_type_that_the_file_does_not_define_is_told(run):
    outcome, notes = building(run, "RT_2_Unit6")
    assert outcome == "FALSE"
    assert "it allows one that the file does not define" in notes
    assert "note: the district allows a type of home that the file does not define" in notes
    assert "(R, res_type, 2_Unit)" in notes


@pytest.mark.parametrize(
    ("condition", "outcome", "is_told"),
    [
        ("res_type == '2_Unit'", "TRUE", True),
        ("roof_type == 'flatt'", "TRUE", True),
        ("lot_type != 'cornr'", "FALSE", True),
        ("res_type == '2_unit'", "FALSE", False),
        ("roof_type == 'gable'", "TRUE", False),
    ],
)
def test_a_condition_with_a_word_that_cannot_be_is_told_too(run, tmp_path, condition, outcome, is_told):
    plain = json.loads((OUTSIDE / "ozfs_Z_base.zoning").read_text())
    low = {"max_val": [{"expression": ["20"], "condition": [condition]}, {"expression": ["50"]}]}
    plain["features"][0]["properties"]["constraints"]["height"] = low
    file = tmp_path / "words.zoning"
    file.write_text(json.dumps(plain))
    got, notes = building(run, "Z_base", zoning=file)
    assert got == outcome
    message = "note: a rule asks for a word that the quantity cannot be: check how it is spelled (R, height, "
    assert (message + condition in notes) == is_told


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("neg_lot", "note: the limit is below zero: no such rule can be meant"),
        (
            "range_setback",
            "note: two numbers with a minus between them look like a range: no such rule can be meant",
        ),
    ],
)
def test_a_rule_that_nobody_can_mean_is_a_maybe_with_a_note(run, name, note):
    outcome, notes = building(run, name)
    assert outcome == "MAYBE"
    assert note in notes


@pytest.mark.parametrize(("width", "outcome"), [(79, "TRUE"), (85, "MAYBE"), (89, "MAYBE"), (91, "FALSE")])
def test_words_before_a_rule_leave_room_for_80_or_90_feet(run, tmp_path, width, outcome):
    plain = json.loads((OUTSIDE / "ozfs_C_words_first_w85.bldg").read_text())
    plain["bldg_info"]["width"] = width
    file = tmp_path / "wide.bldg"
    file.write_text(json.dumps(plain))
    got, notes = building(run, "C_words_first_w85", file)
    assert got == outcome
    assert "the condition is in plain words" in notes
