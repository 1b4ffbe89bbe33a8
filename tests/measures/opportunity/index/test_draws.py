"""Draws of the survey: the worked example, what a draw may be, and what draws say of each tract."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.measures.opportunity.index.draws import (
    Sampler,
    draw_index,
)
from fairtown.measures.opportunity.index.engine import Figures

from .draws_cases import ABC, NAN, mixed, some, sure_of

FIVE_TRACTS = np.array([[0.95, 70, 80], [0.90, 60, 70], [0.80, 55, 60], [0.70, 45, 50], [0.60, 40, 45]])
#: Standard errors of .02 to .04 for the rate and of 4 to 3 for the scores.
ERRORS = np.stack([np.linspace(0.02, 0.04, 5), np.linspace(4, 3, 5), np.linspace(4, 3, 5)], axis=1)


def shares_of(x, error, n: int = 1) -> Figures:
    """Return one indicator of shares."""
    values = np.resize(np.asarray(x, float), n)[:, None]
    errors = np.resize(np.asarray(error, float), n)[:, None]
    return replace(Figures.plain(values, ("a",), errors), is_share=np.array([True]))


def test_the_worked_example():
    figures = replace(Figures.plain(FIVE_TRACTS, ABC.ids, ERRORS), is_share=np.array([True, False, False]))
    rank = 1 + (-draw_index(ABC, figures, 10_000).scores).argsort(axis=1).argsort(axis=1)
    held = (rank == [1, 2, 3, 4, 5]).mean(axis=0)
    assert [f"{h:.0%}" for h in held[:3]] == ["100%", "100%", "100%"]
    assert held[3:] == pytest.approx(0.991, abs=0.003)
    swapped = (rank[:, 3] == 5) & (rank[:, 4] == 4)
    assert swapped.mean() == pytest.approx(0.009, abs=0.003)


def test_the_spread_of_scores_is_about_that_of_the_delta_method():
    figures = some(200, error=0.1)
    z_errors = figures.errors / figures.values.std(axis=1, ddof=1, keepdims=True)
    delta = np.sqrt((z_errors**2).sum(axis=0)) / 3
    assert sure_of(figures, 2_000).score_se == pytest.approx(delta, rel=0.1)


def test_normal_draws_have_the_mean_and_the_spread_of_the_figure():
    figures = some(5)
    draws = Sampler(figures, 1)(3, 0, 40_000)
    assert draws.mean(axis=0) == pytest.approx(figures.values[1], abs=0.01)
    assert draws.std(axis=0) == pytest.approx(figures.errors[1], rel=0.02)


@pytest.mark.parametrize(("x", "error"), [(0.03, 0.02), (0.97, 0.02), (0.01, 0.03), (0.1, 0.06), (0.5, 0.4)])
def test_shares_near_0_or_1_are_drawn_from_a_beta_of_their_mean_and_spread(x, error):
    sampler = Sampler(shares_of(x, error), 0)
    assert len(sampler.near) == 1
    draws = sampler(3, 0, 40_000)
    assert draws.mean() == pytest.approx(x, abs=4 * error / 200)
    assert draws.std() == pytest.approx(error, rel=0.03)
    assert ((draws > 0) & (draws < 1)).mean() > 0.999 or x == 0.01


@pytest.mark.parametrize(
    ("x", "error", "near"),
    [
        (0.5, 0.1, 0),  # far from both ends
        (0.2, 0.1, 0),  # two errors from 0
        (0.19, 0.1, 1),
        (0.0, 0.1, 0),  # a beta distribution has no mean of 0
        (1.0, 0.1, 0),
        (0.1, 0.31, 0),  # nor so wide a spread
        (0.1, 0.0, 0),
        (0.1, NAN, 0),
        (0.5, 2e-160, 0),  # so small that its square is 0 to a number
    ],
)
def test_which_shares_are_near_0_or_1(x, error, near):
    assert len(Sampler(shares_of(x, error), 0).near) == near


@given(
    npst.arrays(float, 6, elements=st.floats(0, 1)),
    npst.arrays(float, 6, elements=st.floats(0, 2)),
    st.integers(0, 99),
)
def test_shares_stay_within_0_to_1(x, error, seed):
    draws = Sampler(shares_of(x, error, 6), 0)(seed, 0, 50)
    assert ((draws >= 0) & (draws <= 1)).all()
    assert (draws[:, error == 0] == x[error == 0]).all()


def test_tracts_of_a_town_share_their_draw():
    town = np.array([2, 0, 2, 1, 0])
    figures = some(5)
    values = figures.values.copy()
    values[1], errors = values[1, town], figures.errors.copy()
    errors[1] = errors[1, town]
    unit = np.stack([np.arange(5), town, np.arange(5)])
    shared = replace(figures, values=values, errors=errors, unit=unit)
    draws = Sampler(shared, 1)(3, 0, 100)
    assert (draws[:, 0] == draws[:, 2]).all()
    assert (draws[:, 1] == draws[:, 4]).all()
    assert len(np.unique(draws[0])) == 3
    assert abs(np.corrcoef(draws[:, [0, 1, 3]].T) - np.eye(3)).max() < 0.4


def test_an_unknown_error_moves_nothing():
    figures = some(4)
    errors = figures.errors.copy()
    errors[0, 2] = NAN
    draws = Sampler(replace(figures, errors=errors), 0)(3, 0, 10)
    assert (draws[:, 2] == figures.values[0, 2]).all()
    assert (draws[:, 1] != figures.values[0, 1]).all()


def test_a_missing_figure_stays_missing_in_every_draw():
    figures = some(12)
    values = figures.values.copy()
    values[0, 3], values[:, 5] = NAN, NAN
    draws = draw_index(ABC, replace(figures, values=values), 30)
    assert np.isnan(draws.scores[:, 5]).all()
    assert (draws.levels[:, 5] == 0).all()
    assert not np.isnan(draws.scores[:, 3]).any()
    assert ((draws.levels >= 1) == ~np.isnan(draws.scores)).all()


def households(*k: int, n: int = 40, figures: Figures | None = None) -> Figures:
    """Return figures, random ones unless given, of which the indicators `k` are household-based."""
    figures = figures or some(n)
    return replace(figures, is_household_based=np.isin(np.arange(len(figures.ids)), k))


def errors_of(figures: Figures, correlation: float, n: int = 20_000) -> np.ndarray:
    """Return the standardized errors of draws, (indicators, draws × tracts)."""
    samplers = [Sampler(figures, k, correlation) for k in range(len(figures.ids))]
    return np.stack(
        [((s(3, 0, n) - figures.values[k]) / figures.errors[k]).ravel() for k, s in enumerate(samplers)]
    )


@pytest.mark.parametrize("correlation", [0.0, 0.1, 0.2, 0.4, 1.0])
def test_errors_of_household_based_indicators_have_the_correlation_asked_for(correlation):
    found = np.corrcoef(errors_of(households(0, 2, n=4), correlation))
    assert found[0, 2] == pytest.approx(correlation, abs=0.015)
    assert found[1, [0, 2]] == pytest.approx([0, 0], abs=0.015)


def test_a_common_factor_leaves_each_indicator_its_mean_and_its_spread():
    errors = errors_of(households(0, 1, 2, n=4), 0.4)
    assert errors.mean(axis=1) == pytest.approx(np.zeros(3), abs=0.02)
    assert errors.std(axis=1) == pytest.approx(np.ones(3), abs=0.02)


def test_tracts_do_not_share_the_factor_of_another():
    figures = households(0, 1, 2, n=3)
    draws = Sampler(figures, 0, 1.0)(3, 0, 20_000)
    assert np.corrcoef(draws.T) == pytest.approx(np.eye(3), abs=0.03)


def test_shares_near_0_or_1_keep_their_beta_distribution_and_go_with_the_others():
    figures = Figures.plain(np.array([[0.03, 0.5]]), ("a", "b"), np.array([[0.02, 0.1]]))
    figures = replace(figures, is_share=np.array([True, True]), is_household_based=np.array([True, True]))
    near, far = (Sampler(figures, k, 0.4)(3, 0, 40_000)[:, 0] for k in range(2))
    assert near.mean() == pytest.approx(0.03, abs=0.0004)
    assert near.std() == pytest.approx(0.02, rel=0.03)
    assert near.min() > 0
    ranks = np.corrcoef(near.argsort().argsort(), far.argsort().argsort())[0, 1]
    # the rank correlation of two normals with correlation .4
    assert ranks == pytest.approx(6 / np.pi * np.arcsin(0.4 / 2), abs=0.02)


@given(
    npst.arrays(float, 8, elements=st.floats(0, 1)),
    npst.arrays(float, 8, elements=st.floats(0, 2)),
    st.floats(0, 1),
)
def test_shares_stay_within_0_to_1_whatever_the_correlation(x, error, correlation):
    shares = Figures.plain(np.stack([x, x], axis=1), ("a", "b"), np.stack([error, error], axis=1))
    figures = households(0, 1, figures=replace(shares, is_share=np.array([True, True])))
    draws = Sampler(figures, 0, correlation)(1, 0, 50)
    assert ((draws >= 0) & (draws <= 1)).all()
    assert (draws[:, error == 0] == x[error == 0]).all()


@pytest.mark.parametrize("household_based", [(), (0,)])
def test_the_correlation_changes_nothing_without_two_household_based_indicators(household_based):
    figures = households(*household_based, figures=mixed())
    independent, correlated = (draw_index(replace(ABC, correlation=c), figures, 60) for c in (0.0, 0.4))
    np.testing.assert_array_equal(independent.scores, correlated.scores)


def test_levels_are_less_sure_the_more_the_errors_go_together():
    figures = households(0, 1, 2, figures=some(200, error=0.2))
    sure = [
        sure_of(figures, 1_000, replace(ABC, correlation=c)).p_shown.mean() for c in (0.0, 0.1, 0.2, 0.4, 0.8)
    ]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] - sure[-1] > 0.04


def test_the_spread_of_a_score_grows_by_the_covariances():
    figures = households(0, 1, 2, figures=some(200, error=0.1))
    part = figures.errors / figures.values.std(axis=1, ddof=1, keepdims=True) / 3
    for correlation in (0.0, 0.2, 0.4):
        pairs = part.sum(axis=0) ** 2 - (part**2).sum(axis=0)
        delta = np.sqrt((part**2).sum(axis=0) + correlation * pairs)
        found = sure_of(figures, 2_000, replace(ABC, correlation=correlation)).score_se
        assert found == pytest.approx(delta, rel=0.12)
