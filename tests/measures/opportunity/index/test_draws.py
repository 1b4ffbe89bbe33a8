"""Draws of the survey: the worked example, what a draw may be, and what draws say of each tract."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown import threads
from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index import draws
from fairtown.measures.opportunity.index.draws import (
    MOST_FIGURES,
    Drawn,
    Sampler,
    chunks,
    draw_index,
    how_sure,
    rank_range,
    unknown_error,
)
from fairtown.measures.opportunity.index.engine import Figures, index, prepare, score_tracts
from fairtown.measures.opportunity.index.recipe import STANDARDISE, Part, Recipe

FIVE_TRACTS = np.array([[0.95, 70, 80], [0.90, 60, 70], [0.80, 55, 60], [0.70, 45, 50], [0.60, 40, 45]])
#: Standard errors of .02 to .04 for the rate and of 4 to 3 for the scores.
ERRORS = np.stack([np.linspace(0.02, 0.04, 5), np.linspace(4, 3, 5), np.linspace(4, 3, 5)], axis=1)
ABC = Recipe("abc", "Three indicators", (Part("a"), Part("b"), Part("c")), 2023)
NAN = np.nan


def some(n: int = 40, k: int = 3, seed: int = 1, error: float = 0.3) -> Figures:
    """Return random figures that have something in common, with errors."""
    rng = np.random.default_rng(seed)
    values = rng.gamma(3, 1, (n, 1)) + rng.gamma(2, 1, (n, k))
    return Figures.plain(values, tuple("abcdefgh"[:k]), error * rng.uniform(0.5, 1.5, (n, k)))


def shares_of(x, error, n: int = 1) -> Figures:
    """Return one indicator of shares."""
    values = np.resize(np.asarray(x, float), n)[:, None]
    errors = np.resize(np.asarray(error, float), n)[:, None]
    return replace(Figures.plain(values, ("a",), errors), is_share=np.array([True]))


def sure_of(figures: Figures, n: int = 300, recipe: Recipe = ABC, seed: int = 7):
    point = score_tracts(recipe, figures)
    draws = draw_index(recipe, figures, n, seed)
    return how_sure(point.levels[0], point.scores[0], draws, figures, recipe.n_levels)


# the worked example


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


# one indicator drawn


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


# errors that go together


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


# streams


def test_another_indicator_and_another_order_of_them_change_no_draw():
    figures = some(9, 4)
    turned = [3, 1, 0, 2]
    other = Figures.plain(figures.values[turned].T, tuple("dbac"), figures.errors[turned].T)
    alone = Figures.plain(figures.values[[1]].T, ("b",), figures.errors[[1]].T)
    for sampled, k in ((other, 1), (alone, 0)):
        np.testing.assert_array_equal(Sampler(figures, 1)(5, 2, 20), Sampler(sampled, k)(5, 2, 20))


def test_seed_indicator_and_chunk_each_give_other_draws():
    figures = some(9)
    first = Sampler(figures, 0)(5, 0, 20) - figures.values[0]
    others = [Sampler(figures, 0)(6, 0, 20), Sampler(figures, 0)(5, 1, 20)]
    for other in others:
        assert abs(np.corrcoef(first.ravel(), (other - figures.values[0]).ravel())[0, 1]) < 0.3
    b = Sampler(figures, 1)(5, 0, 20) - figures.values[1]
    assert abs(np.corrcoef(first.ravel(), b.ravel())[0, 1]) < 0.3


def mixed() -> Figures:
    """Return figures of 40 tracts in 6 towns: a share near 1, a figure of the town, a dollar figure."""
    figures = some(40)
    values, errors = figures.values.copy(), figures.errors.copy()
    town = np.arange(40) % 6
    values[0], errors[0] = 0.9 + values[0] / 200, 0.03
    values[1], errors[1] = values[1, town], errors[1, town]
    unit = np.stack([np.arange(40), town, np.arange(40)])
    return replace(figures, values=values, errors=errors, unit=unit, is_share=np.array([True, False, False]))


def test_a_seed_decides_every_byte_on_any_number_of_cores(monkeypatch):
    monkeypatch.setattr(draws, "MOST_FIGURES", 1_000)
    monkeypatch.setattr(threads, "_most", 4)
    several = draw_index(ABC, mixed(), 130, 5)
    ranks = rank_range(several.scores)
    monkeypatch.setattr(threads, "_most", 1)
    again = draw_index(ABC, mixed(), 130, 5)
    assert several.scores.tobytes() == again.scores.tobytes()
    assert several.levels.tobytes() == again.levels.tobytes()
    assert np.array_equal(ranks, rank_range(again.scores))
    assert draw_index(ABC, mixed(), 130, 6).scores.tobytes() != again.scores.tobytes()


@pytest.mark.parametrize("few", [20, 25, 50, 75])
def test_the_first_draws_of_many_are_those_of_few(monkeypatch, few):
    monkeypatch.setattr(draws, "MOST_FIGURES", 1_000)
    many = draw_index(ABC, mixed(), 130, 5)
    few_of_them = draw_index(ABC, mixed(), few, 5)
    np.testing.assert_array_equal(few_of_them.scores, many.scores[:few])
    np.testing.assert_array_equal(few_of_them.levels, many.levels[:few])


@given(st.integers(2, 5_000), st.integers(0, 100_000))
def test_chunks_hold_all_draws_and_no_more_figures_than_they_may(n, n_tracts):
    sizes = chunks(n, n_tracts)
    assert sum(sizes) == n
    assert len(set(sizes[:-1])) <= 1
    assert max(sizes) * n_tracts <= MOST_FIGURES or max(sizes) <= 2


def test_progress_is_told_of_all_draws(monkeypatch):
    monkeypatch.setattr(draws, "MOST_FIGURES", 1_000)
    sizes = []
    draw_index(ABC, mixed(), 60, progress=sizes.append)
    assert sorted(sizes) == [10, 25, 25]


def test_figures_may_be_kept_and_given_again():
    cached = {}

    def sample(sampler, seed, chunk, n):
        return cached.setdefault((sampler.name, chunk), sampler(seed, chunk, n)).copy()

    first = draw_index(ABC, mixed(), 30, 5, sample=sample)
    assert set(cached) == {("a", 0), ("b", 0), ("c", 0)}
    np.testing.assert_array_equal(draw_index(ABC, mixed(), 30, 99, sample=sample).scores, first.scores)
    np.testing.assert_array_equal(draw_index(ABC, mixed(), 30, 5).scores, first.scores)


# all draws


def test_each_draw_is_the_index_of_the_drawn_figures():
    figures = mixed()
    draws = draw_index(ABC, figures, 12, 5)
    own = [Sampler(figures, k)(5, 0, 12) for k in range(3)]
    for b in range(12):
        plain = index(ABC, replace(figures, values=np.stack([x[b] for x in own])))
        np.testing.assert_array_equal(draws.scores[b], plain.scores[0].astype(np.float32))
        np.testing.assert_array_equal(draws.levels[b], plain.levels[0])


def test_a_ruler_holds_means_spreads_and_cuts_for_all_draws():
    figures = mixed()
    ruler = score_tracts(ABC, figures).ruler
    draws = draw_index(ABC, figures, 12, 5, ruler=ruler)
    own = np.stack([Sampler(figures, k)(5, 0, 12) for k in range(3)])
    middle, spread = figures.values.mean(axis=1), figures.values.std(axis=1, ddof=1)
    z = (own - middle[:, None, None]) / spread[:, None, None]
    np.testing.assert_allclose(draws.scores, z.mean(axis=0), atol=1e-6)
    counts = [np.bincount(row, minlength=6)[1:] for row in draw_index(ABC, figures, 12, 5).levels]
    assert (np.array(counts) == 8).all()
    assert (draws.levels != draw_index(ABC, figures, 12, 5).levels).any()


def test_logarithms_are_drawn_as_logarithms():
    recipe = replace(ABC, indicators=(Part("a", transform="log"), Part("b"), Part("c")))
    figures = some(12)
    ready = prepare(recipe, figures)
    draws = Sampler(ready, 0)(3, 0, 20_000)
    assert draws.mean(axis=0) == pytest.approx(np.log(figures.values[0]), abs=0.02)
    assert draws.std(axis=0) == pytest.approx(figures.errors[0] / figures.values[0], rel=0.05)


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_draws_are_refused(n):
    with pytest.raises(
        FairtownError, match=f"draws: n is {n}, expected a whole number from 2; 2000 is usual"
    ):
        draw_index(ABC, mixed(), n)


# how sure


@pytest.mark.parametrize("how", STANDARDISE)
def test_the_chances_of_all_levels_sum_to_one(how):
    sure = sure_of(mixed(), recipe=replace(ABC, standardise=how))
    assert sure.p_level.shape == (5, 40)
    np.testing.assert_allclose(sure.p_level.sum(axis=0), 1, atol=1e-12)
    assert (sure.p_level >= 0).all()


def test_without_error_every_tract_surely_has_the_level_shown():
    figures = some(40, error=0.0)
    point = score_tracts(ABC, figures)
    sure = sure_of(figures, 20)
    np.testing.assert_array_equal(sure.p_level, np.arange(1, 6)[:, None] == point.levels[0])
    assert (sure.p_shown == 1).all()
    assert (sure.certainty == 2).all()
    rank = 1 + (-point.scores[0]).argsort().argsort()
    np.testing.assert_array_equal(sure.rank_lo90, rank)
    np.testing.assert_array_equal(sure.rank_hi90, rank)
    assert sure.score_se == pytest.approx(0, abs=1e-6)
    assert sure.score_shift == pytest.approx(0, abs=1e-6)


def test_more_error_means_less_sure_levels():
    largest = [sure_of(some(80, error=e), 500).p_level.max(axis=0).mean() for e in (0.1, 0.2, 0.4, 0.8)]
    assert largest == sorted(largest, reverse=True)
    twice = [sure_of(f, 500).p_level.max(axis=0).mean() for f in (mixed(), doubled(mixed()))]
    assert twice[1] <= twice[0] + 0.01


def doubled(figures: Figures) -> Figures:
    return replace(figures, errors=2 * figures.errors)


def test_a_tract_with_a_figure_of_unknown_error_has_no_chances_and_others_keep_theirs():
    figures = mixed()
    errors = figures.errors.copy()
    errors[2, 11] = NAN
    blanked = replace(figures, errors=errors)
    assert np.flatnonzero(unknown_error(blanked)).tolist() == [11]
    sure = sure_of(blanked)
    for values in (*sure.p_level, *[getattr(sure, n) for n in NAMES]):
        assert np.flatnonzero(np.isnan(values)).tolist() == [11]


NAMES = ("p_shown", "certainty", "rank_lo90", "rank_hi90", "score_se", "score_shift")


def test_the_error_of_a_missing_figure_does_not_matter():
    figures = mixed()
    values, errors = figures.values.copy(), figures.errors.copy()
    values[2, 11], errors[2, 11] = NAN, NAN
    assert not unknown_error(replace(figures, values=values, errors=errors)).any()


def test_a_tract_without_a_score_has_no_chances():
    figures = mixed()
    values = figures.values.copy()
    values[:, 11] = NAN
    sure = sure_of(replace(figures, values=values))
    assert np.flatnonzero(np.isnan(sure.p_shown)).tolist() == [11]
    assert np.flatnonzero(np.isnan(sure.p_level).all(axis=0)).tolist() == [11]


def test_what_draws_say_by_hand():
    scores = np.array([[3, 2, 1], [3, 2, 1], [3, 1, 2], [1, 2, 3], [3, 2, 1]], np.float32)
    levels = np.array([[2, 1, 1], [2, 2, 1], [2, 1, 1], [1, 1, 2], [2, 1, 1]], np.int8)
    figures = Figures.plain(np.array([[2.5], [2], [1]]), ("a",))
    sure = how_sure(np.array([2.0, 1, 2]), np.array([2.5, 2, 1]), Drawn(scores, levels), figures, 2)
    assert sure.p_level.tolist() == [[0.2, 0.8, 0.8], [0.8, 0.2, 0.2]]
    assert sure.p_shown.tolist() == [0.8, 0.8, 0.2]
    assert sure.certainty.tolist() == [1, 1, 0]
    assert sure.rank_lo90.tolist() == [1, 2, 1]
    assert sure.rank_hi90.tolist() == [3, 3, 3]
    assert sure.score_se == pytest.approx(scores.std(axis=0))
    assert sure.score_shift == pytest.approx(scores.mean(axis=0) - [2.5, 2, 1], abs=1e-6)


@pytest.mark.parametrize(("of_ten", "certainty"), [(10, 2), (9, 2), (8, 1), (6, 1), (5, 0)])
def test_stable_from_90_percent_of_draws_leaning_from_60(of_ten, certainty):
    levels = np.ones((10, 1), np.int8)
    levels[of_ten:] = 2
    draws = Drawn(np.zeros((10, 1), np.float32), levels)
    figures = Figures.plain(np.ones((1, 1)), ("a",))
    assert how_sure(np.ones(1), np.zeros(1), draws, figures, 5).certainty == certainty


@given(npst.arrays(np.int64, (21, 12), elements=st.integers(0, 30)))
def test_ends_of_ranks_are_the_nearest_percentiles_of_plain_ranks(scores):
    plain = 1 + (scores[:, None, :] > scores[:, :, None]).sum(axis=-1)
    low, high = rank_range(scores.astype(np.float32))
    np.testing.assert_array_equal(low, np.sort(plain, axis=0)[1])
    np.testing.assert_array_equal(high, np.sort(plain, axis=0)[19])


def test_ranks_count_tracts_with_a_score_only():
    scores = np.array([[NAN, 1, 3, 2]] * 5, np.float32)
    low, high = rank_range(scores)
    np.testing.assert_array_equal(low, [NAN, 3, 1, 2])
    np.testing.assert_array_equal(high, [NAN, 3, 1, 2])


def test_the_rank_of_a_point_with_many_equals_is_the_same_whatever_their_order():
    scores = np.tile(np.array([1, 0, 1, 1, 0], np.float32), (40, 1))
    low, high = rank_range(scores)
    assert low.tolist() == high.tolist() == [1, 4, 1, 1, 4]
