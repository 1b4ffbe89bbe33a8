"""Margins of error: the handbook's numbers, its fallback, and unknown that stays unknown."""

import inspect
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures import uncertainty
from fairtown.measures.census_codes import figures
from fairtown.measures.uncertainty import (
    Z_90,
    binomial_moe,
    differs,
    median,
    overlap,
    part_moe,
    percent_change_moe,
    product_moe,
    proportion_moe,
    ratio_moe,
    share,
    standard_error,
    sum_moe,
)

parts = st.integers(0, 10**6)
margins = st.floats(0, 10**5).map(lambda moe: round(moe, 3))
cells = st.lists(st.tuples(st.sampled_from([0, 0, 3, 500]), margins), min_size=1, max_size=12)
TENS = [0, 10, 20, 30, 40]


def refusal(call, *args, **kwargs) -> str:
    with pytest.raises(FairtownError) as error:
        call(*args, **kwargs)
    line = str(error.value)
    assert "\n" not in line
    return line


def test_the_handbook_example_of_a_proportion():
    never_married, everyone = (203_119, 5_070), (630_498, 831)
    assert f"{share(203_119, 630_498):.4f}" == "0.3222"
    assert f"{proportion_moe(*never_married, *everyone):.5f}" == "0.00803"
    assert f"{ratio_moe(*never_married, *everyone):.5f}" == "0.00805"


def test_a_negative_radicand_falls_back_to_the_ratio():
    assert f"{proportion_moe(900, 60, 1000, 120):.4f}" == "0.1235"
    assert proportion_moe(900, 60, 1000, 120) == ratio_moe(900, 60, 1000, 120)


def test_the_fallback_is_taken_row_by_row():
    both = proportion_moe([900, 203_119], [60, 5_070], [1000, 630_498], [120, 831])
    assert [f"{m:.5f}" for m in both] == ["0.12355", "0.00803"]


def test_standard_error_divides_by_the_bureaus_quantile():
    assert standard_error(1.645) == 1
    assert np.isnan(standard_error(np.nan))


def test_the_margin_of_a_sum_is_the_root_of_the_squares():
    assert sum_moe([12, 16], [7, 8]) == 20
    assert sum_moe([[12, 16], [3, 4]], [[7, 8], [9, 0]]).tolist() == [20, 5]
    assert sum_moe([[12, 3], [16, 4]], [[7, 8], [9, 0]], axis=0).tolist() == [20, 5]


@pytest.mark.parametrize("margin_of", [proportion_moe, ratio_moe])
@pytest.mark.parametrize("unknown", range(4))
def test_anything_unknown_makes_the_margin_unknown(margin_of, unknown):
    figures = [250.0, 50.0, 1000.0, 60.0]
    assert margin_of(*figures) > 0
    figures[unknown] = np.nan
    assert np.isnan(margin_of(*figures))


@pytest.mark.parametrize("margin_of", [proportion_moe, ratio_moe])
def test_of_nobody_there_is_no_margin(margin_of):
    assert np.isnan(margin_of(0, 12, 0, 12))


def test_of_nobody_there_is_no_share():
    assert np.isnan(share([0, 1, np.nan], [0, np.nan, 5])).all()


@given(x=parts, x_moe=margins, rest=parts, y_moe=margins)
def test_a_part_is_never_less_certain_than_a_ratio(x, x_moe, rest, y_moe):
    y = x + rest + 1
    assert proportion_moe(x, x_moe, y, y_moe) <= ratio_moe(x, x_moe, y, y_moe)


@given(x=parts, x_moe=st.integers(0, 10**4), rest=parts, y_moe=st.integers(0, 10**4), k=st.integers(2, 64))
def test_the_margin_of_a_share_does_not_depend_on_the_unit(x, x_moe, rest, y_moe, k):
    y = x + rest + 1
    once = proportion_moe(x, x_moe, y, y_moe)
    assert proportion_moe(k * x, k * x_moe, k * y, k * y_moe) == pytest.approx(once, rel=1e-6, abs=1e-9)


@given(moes=st.lists(margins, min_size=1, max_size=8), data=st.data())
def test_a_sum_is_less_certain_than_its_parts_and_more_than_their_total(moes, data):
    filled = [1] * len(moes)
    whole = sum_moe(moes, filled)
    assert max(moes) <= whole * (1 + 1e-12)
    assert whole <= sum(moes) * (1 + 1e-12)
    assert sum_moe(data.draw(st.permutations(moes)), filled) == pytest.approx(whole)


@given(x=parts, rest=parts)
def test_a_part_and_the_rest_are_one(x, rest):
    y = x + rest + 1
    assert 0 <= share(x, y) <= 1
    assert share(x, y) + share(y - x, y) == pytest.approx(1)


def test_empty_cells_count_once_with_the_largest_of_their_margins():
    assert sum_moe([12, 16, 9, 4], [0, 40, 0, 0]) == 20
    assert sum_moe([[12, 16, 9], [3, 4, 12]], [[0, 5, 0], [7, 8, 9]]).tolist() == [20, 13]
    assert sum_moe([[12, 3], [16, 4]], [[0, 0], [5, 0]], axis=0).tolist() == [20, 4]


@pytest.mark.parametrize(
    ("estimates", "moes", "counted_moes"),
    [
        ([36, 0, 0, 0], [56, 25, 28, 31], [56, 31]),
        ([0, 58], [24, 62], [24, 62]),
        ([0, 0, 0], [27, 19, 22], [27]),
        ([0], [27], [27]),
        ([73, 22], [49, 26], [49, 26]),
    ],
)
def test_the_examples_of_the_data_users_forum(estimates, moes, counted_moes):
    assert sum_moe(moes, estimates) == pytest.approx(math.hypot(*counted_moes))


def test_a_sum_of_nothing_is_certain():
    assert sum_moe([], []) == 0


def test_an_unknown_margin_or_estimate_leaves_the_sum_unknown():
    assert np.isnan(sum_moe([12, np.nan], [5, 0]))
    assert np.isnan(sum_moe([12, np.nan], [0, 5]))
    assert np.isnan(sum_moe([np.nan, 12], [0, 0]))
    assert np.isnan(sum_moe([12, 16], [np.nan, 5]))


def test_estimates_must_be_one_per_margin():
    line = refusal(sum_moe, [12, 16], [0])
    assert line.startswith("sum_moe: estimates have shape (1,), expected (2,)")


@given(cells)
def test_counting_empty_cells_once_never_makes_a_sum_less_certain(cells):
    estimates, moes = zip(*cells, strict=True)
    once, plain = sum_moe(moes, estimates), math.hypot(*moes)
    assert max(moes) * (1 - 1e-12) <= once <= plain * (1 + 1e-12)
    if estimates.count(0) < 2:
        assert once == pytest.approx(plain)


@given(cells=cells, data=st.data())
def test_empty_cells_may_come_in_any_order(cells, data):
    mixed = data.draw(st.permutations(cells))
    (estimates, moes), (e, m) = zip(*cells, strict=True), zip(*mixed, strict=True)
    assert sum_moe(m, e) == pytest.approx(sum_moe(moes, estimates))


def test_the_handbook_example_of_a_product():
    owners, one_family = (74_506_512, 228_238), (0.824, 0.001)
    assert product_moe(*owners, *one_family) == pytest.approx(202_289, abs=1)
    assert product_moe(*one_family, *owners) == product_moe(*owners, *one_family)


def test_the_handbook_example_of_a_percent_change():
    assert f"{percent_change_moe(139_301, 4_047, 135_173, 3_860):.6f}" == "0.041981"
    assert np.isnan(percent_change_moe(5, 1, 0, 12))


@pytest.mark.parametrize("unknown", range(4))
@pytest.mark.parametrize("margin_of", [percent_change_moe, product_moe])
def test_anything_unknown_makes_a_product_or_a_change_unknown(margin_of, unknown):
    figures = [250.0, 50.0, 1000.0, 60.0]
    assert margin_of(*figures) > 0
    figures[unknown] = np.nan
    assert np.isnan(margin_of(*figures))


@pytest.mark.parametrize("margin_of", [percent_change_moe, product_moe, proportion_moe, ratio_moe])
@given(x=parts, x_moe=st.integers(0, 10**4), rest=parts, y_moe=st.integers(0, 10**4))
def test_doubling_margins_doubles_the_margin(margin_of, x, x_moe, rest, y_moe):
    y = x + rest + 1
    once = margin_of(x, x_moe, y, y_moe)
    assert margin_of(x, 2 * x_moe, y, 2 * y_moe) == pytest.approx(2 * once, rel=1e-9, abs=1e-12)


@given(cells)
def test_doubling_margins_doubles_the_margin_of_a_sum(cells):
    estimates, moes = zip(*cells, strict=True)
    doubled = [2 * m for m in moes]
    assert sum_moe(doubled, estimates) == pytest.approx(2 * sum_moe(moes, estimates))


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


CODES = [-999999999, -888888888, -666666666, -555555555, -333333333, -222222222]
SIGNS = ["**", "***", "*****", "-", "N", "(X)", "", "null", None]
#: Every function of the module that takes figures, and what it makes of plain ones.
FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[float, ...]]] = {
    "standard_error": (standard_error, (12,)),
    "ratio_moe": (ratio_moe, (20, 5, 100, 10)),
    "proportion_moe": (proportion_moe, (20, 5, 100, 10)),
    "part_moe": (part_moe, (20, 5, 80, 10)),
    "percent_change_moe": (percent_change_moe, (120, 5, 100, 10)),
    "product_moe": (product_moe, (20, 5, 100, 10)),
    "share": (share, (20, 100)),
    "differs": (differs, (20, 5, 100, 10)),
    "binomial_moe": (binomial_moe, (0.4, 30)),
    "sum_moe": (lambda a, b: sum_moe([a, 7], [b, 20]), (12, 10)),
    "sum_moe of two": (lambda a, b: sum_moe([[7, a]], [[20, b]])[0], (12, 10)),
    "median": (lambda n: median([0, 10, 20], [n, 8], 1.2, 12.5)[0], (5,)),
    "margin of a median": (lambda n: median([0, 10, 20], [n, 80], 1.2, 12.5)[1], (50,)),
}


def test_every_function_of_the_module_is_tried_with_codes():
    public = {name for name, f in vars(uncertainty).items() if inspect.isfunction(f) and name[0] != "_"}
    others = {"overlap", "figures"}  # the one takes periods, the other is how all are read
    assert public - others == {name for name in FUNCTIONS if name in vars(uncertainty)}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("code", [*CODES, *SIGNS, *(str(code) for code in CODES)])
def test_codes_and_signs_of_the_bureau_are_unknown_in_every_argument(name, code):
    function, plain = FUNCTIONS[name]
    assert np.isfinite(function(*plain))
    for i in range(len(plain)):
        assert np.isnan(function(*plain[:i], code, *plain[i + 1 :]))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_texts_are_read_as_their_numbers(name):
    function, plain = FUNCTIONS[name]
    assert function(*(str(value) for value in plain)) == function(*plain)
    thousand = tuple(value * 1000 if value > 1 else value for value in plain)
    assert function(*(f"{value:,}" for value in thousand)) == function(*thousand)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("text", ["many", "1,5", "250,000+", "2,500-", "12%", "1.234,5", b"1,234x", 1j, {}])
def test_what_is_no_number_is_one_line_that_names_function_and_argument(name, text):
    function, plain = FUNCTIONS[name]
    for i in range(len(plain)):
        with pytest.raises(FairtownError) as error:
            function(*plain[:i], text, *plain[i + 1 :])
        line = str(error.value)
        assert re.match(r"\w+: \w+ has .*, expected numbers; make what is unknown NaN$", line)
        assert "\n" not in line


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: share([1, 2], [1, 2, 3]), "share: shapes are x (2,), y (3,)"),
        (lambda: product_moe([1, 2], 1, [1, 2, 3], 1), "product_moe: shapes are a (2,), a_moe (), b (3,)"),
        (lambda: sum_moe([[1], [1, 2]], [1, 2]), "sum_moe: moes has "),
    ],
)
def test_shapes_that_do_not_fit_are_one_line(call, message):
    with pytest.raises(FairtownError) as error:
        call()
    assert message in str(error.value)


def test_a_code_alone_or_among_cells_is_unknown():
    assert np.isnan(share(-666666666, 100))
    assert np.isnan(sum_moe([12, -555555555], [10, 20]))
    assert np.isnan(sum_moe(["12", "**"], ["1,234", 20]))
    assert share("1,234", "2,468") == 0.5
    assert np.isnan(share("**", 100))


def test_a_code_among_figures_leaves_the_others_as_they_are():
    found = share([-666666666, 20, np.nan], [100, "1,000", "**"])
    np.testing.assert_array_equal(found, [np.nan, 0.02, np.nan])
    np.testing.assert_array_equal(share(pd.Series([1, pd.NA], dtype="Int64"), 2), [0.5, np.nan])


@given(st.lists(st.floats(allow_nan=True, width=32), max_size=8))
def test_what_is_no_code_is_read_as_it_is(values):
    read = figures("test", values=values)[0]
    np.testing.assert_array_equal(read, np.array(values, float))
