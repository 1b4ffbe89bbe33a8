"""Margins of error: the handbook's numbers, its fallback, and unknown that stays unknown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.measures.uncertainty import proportion_moe, ratio_moe, share, standard_error, sum_moe

parts = st.integers(0, 10**6)
margins = st.floats(0, 10**5)


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
    assert sum_moe([12, 16]) == 20
    assert sum_moe([[12, 16], [3, 4]]).tolist() == [20, 5]
    assert sum_moe([[12, 3], [16, 4]], axis=0).tolist() == [20, 5]


def test_a_sum_with_an_unknown_margin_is_unknown():
    assert np.isnan(sum_moe([12, np.nan]))


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
    whole = sum_moe(moes)
    assert max(moes) <= whole * (1 + 1e-12)
    assert whole <= sum(moes) * (1 + 1e-12)
    assert sum_moe(data.draw(st.permutations(moes))) == pytest.approx(whole)


@given(x=parts, rest=parts)
def test_a_part_and_the_rest_are_one(x, rest):
    y = x + rest + 1
    assert 0 <= share(x, y) <= 1
    assert share(x, y) + share(y - x, y) == pytest.approx(1)
