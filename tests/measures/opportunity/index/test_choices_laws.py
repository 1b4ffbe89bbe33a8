"""Every variant of an index, whatever the figures are: ranges, orders, units, first-order indices."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.stats import rankdata, spearmanr

from fairtown.measures.opportunity.index.choices import (
    CHOICES,
    average_ranks,
    choice_uncertainty,
    first_order,
    spearman,
    without_and_with_random,
)
from fairtown.measures.opportunity.index.engine import index
from fairtown.measures.opportunity.index.recipe import Part
from fairtown.measures.opportunity.index.variants import Choices

from .choices_cases import RECIPES, SMALL, halves, some_figures

NOTHING_ELSE = Choices((), (), 0, (), (), leave_out=False)


def few(n_random: int = 2) -> Choices:
    return Choices(random_weights=n_random, references={"region": halves(24)})


seeds = st.integers(0, 10_000)
#: Each example is hundreds of indices.
SOME = settings(max_examples=10)


@SOME
@given(seeds, st.integers(1, 4), st.floats(0, 0.4))
def test_shares_bands_and_sobol_indices_are_in_range(seed, k, blanks):
    figures = some_figures(k, 24, blanks, seed)
    recipe = replace(SMALL, indicators=tuple(Part(i) for i in "abcd"[:k]))
    uncertainty = choice_uncertainty(recipe, figures, few())
    scored = ~np.isnan(index(recipe, figures).scores[0])
    for values in (
        uncertainty.share_kept,
        uncertainty.rank,
        uncertainty.median_rank,
        uncertainty.rank_low,
        uncertainty.rank_high,
    ):
        assert (~np.isnan(values) == scored).all()
    assert ((uncertainty.share_kept[scored] >= 0) & (uncertainty.share_kept[scored] <= 1)).all()
    assert ((uncertainty.tracts_kept >= 0) & (uncertainty.tracts_kept <= 1)).all()
    ranks = np.stack([uncertainty.rank_low, uncertainty.median_rank, uncertainty.rank_high])[:, scored]
    assert ((ranks >= 1) & (ranks <= 24)).all()
    assert (np.diff(ranks, axis=0) >= 0).all()
    sobol = np.array([uncertainty.sobol[c] for c in CHOICES])
    assert ((sobol >= 0) & (sobol <= 1)).all()
    assert sobol.sum() <= 1 + 1e-9


@given(seeds)
def test_with_the_recipe_alone_every_tract_keeps_its_level(seed):
    figures = some_figures(3, 24, 0.2, seed)
    uncertainty = choice_uncertainty(SMALL, figures, NOTHING_ELSE)
    scored = ~np.isnan(uncertainty.rank)
    assert (uncertainty.share_kept[scored] == 1).all()
    for rank in (uncertainty.median_rank, uncertainty.rank_low, uncertainty.rank_high):
        np.testing.assert_array_equal(rank, uncertainty.rank)
    assert uncertainty.rank_shift.size == 1
    assert uncertainty.tracts_kept.item() == 1
    assert np.isnan(list(uncertainty.sobol.values())).all()
    assert uncertainty.alone == uncertainty.left_out == ()


@SOME
@given(seeds)
def test_the_order_of_the_tracts_changes_nothing(seed):
    figures = some_figures(3, 24, 0.2, seed)
    order = np.random.default_rng(seed).permutation(24)
    turned = replace(figures, values=figures.values[:, order], errors=figures.errors[:, order])
    areas = halves(24)
    one = choice_uncertainty(SMALL, figures, few())
    moved = Choices(random_weights=2, references={"region": replace(areas, codes=areas.codes[order])})
    other = choice_uncertainty(SMALL, turned, moved)
    for name in ("share_kept", "rank", "median_rank", "rank_low", "rank_high"):
        np.testing.assert_allclose(getattr(one, name)[order], getattr(other, name), atol=1e-12)
    np.testing.assert_allclose(one.rank_shift, other.rank_shift, atol=1e-5)
    np.testing.assert_allclose(one.tracts_kept, other.tracts_kept, atol=1e-12)


@SOME
@given(seeds)
def test_the_order_of_the_indicators_changes_nothing_but_the_order_of_those_left_out(seed):
    figures = some_figures(3, 24, 0.2, seed)
    one = choice_uncertainty(SMALL, figures, few())
    other = choice_uncertainty(replace(SMALL, indicators=SMALL.indicators[::-1]), figures, few())
    np.testing.assert_allclose(one.share_kept, other.share_kept, atol=1e-12)
    back = [other.options["leave_out"].index(i) for i in one.options["leave_out"]]
    np.testing.assert_allclose(one.rank_shift, other.rank_shift[:, :, :, :, back], atol=1e-5)


@SOME
@given(seeds, st.sampled_from("abc"), st.floats(0.1, 10), st.floats(-50, 50))
def test_other_units_change_nothing(seed, which, by, plus):
    figures = some_figures(3, 24, 0.2, seed)
    values = figures.values.copy()
    values[figures.ids.index(which)] = values[figures.ids.index(which)] * by + plus
    one, other = (choice_uncertainty(SMALL, f, few()) for f in (figures, replace(figures, values=values)))
    np.testing.assert_allclose(one.rank_shift, other.rank_shift, atol=1e-5)
    np.testing.assert_allclose(one.share_kept, other.share_kept, atol=1e-12)


def test_tracts_of_the_same_figures_fare_the_same():
    uncertainty = choice_uncertainty(RECIPES["weighed"], some_figures(blanks=0.0), Choices(random_weights=5))
    for name in ("share_kept", "rank", "median_rank", "rank_low", "rank_high"):
        assert getattr(uncertainty, name)[0] == getattr(uncertainty, name)[1]


@given(
    npst.arrays(
        float,
        npst.array_shapes(min_dims=1, max_dims=2, max_side=12),
        elements=st.integers(0, 4) | st.just(np.nan),
    )
)
def test_ranks_are_those_of_scipy(scores):
    expected = rankdata(-scores, axis=-1, nan_policy="omit")
    np.testing.assert_array_equal(average_ranks(scores), expected)


@given(
    npst.arrays(
        float,
        st.tuples(st.integers(2, 4), st.integers(1, 4), st.integers(1, 4)),
        elements=st.floats(0, 100).map(lambda v: round(v, 6)),
    )
)
def test_first_order_indices_are_shares_of_the_variance(effect):
    shares = first_order(effect)
    if np.ptp(effect) == 0:
        assert np.isnan(shares).all()
        return
    assert ((shares >= 0) & (shares <= 1)).all()
    assert shares.sum() <= 1 + 1e-9


def test_an_effect_too_small_for_a_variance_has_no_indices():
    assert np.isnan(first_order(np.array([[[8e-220]], [[0.0]]]))).all()


def test_first_order_indices_of_effects_that_add_up_sum_to_one():
    effect = np.add.outer(np.array([0.0, 1.0, 5.0]), np.array([0.0, 2.0]))
    one, other = np.var([0, 1, 5]), np.var([0, 2])
    np.testing.assert_allclose(first_order(effect), [one / (one + other), other / (one + other)])


def test_an_effect_of_two_choices_together_only_belongs_to_neither():
    np.testing.assert_allclose(first_order(np.array([[0.0, 1.0], [1.0, 0.0]])), 0)


def test_rank_correlation_over_what_both_have():
    one, other = np.array([1, 2, np.nan, 4, 4.0]), np.array([3, 1, 9, np.nan, 7.0])
    assert spearman(one, other) == pytest.approx(spearmanr([1, 2, 4], [3, 1, 7])[0])
    assert np.isnan(spearman(one, np.ones(5)))
    assert np.isnan(spearman(one, np.array([np.nan, np.nan, 1, np.nan, 2])))


def test_named_weights_are_the_same_alone_and_beside_random_ones():
    figures, recipe = some_figures(), RECIPES["least share"]
    named, every = without_and_with_random(recipe, figures, Choices(random_weights=4))
    for uncertainty, n in ((named, 0), (every, 4)):
        alone_ = choice_uncertainty(recipe, figures, Choices(random_weights=n))
        assert uncertainty.options == alone_.options
        assert uncertainty.sobol == alone_.sobol
        assert uncertainty.alone == alone_.alone
        for name in ("share_kept", "rank", "median_rank", "rank_low", "rank_high", "rank_shift"):
            np.testing.assert_array_equal(getattr(uncertainty, name), getattr(alone_, name))
