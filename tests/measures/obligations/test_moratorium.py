import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.obligations.moratorium import EXAMPLE, KINDS, points

DAY = "2026-11-25"


def test_worked_example_of_93_points_and_a_quarter():
    made = points(EXAMPLE, 1, DAY)
    assert made.by_kind == {"rent_60": 40, "rent_80": 30, "market": 23.25}
    assert made.total == 93.25


@pytest.mark.parametrize(("homes", "needed"), [(1_000, 75), (3_750, 75), (3_751, 75.02), (20_000, 400)])
def test_two_percent_of_the_homes_or_75_points(homes, needed):
    assert points({}, homes, DAY).needed == pytest.approx(needed)


@pytest.mark.parametrize(
    ("homes", "is_repeat", "years"), [(19_999, True, 4), (20_000, True, 5), (20_000, False, 4)]
)
def test_five_years_for_a_second_moratorium_of_a_large_town(homes, is_repeat, years):
    assert points({}, homes, DAY, is_repeat).years == years


@given(st.dictionaries(st.sampled_from(sorted(KINDS)), st.integers(0, 5_000)), st.integers(1, 60_000))
def test_points_add_up_kind_by_kind(homes, town):
    made = points(homes, town, DAY)
    alone = sum(points({kind: n}, town, DAY).total for kind, n in homes.items())
    assert made.total == pytest.approx(alone)
    assert made.is_enough == (made.total >= made.needed)


def test_each_kind_says_how_sure_its_points_are():
    assert {k.status for k in KINDS.values()} == {"confirmed", "reported", "assumed"}
    assert all("Assumption" in k.points.reference for k in KINDS.values() if k.status == "assumed")


@pytest.mark.parametrize(
    ("homes", "town", "told"),
    [
        ({"castle": 1}, 100, "kind 'castle' is unknown; there are: rent_40"),
        ({"rent_60": -1}, 100, "rent_60 is -1 homes, expected a whole number from 0 to 1,000,000"),
        ({"rent_60": 1.5}, 100, "rent_60 is 1.5 homes"),
        ({"rent_60": math.nan}, 100, "rent_60 is nan homes"),
        ({"rent_60": math.inf}, 100, "rent_60 is inf homes"),
        ({}, 0, "homes of the town are 0, expected a number above 0"),
        ({}, math.nan, "homes of the town are nan"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(homes, town, told):
    with pytest.raises(FairtownError) as error:
        points(homes, town, DAY)
    assert told in str(error.value)
    assert "\n" not in str(error.value)
