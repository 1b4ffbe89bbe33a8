"""Land by the least land per family: sums, lines, median and homes, and a map within another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.zoning.minimum_land import BUILDERS_ACRE_SQFT, by_minimum
from fairtown.units import SQFT_PER_ACRE


def test_the_worked_example():
    land = by_minimum([600, 400, 50], [40_000, 10_000, np.nan])
    assert land.least.tolist() == [10_000, 40_000]
    assert (land.total, land.shares.tolist()) == (1000, [0.4, 0.6])
    assert land.at_least(BUILDERS_ACRE_SQFT) == 0.6
    assert land.at_least(SQFT_PER_ACRE) == 0
    assert land.median == 40_000
    assert land.homes == pytest.approx(653.4 + 1742.4)
    assert 653.4 / land.homes == pytest.approx(0.27, abs=0.005)


@given(st.lists(st.tuples(st.floats(0.01, 1e5), st.sampled_from([750, 9000, 40_000, 87_120])), min_size=1))
def test_shares_add_up_lines_fall_and_half_needs_the_median(rows):
    acres, least = map(np.array, zip(*rows, strict=True))
    land = by_minimum(acres, least)
    assert land.shares.sum() == pytest.approx(1)
    lines = [land.at_least(line) for line in (1, 750, 9000, 40_000, 87_120, 1e6)]
    assert lines == sorted(lines, reverse=True)
    assert (lines[0], lines[-1]) == (1, 0)
    assert land.at_least(land.median) >= 0.5 - 1e-9
    assert land.homes == pytest.approx((acres * SQFT_PER_ACRE / least).sum())


def test_no_land_has_no_share():
    land = by_minimum([5.0], [np.nan])
    assert (land.total, land.homes) == (0, 0)
    assert np.isnan(land.at_least(1))
    assert np.isnan(land.median)


@pytest.mark.parametrize(("acres", "least"), [([1.0], [0.0]), ([-1.0], [9000.0]), ([np.nan], [9000.0])])
def test_a_minimum_of_nothing_and_land_that_is_none_are_refused(acres, least):
    with pytest.raises(FairtownError, match="a minimum or an area is no number over 0"):
        by_minimum(acres, least)
