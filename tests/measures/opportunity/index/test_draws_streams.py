"""Draws of the survey: streams, all draws at once, and how sure each tract is."""

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
from fairtown.measures.opportunity.index.recipe import STANDARDISE, Part

from .draws_cases import ABC, NAN, mixed, some, sure_of


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
