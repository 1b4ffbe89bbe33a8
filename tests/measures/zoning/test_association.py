"""Rank correlation of places: scipy's number, honest intervals, and words that claim nothing more."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from fairtown.concepts import FairtownError
from fairtown.measures.zoning.association import CAVEAT, association, fisher, spearman

VALUES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=10, max_size=40)


def test_on_paper():
    """Ranks 1 2 3 4 5 and 2 1 4 3 5: squared differences 1 1 1 1 0, so 1 - 6 × 4 / (5 × 24) = 0.8."""
    assert spearman(np.arange(5.0), np.array([20.0, 10, 40, 30, 50])) == pytest.approx(0.8)


@given(VALUES)
def test_it_is_scipys(rows):
    a, b = np.array(rows, float).T
    if len(set(a)) > 1 and len(set(b)) > 1:
        assert spearman(a, b) == pytest.approx(spearmanr(a, b).statistic)


@given(VALUES)
def test_order_alone_counts_and_the_interval_holds_the_figure(rows):
    a, b = np.array(rows, float).T
    if len(set(a)) == 1 or len(set(b)) == 1:
        return
    result = association(a, b, seed=1, draws=50)
    assert association(a, np.exp(b), seed=1, draws=50).rho == pytest.approx(result.rho)
    assert association(b, a, seed=1, draws=50).rho == pytest.approx(result.rho)
    assert association(a, -b, seed=1, draws=50).rho == pytest.approx(-result.rho)
    assert -1 <= result.low <= result.rho + 1e-12
    assert result.rho - 1e-12 <= result.high <= 1
    assert -1 <= result.low_drawn <= result.high_drawn <= 1


def test_fishers_interval_for_thirty_places():
    """r = 0.5, n = 30: z = 0.5493, error √(1.125 / 27) = 0.2041, so 0.5493 ± 0.3358 and tanh of both."""
    assert fisher(0.5, 30) == pytest.approx((0.2103, 0.7089), abs=0.0005)
    assert fisher(1.0, 30) == (1.0, 1.0)


def test_both_intervals_hold_the_truth_about_nine_times_in_ten():
    rng = np.random.default_rng(7)
    truth, hits, drawn = 6 / np.pi * np.arcsin(0.6 / 2), 0, 0
    for seed in range(200):
        x, noise = rng.normal(size=(2, 60))
        result = association(x, 0.6 * x + 0.8 * noise, seed, draws=200)
        hits += result.low <= truth <= result.high
        drawn += result.low_drawn <= truth <= result.high_drawn
    assert 0.83 <= hits / 200 <= 0.97
    assert 0.80 <= drawn / 200 <= 0.97


def test_the_same_seed_gives_the_same_interval():
    x, y = np.random.default_rng(3).normal(size=(2, 15))
    assert association(x, y, 5) == association(x, y, 5)
    assert association(x, y, 5).low_drawn != association(x, y, 6).low_drawn


def test_places_without_both_figures_are_left_out_and_counted():
    x = np.r_[np.arange(12.0), np.nan, 3]
    y = np.r_[np.arange(12.0) ** 2, 5, np.nan]
    result = association(x, y, 1)
    assert (result.rho, result.places, result.left_out) == (1, 12, 2)


def test_it_says_that_it_is_a_description():
    result = association(np.arange(10.0), np.arange(10.0), 1)
    assert result.caveat == CAVEAT
    assert "does not say that one brings about the other" in CAVEAT


@pytest.mark.parametrize(
    ("x", "y", "says"),
    [
        (np.arange(9.0), np.arange(9.0), "9 places have both figures, expected at least 10"),
        (np.arange(12.0), np.full(12, np.nan), "0 places have both figures"),
        (np.arange(12.0), np.ones(12), "one figure is the same in all places"),
        (np.arange(12.0), np.arange(11.0), "shapes (12,) and (11,)"),
        (np.ones((3, 4)), np.ones((3, 4)), "shapes (3, 4) and (3, 4)"),
    ],
)
def test_what_tells_nothing_is_refused(x, y, says):
    with pytest.raises(FairtownError) as error:
        association(x, y, 1)
    assert says in str(error.value)
