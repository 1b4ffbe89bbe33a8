"""The index engine: missing figures, areas, levels, a ruler, and what it refuses."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index.engine import (
    Figures,
    cuts_of,
    index,
    known_share,
    levels_of,
    prepare,
    score_tracts,
    weighted_cuts,
)
from fairtown.measures.opportunity.index.recipe import AGGREGATE, STANDARDISE, Part

from .engine_cases import ABC, DOMAINS, NAN, plain_figures, scores_of, some


def by_areas(values, areas) -> Figures:
    names, codes = np.unique(areas, return_inverse=True)
    return plain_figures(values, areas=codes, area_names=tuple(map(str, names)))


def holes() -> np.ndarray:
    """Return indicators of which tract 0 has one, tract 1 two, tract 2 none."""
    values = some()
    values[0, 1:], values[1, 2], values[2] = NAN, NAN, NAN
    return values


def test_a_tract_is_scored_by_the_indicators_it_has():
    result = index(ABC, plain_figures(holes()))
    z = result.standardized[:, 0]
    assert result.scores[0, 0] == z[0, 0]
    assert result.scores[0, 1] == pytest.approx(z[:2, 1].mean())
    assert np.isnan(result.scores[0, 2])
    assert np.isnan(result.levels[0, 2])


@pytest.mark.parametrize(
    ("least", "scored_of_three"), [(0.0, [1, 1, 0]), (0.34, [0, 1, 0]), (0.67, [0, 0, 0])]
)
def test_the_least_share_of_the_weight_that_must_be_there(least, scored_of_three):
    scores = scores_of(replace(ABC, least_share=least), holes())
    assert (~np.isnan(scores[:3])).tolist() == scored_of_three
    assert not np.isnan(scores[3:]).any()


def test_the_share_that_is_there_counts_weights():
    weighed = replace(ABC, indicators=(Part("a", weight=3.0), Part("b"), Part("c", weight=0.0)))
    assert known_share(weighed, plain_figures(holes()))[:4].tolist() == [0.75, 1.0, 0.0, 1.0]


def test_a_share_of_exactly_the_least_is_enough():
    parts = tuple(Part(i, weight=0.1) for i in "abc")
    assert not np.isnan(scores_of(replace(ABC, indicators=parts, least_share=2 / 3), holes())[1])
    assert not np.isnan(scores_of(replace(ABC, indicators=parts, least_share=1.0), holes())[3:]).any()


def test_no_score_unless_all_are_there():
    scores = scores_of(replace(ABC, missing="drop"), holes())
    assert np.isnan(scores[:3]).all()
    assert not np.isnan(scores[3:]).any()


def test_a_missing_figure_is_not_in_mean_and_spread():
    with_hole = some()
    with_hole[7, 1] = NAN
    z = index(ABC, plain_figures(with_hole)).standardized[1, 0]
    others = np.delete(with_hole[:, 1], 7)
    assert np.delete(z, 7) == pytest.approx((others - others.mean()) / others.std(ddof=1), abs=1e-12)


def test_the_median_of_its_area_stands_in():
    values = holes()
    areas = np.repeat(["east", "west"], 15)
    ready = prepare(replace(ABC, missing="impute_median"), by_areas(values, areas))
    assert ready.values[1, 0] == np.nanmedian(values[:15, 1])
    assert ready.values[0, 2] == np.nanmedian(values[:15, 0])
    assert np.isnan(ready.errors[1, 0])
    assert not np.isnan(ready.values).any()
    known = ~np.isnan(values.T)
    np.testing.assert_array_equal(ready.values[known], values.T[known])
    assert (ready.errors[known] == 0).all()


def test_what_is_given_stays_as_it_was():
    values = holes()
    figures = plain_figures(values)
    before = figures.values.copy()
    index(replace(ABC, missing="impute_median", indicators=(Part("a", transform="log"), Part("b"))), figures)
    np.testing.assert_array_equal(figures.values, before)


@pytest.mark.parametrize("how", STANDARDISE)
@pytest.mark.parametrize("together", AGGREGATE)
def test_a_reference_of_areas_is_each_area_by_itself(how, together):
    values, areas = some(40, blanks=0.1), np.tile(["n", "s", "s", "w"], 10)
    recipe = replace(ABC, standardise=how, aggregate=together, winsorise=(0.05, 0.95), reference="region")
    scores = index(recipe, by_areas(values, areas)).scores[0]
    for area in "nsw":
        alone = scores_of(recipe, values[areas == area])
        np.testing.assert_allclose(scores[areas == area], alone, atol=1e-12)


def test_levels_of_areas_are_those_of_the_whole():
    values, areas = some(40), np.repeat(["n", "s"], 20)
    values[:20] += 5
    result = index(replace(ABC, reference="region"), by_areas(values, areas))
    assert np.bincount(result.levels[0].astype(int))[1:].tolist() == [8, 8, 8, 8, 8]


def test_fifths_are_linear_quantiles_closed_on_the_right():
    scores = np.arange(11.0)[None]
    assert cuts_of(ABC, scores).tolist() == [[2, 4, 6, 8]]
    assert levels_of(scores, cuts_of(ABC, scores)).tolist() == [[1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]]
    with_none = np.append(np.arange(11.0), NAN)[None]
    assert cuts_of(ABC, with_none).tolist() == [[2, 4, 6, 8]]
    assert np.isnan(levels_of(with_none, cuts_of(ABC, with_none))[0, -1])


def test_a_score_on_a_cut_has_the_lower_level():
    cuts = np.array([[1.0, 2, 3, 4]])
    assert levels_of(np.array([[1.0, 1 + 1e-9, 4, 9]]), cuts).tolist() == [[1, 2, 4, 5]]


def test_scores_that_are_equal_but_for_rounding_go_together():
    scores = np.array([[0.1 + 0.2, 0.3, 1.0, 2.0, 0.3]])
    assert len(set(scores[0, [0, 1, 4]])) == 2
    assert levels_of(scores, np.array([[0.3]])).tolist() == [[1, 1, 2, 2, 1]]
    # the three hold 60 percent of the people, their middle is at 30 percent
    assert levels_of(scores, weighted_cuts(scores, np.ones(5), 5)).tolist() == [[2, 2, 4, 5, 2]]


@given(npst.arrays(float, 20, elements=st.floats(-3, 3)), st.floats(-3, 3), st.integers(2, 10))
def test_equal_scores_have_equal_levels(scores, tie, n_levels):
    scores[:7] = tie
    base = np.arange(20.0)
    for levels in ("tracts", "children"):
        recipe = replace(ABC, levels=levels, n_levels=n_levels)
        found = levels_of(scores[None], cuts_of(recipe, scores[None], base))[0]
        assert len(set(found[:7])) == 1
        assert set(found) <= set(range(1, n_levels + 1))
        assert (np.diff(found[np.argsort(scores)]) >= 0).all()


def test_fixed_cuts_divide_whatever_the_scores_are():
    recipe = replace(ABC, levels="cuts", n_levels=3, cuts=(-0.5, 0.5))
    result = index(recipe, plain_figures(some()))
    np.testing.assert_array_equal(
        result.levels[0], 1 + np.digitize(result.scores[0], [-0.5, 0.5], right=True)
    )


def test_the_worked_example_of_fifths_of_children():
    scores, children = np.array([[1.0, 2, 3, 4, 5]]), np.array([100.0, 300, 200, 200, 200])
    cuts = weighted_cuts(scores, children, 5)
    assert levels_of(scores, cuts).tolist() == [[1, 2, 3, 4, 5]]
    np.testing.assert_array_equal(
        weighted_cuts(scores[:, [2, 0, 4, 3, 1]], children[[2, 0, 4, 3, 1]], 5), cuts
    )


def test_tracts_of_equal_score_go_where_the_middle_of_all_their_children_falls():
    scores, children = np.array([[1.0, 2, 2, 2, 5]]), np.array([100.0, 300, 200, 200, 200])
    # the three together reach from 100 to 800 of 1,000, their middle is at 45 percent
    assert levels_of(scores, weighted_cuts(scores, children, 5)).tolist() == [[1, 3, 3, 3, 5]]


def levels_plainly(scores: np.ndarray, base: np.ndarray, n: int) -> np.ndarray:
    """Return levels by the middle of all people of each score, score by score."""
    out, upto = np.zeros(len(scores)), 0.0
    for score in np.unique(scores):
        own = base[scores == score].sum()
        middle = (upto + own / 2) / base.sum()
        out[scores == score] = max(1, np.ceil(round(middle * n, 9)))
        upto += own
    return out


@given(
    npst.arrays(np.int64, (2, 15), elements=st.integers(0, 20)),
    npst.arrays(np.int64, 15, elements=st.integers(0, 900)),
    st.integers(2, 10),
)
def test_levels_of_children_as_a_plain_loop_has_them(scores, children, n):
    assume(children.sum() > 0)
    levels = levels_of(scores.astype(float), weighted_cuts(scores.astype(float), children.astype(float), n))
    for row, own in zip(levels, scores, strict=True):
        assert row.tolist() == levels_plainly(own, children.astype(float), n).tolist()


def test_levels_of_people_leave_out_those_without_a_score_or_a_count():
    values, people = some(), np.arange(30.0)
    values[4], people[9] = NAN, NAN
    recipe = replace(ABC, levels="people")
    result = index(recipe, plain_figures(values, base=people))
    known = np.delete(np.arange(30), 4)
    alone = weighted_cuts(result.scores[:, known], np.nan_to_num(people[known]), 5)
    np.testing.assert_array_equal(result.ruler.cuts, alone)


@pytest.mark.parametrize("together", AGGREGATE)
@pytest.mark.parametrize("how", STANDARDISE)
def test_figures_held_against_their_own_ruler_are_as_before(how, together):
    recipe = replace(DOMAINS, standardise=how, aggregate=together)
    figures = prepare(recipe, plain_figures(some(blanks=0.1)))
    first = score_tracts(recipe, figures)
    again = score_tracts(recipe, figures, ruler=first.ruler)
    np.testing.assert_array_equal(first.scores, again.scores)
    np.testing.assert_array_equal(first.levels, again.levels)


def test_a_later_year_is_held_against_means_spreads_and_cuts_of_the_first():
    then, now = some(), some(seed=2) + 1.5
    first = index(ABC, plain_figures(then))
    later = score_tracts(ABC, prepare(ABC, plain_figures(now)), ruler=first.ruler)
    z = (now - then.mean(axis=0)) / then.std(axis=0, ddof=1)
    np.testing.assert_allclose(later.scores[0], z.mean(axis=1), atol=1e-12)
    cuts = np.quantile(first.scores[0], [0.2, 0.4, 0.6, 0.8])
    np.testing.assert_array_equal(later.levels[0], 1 + np.digitize(later.scores[0], cuts, right=True))
    assert later.levels.mean() > first.levels.mean() + 0.5


def test_what_falls_below_the_lowest_of_the_first_year_stays_at_1_of_100():
    recipe = replace(ABC, standardise="min_max", aggregate="geometric")
    first = index(recipe, plain_figures(some()))
    later = score_tracts(recipe, prepare(recipe, plain_figures(some() - 100)), ruler=first.ruler)
    assert later.scores[0] == pytest.approx(1.0)


def bare(n: int = 30, column: int = 1, value=NAN) -> np.ndarray:
    values = some(n)
    values[:, column] = value
    return values


@pytest.mark.parametrize(
    ("recipe", "figures", "message"),
    [
        (
            replace(ABC, indicators=(Part("d"),)),
            plain_figures(some()),
            "indicator 'd' is unknown; there are: a, b, c",
        ),
        (ABC, plain_figures(bare()), "indicator b has no value in any tract; leave it out"),
        (ABC, plain_figures(bare(value=0.1)), "indicator b in the state is constant or has under two values"),
        (
            replace(ABC, standardise="percentile"),
            plain_figures(bare(value=7)),
            "indicator b in the state is constant",
        ),
        (
            replace(ABC, standardise="min_max"),
            plain_figures(bare(value=7)),
            "indicator b in the state is constant",
        ),
        (
            replace(ABC, standardise="robust_z"),
            plain_figures(bare(value=7)),
            "indicator b in the state is constant",
        ),
        (
            ABC,
            plain_figures(some(9)),
            "reference area the state has 9 tracts, expected at least 10; take a larger one",
        ),
        (
            replace(ABC, reference="region"),
            by_areas(some(), ["n"] * 21 + ["s"] * 9),
            "reference area s has 9 tracts, expected at least 10",
        ),
        (
            replace(ABC, reference="region"),
            by_areas(np.vstack([some(10), bare(10)]), ["n"] * 10 + ["s"] * 10),
            "indicator b in s has no value; leave it out, or take a larger reference",
        ),
        (
            replace(ABC, reference="region", missing="impute_median"),
            by_areas(np.vstack([some(10), bare(10)]), ["n"] * 10 + ["s"] * 10),
            "indicator b in s has no value",
        ),
        (
            replace(ABC, reference="region"),
            by_areas(np.vstack([some(10), bare(10, value=3)]), ["n"] * 10 + ["s"] * 10),
            "indicator b in s is constant",
        ),
        (
            replace(ABC, indicators=(Part("a", transform="log"),)),
            plain_figures(bare(column=0, value=0)),
            "indicator a has values of 0 or less; log needs more than 0",
        ),
        (
            replace(ABC, least_share=1.0),
            plain_figures(np.where(np.arange(3) == (np.arange(30) % 3)[:, None], NAN, some())),
            "no tract has a score; ask for fewer indicators per tract (least_share)",
        ),
        (
            replace(ABC, levels="people"),
            plain_figures(some()),
            "levels is 'people' but their number is not there",
        ),
        (
            replace(ABC, levels="children"),
            plain_figures(some(), base=np.zeros(30)),
            "levels is 'children' but nobody is counted; say levels = 'tracts'",
        ),
        (
            replace(ABC, levels="children"),
            plain_figures(some(), base=np.full(30, NAN)),
            "levels is 'children' but nobody is counted",
        ),
    ],
)
def test_what_cannot_be_scored_is_refused_in_one_line(recipe, figures, message):
    with pytest.raises(FairtownError) as error:
        index(recipe, figures)
    assert str(error.value).startswith("recipe abc: ")
    assert message in str(error.value)
    assert "\n" not in str(error.value)
