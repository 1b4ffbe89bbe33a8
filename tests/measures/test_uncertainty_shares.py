"""Margins: differences, periods, shares of those tried, medians."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.measures.uncertainty import (
    Z_90,
    binomial_moe,
    differs,
    median,
    overlap,
)

from .uncertainty_cases import margins, parts, refusal

TENS = [0, 10, 20, 30, 40]


def test_figures_differ_beyond_the_margin_of_their_difference():
    assert differs(100, 3, 105.01, 4) == 1
    assert differs(100, 3, 105, 4) == 0
    assert differs([100, 100], [3, 3], [106, 104], [4, 4]).tolist() == [1, 0]
    assert differs([100, 110], [3, 3], 105.5, 4).tolist() == [1, 0]


def test_controlled_figures_differ_as_soon_as_they_are_not_the_same():
    assert differs([100, 100], 0, [100, 101], 0).tolist() == [0, 1]


def test_shared_years_make_a_smaller_difference_count():
    assert differs(100, 3, 104, 4) == 0
    assert differs(100, 3, 104, 4, overlap=overlap("2014-2018", "2015-2019")) == 1
    assert differs(100, 3, 102.2, 4, overlap=0.8) == 0  # 5 sqrt(.2) = 2.236
    assert differs(100, 3, 102.3, 4, overlap=0.8) == 1


@pytest.mark.parametrize("blank", [np.nan, np.inf])
@pytest.mark.parametrize("place", range(4))
def test_what_is_unknown_is_neither_different_nor_the_same(blank, place):
    figures = [100.0, 3.0, 900.0, 4.0]
    assert differs(*figures) == 1
    figures[place] = blank
    assert np.isnan(differs(*figures))


@pytest.mark.parametrize("share_of_years", [-0.1, 1, 1.2, np.nan])
def test_an_overlap_that_leaves_no_error_is_refused(share_of_years):
    line = refusal(differs, 1, 1, 2, 1, overlap=share_of_years)
    assert f"differs: overlap is {share_of_years}, expected a share from 0 to below 1" in line


@given(a=parts, a_moe=margins, b=parts, b_moe=margins, years=st.sampled_from([0.0, 0.2, 0.8]))
def test_to_differ_is_mutual_and_overlap_never_hides_it(a, a_moe, b, b_moe, years):
    answer = differs(a, a_moe, b, b_moe, overlap=years)
    assert answer in (0, 1)
    assert answer == differs(b, b_moe, a, a_moe, overlap=years)
    assert answer >= differs(a, a_moe, b, b_moe)
    assert differs(a, a_moe, a, b_moe, overlap=years) == 0


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [
        ("2015-2019", "2019-2023", 0.2),
        ("2015-2019", "2016-2020", 0.8),
        ("2012-2016", "2019-2023", 0),
        ("2014-2018", "2019-2023", 0),
        ("2015–2019", "2015-2019", 1),
        ("2007-2009", "2008-2010", 2 / 3),
    ],
)
def test_common_years_of_two_periods(first, second, common):
    assert overlap(first, second) == overlap(second, first) == common


@pytest.mark.parametrize(
    "text", ["2019", "2019-2015", "2015-19", "2015 - 2019", "", "ACS 2015-2019", "２０１５-２０１９"]
)
def test_a_text_that_is_no_period_is_refused(text):
    line = refusal(overlap, "2015-2019", text)
    assert line == (f"period is {text!r}, expected first and last year; write it as 2015-2019")


def test_periods_of_unequal_length_are_refused():
    line = refusal(overlap, "2015-2019", "2019-2019")
    assert (
        line == "overlap: 2015-2019 has 5 years and 2019-2019 has 1, expected as many; compare equal periods"
    )


def test_the_margin_of_a_share_of_those_tried():
    assert binomial_moe(0.5, 100) == pytest.approx(Z_90 * 0.05)
    assert binomial_moe([0.2, 0.8], 400) == pytest.approx([Z_90 * 0.02] * 2)


@pytest.mark.parametrize(
    ("n", "floor"), [(1, 0.95), (2, 1 - 0.05**0.5), (5, 0.4507), (30, 0.0950), (1000, 0.00299)]
)
def test_none_or_all_is_not_certain(n, floor):
    assert binomial_moe([0, 1], n) == pytest.approx([floor] * 2, rel=1e-3)
    left_with_none = (1 - binomial_moe(0, n)) ** n
    assert left_with_none == pytest.approx(0.05)


@pytest.mark.parametrize("n", [11, 30, 1000])
def test_the_floor_holds_for_three_at_either_end(n):
    found = np.arange(n + 1)
    plain = Z_90 * np.sqrt(found / n * (1 - found / n) / n)
    raised = binomial_moe(found / n, n) > plain
    assert raised[:4].all()
    assert raised[-4:].all()
    assert raised.sum() == 8


def test_nobody_or_an_unknown_number_tried_has_no_margin():
    assert np.isnan(binomial_moe([0.5, 0.5, np.nan, 0], [0, np.nan, 10, 0])).all()


def test_percent_instead_of_a_share_is_refused():
    line = refusal(binomial_moe, [0.2, 45.0, 50.0], 100)
    assert line == "binomial_moe: share is 45 in 2 rows, expected 0 to 1; divide percent by 100"
    line = refusal(binomial_moe, 0.5, [10, -9])
    assert (
        line == "binomial_moe: n is -9 in 1 rows, expected 0 or more; give the number tried, NaN if unknown"
    )


@given(k=st.integers(0, 50), more=st.integers(0, 50), times=st.integers(2, 20))
def test_more_tried_are_more_certain_and_a_share_is_as_certain_as_the_rest(k, more, times):
    n = k + more + 1
    once = binomial_moe(k / n, n)
    assert 0 < once < 1
    assert binomial_moe(k / n, times * n) < once
    assert binomial_moe(1 - k / n, n) == pytest.approx(once)


def test_a_median_worked_by_hand():
    # 400 homes, 10 20 40 30 percent: half is 120 of 160 into the third group, which begins at 120.
    # SE(50 percent) = 2 sqrt(80 / (20 x 400) x 50²) = 2 x 5 = 10; 40 percent is 20 + .25 x 10, 60 is 20 + .75 x 10.
    middle, moe = median(TENS, [40, 80, 160, 120], design_factor=2, percent_sampled=20)
    assert middle == 25
    assert moe == pytest.approx(Z_90 * 2.5)


def test_bounds_in_different_groups_are_each_interpolated_in_their_own():
    # SE(50 percent) is 25: 25 percent of 400 is 60 of 80 into the second group, 75 are 20 of 120 into the fourth.
    middle, moe = median(TENS, [40, 80, 160, 120], design_factor=5, percent_sampled=20)
    low, high = 10 + 10 * (100 - 40) / 80, 30 + 10 * (300 - 280) / 120
    assert middle == 25
    assert moe == pytest.approx(Z_90 * (high - low) / 2)


def test_the_bureaus_minnesota_example_of_the_error_of_half():
    middle, moe = median([0, 100], [82_448], design_factor=1.3, percent_sampled=12.5)
    assert middle == 50
    assert f"{moe / Z_90:.3f}" == "0.599"


def test_the_margin_that_census_data_aggregator_prints_for_household_income():
    edges = [2499, *range(10_000, 50_001, 5_000), 60_000, 75_000, 100_000, 125_000, 150_000, 200_000, 250_001]
    counts = [186, 78, 98, 287, 142, 90, 107, 104, 178, 106, 177, 262, 77, 100, 58, 18]
    middle, moe = median(edges, counts, design_factor=1, percent_sampled=12.5)
    assert middle == pytest.approx(42_211, abs=1)
    assert moe == pytest.approx(4706.522752733644)


def test_a_bound_in_an_open_group_leaves_the_margin_unknown():
    counts = [40, 80, 160, 120]
    known = median([0, 10, 20, 30, np.inf], counts, 2, 20)
    assert known == median(TENS, counts, 2, 20)
    middle, moe = median([0, 10, 20, 30, np.inf], counts, 5, 20)
    assert middle == 25
    assert np.isnan(moe)
    middle, moe = median([-np.inf, 10, 20], [100, 110], 2, 20)
    assert middle == pytest.approx(10 + 10 * 5 / 110)
    assert np.isnan(moe)


def test_a_median_in_an_open_group_is_its_limit_without_a_margin():
    middle, moe = median([0, 10, 20, np.inf], [1, 1, 98], 1, 100)
    assert (middle, np.isnan(moe)) == (20, True)
    middle, moe = median([-np.inf, 10, 20], [98, 2], 1, 100)
    assert (middle, np.isnan(moe)) == (10, True)


def test_so_few_that_a_bound_is_beyond_everyone_have_no_margin():
    middle, moe = median(TENS, [1, 1, 1, 1], 1.5, 12.5)
    assert middle == 20
    assert np.isnan(moe)


def test_a_median_at_an_empty_group_is_the_lower_limit():
    assert median([0, 10, 20, 30], [5, 0, 5], 1, 100) == (10, 0)


@pytest.mark.parametrize("counts", [[0, 0], [3, np.nan]])
def test_nobody_or_an_unknown_count_has_no_median(counts):
    assert np.isnan(median([0, 10, 20], counts, 1, 12.5)).all()


@pytest.mark.parametrize(
    ("edges", "counts", "factor", "percent", "says"),
    [
        ([0, 10], [1, 2], 1, 5, "edges have shape (2,) and counts (2,), expected one row with one edge more"),
        ([0], [], 1, 5, "edges have shape (1,) and counts (0,)"),
        ([[0, 10]], [[1]], 1, 5, "edges have shape (1, 2) and counts (1, 1)"),
        ([0, 0, 10], [1, 2], 1, 5, "edges are [0.0, 0.0, 10.0], expected ascending"),
        ([0, np.nan, 10], [1, 2], 1, 5, "expected ascending"),
        ([0, np.inf, np.inf], [1, 2], 1, 5, "expected ascending"),
        ([-np.inf, np.inf], [1], 1, 5, "expected ascending"),
        ([0, 10, 20], [1, -6], 1, 5, "expected 0 or more; make what is unknown NaN"),
        ([0, 10, 20], [1, np.inf], 1, 5, "expected 0 or more"),
        ([0, 10, 20], [1, 2], 0, 5, "design_factor is 0, expected above 0"),
        ([0, 10, 20], [1, 2], np.nan, 5, "design_factor is nan"),
        ([0, 10, 20], [1, 2], np.inf, 5, "design_factor is inf"),
        ([0, 10, 20], [1, 2], 1, 0, "percent_sampled is 0, expected above 0 to 100"),
        ([0, 10, 20], [1, 2], 1, 101, "percent_sampled is 101"),
        ([0, 10, 20], [1, 2], 1, np.nan, "percent_sampled is nan"),
    ],
)
def test_bad_groups_and_samples_are_refused(edges, counts, factor, percent, says):
    line = refusal(median, edges, counts, factor, percent)
    assert line.startswith("median: ")
    assert says in line


@given(
    counts=st.lists(st.integers(0, 10**5), min_size=1, max_size=10).filter(any),
    factor=st.floats(0.5, 3),
    percent=st.sampled_from([1.0, 5.0, 12.5, 100.0]),
    unit=st.integers(2, 100),
)
def test_a_median_is_within_its_groups_and_scales_with_the_unit(counts, factor, percent, unit):
    edges = np.arange(len(counts) + 1)
    middle, moe = median(edges, counts, factor, percent)
    reached = np.interp(middle, edges, np.concatenate([[0], np.cumsum(counts)]))
    assert reached == pytest.approx(sum(counts) / 2)
    assert np.isnan(moe) or 0 <= moe <= Z_90 * len(counts) / 2
    scaled = median(edges * unit, counts, factor, percent)
    assert scaled == pytest.approx((middle * unit, moe * unit), nan_ok=True)
    open_ended = median([*edges[:-1], np.inf], counts, factor, percent)
    assert open_ended[0] <= middle
    assert np.isnan(open_ended[1]) or open_ended == (middle, moe)
