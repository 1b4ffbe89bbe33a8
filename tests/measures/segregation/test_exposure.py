"""Exposure: the worked example, what all groups together must give, the state in 2016."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.measures.segregation.exposure import MEASURE, PAIRS, exposure

from ...surveys import held

WHITE, BLACK, EVERYONE = (80, 60, 20, 10), (15, 30, 50, 40), (100, 100, 100, 100)
tracts = npst.arrays(np.int64, (6, 3), elements=st.integers(0, 500))


def test_the_worked_example():
    products = np.divide(BLACK, 135) * np.divide(WHITE, 100)
    assert [f"{p:.4f}" for p in products] == ["0.0889", "0.1333", "0.0741", "0.0296"]
    assert f"{exposure(BLACK, WHITE, EVERYONE):.4f}" == "0.3259"


@given(tracts)
def test_whom_the_average_member_meets_adds_up_to_one(people):
    total = people.sum(axis=1)
    met = [exposure(people[:, 0], people[:, g], total) for g in range(3)]
    assert np.isnan(met).all() if people[:, 0].sum() == 0 else sum(met) == pytest.approx(1)


@given(tracts)
def test_both_groups_meet_in_the_same_encounters(people):
    total, (a, b) = people.sum(axis=1), people[:, :2].T + 1
    total = total + 2
    assert a.sum() * exposure(a, b, total) == pytest.approx(b.sum() * exposure(b, a, total))


def test_it_has_a_direction():
    assert exposure(BLACK, WHITE, EVERYONE) != pytest.approx(exposure(WHITE, BLACK, EVERYONE), abs=0.01)


def test_spread_evenly_a_group_meets_the_shares_of_the_area():
    assert exposure([10, 20], [30, 60], [100, 200]) == pytest.approx(0.3)


@pytest.mark.parametrize(("pair", "value"), [("nh_black|nh_white", 0.366), ("hispanic|nh_white", 0.441)])
def test_the_state_in_2016(results, one, pair, value):
    assert round(one(results[MEASURE.id, 2016].rows, "09", "value", pair).value, 3) == value


@pytest.mark.parametrize("year", held(MEASURE.years))
def test_exposure_and_isolation_leave_room_for_the_fifth_group_only(results, year):
    met = (
        results[MEASURE.id, year]
        .rows.query("output == 'value'")
        .pivot(index=["geoid", "vintage"], columns="group", values="value")
    )
    own = results["segregation.isolation", year].rows.query("output == 'value'")
    own = own.pivot(index=["geoid", "vintage"], columns="group", values="value")
    assert set(met.columns) == set(PAIRS)
    for group in ("nh_black", "hispanic", "nh_asian", "nh_white"):
        known = met[[p for p in PAIRS if p.startswith(group + "|")]].sum(axis=1, skipna=False) + own[group]
        to_other = 1 - known.dropna()
        assert len(to_other) > 17
        assert to_other.between(0, 0.15).all(), "what is left is exposure to the fifth group"
