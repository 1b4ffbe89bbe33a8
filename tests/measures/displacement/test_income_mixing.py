"""Income mixing and poverty bands: worked by hand, refused where the table is open, and Connecticut's check values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.displacement.poor_and_affluent import poor_and_affluent
from fairtown.measures.displacement.rank_order import (
    RankOrder,
    extrapolated,
    mixing,
    rank_order_h,
    refuse_top,
)

TRACTS = [(40, 30, 20, 10), (10, 20, 30, 40)]


def test_by_hand():
    found = rank_order_h(TRACTS)
    np.testing.assert_allclose(found.below, [0.25, 0.5, 0.75])
    np.testing.assert_allclose(found.h, [0.1125, 0.1187, 0.1125], atol=5e-5)
    assert found.observed == pytest.approx(0.1159, abs=5e-5)


@given(
    st.lists(st.lists(st.integers(1, 90), min_size=4, max_size=4), min_size=2, max_size=8), st.integers(1, 5)
)
def test_splitting_every_tract_changes_nothing(rows, parts):
    whole, split = rank_order_h(rows), rank_order_h([row for row in rows for _ in range(parts)])
    assert split.observed == pytest.approx(whole.observed, abs=1e-12)
    assert -1e-12 <= whole.observed <= 1


def test_mixing_is_0_for_one_band_and_1_for_all_alike():
    np.testing.assert_allclose(mixing([(10, 0, 0, 0), (5, 5, 5, 5)]), [0, 1])


@pytest.mark.parametrize("order", [0, 3, 9])
def test_no_polynomial_of_as_many_thresholds(order):
    with pytest.raises(FairtownError, match=f"order is {order}, expected 1 to 2"):
        extrapolated(rank_order_h(TRACTS), order)


def test_the_open_band_is_refused():
    with pytest.raises(FairtownError, match=r"0\.9 of households is above the highest threshold, 0\.397"):
        refuse_top(0.9, 0.397)
    with pytest.raises(FairtownError, match="two income bands or more"):
        rank_order_h([(1,), (2,)])


@pytest.fixture(scope="module")
def value(release):
    rows = release.observations(
        ["displacement.income_mixing", "displacement.poverty_bands"], release.state_places, [2023]
    )

    def found(output, group=""):
        (row,) = [r for r in rows if (r["output"], r["grp"]) == (output, group)]
        return row["value"]

    return found


def test_connecticut(value):
    groups = [f"under_{t}" for t in (20000, 35000, 50000, 75000)]
    np.testing.assert_allclose(
        [value("below", g) for g in groups], [0.0890, 0.1748, 0.2620, 0.3971], atol=5e-4
    )
    np.testing.assert_allclose([value("h", g) for g in groups], [0.1147, 0.1047, 0.1057, 0.1066], atol=5e-4)
    assert value("h_observed") == pytest.approx(0.1064, abs=5e-4)


def test_poor_and_affluent_by_hand():
    poor, affluent = poor_and_affluent(np.array([40.0, 80, 130]), np.array(["a", "a", "a"]))
    assert (poor.tolist(), affluent.tolist()) == ([True, False, False], [False, False, True])


def test_poor_and_affluent_tracts_of_connecticut(release):
    rows = release.observations(["displacement.poor_and_affluent"], release.state_places, [2023])
    found = {row["output"]: row["value"] for row in rows}
    assert found == {"poor": 194, "affluent": 137, "known": 870, "unknown": 9}


def test_bands_of_poverty(value):
    bands = ("under_5", "from_5", "from_10", "from_20", "from_30", "from_40")
    assert [value("tracts", b) for b in bands] == [312, 231, 187, 75, 48, 20]
    assert (value("tracts_high"), value("tracts_surely_high")) == (68, 14)


def test_the_polynomial_leaves_what_was_observed():
    """On Connecticut orders 1 to 3 give .105, .125 and -.007 from the same four points: that is why it is not shown."""
    found = RankOrder(
        np.array([0.0890, 0.1748, 0.2620, 0.3971]), np.array([0.1147, 0.1047, 0.1057, 0.1066]), 0.1064
    )
    values = [extrapolated(found, order) for order in (1, 2, 3)]
    assert max(values) - min(values) > 0.05
