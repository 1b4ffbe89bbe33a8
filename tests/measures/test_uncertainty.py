"""Margins of error: the handbook's numbers, its fallback, and unknown that stays unknown."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.measures.uncertainty import (
    percent_change_moe,
    product_moe,
    proportion_moe,
    ratio_moe,
    share,
    standard_error,
    sum_moe,
)

from .uncertainty_cases import margins, parts, refusal

cells = st.lists(st.tuples(st.sampled_from([0, 0, 3, 500]), margins), min_size=1, max_size=12)


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
