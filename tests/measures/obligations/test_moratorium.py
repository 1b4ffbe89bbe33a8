import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.obligations.moratorium import EXAMPLE, KINDS, LARGE_HOMES, THRESHOLDS, points

DAY = "2026-11-25"


def test_worked_example_of_93_points_and_a_quarter():
    result = points(EXAMPLE, 1, DAY)
    assert result.by_kind == {"rent_60": 40, "rent_80": 30, "market": 23.25}
    assert result.total == 93.25


@pytest.mark.parametrize(("homes", "needed"), [(1_000, 75), (3_750, 75), (3_751, 75.02), (20_000, 400)])
def test_two_percent_of_the_homes_or_75_points(homes, needed):
    assert points({}, homes, DAY).needed == pytest.approx(needed)


@pytest.mark.parametrize(
    ("homes", "is_repeat", "share", "needed"),
    [(20_000, False, 0.02, 400), (20_000, True, 0.015, 300), (19_999, True, 0.02, 399.98)],
)
def test_a_large_town_needs_one_and_a_half_percent_the_second_time(homes, is_repeat, share, needed):
    result = points({}, homes, DAY, is_repeat)
    assert (result.share, result.needed) == (share, pytest.approx(needed))


@pytest.mark.parametrize(
    ("homes", "is_repeat", "years"), [(19_999, True, 4), (20_000, True, 5), (20_000, False, 4)]
)
def test_five_years_for_a_second_moratorium_of_a_large_town(homes, is_repeat, years):
    assert points({}, homes, DAY, is_repeat).years == years


@given(st.dictionaries(st.sampled_from(sorted(KINDS)), st.integers(0, 5_000)), st.integers(1, 60_000))
def test_points_add_up_kind_by_kind(homes, town):
    result = points(homes, town, DAY)
    alone = sum(points({kind: n}, town, DAY).total for kind, n in homes.items())
    assert result.total == pytest.approx(alone)
    assert result.is_enough == (result.total >= result.needed)


def test_one_home_more_never_takes_a_point_away():
    for kind in KINDS:
        assert points({kind: 2}, 100, DAY).total == 2 * points({kind: 1}, 100, DAY).total > 0


def test_middle_housing_counts_only_since_its_law():
    assert points({"middle": 4}, 100, "2024-06-06").total == 1
    with pytest.raises(
        FairtownError, match="points_middle: no value on 2024-06-05; the first holds from 2024-06-06"
    ):
        points({"middle": 4}, 100, "2024-06-05")
    assert points({"middle": 0}, 100, "2024-06-05").total == 0


def test_each_kind_says_how_sure_its_points_are():
    assert {k.status for k in KINDS.values()} == {"copy", "reported", "assumed"}
    assert all("Assumption" in k.points.reference for k in KINDS.values() if k.status == "assumed")


def test_each_threshold_has_a_day_a_source_and_says_how_sure_it_is():
    assert {t.status for t in THRESHOLDS.values()} == {"reported", "assumed"}
    for threshold in THRESHOLDS.values():
        assert list(threshold.parameter.values) == ["2017-07-24"]
        assert threshold.parameter.reference
        assert ("Assumption" in threshold.parameter.reference) == (threshold.status == "assumed")


def test_before_the_act_of_2017_no_threshold_is_known():
    with pytest.raises(FairtownError, match="no value on 2017-07-23; the first holds from 2017-07-24"):
        points({}, 100, "2017-07-23")


@given(st.integers(1, 60_000), st.booleans())
def test_where_the_least_number_is_needed_that_is_told(homes, is_repeat):
    result = points({}, homes, DAY, is_repeat)
    assert result.needed >= 75
    assert result.is_least == (result.needed > result.share * homes)
    assert (result.share == 0.015) == (is_repeat and homes >= LARGE_HOMES)


@pytest.mark.parametrize(
    ("homes", "town", "message"),
    [
        ({"castle": 1}, 100, "kind 'castle' is unknown; there are: rent_40"),
        ({"rent_60": -1}, 100, "rent_60 is -1 homes, expected a whole number from 0 to 1,000,000"),
        ({"rent_60": 1.5}, 100, "rent_60 is 1.5 homes"),
        ({"rent_60": 1_000_001}, 100, "rent_60 is 1000001 homes"),
        ({"rent_60": math.nan}, 100, "rent_60 is nan homes"),
        ({"rent_60": math.inf}, 100, "rent_60 is inf homes"),
        ({}, 0, "homes of the town are 0, expected a number above 0"),
        ({}, math.nan, "homes of the town are nan"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(homes, town, message):
    with pytest.raises(FairtownError) as error:
        points(homes, town, DAY)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
