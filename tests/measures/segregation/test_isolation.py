"""Isolation: the worked example, its bounds, the correlation ratio, the state in 2016."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.measures.segregation.isolation import MEASURE, isolation

BLACK, EVERYONE = (15, 30, 50, 40), (100, 100, 100, 100)
group_and_rest = npst.arrays(np.int64, (6, 2), elements=st.integers(0, 500))


def correlation_ratio(isolated: float, share: float) -> float:
    return (isolated - share) / (1 - share)


def test_the_worked_example():
    products = np.divide(BLACK, 135) * np.divide(BLACK, 100)
    assert [f"{p:.4f}" for p in products] == ["0.0167", "0.0667", "0.1852", "0.1185"]
    assert f"{isolation(BLACK, EVERYONE):.4f}" == "0.3870"


def test_the_correlation_ratio_of_the_same_tracts():
    assert f"{correlation_ratio(isolation(BLACK, EVERYONE), 0.3375):.4f}" == "0.0748"


@given(group_and_rest)
def test_it_is_never_below_the_share_of_the_group(people):
    group, total = people[:, 0] + 1, people.sum(axis=1) + 1
    assert isolation(group, total) >= group.sum() / total.sum() - 1e-12


@given(group_and_rest)
def test_a_group_that_lives_alone_is_completely_isolated(people):
    group = people[:, 0] + 1
    assert isolation(group, group) == pytest.approx(1)


@pytest.mark.parametrize(("group", "value"), [("nh_black", 0.308), ("hispanic", 0.326)])
def test_the_state_in_2016(results, one, group, value):
    assert round(one(results[MEASURE.id, 2016].rows, "09", "value", group).value, 3) == value


def test_the_correlation_ratio_of_the_state_in_2016(results, one):
    isolated = one(results[MEASURE.id, 2016].rows, "09", "value", "nh_black").value
    share = one(results["residents.race_ethnicity", 2016].rows, "09", "share", "nh_black").value
    assert f"{correlation_ratio(isolated, share):.3f}" == "0.234"
