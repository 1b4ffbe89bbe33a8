"""The 2014 index as a formula: the worked example, and what must not change a z-score, a score or a level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.oca_2014 import CUTS, fifths, level, score, z_scores

FIVE_TRACTS = np.array([[0.95, 70, 80], [0.90, 60, 70], [0.80, 55, 60], [0.70, 45, 50], [0.60, 40, 45]])


@st.composite
def tables(draw):
    """Draw three indicators of some tracts in whole numbers, none of them constant."""
    rows = draw(st.integers(2, 12))
    values = draw(npst.arrays(np.int64, (rows, 3), elements=st.integers(-1000, 1000)))
    values[0], values[1] = values[1] - 1, values[1]
    return values.astype(float)


def test_the_worked_example():
    z = z_scores(FIVE_TRACTS)
    assert [[f"{v:.3f}" for v in row] for row in z] == [
        ["1.117", "1.340", "1.327"],
        ["0.768", "0.503", "0.629"],
        ["0.070", "0.084", "-0.070"],
        ["-0.629", "-0.754", "-0.768"],
        ["-1.327", "-1.173", "-1.117"],
    ]
    assert [f"{s:.3f}" for s in score(z)] == ["1.262", "0.633", "0.028", "-0.717", "-1.206"]


def test_the_spread_is_that_of_a_sample_not_of_a_population():
    population = (FIVE_TRACTS - FIVE_TRACTS.mean(axis=0)) / FIVE_TRACTS.std(axis=0)
    assert [f"{s:.3f}" for s in score(population)] == ["1.411", "0.708", "0.031", "-0.802", "-1.348"]
    assert score(z_scores(FIVE_TRACTS))[0] < score(population)[0]


@given(tables())
def test_the_mean_is_zero_and_the_spread_one(values):
    z = z_scores(values)
    assert np.abs(z.mean(axis=0)).max() < 1e-12
    assert np.abs(z.std(axis=0, ddof=1) - 1).max() < 1e-12


@given(tables())
def test_reversing_an_indicator_and_its_direction_changes_nothing(values):
    assert np.allclose(z_scores(1 - values), -z_scores(values), atol=1e-12)


@given(tables(), st.floats(0.01, 100), st.floats(-100, 100))
def test_other_units_change_nothing(values, factor, shift):
    assert np.allclose(z_scores(factor * values + shift), z_scores(values), atol=1e-9)


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_tracts_changes_nothing(values, random):
    order = random.sample(range(len(values)), len(values))
    assert np.allclose(score(z_scores(values[order])), score(z_scores(values))[order], atol=1e-12)


@given(npst.arrays(float, 20, elements=st.floats(-3, 3)))
def test_a_higher_score_never_has_a_lower_level(scores):
    for cuts in (fifths(scores), CUTS.at("2014-12-31")):
        levels = level(np.sort(scores), cuts)
        assert (np.diff(levels) >= 0).all()
        assert set(levels) <= {1, 2, 3, 4, 5}


@given(tables())
def test_with_one_indicator_the_scores_stand_in_its_order(values):
    scores = score(z_scores(values[:, :1]))
    assert (np.diff(scores[np.argsort(values[:, 0])]) >= 0).all()


@given(npst.arrays(float, 20, elements=st.floats(-3, 3)), st.floats(-3, 3))
def test_equal_scores_have_equal_levels(scores, tie):
    scores[:7] = tie
    assert len(set(level(scores, fifths(scores))[:7])) == 1


def test_a_score_on_a_cut_has_the_lower_level():
    assert level([1.0, 1.0000001, 4.0, 9.0], [1, 2, 3, 4]).tolist() == [1, 2, 4, 5]


def test_a_tract_is_scored_by_the_indicators_it_has():
    z = np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan], [0.0, -3.0, 0.0]])
    assert np.array_equal(score(z), [2.0, np.nan, -1.0], equal_nan=True)


def test_a_tract_without_any_indicator_has_no_level():
    assert np.isnan(level([np.nan], CUTS.at("2014-12-31"))).all()


def test_a_missing_value_counts_for_nothing_in_mean_and_spread():
    with_hole = np.vstack([FIVE_TRACTS, [[np.nan, 50, np.nan]]])
    z = z_scores(with_hole)
    assert np.allclose(z[:5, 0], z_scores(FIVE_TRACTS)[:, 0], atol=1e-12)
    assert np.isnan(z[5, [0, 2]]).all()


def test_a_reference_sets_mean_and_spread_without_being_scored():
    z = z_scores([[2.0]], reference=[[0.0], [2.0], [4.0]])
    assert z.tolist() == [[0.0]]
    assert z_scores([[4.0]], reference=[[0.0], [2.0], [4.0]]).tolist() == [[1.0]]


def test_fifths_are_linear_quantiles():
    assert fifths(np.arange(11.0)).tolist() == [2, 4, 6, 8]
    assert fifths([*np.arange(11.0), np.nan]).tolist() == [2, 4, 6, 8]


@pytest.mark.parametrize(
    "values", [[[1.0, 5.0], [2.0, 5.0]], [[1.0, 5.0]], [[1.0, 5.0], [2.0, np.nan]]], ids=str
)
@pytest.mark.filterwarnings("ignore:Degrees of freedom")
def test_an_indicator_without_spread_is_refused(values):
    with pytest.raises(FairtownError, match=r"^z_scores: indicator \d is constant or has under two values"):
        z_scores(values)
