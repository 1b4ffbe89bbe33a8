"""What a move costs with the reader's own numbers: the trial's, too few families, no moves, and a budget."""

from dataclasses import replace

import pytest

from fairtown.concepts import FairtownError
from fairtown.scenarios.counseling import Counseling, work_out


def test_the_trial_and_the_budget_of_the_plan():
    found = work_out(Counseling())
    assert (found.cost, found.low, found.high) == (
        pytest.approx(7000, abs=0.5), pytest.approx(5973, abs=1), pytest.approx(8617, abs=1),
    )  # fmt: skip
    assert found.vouchers == pytest.approx(658, abs=0.5)
    assert found.moves == pytest.approx(250, abs=0.5)


def test_few_families_leave_no_upper_limit():
    found = work_out(Counseling(share_with=0.20, n_with=50, n_without=50))
    assert (found.low, found.high) == (pytest.approx(15_162, abs=1), None)


def test_moves_that_do_not_last_cost_more_and_none_cost_nothing():
    half = work_out(replace(Counseling(), stays=0.5))
    assert (half.cost, half.moves) == (pytest.approx(14_000), pytest.approx(125))
    assert work_out(Counseling(share_with=0.1)) == replace(
        work_out(Counseling(share_with=0.1)), cost=None, moves=0
    )
    with pytest.raises(FairtownError, match="a cost above 0"):
        work_out(Counseling(cost=0))
