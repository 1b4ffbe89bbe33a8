"""Rules in words: a plain number is one, anything else stays as published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.data.zoning_atlases.record import Conditions, NoLimit, Number, Range, rule_row, rule_value
from fairtown.data.zoning_atlases.rule_text import between, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("  ", None),
        ("N/a", None),
        ("0.23", Number(0.23)),
        (".18", Number(0.18)),
        ("50%", Number(50)),
        ("35", Number(35)),
        ("NONE", NoLimit()),
        ("25-30", Range(25, 30)),
        ("0.46 - 0.57", Range(0.46, 0.57)),
        ("0.23; 0.06 townhouse", Conditions("0.23; 0.06 townhouse")),
        ("20; 10 corner", Conditions("20; 10 corner")),
        ("TBD - Discrepancy", Conditions("TBD - Discrepancy")),
        ("-5", Conditions("-5")),
        ("1e9", Conditions("1e9")),
        ("١٢", Conditions("١٢")),
        ("17-20; +/- 1.5 average", Conditions("17-20; +/- 1.5 average")),
    ],
)
def test_a_text_becomes_what_it_plainly_says(text, value):
    assert parse(text) == value


@pytest.mark.parametrize("kind", ["alternatives", "contextual"])
def test_a_number_that_is_one_of_several_is_not_the_rule(kind):
    # Hampton R-R in the atlas of Hampton Roads: 0.14, marked as one of alternatives
    assert parse("0.14", kind) == Conditions("0.14")
    assert parse("0.14", "number") == Number(0.14)


def test_two_ends_make_a_range_and_a_blank_end_repeats_the_other():
    assert between("0.46", "0.69") == (Range(0.46, 0.69), False)
    assert between("0.46", "") == (Number(0.46), False)
    assert between("", "0.69") == (Number(0.69), False)
    assert between("", "") == (None, False)
    assert between("0.46", "0.46") == (Number(0.46), False)


def test_ends_upside_down_are_turned_and_told():
    assert between("0.92", "0.34") == (Range(0.34, 0.92), True)


def test_ends_in_words_stay_in_words():
    assert between("0.46", "by sewer") == (Conditions("0.46 to by sewer"), False)


VALUES = (
    st.builds(Number, st.floats(0, 1e6))
    | st.builds(lambda low, more: Range(low, low + more), st.floats(0, 1e3), st.floats(0.01, 1e3))
    | st.builds(lambda low: Range(low, None), st.floats(0, 1e3))
    | st.builds(Conditions, st.text(min_size=1))
    | st.just(NoLimit())
)


@given(VALUES)
def test_a_value_survives_its_row(value):
    _, homes, rule, unit, form, low, high, text = rule_row(0, "f1", "min_lot", "acres", value)
    assert (homes, rule, unit) == ("f1", "min_lot", "acres")
    assert rule_value(form, low, high, text) == value


@given(st.text(max_size=40))
def test_no_text_is_lost(text):
    value = parse(text)
    if isinstance(value, Conditions):
        assert value.text == text.strip()
