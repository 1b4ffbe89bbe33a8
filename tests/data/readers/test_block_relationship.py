"""The land that blocks share, and the people of the parts of tracts that follow from it."""

import io
import zipfile

import pandas as pd
import pytest

from fairtown.concepts import FairtownError
from fairtown.data.readers import block_relationship

HEADER = (
    "STATE_2010|COUNTY_2010|TRACT_2010|BLK_2010|BLKSF_2010|AREALAND_2010|AREAWATER_2010|BLOCK_PART_FLAG_O|STATE_2020|"
    "COUNTY_2020|TRACT_2020|BLK_2020|BLKSF_2020|AREALAND_2020|AREAWATER_2020|BLOCK_PART_FLAG_R|AREALAND_INT|"
    "AREAWATER_INT"
)
#: Tract and block of 2010, tract and block of 2020, land and water that both have.
PARTS = [
    ("000100", "1000", "000101", "1000", 100, 0),
    ("000100", "1001", "000102", "1000", 60, 0),
    # one block of 2020 on the line of two tracts of 2010
    ("000100", "1002", "000102", "1001", 30, 5),
    ("000200", "1000", "000102", "1001", 10, 5),
    # a block without land
    ("000200", "1001", "000102", "1002", 0, 8),
]
PEOPLE = {"000101": [500], "000102": [300, 80, 2]}


def content(*lines: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("tab2010_tab2020_st44_ri.txt", "\ufeff" + "\r\n".join([HEADER, *lines]) + "\r\n")
    return file.getvalue()


def line(t10: str, b10: str, t20: str, b20: str, land: int, water: int, state: str = "44") -> str:
    return f"{state}|007|{t10}|{b10}||0|0|p|44|007|{t20}|{b20}||0|0|p|{land}|{water}"


def blocks() -> pd.DataFrame:
    rows = [
        (f"44007{tract}{1000 + i}", people, people // 2)
        for tract, counts in PEOPLE.items()
        for i, people in enumerate(counts)
    ]
    return pd.DataFrame(rows, columns=["geoid", "POP100", "HU100"])


def test_people_of_parts_add_up_and_a_block_on_the_line_goes_with_most_of_its_land():
    parts = block_relationship.rows("z", content(*(line(*part) for part in PARTS)), "44")
    found = block_relationship.people_of_parts(parts, blocks())
    people = {(r.geoid_2020[5:], r.geoid_2010[5:]): r.people for r in found.itertuples()}
    assert people == {
        ("000101", "000100"): 500,
        ("000102", "000100"): 300 + 80,
        ("000102", "000200"): 2,
    }
    assert found.people.sum() == blocks().POP100.sum()
    assert found.homes.sum() == pytest.approx(blocks().HU100.sum())


def test_a_part_in_another_state_is_left_out_and_people_without_a_part_are_told():
    parts = block_relationship.rows(
        "z", content(*(line(*p) for p in PARTS[1:]), line(*PARTS[0], state="25")), "44"
    )
    assert len(parts) == 4
    with pytest.raises(
        FairtownError, match=r"block 440070001011000 has people and lies in no tract of 2010, 1 in"
    ):
        block_relationship.people_of_parts(parts, blocks())
    with pytest.raises(FairtownError, match=r"^z: no block of state 09 is in it"):
        block_relationship.rows("z", content(*(line(*part) for part in PARTS)), "09")
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    with pytest.raises(FairtownError, match=r"^z: expected one text in it, got 0"):
        block_relationship.rows("z", empty.getvalue(), "44")
