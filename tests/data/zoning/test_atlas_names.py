"""Files of zoning atlases as their teams export them: Hawaii, Vermont, New Hampshire and the atlas's own form."""

from pathlib import Path

import pytest

from fairtown.concepts import FairtownError
from fairtown.data.zoning_atlases import national
from fairtown.data.zoning_atlases.national_names import own_name
from fairtown.data.zoning_atlases.record import Conditions, NoLimit, Number

OUTSIDE = Path(__file__).parents[1] / "outside"

NAMES = {
    "jurisdiction": ("Jurisdiction", "JXTN", "Municipal_Name", " jurisdiction "),
    "district_abbr": ("Abbreviated District Name", "Abbreviated_District_Name", "ABB_DIST_NAME"),
    "district_name": ("Full District Name", "District_Name", "DIST_NAME"),
    "district_type": ("Type of Zoning District", "Type of Residential District?", "DIST_TYPE", "District Type"),
    "overlay": ("Overlay", "Overlay District?", "Overlay_District", "OVER", "OVER_"),
    "extinct": ("District Mapped But Extinct", "Mapped But Extinct?", "EXT_DIST"),
    "mapped": ("District Mapped", "DIST_MAP", "District_Mapped"),
    "affordable_district": ("Affordable Housing District", "AFF_DIST", "Affordable_Housing_District"),
    "elderly_district": ("Elderly Housing District?", "ELD_DIST"),
    "code_date": ("Effective Start Date", "Bylaw Date", "BYLAW_EFF", "bylaw_effective"),
    "region": ("RPC",),
    "acres": ("Acres",),
    "f1_treatment": ("1-Family Treatment", "1-Family Allowed?", "1FDP", "F1FDP", "1F Allowance", "F1F_Allowance",
                     "F1_Family_Treatment"),
    "f4plus_treatment": ("4+-Family Treatment", "4+-Family Allowed?", "4FDP", "F4F_Allowance"),
    "adu_treatment": ("Accessory Dwelling Unit (ADU) Treatment", "ADU Treatment", "ADUs Allowed?", "ADUDP"),
    "f1_min_lot_acres": ("1-Family Min. Lot (ACRES)", "1-Family Min. Lot Size", "1F Minimum Lot Size (acres)",
                         "1F_MIN_LOT", "F1F_Min_Lot_Size", "F1_Family_Min_Lot__ACRES_"),
    "f1_min_lot_acres_unit": ("1-Family Min. Lot Size Units",),
    "f1_min_lot_acres_instead": ("1F_MIN_LOT_COND_ALT", "CONDITIONAL 1F Min Lot"),
    "f1_front_setback_ft": ("1-Family Front Setback (# of feet)", "1F_FSET", "F1F_Front_Setback"),
    "f1_max_stories": ("1-Family Max. Height (# of stories)", "1F_STORIES", "1-Family Max Stories"),
    "f1_max_height_ft": ("1-Family Max. Height (# of feet)", "1F_HEIGHT", "1-Family Max Height"),
    "f2_min_parking_1br": ("2-Family Min. # Parking Spaces Per Studio or 1BR", "2F_PARK_1BR"),
    "f2_min_parking_2br": ("2-Family Min. # Parking Spaces Per 2+ BR", "2F Min Parking Spaces per mult BR"),
    "f2_elderly_only": ("2-Family Elderly Housing Only", "2F_ELD", "F2F_Elderly_Housing_Only"),
    "f3_sewer_water_required": ("3-Family Connection to Sewer and/or Water Required", "3F_CNXN_H2O",
                                "F3F_Connection_to_Sewage/Water_Required"),
    "f4plus_max_units_per_acre": ("4+-Family Max. Density (UNITS/ACRE)", "4F_MAX_DENS"),
    "adu_owner_required": ("ADU Owner Occupancy Required", "ADU_OWNER_REQD"),
    "adu_primary_structure_only": (
        "ADU Restricted to Only Primary Structure (i.e., No Outbuildings like Garages)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("column", "own"), [(c, own) for own, columns in NAMES.items() for c in columns])
def test_the_names_of_the_teams_are_known(column, own):
    assert own_name(column) == own
    assert own_name(own) == own


@pytest.mark.parametrize(
    "column",
    ["ADU_MAX_SIZE", "5FDP", "5+-Family Allowed?", "AFFDP", "PRDDP", "Affordable Housing (AH) Treatment",
     "Jurisdiction District Name", "State", "Special Notes", "f1_min_lot_low", "f1_min_lot_acres_kind", ""],
)  # fmt: skip
def test_other_names_stay_as_they_are(column):
    assert own_name(column) == column


@pytest.mark.parametrize(
    "file", ["F07_nza_header.csv", "F07_nza_two_row_header.csv", "F07_not_mentioned.csv"]
)
def test_the_atlas_of_the_teams_is_the_same_record(origin, file):
    rows = national.read(OUTSIDE / file, origin).districts
    assert rows.treat_f1.tolist() == ["allowed", "hearing"]
    assert rows.treat_f4plus.tolist() == ["prohibited", "allowed"]
    assert rows.treat_adu.tolist() == ["silent", "allowed"]
    assert rows.kind.tolist() == ["residential", "mixed"]
    assert rows.acres.tolist() == [1200, 300]
    assert rows.name.tolist() == ["Residence 1", "Centre"]
    assert rows.overlay.tolist() == [False, False]


HEAD = "JXTN,ABB_DIST_NAME,DIST_TYPE,OVER_,1FDP,2FDP,3FDP,4FDP,ADUDP,Acres"
ROW = "Alder,R-1,Primarily Residential,No,Permitted,Public Hearing,Prohibited,Prohibited,Not Mentioned,100"


def table(*more: tuple[str, str], head: str = HEAD, row: str = ROW) -> bytes:
    names, cells = zip(*more, strict=True) if more else ((), ())
    return (",".join([head, *names]) + "\n" + ",".join([row, *(f'"{c}"' for c in cells)]) + "\n").encode()


def test_the_short_names_of_vermont_are_read(origin):
    (row,) = national.read(table(), origin, "vt.csv").districts.itertuples()
    assert (row.treat_f1, row.treat_f2, row.treat_f3, row.treat_adu) == (
        "allowed", "hearing", "prohibited", "silent",
    )  # fmt: skip
    assert (row.jurisdiction, row.district, row.kind, row.acres) == ("Alder", "R-1", "residential", 100)


@pytest.mark.parametrize(
    ("code", "treatment"),
    [("Allowed/Permitted (Hearing not required)", "allowed"), ("Public Hearing Required", "hearing"),
     ("  allowed / conditional ", ""), ("Allowed/Conditional", "allowed"), ("Overlay", "silent"),
     ("None", "unknown"), ("N/A", "unknown"), ("NULL", "unknown"), ("", "unknown"), ("Permitted  ", "allowed"),
     ("maybe", "")],
)  # fmt: skip
def test_codes_of_the_teams_are_known_and_no_other(origin, code, treatment):
    raw = table(row=ROW.replace("Permitted", code))
    if treatment:
        assert national.read(raw, origin, "vt.csv").districts.treat_f1.tolist() == [treatment]
        return
    with pytest.raises(FairtownError, match=r"vt\.csv: row 2, f1_treatment is .*expected one of allowed, "):
        national.read(raw, origin, "vt.csv")


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ((("1F_MIN_LOT", "2"),), Number(2.0)),
        ((("1F_MIN_LOT", "NONE"),), NoLimit()),
        ((("1F_MIN_LOT", "N/A"),), None),
        ((("1-Family Min. Lot Size", "0.5"), ("1-Family Min. Lot Size Units", "Acres per 2-Family")), Number(0.5)),
        ((("1-Family Min. Lot Size", "0.5"), ("1-Family Min. Lot Size Units", "N/A")), Number(0.5)),
        ((("1-Family Min. Lot Size", "21780"), ("1-Family Min. Lot Size Units", "Square Feet")), Number(0.5)),
        ((("1-Family Min. Lot Size", "5"), ("1-Family Min. Lot Size Units", "Hectares")), Conditions("5 Hectares")),
        ((("1-Family Min. Lot Size", "1"), ("1-Family Min. Lot Size Units", "Alternatives")), Conditions("1")),
        ((("1F_MIN_LOT", ""), ("1F_MIN_LOT_COND_ALT", "sewer: 0.25; none: 1")), Conditions("sewer: 0.25; none: 1")),
        ((("1F Min Lot", "1"), ("CONDITIONAL 1F Min Lot", "0.5 with sewer")), Conditions("1; 0.5 with sewer")),
        ((("f1_min_lot_acres", "2"), ("min_lot_units", "Contextual")), Conditions("2")),
        ((("1F_MIN_LOT", "-1"),), Conditions("-1")),
    ],
)  # fmt: skip
def test_a_number_is_a_rule_only_where_nothing_beside_it_says_otherwise(origin, cells, value):
    zoning = national.read(table(*cells), origin, "vt.csv")
    values = [rule.value for rule in zoning.district(0).rules if rule.rule == "min_lot"]
    assert values == ([] if value is None else [value])
    assert any("rules below zero, which cannot be meant" in note for note in zoning.notes) == (
        value == Conditions("-1")
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [("8/31/2023", "2023-08-31"), ("2023-08-31T00:00:00", "2023-08-31"), ("20230831", "2023-08-31"),
     ("2023-08-31", "2023-08-31"), ("2023", "2023"), ("2023.0", "2023"), ("20230831.0", "2023-08-31")],
)  # fmt: skip
def test_days_of_bylaws_are_read_as_americans_write_them(origin, text, day):
    rows = national.read(table(("Bylaw_Date", text)), origin, "vt.csv").districts
    assert rows.code_date.tolist() == [day]


def test_the_years_in_which_a_district_was_in_force_may_be_numbers_too(csv_text, origin):
    raw = csv_text({"valid_from": "2020.0", "valid_to": ""}, {"district_abbr": "R-2", "valid_to": "2022.00"})
    rows = national.read(raw, origin, "a.csv").districts
    assert rows.valid_from.tolist() == ["2020", ""]
    assert rows.valid_to.tolist() == ["", "2022"]


@pytest.mark.parametrize("text", ["31/8/2023", "August 2023", "2023-02-30", "2023.5", "20230831.5"])
def test_a_day_that_is_none_is_refused_with_its_row(origin, text):
    with pytest.raises(FairtownError, match=r"row 2 \(Alder, R-1\) has code_date that is no day or year"):
        national.read(table(("Bylaw_Date", text)), origin, "vt.csv")


def test_two_columns_of_one_meaning_are_one_if_they_agree(origin):
    assert (
        national.read(table(("Jurisdiction", "ALDER")), origin, "vt.csv").districts.jurisdiction[0] == "Alder"
    )
    with pytest.raises(
        FairtownError, match=r"columns 'JXTN' and 'Jurisdiction' both mean jurisdiction and differ in row 2"
    ):
        national.read(table(("Jurisdiction", "Birch")), origin, "vt.csv")


def test_one_district_under_several_dates_of_the_code_is_told(csv_text, origin):
    zoning = national.read(csv_text({"code_date": "2020"}, {"code_date": "2023"}), origin, "a.csv")
    assert any("2 of 2 rows of a district under several dates of the code" in note for note in zoning.notes)
    dated = csv_text({"code_date": "2020", "valid_to": "2022"}, {"code_date": "2023", "valid_from": "2023"})
    assert not any("several dates" in note for note in national.read(dated, origin, "a.csv").notes)


def test_titles_and_sections_above_the_header_are_left_out_with_a_note(origin):
    raw = b"Zoning of Vermont,,\n\nI.,II.,II.\n" + table()
    zoning = national.read(raw, origin, "vt.csv")
    assert zoning.notes[0] == "2 lines above the header were left out"
    assert zoning.districts.file_row.tolist() == [5]


def test_a_table_without_the_columns_names_both_spellings(origin):
    with pytest.raises(FairtownError, match=r"no column jurisdiction, .*1-Family Treatment"):
        national.read(b"a,b\n1,2\n", origin, "vt.csv")
