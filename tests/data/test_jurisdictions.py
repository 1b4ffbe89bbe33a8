"""Who decides in each block: towns, places and the rest of their county, villages in towns, counties alone.

Codes are real where places are named; counts are round and made up.
"""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.data import jurisdictions
from fairtown.data.readers.redistricting import Redistricting
from fairtown.states.governments import GOVERNMENTS

#: County, tract, county subdivision and its class, place and its class, people, homes, land.
Block = tuple[str, str, str, str, str, str, int, int, int]

VIRGINIA: list[Block] = [
    # Alexandria, an independent city: county, county subdivision and place in one
    ("510", "200100", "01000", "C7", "01000", "C7", 900, 400, 50),
    # Leesburg, a town inside of Loudoun County; around it the county decides
    ("107", "610501", "93220", "Z1", "44984", "C1", 500, 200, 40),
    ("107", "610501", "93220", "Z1", "", "", 120, 50, 900),
    # Ashburn is a place for statistics only
    ("107", "611002", "93180", "Z1", "03000", "U1", 300, 100, 60),
    ("107", "990000", "93180", "Z1", "", "", 0, 0, 0),
]
CALIFORNIA: list[Block] = [
    ("001", "400100", "91120", "Z1", "53000", "C1", 800, 350, 30),
    ("001", "400200", "91120", "Z1", "06000", "C1", 700, 300, 20),
    # one tract in a city and around it
    ("001", "430100", "92160", "Z1", "53000", "C1", 40, 10, 5),
    ("001", "430100", "92160", "Z1", "", "", 60, 30, 500),
    # Castro Valley: unincorporated
    ("001", "430200", "92160", "Z1", "11964", "U1", 250, 90, 70),
    ("003", "010000", "90075", "Z1", "", "", 5, 9, 8_000),
]
NEW_YORK: list[Block] = [
    # the village of Brewster inside of the town of Southeast; the rest of it decides for itself
    ("079", "010200", "68924", "T1", "08103", "C1", 60, 25, 1),
    ("079", "010200", "68924", "T1", "", "", 340, 120, 90),
    # a city, which is in no town
    ("071", "000100", "50034", "C5", "50034", "C5", 280, 110, 10),
]
RHODE_ISLAND: list[Block] = [
    ("007", "000101", "59000", "C5", "59000", "C5", 450, 200, 3),
    ("003", "020101", "18640", "T1", "", "", 150, 70, 80),
    ("005", "990000", "00000", "Z9", "", "", 0, 0, 0),
]
HAWAII: list[Block] = [("003", "000101", "90810", "Z5", "71550", "U1", 400, 170, 9)]


def counts(code: str, blocks: list[Block]) -> Redistricting:
    """Return the geography of a state that has these blocks only."""
    fips = GOVERNMENTS[code].fips
    names = ["COUNTY", "TRACT", "COUSUB", "COUSUBCC", "PLACE", "PLACECC", "POP100", "HU100", "AREALAND"]
    rows = pd.DataFrame(blocks, columns=names)
    rows["geoid"] = [f"{fips}{r.COUNTY}{r.TRACT}{1000 + i}" for i, r in enumerate(rows.itertuples())]
    sums = ["POP100", "HU100", "AREALAND"]

    def level(codes: pd.Series) -> pd.DataFrame:
        found = rows[sums].groupby(codes).sum().rename_axis("geoid").reset_index()
        return found.assign(NAME="Name " + found.geoid, BASENAME="Base " + found.geoid, AREAWATR=0)

    is_place = rows.PLACE != ""
    return Redistricting(
        counties=level(fips + rows.COUNTY).assign(NAME=lambda r: r.geoid + " County"),
        subdivisions=level(fips + rows.COUNTY + rows.COUSUB),
        places=level((fips + rows.PLACE)[is_place]),
        tracts=level(rows.geoid.str[:11]),
        blocks=rows,
    )


SHAPES = [
    ("va", VIRGINIA, {"5101000": 900, "5144984": 500, "5110799999": 420}),
    ("ca", CALIFORNIA, {"0653000": 840, "0606000": 700, "0600199999": 310, "0600399999": 5}),
    ("ny", NEW_YORK, {"3608103": 60, "3607968924": 340, "3650034": 280}),
    ("ri", RHODE_ISLAND, {"4400759000": 450, "4400318640": 150}),
    ("hi", HAWAII, {"1500399999": 400}),
]


@pytest.mark.parametrize(("code", "blocks", "people"), SHAPES, ids=[code for code, *_ in SHAPES])
def test_jurisdictions_share_out_all_people_homes_and_land(
    code: str, blocks: list[Block], people: dict[str, int]
):
    own, geography = GOVERNMENTS[code], counts(code, blocks)
    found = jurisdictions.shares(own, geography)
    assert found[found.jurisdiction != ""].groupby("jurisdiction").people.sum().to_dict() == people
    assert found.people.sum() == sum(block[6] for block in blocks)
    assert found.homes.sum() == sum(block[7] for block in blocks)
    towns = jurisdictions.towns(own, geography)
    assert set(towns.geoid) == set(people)
    assert towns.land_area_sq_mi.sum() * 1609.344**2 == pytest.approx(
        sum(b[8] for b in blocks), abs=30 * len(towns)
    )
    tracts = jurisdictions.tracts(own, geography)
    assert set(tracts.town_geoid) - {""} <= set(towns.geoid)


def test_a_tract_in_two_jurisdictions_names_both_the_larger_first():
    tracts = jurisdictions.tracts(GOVERNMENTS["ca"], counts("ca", CALIFORNIA)).set_index("geoid")
    shared = tracts.loc["06001430100"]
    assert (shared.town_geoid, shared.also_town_geoid) == ("0600199999", "0653000")
    assert (tracts.drop("06001430100").also_town_geoid == "").all()
    parts = jurisdictions.shares(GOVERNMENTS["ca"], counts("ca", CALIFORNIA)).query("tract == '06001430100'")
    assert dict(zip(parts.jurisdiction, parts.people, strict=True)) == {"0600199999": 60, "0653000": 40}


def test_water_belongs_to_nobody_and_an_empty_tract_to_who_has_its_land():
    tracts = jurisdictions.tracts(GOVERNMENTS["ri"], counts("ri", RHODE_ISLAND)).set_index("geoid")
    assert tracts.town_geoid["44005990000"] == ""
    assert pd.isna(tracts.land_area_sq_mi["44005990000"])
    empty = [*RHODE_ISLAND, ("003", "980000", "18640", "T1", "", "", 0, 0, 7)]
    tracts = jurisdictions.tracts(GOVERNMENTS["ri"], counts("ri", empty)).set_index("geoid")
    assert (tracts.town_geoid["44003980000"], tracts.tract_name["44003980000"]) == ("4400318640", "9800")


def test_names_that_are_alike_say_what_they_are():
    geography = counts("va", VIRGINIA)
    geography.places["BASENAME"] = "Alike"
    geography.places["NAME"] = ["Alike city", "Ashburn CDP", "Alike town"]
    towns = jurisdictions.towns(GOVERNMENTS["va"], geography).set_index("geoid").town
    assert towns.to_dict() == {
        "5101000": "Alike city",
        "5144984": "Alike town",
        "5110799999": "Rest of 51107 County",
    }


BLOCKS = st.lists(
    st.tuples(
        st.sampled_from(["001", "003"]),
        st.sampled_from(["000100", "000200", "980000"]),
        st.sampled_from(["11111", "22222", "00000"]),
        st.sampled_from(["T1", "C5", "Z1", "Z9"]),
        st.sampled_from(["", "33333", "44444"]),
        st.sampled_from(["", "C1", "C5", "U1", "C9"]),
        st.integers(0, 500),
        st.integers(0, 200),
        st.integers(0, 1_000),
    ),
    min_size=1,
    max_size=30,
)


@given(blocks=BLOCKS, code=st.sampled_from(["va", "ny", "ri", "hi"]))
def test_every_block_is_counted_once_however_places_lie(blocks: list[Block], code: str):
    blocks = [b if b[4] else (*b[:5], "", *b[6:]) for b in blocks]
    found = jurisdictions.shares(GOVERNMENTS[code], counts(code, blocks))
    assert found.people.sum() == sum(block[6] for block in blocks)
    assert found.homes.sum() == sum(block[7] for block in blocks)
    assert found.people[found.jurisdiction == ""].sum() == 0
    assert not found.duplicated(["tract", "jurisdiction"]).any()
