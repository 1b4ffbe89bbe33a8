"""Standardizing: the worked example, and what must not change a standardized figure, whatever way is chosen."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.stats import percentileofscore

from fairtown.measures.opportunity.index.recipe import STANDARDISE
from fairtown.measures.opportunity.index.standardise import (
    MAD_TO_SD,
    apply_yardstick,
    fit_yardstick,
    places_among,
    places_in,
    quantiles,
    rising_order,
    rows_taken,
)

NOT_AT_ALL = (0.0, 1.0)
WAYS = list(STANDARDISE)
#: Ways in which turning a figure around only turns the sign.
ODD = ["z", "z_population", "robust_z"]
RATE = np.array([0.95, 0.90, 0.80, 0.70, 0.60])

figures = npst.arrays(np.int64, st.integers(4, 12), elements=st.integers(-1000, 1000), unique=True).map(
    lambda x: x.astype(float)
)


def held(x, how="z", winsorise=NOT_AT_ALL, by=None) -> np.ndarray:
    """Return figures (tracts,) measured by those of `by`, default by themselves."""
    base = np.atleast_2d(np.asarray(x if by is None else by, float))
    stick = fit_yardstick(base, ~np.isnan(base[0]), how, winsorise)
    return apply_yardstick(np.atleast_2d(np.asarray(x, float)), stick)[0]


# the worked example


def test_z_scores_of_the_worked_example():
    assert [f"{z:.3f}" for z in held(RATE)] == ["1.117", "0.768", "0.070", "-0.629", "-1.327"]


def test_the_spread_of_a_population_is_smaller_than_that_of_a_sample():
    assert held(RATE, "z_population") == pytest.approx(held(RATE) * np.sqrt(5 / 4), abs=1e-12)


def test_from_0_at_the_lowest_to_1_at_the_highest():
    assert held([30, 10, 20, 15], "min_max").tolist() == [1, 0, 0.5, 0.25]


def test_half_of_those_equal_count_as_below():
    assert held([1, 2, 2, 3, 9], "percentile").tolist() == [10, 40, 40, 70, 90]
    assert held([7, 7, 7, 8], "percentile").tolist() == [37.5, 37.5, 37.5, 87.5]


def test_robust_z_scores_by_hand():
    # median 3, distances 2 1 0 1 97, their median 1
    assert held([1, 2, 3, 4, 100], "robust_z") == pytest.approx(np.array([-2, -1, 0, 1, 97]) / MAD_TO_SD)


def test_only_what_is_above_the_median_is_over_the_threshold():
    assert held([1, 2, 2, 2, 3], "threshold").tolist() == [0, 0, 0, 0, 1]
    assert held([1, 2, 3, 4], "threshold").tolist() == [0, 0, 1, 1]


def test_of_equal_figures_none_is_over_the_threshold():
    assert held([5, 5, 5, 5], "threshold").tolist() == [0, 0, 0, 0]


# what must be so in every way of standardizing


@given(figures)
def test_the_mean_is_zero_and_the_spread_one(x):
    for how, ddof in (("z", 1), ("z_population", 0)):
        assert abs(held(x, how).mean()) < 1e-12
        assert abs(held(x, how).std(ddof=ddof) - 1) < 1e-12


@pytest.mark.parametrize("how", WAYS)
@given(x=figures, factor=st.floats(0.01, 100), shift=st.floats(-100, 100))
def test_other_units_change_nothing(how, x, factor, shift):
    assert held(factor * x + shift, how) == pytest.approx(held(x, how), abs=1e-8)


@pytest.mark.parametrize("how", ODD)
@given(x=figures)
def test_a_figure_turned_around_has_the_opposite_z_score(how, x):
    assert held(-x, how) == pytest.approx(-held(x, how), abs=1e-12)
    assert held(1 - x, how) == pytest.approx(-held(x, how), abs=1e-9)


@given(figures)
def test_a_figure_turned_around_stands_as_far_from_the_other_end(x):
    assert held(-x, "min_max") == pytest.approx(1 - held(x, "min_max"), abs=1e-12)
    assert held(-x, "percentile") == pytest.approx(100 - held(x, "percentile"), abs=1e-12)


@pytest.mark.parametrize("how", WAYS)
@given(x=figures, random=st.randoms(use_true_random=False))
def test_the_order_of_the_tracts_changes_nothing(how, x, random):
    order = random.sample(range(len(x)), len(x))
    assert held(x[order], how) == pytest.approx(held(x, how)[order], abs=1e-12)


@pytest.mark.parametrize("how", WAYS)
@given(x=figures, winsorise=st.sampled_from([NOT_AT_ALL, (0.05, 0.95), (0.0, 0.8)]))
def test_a_higher_figure_never_stands_lower(how, x, winsorise):
    assert (np.diff(held(np.sort(x), how, winsorise)) >= 0).all()


@pytest.mark.parametrize("how", WAYS)
@given(x=figures, blanks=npst.arrays(bool, 12))
def test_a_missing_figure_counts_for_nothing(how, x, blanks):
    with_blanks = np.where(blanks, np.nan, np.resize(x, 12))
    known = ~blanks
    assume(known.sum() > 1)
    assume(not fit_yardstick(with_blanks[None], known, how, NOT_AT_ALL).is_flat)
    both = held(with_blanks, how)
    assert np.isnan(both[blanks]).all()
    assert both[known] == pytest.approx(held(with_blanks[known], how), abs=1e-12)


@pytest.mark.parametrize("how", WAYS)
@given(x=figures, other=figures, winsorise=st.sampled_from([NOT_AT_ALL, (0.1, 0.9)]))
def test_each_replicate_is_held_against_itself(how, x, other, winsorise):
    n = min(len(x), len(other))
    both = np.stack([x[:n], other[:n]])
    together = apply_yardstick(both, fit_yardstick(both, np.ones(n, bool), how, winsorise))
    for row, own in zip(together, both, strict=True):
        assert row == pytest.approx(held(own, how, winsorise), abs=1e-12)


@given(figures, st.integers(-3, 3))
def test_percentiles_are_those_of_scipy(x, tie):
    x[: tie + 4] = x[0]
    assert held(x, "percentile") == pytest.approx(percentileofscore(x, x, "mean"), abs=1e-12)


# a reference of its own


def test_a_reference_sets_the_measure_without_being_measured():
    assert held([2.0], by=[0.0, 2.0, 4.0]).tolist() == [0]
    assert held([4.0], by=[0.0, 2.0, 4.0]).tolist() == [1]
    assert held([5.0, -1.0], "min_max", by=[0, 2, 4]).tolist() == [1.25, -0.25]
    assert held([9, 2, 1, -7], "percentile", by=[0, 2, 4, 6]).tolist() == [100, 37.5, 25, 0]
    assert held([2, 2.1], "threshold", by=[0, 2, 4]).tolist() == [0, 1]


# winsorising


def test_figures_are_held_to_their_quantiles_before_anything_else():
    x = np.array([-90.0, 1, 2, 3, 4, 5, 6, 7, 8, 500])
    low, high = np.quantile(x, [0.1, 0.9])
    plain = np.clip(x, low, high)
    for how in WAYS:
        assert held(x, how, (0.1, 0.9)) == pytest.approx(held(plain, how), abs=1e-12)
    assert low == pytest.approx(-8.1)


def test_later_figures_are_held_to_the_bounds_of_the_reference():
    base = np.arange(11.0)
    assert held([-50, 50], "min_max", (0.1, 0.9), by=base).tolist() == [0, 1]


# figures that tell nothing apart


@pytest.mark.parametrize("how", ["z", "z_population", "min_max", "percentile", "robust_z"])
@pytest.mark.parametrize("x", [[5.0] * 12, [0.1] * 12, [1 / 3] * 7, [250_000.1] * 11, [0.0] * 4], ids=str)
def test_equal_figures_tell_nothing_apart(how, x):
    x = np.array([x])
    assert fit_yardstick(x, np.ones(x.shape[1], bool), how, NOT_AT_ALL).is_flat


@pytest.mark.parametrize("how", ["z", "z_population", "min_max", "percentile", "robust_z"])
def test_one_figure_tells_nothing_apart(how):
    x = np.array([[np.nan, 3.0, np.nan]])
    assert fit_yardstick(x, ~np.isnan(x[0]), how, NOT_AT_ALL).is_flat


def test_more_than_half_of_the_figures_alike_leave_no_robust_spread():
    x = np.array([[1.0, 1, 1, 1, 2, 9]])
    assert fit_yardstick(x, np.ones(6, bool), "robust_z", NOT_AT_ALL).is_flat
    assert not fit_yardstick(x, np.ones(6, bool), "z", NOT_AT_ALL).is_flat


@given(figures)
def test_a_place_is_how_many_are_below_and_how_many_up_to_it(x):
    below, upto = places_in(x[None], np.sort(x)[None])
    assert below[0].tolist() == [(x < v).sum() for v in x]
    assert upto[0].tolist() == [(x <= v).sum() for v in x]


@given(figures, figures)
def test_places_among_others_are_counted_too_whatever_is_unknown(x, others):
    x = np.append(x, np.nan)
    below, upto = places_in(x[None], np.sort(others)[None])
    assert below[0, :-1].tolist() == [(others < v).sum() for v in x[:-1]]
    assert upto[0, :-1].tolist() == [(others <= v).sum() for v in x[:-1]]
    among = places_among(x[None])
    own = places_in(x[None], np.sort(x[:-1])[None])
    assert [a[0, :-1].tolist() for a in among] == [o[0, :-1].tolist() for o in own]


@pytest.mark.parametrize("n", [1, 2, 12, 97, 830])
def test_quantiles_are_those_of_numpy_to_the_last_bit(n: int) -> None:
    x = np.random.default_rng(n).normal(size=(40, n)) ** 3
    x[:20] = x[:20].round(1)
    shares = (0.0, 0.05, 1 / 3, 0.5, 0.8, 0.95, 1.0)
    assert (quantiles(x, shares) == np.quantile(x, shares, axis=-1)).all()


@pytest.mark.parametrize("odd", [(), (np.nan,), (np.nan, np.inf), (np.nan, -np.inf, np.inf)])
def test_rows_rise_in_their_order_and_what_is_unknown_stands_last(odd):
    x = np.array([[3.0, *odd, 1.0, 2.0], [1.0, 2.0, *odd, 2.0]])
    rising = rows_taken(x, rising_order(x))
    np.testing.assert_array_equal(rising, np.sort(x, axis=-1))
