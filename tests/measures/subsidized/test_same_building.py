"""Records of one building: names as people write them, points near each other, and what must hold of any records."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.subsidized.same_building import (
    NEAR_M,
    SAME_NAME_M,
    buildings,
    largest_of_each,
    name_of,
    near_pairs,
)

KEY = "e1efdccc-4799-4d32-8652-9d207bc6faa8"
NAMES = ["Elm Court", "ELM COURT APTS", "Oak House", "Oak House II", "OAK HOUSE I", "Brook", "", KEY]
FAR = 10_000_000.0

records = st.lists(
    st.tuples(
        st.integers(0, 200),
        st.integers(0, 200),
        st.sampled_from(NAMES),
        st.integers(0, 60),
        st.sampled_from(["LIHTC", "HOME", "Deed"]),
    ),
    min_size=1,
    max_size=25,
)


def together(rows, same_name_m=0.0):
    x, y, names, homes, programs = (list(column) for column in zip(*rows, strict=True))
    return buildings(x, y, names, homes, programs, same_name_m)


def distinct(rows, **rule):
    homes = np.array([row[3] for row in rows], float)
    building = together(rows, **rule)
    return homes[largest_of_each(building, homes, [str(row[4]) for row in rows])].sum()


def are_one(a, b, metres=0.0, homes=(10, 10), programs=("LIHTC", "HOME")):
    one, other = together([(0, 0, a, homes[0], programs[0]), (metres, 0, b, homes[1], programs[1])])
    return one == other


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Watson Farms", "WATSON FARM ASSOC"),
        ("Alfred E. Plant Elderly Apartments", "ALFRED E PLANT ELDERLY HOUSING"),
        ("St. Mary's Elderly Apartments", "ST. MARY`S ELDERLY APTS"),
        ("The Godfrey", "GODFREY THE"),
        ("Zezzo House (Rev. Joseph)", "ZEZZO REV JOSEPH HOUSE"),
        ("East Gate I", "EASTGATE APARTMENTS"),
        ("Number One Norton Street", "NUMBER ONE NORTON APARTMENTS"),
        ("Casa Nueva", "Casa Nueva (Broad Lawrence)"),
        ("Deerfield Village", "Deerfield Village I & II"),
        ("360", "360"),
        ("Señora Court", "SENORA COURT"),
    ],
)
def test_one_name_written_in_two_ways_is_one(a, b):
    assert are_one(a, b, homes=(10, 11))
    assert are_one(b, a, homes=(10, 11))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Crosby Manor", "Wooster Manor"),
        ("Stone Street", "Taylor Street"),
        ("Laurel Acres", "Bonnie Acres"),
        ("Monterey 3", "Monterey 5"),
        ("Hudson Phase I", "Hudson Phase II"),
        ("Brookside (Unity Square)", "Brookside (Windy Lane)"),
        ("360 State Street", "362 State Street"),
        ("Elm Court", ""),
    ],
)
def test_two_names_are_two(a, b):
    assert not are_one(a, b, homes=(10, 11))
    assert not are_one(b, a, homes=(10, 11))


def test_like_names_are_one_up_to_fifty_meters_and_not_beyond():
    assert are_one("Elm Court", "ELM COURT", metres=NEAR_M)
    assert not are_one("Elm Court", "ELM COURT", metres=NEAR_M + 0.01)


@pytest.mark.parametrize("nameless", ["", "  ", KEY, KEY.upper()])
def test_a_record_without_a_name_goes_by_the_number_of_homes_in_another_program(nameless):
    assert are_one(nameless, "Elm Court", homes=(28, 28))
    assert not are_one(nameless, "Elm Court", homes=(28, 27))
    assert not are_one(nameless, "Elm Court", homes=(28, 28), programs=("HOME", "HOME"))
    assert not are_one(nameless, "Elm Court", homes=(28, 28), metres=NEAR_M + 1)


def test_two_blanks_are_no_common_name_but_a_common_key_is():
    assert not are_one("", "", homes=(5, 6))
    assert are_one(KEY, KEY, homes=(5, 6))


def test_what_is_linked_in_steps_is_one_building():
    rows = [
        (0, 0, "Elm Court", 10, "LIHTC"),
        (40, 0, "Elm Court", 20, "HOME"),
        (80, 0, "Elm Court", 15, "Deed"),
    ]
    assert len(set(together(rows))) == 1
    assert distinct(rows) == 20


def test_developments_recorded_at_one_office_stay_apart():
    names = ["Albion Street", "Boston Commons", "Charles F. Greene Homes", "P.T Barnum Apartments"]
    assert distinct([(0, 0, name, 100, "Public_Housing") for name in names]) == 400


def test_the_wider_rule_also_joins_the_very_same_name_at_another_point():
    rows = [(0, 0, "Zbikowski Park", 90, "LIHTC"), (SAME_NAME_M, 0, "ZBIKOWSKI PARK", 122, "State_Subsidy")]
    assert distinct(rows) == 212
    assert distinct(rows, same_name_m=SAME_NAME_M) == 122
    assert distinct([rows[0], (0, 900, "Zbikowski Park II", 5, "HOME")], same_name_m=SAME_NAME_M) == 95


def test_a_record_without_a_point_stands_alone():
    rows = [
        (np.nan, 0, "Elm Court", 10, "LIHTC"),
        (0, 0, "Elm Court", 10, "HOME"),
        (0, 0, "Elm Court", 9, "Deed"),
    ]
    assert distinct(rows) == 20


def test_no_records_are_no_buildings():
    assert buildings([], [], [], [], []).shape == (0,)
    assert largest_of_each([], [], []).shape == (0,)


def test_the_largest_record_stands_for_its_building_and_the_lowest_tract_if_several_are():
    assert largest_of_each([0, 0, 1], [5, 7, 1], ["b", "c", "a"]).tolist() == [1, 2]
    assert largest_of_each([0, 0], [7, 7], ["b", "a"]).tolist() == [1]


@pytest.mark.parametrize(
    ("homes", "message"),
    [
        ([1.0], "have 1, 2, 2, 2, 2 entries"),
        ([1.0, -2.0], "homes is -2 in 1 records"),
        ([1, np.nan], "homes is nan"),
    ],
)
def test_records_that_cannot_be_used_are_refused_in_one_line(homes, message):
    with pytest.raises(FairtownError, match=message) as error:
        buildings([0, 0], [0, 0], ["a", "b"], homes, ["x", "y"])
    assert "\n" not in str(error.value)


@given(rows=records, data=st.data())
def test_the_order_of_records_is_no_matter(rows, data):
    order = data.draw(st.permutations(range(len(rows))))
    building, moved = together(rows), together([rows[i] for i in order])
    same = building[:, None] == building
    assert (same[np.ix_(order, order)] == (moved[:, None] == moved)).all()
    assert distinct([rows[i] for i in order]) == distinct(rows)


@given(rows=records)
def test_distinct_homes_lie_between_the_largest_record_and_the_sum(rows):
    homes = [row[3] for row in rows]
    assert max(homes) <= distinct(rows) <= sum(homes)
    assert distinct(rows, same_name_m=SAME_NAME_M) <= distinct(rows)


@given(rows=records)
def test_what_was_counted_once_counts_the_same_again(rows):
    homes = np.array([row[3] for row in rows], float)
    stands = largest_of_each(together(rows), homes, [row[4] for row in rows])
    remaining = [rows[i] for i in stands]
    assert len(set(together(remaining))) == len(remaining)
    assert distinct(remaining) == distinct(rows)


@given(rows=records, homes=st.integers(0, 500))
def test_a_record_far_from_all_others_adds_all_of_its_homes(rows, homes):
    assert distinct([*rows, (FAR, FAR, rows[0][2], homes, "LIHTC")]) == distinct(rows) + homes


@given(rows=records)
def test_a_record_twice_is_counted_once(rows):
    named = [row for row in rows if row[2] not in ("",)] or [(0, 0, "Elm Court", 1, "LIHTC")]
    assert distinct([*named, *named]) == distinct(named)


@given(
    points=st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), max_size=40),
    within=st.floats(1, 300),
)
def test_near_pairs_are_those_that_comparing_every_pair_finds(points, within):
    x, y = np.array([p[0] for p in points], float), np.array([p[1] for p in points], float)
    distance = np.hypot(x[:, None] - x, y[:, None] - y)
    expected = {(i, j) for i, j in zip(*np.nonzero(distance <= within), strict=True) if i < j}
    i, j = near_pairs(x, y, within)
    assert len(i) == len(expected)
    assert set(zip(i.tolist(), j.tolist(), strict=True)) == expected


@given(text=st.text(max_size=40))
def test_any_text_has_a_name_and_is_like_itself(text):
    name = name_of(text)
    assert name.distinctive == "" or name.distinctive.isascii()
    if name.plain:
        assert are_one(text, text.upper() if text.isascii() else text, homes=(3, 4))


def test_a_hundred_thousand_records_take_seconds():
    rng = np.random.default_rng(7)
    n = 100_000
    x, y = rng.uniform(0, 100_000, (2, n))
    names = rng.choice(np.array([f"Elm {word} Court" for word in NAMES[2:6]], object), n)
    began = time.perf_counter()
    found = buildings(x, y, names.tolist(), rng.integers(1, 90, n), ["LIHTC"] * n)
    assert time.perf_counter() - began < 20
    assert found.max() + 1 < n
