"""Numbers as typed: one meaning or none; as written: read back to the last bit."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.scenarios.typed_numbers import number, written

NUMBERS = st.floats(0, 1e12, allow_subnormal=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1000", 1000),
        ("1,000", 1000),
        ("1,234,567.5", 1_234_567.5),
        (" 2.5 ", 2.5),
        ("-1,000", -1000),
        ("1e3", 1000),
    ],
)
def test_a_number_is_read_as_people_write_it(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["1,5", "1,0000", "10,00", ",5", "1,,000", "1_000", "", "much", "1 000", "1.000,5"]
)
def test_what_could_be_meant_in_two_ways_is_no_number(text):
    with pytest.raises(ValueError, match="is no number"):
        number(text)


def test_the_shortest_text_is_taken():
    assert [written(v, 100) for v in (0.2, 0.07, 33.3 / 100)] == ["20", "7", "33.3"]
    assert [written(v) for v in (1_234_567.0, 1e8, 0.1, 0.0)] == ["1234567", "100000000", "0.1", "0"]


@given(NUMBERS)
def test_what_is_written_is_read_back(value):
    assert number(written(value)) == value


@given(st.decimals(0, 150, places=12).map(str))
def test_a_percentage_that_was_typed_is_kept(text):
    share = number(text) / 100
    assert number(written(share, 100)) / 100 == share
    assert math.isclose(number(written(share, 100)), float(text), rel_tol=1e-14)
