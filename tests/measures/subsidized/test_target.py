"""The distance to a target: by hand, back again by plugging in, and one line for what cannot be worked out."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures import all_measures
from fairtown.measures.subsidized.target import Start, target

NOW = 2026
shares = st.floats(0, 1)
flows = st.floats(1, 10_000)
years = st.integers(1, 50)
stocks = st.tuples(st.integers(0, 200_000), st.floats(0, 1)).map(
    lambda s: (float(s[0]), float(math.floor(s[0] * s[1])))
)


def start(homes=1000.0, in_area=200.0, new=50.0):
    return Start(NOW, homes, in_area, new)


def test_the_worked_example():
    """1,000 homes, 200 in the area, 50 new a year for 10 years: 30% of 1,500 are 450, so 250 of 500 new ones."""
    found = target(start(), 0.30, NOW + 10)
    assert found.needed == 0.5
    assert not found.is_reached
    assert not found.is_out_of_reach
    assert found.most == pytest.approx(700 / 1500)
    assert found.least == pytest.approx(200 / 1500)
    # 200 + 50 m = .3 (1,000 + 50 m) from m = 100 / 35 = 2.9 years on
    assert found.earliest_year == NOW + 3


def test_a_target_that_holds_without_any_new_home_is_reached():
    found = target(start(), 0.10, NOW + 10)
    assert found.is_reached
    assert found.needed == pytest.approx((0.10 * 1500 - 200) / 500)
    assert found.followed == 0
    assert found.earliest_year == NOW


def test_a_target_beyond_all_new_homes_names_the_year_in_which_it_is_within_reach():
    found = target(start(), 0.50, NOW + 10)
    assert found.needed == pytest.approx(1.1)
    assert found.is_out_of_reach
    assert found.followed == 1
    assert found.most < 0.5
    # 200 + 50 m = .5 (1,000 + 50 m) from m = 300 / 25 = 12 years on
    assert found.earliest_year == NOW + 12
    assert target(start(), 0.50, NOW + 12).needed == pytest.approx(1)


def test_all_homes_in_one_area_is_never_reached_while_one_is_elsewhere():
    assert target(start(), 1.0, NOW + 10).earliest_year is None
    assert target(start(in_area=1000.0), 1.0, NOW + 10).earliest_year == NOW
    assert target(start(in_area=1000.0), 1.0, NOW + 10).needed == pytest.approx(1)


def test_the_table_of_progress_by_hand():
    rows = target(start(), 0.30, NOW + 2).progress()
    assert [(r.year, r.homes, r.in_area) for r in rows] == [
        (2026, 1000, 200),
        (2027, 1050, 250),
        (2028, 1100, 300),
    ]
    assert rows[-1].share == pytest.approx(300 / 1100)
    assert target(start(0.0, 0.0), 0.3, NOW + 1).progress()[0].share is None


@given(stock=stocks, flow=flows, n=years, share=shares)
def test_plugging_the_share_of_new_homes_back_in_reaches_exactly_the_target(stock, flow, n, share):
    found = target(start(*stock, flow), share, NOW + n)
    homes, in_area = found.start.after(n, found.needed)
    assert in_area / homes == pytest.approx(share, abs=1e-9)


@given(stock=stocks, flow=flows, n=years, share=shares)
def test_progress_ends_at_the_target_or_at_the_nearest_share_there_is(stock, flow, n, share):
    found = target(start(*stock, flow), share, NOW + n)
    rows = found.progress()
    assert len(rows) == n + 1
    expected = min(max(share, found.least), found.most)
    assert rows[-1].share == pytest.approx(expected, abs=1e-9)
    assert found.least <= found.most


@given(stock=stocks, flow=flows, n=years, share=shares, more=st.floats(0, 1))
def test_a_higher_target_needs_no_smaller_share(stock, flow, n, share, more):
    higher = min(1.0, share + more)
    assert (
        target(start(*stock, flow), higher, NOW + n).needed
        >= target(start(*stock, flow), share, NOW + n).needed
    )


@given(stock=stocks, flow=flows, n=years, share=shares, more=st.integers(0, 1000))
def test_more_homes_in_the_area_now_need_no_larger_share(stock, flow, n, share, more):
    homes, in_area = stock
    assume(in_area + more <= homes)
    ahead = target(start(homes, in_area + more, flow), share, NOW + n)
    assert ahead.needed <= target(start(homes, in_area, flow), share, NOW + n).needed


@given(stock=stocks, flow=flows, n=years, share=shares, times=st.floats(1, 20))
def test_more_new_homes_bring_the_needed_share_nearer_to_the_target(stock, flow, n, share, times):
    """x - T = (T U - u) / (F n): a shortfall now weighs less, the more is built."""
    slow, fast = (target(start(*stock, f), share, NOW + n) for f in (flow, flow * times))
    assert abs(fast.needed - share) <= abs(slow.needed - share) + 1e-9
    assert target(start(*stock, flow), share, NOW + n).needed - share == pytest.approx(
        (share * stock[0] - stock[1]) / (flow * n), abs=1e-6, rel=1e-6
    )


@given(stock=stocks, flow=flows, n=years, share=st.floats(0, 0.99))
def test_the_earliest_year_is_the_first_in_which_all_new_homes_are_enough(stock, flow, n, share):
    found = target(start(*stock, flow), share, NOW + n)
    earliest = found.earliest_year
    assume(earliest is not None and earliest < NOW + 100_000)

    def short(year):
        homes, in_area = found.start.after(year - NOW, 1.0)
        return share * homes - in_area

    assert short(earliest) <= 1e-4
    assert earliest == NOW or short(earliest - 1) > -1e-4
    if abs(found.needed - 1) > 1e-9:
        assert found.is_out_of_reach == (earliest > NOW + n)


@pytest.mark.parametrize(
    ("homes", "share", "by_year", "message"),
    [
        (start(), 1.01, 2030, "share is 1.01, expected 0 to 1"),
        (start(), -0.1, 2030, "share is -0.1"),
        (start(), math.nan, 2030, "share is nan"),
        (start(), 0.5, NOW, "by_year is 2026, expected a year after 2026 and up to 2226"),
        (start(), 0.5, NOW + 201, "by_year is 2227"),
        (start(), 0.5, 2030.5, "by_year is 2030.5"),
        (start(homes=1e13), 0.5, 2030, "homes is 1e\\+13|homes is 10000000000000"),
        (start(), 0.5, NOW - 1, "by_year is 2025"),
        (start(homes=-1.0), 0.5, 2030, "homes is -1"),
        (start(homes=math.inf), 0.5, 2030, "homes is inf"),
        (start(in_area=math.nan), 0.5, 2030, "in_area is nan"),
        (start(new=-5.0), 0.5, 2030, "new_per_year is -5"),
        (start(in_area=1001.0), 0.5, 2030, "in_area is 1001 of 1000 homes"),
        (start(new=0.0), 0.5, 2030, "new_per_year is 0, expected above 0"),
    ],
)
def test_what_cannot_be_worked_out_is_refused_in_one_line(homes, share, by_year, message):
    with pytest.raises(FairtownError, match=message) as error:
        target(homes, share, by_year)
    assert "\n" not in str(error.value)


def test_it_is_no_measure():
    assert "subsidized.target" not in all_measures()
