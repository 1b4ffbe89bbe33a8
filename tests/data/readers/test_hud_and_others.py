"""Readers of HUD's, LEHD's, NCES's and OMB's files: real headers, missing codes, and one line where they differ."""

import gzip
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from fairtown.concepts import FairtownError
from fairtown.data.readers import (
    block_crosswalk,
    school_membership,
    small_area_rents,
    statistical_areas,
    subsidized_households,
    tax_credit_projects,
)
from fairtown.states import state

NORTH_CAROLINA = Path(__file__).parent / "hud_picture_2023_north_carolina.csv.gz"


def book(*rows: Sequence[object]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(list(row))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def zipped(name: str, text: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, text)
    return content.getvalue()


RENTS = ["ZIP\nCode", "HUD Area Code", "HUD Fair Market Rent Area Name"]
RENTS += [f"SAFMR\n{n}BR{part}" for n in range(5) for part in ("", " -\n90%\nPayment\nStandard")]


@pytest.mark.parametrize("year", [2018, 2026])
def test_rents_of_connecticut_from_a_workbook_are_those_built_in(year: int):
    """The workbook has codes as numbers, another state's rows, and shares of each rent beside it."""
    own = pd.read_csv(state("ct").folder / f"hud_rents.zips.{year}.csv", dtype=str)
    rents = [name for name in own if name.startswith("safmr")]
    header = [name.replace("HUD Fair", "HUD Metro Fair") for name in RENTS] if year == 2018 else RENTS
    rows = [
        [int(row["zip"]), "METRO1", row["hud_area"], *(x for r in rents for x in (int(row[r]), 1))]
        for row in own.to_dict("records")
    ]
    rows += [
        [10001, "METRO2", "New York, NY HUD Metro FMR Area", *[9] * 10],
        [2861, "M", "Providence, RI-MA MSA", *[9] * 10],
    ]
    found = small_area_rents.rows("w.xlsx", book(header, *rows), "ct")
    expected = own.drop(columns="vintage").sort_values(["zip", "hud_area"], ignore_index=True)
    pd.testing.assert_frame_equal(found, expected[found.columns], check_dtype=False)
    assert list(small_area_rents.rows("w.xlsx", book(header, *rows), "ma").zip) == ["02861"]


def test_rents_of_a_state_without_area_and_a_renamed_column_are_told():
    row = [6001, "M", "Hartford, CT MSA", *[9] * 10]
    with pytest.raises(FairtownError, match=r"^w\.xlsx: no area of VT is in it"):
        small_area_rents.rows("w.xlsx", book(RENTS, row), "vt")
    with pytest.raises(
        FairtownError, match=r"^w\.xlsx: no column 'SAFMR 0BR'; it has zip code, hud area code"
    ):
        small_area_rents.rows("w.xlsx", book([*RENTS[:3], *RENTS[4:]], row), "ct")
    with pytest.raises(FairtownError, match=r"^w\.xlsx: no workbook"):
        small_area_rents.rows("w.xlsx", zipped("a", "b"), "ct")


#: What the copy of HUD's file calls its columns.
COPY = {
    "units": "units_available", "occupied_percent": "pct_occupied", "households_reported": "number_reported",
    "people": "people_total", "rent_usd": "rent_paid_per_month", "hud_spending_usd": "hud_spending_per_month",
    "household_income_usd": "household_income_per_year", "extremely_low_income_percent": "pct_extremely_low_income",
    "nh_black_percent": "pct_black_nh", "hispanic_percent": "pct_hispanic", "nh_white_percent": "pct_white_nh",
}  # fmt: skip


@pytest.fixture(scope="module")
def north_carolina() -> pd.DataFrame:
    return pd.read_csv(NORTH_CAROLINA, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def picture(north_carolina: pd.DataFrame) -> bytes:
    """HUD's rows of North Carolina, 2023, under HUD's names, beside another program and another state."""
    names = ["program", "sub_program", "code", *subsidized_households.COLUMNS.values()]
    figures = north_carolina[[COPY[name] for name in subsidized_households.COLUMNS]]
    rows = [
        ["1", "NA", int(code), *(float(x) for x in row)]
        for code, row in zip(north_carolina.geoid, figures.to_numpy().tolist(), strict=True)
    ]
    rows += [["3", "NA", 37001020100, *[5] * 11], ["1", "NA", 45001950100, *[5] * 11]]
    return book(names, *rows)


def test_subsidized_households_of_north_carolina(north_carolina: pd.DataFrame, picture: bytes):
    found = subsidized_households.rows("TRACT_MO_WY_2023.xlsx", picture, "37")
    placed = north_carolina[~north_carolina.geoid.str.endswith("999999")]
    assert list(found.geoid) == sorted(placed.geoid)
    first = found[found.geoid == "37001020100"].iloc[0]
    assert (first.units, first.people, first.rent_usd, first.units_flag) == ("279", "458", "299", "")
    few = found[found.geoid == "37001020501"].iloc[0]
    assert (few.units, few.people, few.people_flag) == ("12", "", "suppressed")
    for name, theirs in COPY.items():
        unknown = placed[theirs].astype(int) < 0
        assert (found[name] == "").sum() == unknown.sum()
        assert (found[f"{name}_flag"] != "").sum() == unknown.sum()
    known = pd.to_numeric(placed.units_available)
    assert pd.to_numeric(found.units).sum() == known[known > 0].sum()
    lost = pd.to_numeric(north_carolina.units_available[north_carolina.geoid.str.endswith("999999")])
    assert subsidized_households.not_placed("w", picture, "37") == lost[lost > 0].sum()


def test_subsidized_households_of_another_half_of_the_states_are_told(picture: bytes):
    with pytest.raises(
        FairtownError, match=r"^w: no tract of state 09 is in it; HUD has a file for each half"
    ):
        subsidized_households.rows("w", picture, "09")


BLOCKS = "tabblk2020,st,stusps,cty,trct,cbsa,stplc,ctycsub,blklatdd,blklondd,createdate\n"
BLOCK = "440010301001000,44,RI,44001,44001030100,39300,{place},4400105140,41.75,-71.31,20231016\n"


def test_blocks_have_tract_town_and_place():
    text = (
        BLOCKS + BLOCK.format(place="9999999") + BLOCK.format(place="4459000").replace("1000,44", "1001,44")
    )
    found = block_crosswalk.rows("x.csv.gz", gzip.compress(text.encode()), "44")
    assert list(found.place) == ["", "4459000"]
    assert set(found.tract) == {"44001030100"}
    assert found.lat.tolist() == [41.75, 41.75]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (BLOCKS + BLOCK.format(place="0912345"), "x: '0912345' is no place of state 44"),
        (BLOCKS + 2 * BLOCK.format(place="4459000"), "x: block 440010301001000 stands twice"),
        (
            BLOCKS.replace("ctycsub", "csub") + BLOCK.format(place="4459000"),
            "x: no column ctycsub; it has tabblk2020",
        ),
    ],
)
def test_blocks_that_cannot_be_are_told(text: str, line: str):
    with pytest.raises(FairtownError) as error:
        block_crosswalk.rows("x", gzip.compress(text.encode()), "44")
    assert str(error.value).startswith(line)


def test_tax_credit_projects_of_a_state():
    header = "hud_id,project,proj_add,proj_cty,proj_st,latitude,longitude,n_units,li_units,yr_pis\n"
    rows = 'RIA2,"Mill, The",1 A St,Pawtucket,RI,41.9,-71.4,60,48,8888\n'
    rows += "RIA1,Wharf,2 B St,Newport,RI,41.5,-71.3,20,,1999\n"
    content = zipped("LIHTCPUB.CSV", header + rows + "CTA1,Elm,3 C St,Avon,CT,41.8,-72.8,10,10,2001\n")
    found = tax_credit_projects.rows("lihtcpub.zip", content, "ri")
    assert list(found.hud_id) == ["RIA1", "RIA2"]
    assert list(found.year_in_service) == ["1999", ""]
    assert list(found.low_income_units) == ["", "48"]
    with pytest.raises(FairtownError, match=r"^z: no project of VT is in it"):
        tax_credit_projects.rows("z", content, "vt")
    with pytest.raises(FairtownError, match=r"^z: no LIHTCPUB\.CSV in it, but other\.csv"):
        tax_credit_projects.rows("z", zipped("other.csv", header), "ri")


MEMBERS = (
    "SCHOOL_YEAR,FIPST,ST,LEAID,NCESSCH,SCH_NAME,GRADE,RACE_ETHNICITY,SEX,STUDENT_COUNT,TOTAL_INDICATOR,"
)
MEMBERS += "DMS_FLAG\n"


def members(race: str, sex: str, count: str, total: str = school_membership.DETAIL, fips: str = "44") -> str:
    return f"2022-2023,{fips},RI,4400030,440003000001,First School,Grade 1,{race},{sex},{count},{total},Reported\n"


def test_students_by_race_add_up_and_an_unknown_part_leaves_the_sum_unknown():
    none = "No Category Codes"
    text = MEMBERS + "".join(
        [
            members("White", "Female", "4"),
            members("White", "Male", "5"),
            members("Asian", "Male", ""),
            members("Asian", "Female", "2"),
            members("White", "Male", "9", "Derived - Subtotal by Race/Ethnicity and Sex"),
            members(none, none, "99", "Education Unit Total"),
            members("White", "Male", "1", fips="9"),
        ]
    )
    found = school_membership.rows("ccd.zip", zipped("ccd_sch_052_2223.csv", text), "44").set_index("group")
    assert found.students["nh_white"] == 9
    assert pd.isna(found.students["nh_asian"])
    assert (found.flag["nh_asian"], found.flag["nh_white"]) == ("suppressed", "")
    with pytest.raises(FairtownError, match=r"^z: race 'Martian' is not known"):
        school_membership.rows("z", zipped("a.csv", MEMBERS + members("Martian", "Male", "1")), "44")


def test_statistical_areas_of_connecticut_are_those_built_in():
    own = pd.read_csv(state("ct").folder / "omb_areas.counties.2013.csv", dtype=str)
    rows = [["Table with row headers in column A"], ["List 1. CORE BASED STATISTICAL AREAS"]]
    rows.append(["CBSA Code", "Metropolitan Division Code", *statistical_areas.COLUMNS[1:]])
    for row in own.to_dict("records"):
        kind = f"{row['kind'].title()} Statistical Area"
        rows.append([row["area_code"], None, row["area"], kind, "09", row["geoid"][2:]])
    rows += [
        ["35620", "35614", "New York, NY-NJ", "Metropolitan Statistical Area", "36", "061"],
        ["Note: as of 2013."],
    ]
    found = statistical_areas.rows("list1.xlsx", book(*rows), "09")
    pd.testing.assert_frame_equal(
        found, own.sort_values("geoid")[found.columns].reset_index(drop=True), check_dtype=False
    )
