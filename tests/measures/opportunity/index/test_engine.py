"""The index engine: the worked example, what may not change a score or a level, and what it refuses."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.stats import gmean

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index.engine import (
    LEAST_TRACTS,
    Figures,
    index,
    prepare,
    score_tracts,
)
from fairtown.measures.opportunity.index.recipe import AGGREGATE, STANDARDISE, Part, Recipe

from .engine_cases import ABC, DOMAINS, NAN, plain_figures, scores_of, some

FIVE_TRACTS = np.array([[0.95, 70, 80], [0.90, 60, 70], [0.80, 55, 60], [0.70, 45, 50], [0.60, 40, 45]])


@st.composite
def tables(draw, blanks: bool = False):
    """Draw three indicators of 10 to 16 tracts in whole numbers, none with half of its figures alike."""
    rows = draw(st.integers(LEAST_TRACTS, 16))
    column = npst.arrays(np.int64, rows, elements=st.integers(1, 500), unique=True)
    values = np.stack([draw(column) for _ in range(3)], axis=1).astype(float)
    if blanks:
        values[draw(npst.arrays(bool, (rows, 3), elements=st.booleans(), fill=st.just(False)))] = NAN
        assume((~np.isnan(values)).sum(axis=0).min() > 3)
    return values


recipes = st.builds(
    lambda how, together, missing, winsorise, domains: replace(
        DOMAINS if domains else ABC,
        standardise=how,
        aggregate=together,
        missing=missing,
        winsorise=winsorise,
    ),
    st.sampled_from([*STANDARDISE]),
    st.sampled_from([*AGGREGATE]),
    st.sampled_from(["available_mean", "drop"]),
    st.sampled_from([(0.0, 1.0), (0.05, 0.95)]),
    st.booleans(),
)


def computed(recipe: Recipe, figures: Figures):
    """Return the index, or drop the example where an indicator tells nothing apart or no tract has a score."""
    try:
        return index(recipe, figures)
    except FairtownError:
        assume(False)


def worked(recipe: Recipe):
    """Score five tracts, too few for `prepare`: they are held against themselves all the same."""
    scored_tracts = score_tracts(recipe, plain_figures(FIVE_TRACTS), keep=True)
    return scored_tracts.scores[0], scored_tracts.standardized[:, 0].T


def test_the_worked_example():
    scores, z = worked(ABC)
    assert [[f"{v:.3f}" for v in row] for row in z] == [
        ["1.117", "1.340", "1.327"],
        ["0.768", "0.503", "0.629"],
        ["0.070", "0.084", "-0.070"],
        ["-0.629", "-0.754", "-0.768"],
        ["-1.327", "-1.173", "-1.117"],
    ]
    assert [f"{s:.3f}" for s in scores] == ["1.262", "0.633", "0.028", "-0.717", "-1.206"]


def test_the_spread_of_a_population_is_a_choice_and_not_the_default():
    scores, _ = worked(replace(ABC, standardise="z_population"))
    assert [f"{s:.3f}" for s in scores] == ["1.411", "0.708", "0.031", "-0.802", "-1.348"]


def test_the_worked_example_of_domains():
    z = {
        "schools": 0.8,
        "degrees": 0.4,
        "income": 0.5,
        "poor": 0.6,
        "burden": 0.1,
        "owners": 1.0,
        "cars": NAN,
    }
    domain = ["education"] * 2 + ["economy"] * 3 + ["homes"] * 2
    parts = tuple(Part(i, d) for i, d in zip(z, domain, strict=True))
    recipe = Recipe("modern", "As explained", parts, 2023)
    result = score_tracts(recipe, plain_figures([list(z.values()), [0.0] * 7], z), ruler=unit_ruler(recipe))
    assert {d: round(s[0, 0], 2) for d, s in result.domains.items()} == {
        "education": 0.6,
        "economy": 0.4,
        "homes": 1.0,
    }
    assert round(result.scores[0, 0], 2) == 0.67


def unit_ruler(recipe: Recipe):
    """Return a ruler of mean 0 and spread 1 for each indicator, cuts at −1 and 1."""
    n = len(recipe.indicators)
    result = score_tracts(recipe, plain_figures(np.array([[-1.0], [0.0], [1.0]]) * np.ones(n), recipe.ids))
    return replace(result.ruler, cuts=np.array([[-1.0, 1.0]]))


@given(recipes, tables(blanks=True), st.randoms(use_true_random=False))
def test_the_order_of_the_tracts_changes_nothing(recipe, values, random):
    order = random.sample(range(len(values)), len(values))
    one, other = computed(recipe, plain_figures(values)), computed(recipe, plain_figures(values[order]))
    np.testing.assert_allclose(other.scores[0], one.scores[0][order], atol=1e-9)


@given(recipes, tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_indicators_changes_nothing(recipe, values, random):
    order = random.sample(range(3), 3)
    turned = replace(recipe, indicators=tuple(recipe.indicators[i] for i in order))
    np.testing.assert_allclose(
        computed(turned, plain_figures(values)).scores,
        computed(recipe, plain_figures(values)).scores,
        atol=1e-9,
    )


@given(recipes, tables(blanks=True), st.floats(0.01, 100), st.floats(-100, 100))
def test_other_units_of_an_indicator_change_nothing(recipe, values, factor, shift):
    other = values * [factor, 1, 1] + [shift, 0, 0]
    np.testing.assert_allclose(
        computed(recipe, plain_figures(other)).scores,
        computed(recipe, plain_figures(values)).scores,
        rtol=1e-6,
        atol=1e-8,
    )


@given(recipes, tables(blanks=True))
def test_a_higher_score_never_has_a_lower_level(recipe, values):
    result = computed(recipe, plain_figures(values))
    known = ~np.isnan(result.scores[0])
    order = np.argsort(result.scores[0][known])
    levels = result.levels[0][known][order]
    assert (np.diff(levels) >= 0).all()
    assert set(levels) <= set(range(1, recipe.n_levels + 1))
    assert np.isnan(result.levels[0][~known]).all()


@given(recipes, tables())
def test_one_indicator_alone_gives_the_scores_its_order(recipe, values):
    alone = replace(recipe, indicators=recipe.indicators[:1], domains={})
    scores = computed(alone, plain_figures(values)).scores[0]
    assert (np.diff(scores[np.argsort(values[:, 0])]) >= -1e-12).all()


@given(recipes, tables(blanks=True), st.floats(0.1, 9))
def test_all_weights_times_the_same_change_nothing(recipe, values, factor):
    parts = tuple(replace(p, weight=p.weight * factor) for p in recipe.indicators)
    domains = {d: w * factor for d, w in recipe.domain_weights.items()}
    one, other = recipe, replace(recipe, indicators=parts, domains=domains)
    np.testing.assert_allclose(
        computed(one, plain_figures(values)).scores, computed(other, plain_figures(values)).scores, atol=1e-9
    )


@given(recipes, tables(blanks=True))
def test_an_indicator_without_weight_is_not_there(recipe, values):
    idle = tuple(replace(p, weight=0.0) if p.id == "b" else p for p in recipe.indicators)
    one, other = replace(recipe, indicators=idle), recipe.without("b")
    np.testing.assert_allclose(
        computed(one, plain_figures(values)).scores, computed(other, plain_figures(values)).scores, atol=1e-9
    )


@given(recipes, tables(), tables())
def test_each_replicate_is_an_index_of_its_own(recipe, values, others):
    n = min(len(values), len(others))
    both = np.stack([values[:n], others[:n]])
    one, other = (computed(recipe, plain_figures(v)) for v in both)
    together = score_tracts(recipe, plain_figures(both[0]), lambda k: both[:, :, k])
    np.testing.assert_allclose(together.scores, np.vstack([one.scores, other.scores]), atol=1e-9)
    np.testing.assert_array_equal(together.levels, np.vstack([one.levels, other.levels]))


def plainly(values: np.ndarray, weights, of_domain, domain_weights) -> np.ndarray:
    """Return scores of a weighted mean within and across domains, tract by tract."""
    z = (values - np.nanmean(values, axis=0)) / np.nanstd(values, axis=0, ddof=1)
    out = []
    for row in z:
        total, weight = 0.0, 0.0
        for domain, w in domain_weights.items():
            known = [
                k
                for k in range(len(row))
                if of_domain[k] == domain and not np.isnan(row[k]) and weights[k] > 0
            ]
            if known:
                own = [weights[k] for k in known]
                total += w * np.average(row[known], weights=own)
                weight += w
        out.append(total / weight if weight else NAN)
    return np.array(out)


@given(st.integers(0, 10_000))
def test_weights_and_domains_as_a_plain_loop_has_them(seed):
    values = some(20, 5, seed, blanks=0.2)
    rng = np.random.default_rng(seed)
    weights, of_domain = rng.integers(0, 4, 5), rng.choice(["x", "y", "z"], 5)
    assume(weights.sum() > 0)
    domains = {d: float(rng.integers(1, 4)) for d in dict.fromkeys(of_domain)}
    parts = tuple(Part(i, str(d), float(w)) for i, d, w in zip("abcde", of_domain, weights, strict=True))
    result = index(Recipe("r", "R", parts, 2023, domains), plain_figures(values, "abcde"))
    np.testing.assert_allclose(result.scores[0], plainly(values, weights, of_domain, domains), atol=1e-12)


def test_a_cap_holds_standardised_indicators():
    values = some()
    values[0, 0] = 1_000
    plain = index(ABC, plain_figures(values)).standardized[:, 0]
    capped = index(replace(ABC, cap=1.5), plain_figures(values)).standardized[:, 0]
    assert plain.max() > 5
    np.testing.assert_array_equal(capped, np.clip(plain, -1.5, 1.5))


def test_winsorising_comes_before_the_mean_and_the_spread():
    values = some()
    held = np.clip(values, *np.quantile(values, [0.05, 0.95], axis=0))
    one, other = replace(ABC, winsorise=(0.05, 0.95)), ABC
    np.testing.assert_allclose(scores_of(one, values), scores_of(other, held), atol=1e-12)


def test_a_logarithm_comes_first_of_all_and_carries_the_error_along():
    values = some()
    errors = np.full(values.shape, 0.5)
    logged = replace(ABC, indicators=(Part("a", transform="log"), Part("b"), Part("c")))
    ready = prepare(logged, Figures.plain(values, ABC.ids, errors))
    np.testing.assert_array_equal(ready.values[0], np.log(values[:, 0]))
    np.testing.assert_array_equal(ready.errors[0], 0.5 / values[:, 0])
    np.testing.assert_array_equal(ready.errors[1], 0.5)
    by_hand = np.column_stack([np.log(values[:, 0]), values[:, 1:]])
    np.testing.assert_allclose(scores_of(logged, values), scores_of(ABC, by_hand), atol=1e-12)


def test_a_share_as_a_logarithm_is_drawn_as_a_number():
    values = some() / 20
    shares = plain_figures(values, is_share=np.array([True, True, True]))
    logged = replace(ABC, indicators=(Part("a", transform="log"), Part("b"), Part("c")))
    assert prepare(logged, shares).is_share.tolist() == [False, True, True]


def test_geometric_means_by_hand():
    values = some()
    recipe = replace(
        ABC,
        standardise="min_max",
        aggregate="geometric",
        indicators=(Part("a"), Part("b", weight=2.0), Part("c")),
    )
    ranged = 1 + 99 * (values - values.min(axis=0)) / np.ptp(values, axis=0)
    np.testing.assert_allclose(
        scores_of(recipe, values), gmean(ranged, axis=1, weights=[1, 2, 1]), rtol=1e-12
    )


def test_geometric_means_are_from_1_to_100_whatever_the_standard():
    for how in STANDARDISE:
        scores = scores_of(replace(ABC, standardise=how, aggregate="geometric"), some(blanks=0.2))
        assert np.nanmin(scores) >= 1
        assert np.nanmax(scores) <= 100 + 1e-9


def test_geometric_means_of_domains():
    values = some(blanks=0.1)
    recipe = replace(DOMAINS, standardise="min_max", aggregate="geometric")
    result = index(recipe, plain_figures(values))
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    a, b, c = np.log(1 + 99 * (values - low) / (high - low)).T
    x = np.where(np.isnan(a), b, np.where(np.isnan(b), a, (a + 3 * b) / 4))
    whole = np.where(np.isnan(x), c, np.where(np.isnan(c), x, (x + 2 * c) / 3))
    np.testing.assert_allclose(result.domains["x"][0], np.exp(x), rtol=1e-12)
    np.testing.assert_allclose(result.scores[0], np.exp(whole), rtol=1e-12)
