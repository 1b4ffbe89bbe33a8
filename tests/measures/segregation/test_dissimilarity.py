"""Dissimilarity: the worked example, its two ends, a plain recomputation, the bars of 2016."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.measures.segregation.dissimilarity import MEASURE, PAIRS, dissimilarity

WHITE, BLACK, HISPANIC = (80, 60, 20, 10), (15, 30, 50, 40), (5, 10, 30, 50)
people = npst.arrays(np.int64, 6, elements=st.integers(0, 1000))


def test_the_worked_example():
    assert f"{dissimilarity(WHITE, BLACK):.4f}" == "0.4902"
    terms = np.abs(np.divide(WHITE, 170) - np.divide(BLACK, 135))
    assert [f"{t:.4f}" for t in terms] == ["0.3595", "0.1307", "0.2527", "0.2375"]
    assert f"{terms.sum():.4f}" == "0.9804"


def test_hispanic_and_white_of_the_same_tracts():
    assert f"{dissimilarity(WHITE, HISPANIC):.4f}" == "0.6656"


def test_black_and_everyone_else_of_the_same_tracts():
    rest = np.subtract(100, BLACK)
    assert f"{dissimilarity(BLACK, rest):.4f}" == "0.2516"


@given(people, people)
def test_it_does_not_matter_which_group_comes_first(a, b):
    assert np.array_equal(dissimilarity(a, b), dissimilarity(b, a), equal_nan=True)


@given(people, st.integers(1, 9))
def test_groups_in_the_same_shares_everywhere_are_even(a, times):
    assert np.isnan(dissimilarity(a, times * a)) == (a.sum() == 0)
    assert a.sum() == 0 or dissimilarity(a, times * a) == pytest.approx(0, abs=1e-12)


@given(people, people)
def test_groups_that_never_share_a_tract_are_completely_separate(a, b):
    a, b = np.append(a, [1, 0]), np.append(b, [0, 1])
    apart = np.append(a, 0 * b), np.append(0 * a, b)
    assert dissimilarity(*apart) == pytest.approx(1, abs=1e-12)


@given(people, people)
def test_it_is_the_share_that_would_have_to_move(a, b):
    a, b = a + 1, b + 1
    surplus = np.clip(a / a.sum() - b / b.sum(), 0, None).sum()
    assert dissimilarity(a, b) == pytest.approx(surplus, abs=1e-12)


@pytest.mark.parametrize(
    ("pair", "value"),
    [("nh_black|nh_white", 0.662), ("hispanic|nh_white", 0.560), ("nh_asian|nh_white", 0.400)],
)
def test_the_state_in_2016(results, one, pair, value):
    assert round(one(results[MEASURE.id, 2016].rows, "09", "value", pair).value, 3) == value


@pytest.mark.parametrize("level", ["county", "region"])
def test_areas_agree_with_a_plain_recomputation(clean, results, level):
    cells = clean.rows("acs5.race_ethnicity", 2019).merge(clean.places, on=["geoid", "vintage"])
    tracts = cells[cells.level == "tract"]
    own = results[MEASURE.id, 2019].rows.merge(clean.places.loc[clean.places.level == level, ["geoid"]])
    for pair in PAIRS:
        a, b = (tracts[f"pop_{group}"] for group in pair.split("|"))
        shares = [x / x.groupby(tracts[level]).transform("sum") for x in (a, b)]
        plain = (shares[0] - shares[1]).abs().groupby(tracts[level]).sum() / 2
        values = own[(own.group == pair) & (own.output == "value")].set_index("geoid").value
        assert len(values) == {"county": 8, "region": 9}[level]
        assert (values - plain[values.index]).abs().max() <= 1e-12
