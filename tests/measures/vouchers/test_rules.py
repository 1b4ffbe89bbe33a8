"""What a payment standard reaches, and what another move costs: worked by hand, with the edges."""

from math import inf, isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.vouchers.counselling import cost_per_move, moves_of_budget, wilson
from fairtown.measures.vouchers.rules import (
    bounds_in_lower,
    bounds_of_reach,
    payment_standard,
    reach_by_median,
    reached,
)

LOW, HIGH, HOMES = [0, 800, 1200, 1600], [800, 1200, 1600, 2000], [50, 100, 150, 80]


def test_bins_by_hand():
    assert reached(1430, LOW, HIGH, HOMES, is_linear=False) == 225
    assert reached(1430, LOW, HIGH, HOMES) == 236.25
    # the open bin counts whole from one and a half times its lower end on
    assert reached(2990, [2000], [np.nan], [40]) == 0
    assert reached(3010, [2000], [np.nan], [40]) == 40


@given(st.floats(0, 4000), st.floats(0, 4000))
def test_a_higher_standard_never_reaches_fewer(a, b):
    low, high = sorted((a, b))
    for is_linear in (True, False):
        assert reached(low, LOW, HIGH, HOMES, is_linear) <= reached(high, LOW, HIGH, HOMES, is_linear) <= 380


def test_a_median_gives_three_answers():
    assert reach_by_median([1410, 1409, 1290, 1289, np.nan], 1350, 60).tolist()[:4] == [2, 1, 1, 0]
    assert isnan(reach_by_median(np.nan, 1350, 60))
    assert isnan(reach_by_median(1400, 1350, np.nan))


def test_bounds_of_reach_leave_out_what_is_unknown():
    assert bounds_of_reach([60, 40, 10], [1400, 1200, np.nan], [1350, 1350, 1350]) == (0.3, 0.8)
    assert all(map(isnan, bounds_of_reach([10], [np.nan], [1])))


def test_vouchers_of_a_town_without_room_elsewhere():
    assert bounds_in_lower([60], [100], [70]) == (30, 60)


@pytest.mark.parametrize("part", [0.89, 1.11])
def test_a_standard_has_bounds(part):
    with pytest.raises(FairtownError, match=r"expected 0\.9 to 1\.1"):
        payment_standard(1000, part)


def test_cost_of_a_move_in_seattle():
    found = cost_per_move(2660, 0.53, 222, 0.15, 208)
    assert found.cost == pytest.approx(7000, abs=0.5)
    assert (found.low, found.high) == (pytest.approx(5973, abs=1), pytest.approx(8617, abs=1))


def test_where_the_difference_may_be_none_the_cost_has_no_upper_limit():
    found = cost_per_move(2660, 0.20, 50, 0.15, 50)
    assert found.low == pytest.approx(15_162, abs=1)
    assert found.high == inf
    assert isnan(cost_per_move(2660, 0.15, 50, 0.20, 50).cost)


def test_a_budget_buys_moves():
    assert round(1_750_000 / 2660) == 658
    assert moves_of_budget(2_000_000, 250_000, 2660, 0.53, 0.15) == pytest.approx(250, abs=0.5)
    assert moves_of_budget(100, 250_000, 2660, 0.53, 0.15) == 0


def test_no_share():
    with pytest.raises(FairtownError, match="is no share of a group"):
        wilson(1.2, 10)
