"""Rules of tables are read as they are written, and what is unknown keeps them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.data import catalog, rules
from fairtown.data.rules import MissingTable, broken, holds
from fairtown.states import state

CT = catalog.for_state(state("ct"))

ROWS = pd.DataFrame(
    {
        "geoid": ["0900100100", "0900100200", "0900300300"],
        "all": [10.0, 20.0, np.nan],
        "own": [4.0, 15.0, 1.0],
        "rent": [6.0, 5.0, 1.0],
        "town": ["A", "B", ""],
    }
)
OTHERS = {
    "acs5.other": pd.DataFrame(
        {"geoid": ["0900300300", "0900100100"], "name": ["C", "A"], "people": [3.0, 10.0], "by": ["x", "y"]}
    ),
    "acs5.parts": pd.DataFrame({"by": ["A", "A", "B"], "land": [1.0, 9.0, 20.0]}),
}


def first_broken(rule: str) -> int | None:
    found = broken(rule, ROWS, ("geoid",), OTHERS.get)
    return None if found is None else found.row


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("all == own + rent", None),
        ("all == own + 2 * rent", 0),
        ("own <= 10", 1),
        ("own < 4", 0),
        ("rent >= 5", 2),
        ("own != 15", 1),
        ("-own <= -1", None),
        ("own / rent < 1", 1),
        ("rent ** 2 <= 36", None),
        ("abs(own - rent) <= 2", 1),
        ("max(all, 1) >= 1", None),
        ("town == 'A'", 1),
        ("geoid[:5] == '09001'", 2),
        ("geoid[-3:] != '200'", 1),
        ("all == acs5.other.people", None),
        ("own == acs5.other.people", 0),
        ("town == by(acs5.other.name, 'geoid')[geoid]", None),
        ("all == sums(acs5.parts.land, 'by')[town]", None),
        ("own == sums(acs5.parts.land, 'by')[town]", 0),
        ("position <= 2", 2),
        ("length(town) <= 1", None),
    ],
)
def test_the_first_row_that_breaks_a_rule_is_found(rule: str, row: int | None) -> None:
    assert first_broken(rule) == row


def test_what_is_unknown_keeps_every_rule() -> None:
    """No total in the third row, no town either, and no other table knows the second."""
    assert holds("all == 0", ROWS, ("geoid",), OTHERS.get).tolist() == [False, False, True]
    assert holds("town == 'Z'", ROWS, ("geoid",), OTHERS.get).tolist() == [False, False, True]
    assert holds("acs5.other.people < 0", ROWS, ("geoid",), OTHERS.get).tolist() == [False, True, False]


def test_rows_that_are_excepted_may_break_a_rule() -> None:
    assert broken("own <= 10", ROWS, ("geoid",), OTHERS.get, {1}) is None


def test_a_rule_on_a_table_whose_file_is_not_there_says_so() -> None:
    with pytest.raises(MissingTable):
        broken("all == acs5.nothing.people", ROWS, ("geoid",), OTHERS.get)


@pytest.mark.parametrize(
    "rule", ["own", "own <= 1 <= rent", "own <= print(1)", "own <= [1]", "own <= (lambda: 1)()"]
)
def test_what_is_no_comparison_of_columns_is_no_rule(rule: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        first_broken(rule)


@given(st.lists(st.floats(0, 1e12), min_size=1, max_size=20), st.floats(0.5, 1))
def test_sums_hold_to_what_print_rounds_and_no_further(values: list[float], part: float) -> None:
    rows = pd.DataFrame({"a": np.array(values) * part, "b": np.array(values) * (1 - part), "all": values})
    assert broken("all == a + b", rows, (), OTHERS.get) is None
    off = rows.assign(all=rows["all"] * 1.001 + 1)
    assert broken("all == a + b", off, (), OTHERS.get).row == 0


def test_shapes_are_measured_on_the_globe() -> None:
    """A hundredth of a degree at the equator is 1,111.95 m, and its square 305.5 acres or .4774 square miles."""
    square = "POLYGON ((0 0, 0.01 0, 0.01 0.01, 0 0.01, 0 0))"
    rows = pd.DataFrame({"shape": [square, ""], "lon": [0.005, 5.0], "lat": [0.005, 5.0]})
    assert broken("abs(area_acres(shape) - 305.54) <= 0.05", rows, (), OTHERS.get) is None
    assert broken("abs(area_sq_mi(shape) - 0.4774) <= 0.0001", rows, (), OTHERS.get) is None
    assert broken("inside(point(lon, lat), shape) == 1", rows, (), OTHERS.get) is None
    rows.loc[1, "shape"] = square
    assert broken("inside(point(lon, lat), shape) == 1", rows, (), OTHERS.get).row == 1


@pytest.mark.parametrize("text", ["POLYGON ((", "nothing", "POINT EMPTY", "POLYGON ((0 0, 1 1))"])
def test_a_shape_that_cannot_be_read_is_unknown(text: str) -> None:
    rows = pd.DataFrame({"shape": [text]})
    assert broken("area_acres(shape) == 1", rows, (), OTHERS.get) in (None, rules.Broken(0, 0.0, 1.0))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("09001010101", "101.01"),
        ("09001020000", "200"),
        ("09009990000", "9900"),
        ("09001", ""),
        ("0900x010101", ""),
    ],
)
def test_the_number_of_a_tract_is_in_its_code(code: str, name: str) -> None:
    assert rules.FUNCTIONS["tract_name"](np.array([code], object)).tolist() == [name]


def test_every_rule_that_is_declared_can_be_read_and_names_tables_that_there_are() -> None:
    declared = [
        rule
        for source in CT.sources.values()
        for table in source.tables
        for rule in (*table.rules, *table.totals)
    ]
    assert len(declared) > 150
    for rule in declared:
        rules.parse(rule)
        for address in rules.tables_of(rule):
            assert CT.table(address)
