"""Coherence of an index: as published for 2014, as plain computations have it, and whatever the figures are."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairtown.build.inputs import Inputs
from fairtown.concepts import FairtownError
from fairtown.measures.opportunity import indicators
from fairtown.measures.opportunity.coherence import (
    MEASURE,
    RECIPES,
    coherence,
    complete,
    correlations,
    cronbach_alpha,
    effective_weights,
    principal_components,
    stated_weights,
    with_rest,
)
from fairtown.measures.opportunity.index.engine import Figures, index
from fairtown.measures.opportunity.index.recipe import Part, Recipe
from fairtown.measures.opportunity.oca_2014 import INDICATORS

from ...surveys import held

COMPONENTS = [2.5833, 1.0526, 0.9919, 0.9760, 0.8644, 0.7534, 0.5534, 0.4528, 0.4384, 0.3793, 0.2920, 0.1875]
ECONOMY = (
    "households_not_on_public_assistance",
    "labor_force_employed",
    "employment_access_index",
    "job_diversity_index",
    "job_change_2009_2012",
)
OCA_2014 = Recipe(
    "oca_2014",
    "As published",
    tuple(Part(i, "economy" if i in ECONOMY else "other") for i in INDICATORS),
    2014,
)


def some(k: int = 4, n: int = 40, blanks: float = 0.2, seed: int = 1) -> np.ndarray:
    """Return random indicators (indicators, tracts) that have something in common."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=n) + rng.normal(size=(k, n)) * rng.uniform(0.5, 3, (k, 1))
    z[rng.random((k, n)) < blanks] = np.nan
    return z


# the 2014 table


@pytest.fixture(scope="module")
def table(clean) -> pd.DataFrame:
    rows = clean.rows("oca_index.indicators")
    return rows[rows.geoid != ""][list(INDICATORS)]


@pytest.fixture(scope="module")
def of_2014(table):
    flat = replace(OCA_2014, indicators=tuple(Part(i) for i in INDICATORS))
    return coherence(flat, Figures.plain(table.to_numpy(), tuple(INDICATORS)))


def test_components_of_2014_are_those_published(of_2014):
    assert of_2014.components.n == 822
    assert [round(s, 4) for s in of_2014.components.sd] == COMPONENTS
    assert f"{of_2014.components.share[0]:.2%}" == "55.61%"


def test_correlations_of_2014(of_2014, table):
    np.testing.assert_allclose(of_2014.correlations, table.corr().to_numpy(), atol=1e-12)
    r = pd.DataFrame(of_2014.correlations, of_2014.ids, of_2014.ids)
    assert round(r.loc["households_not_in_poverty", "households_not_on_public_assistance"], 2) == 0.88
    assert round(r.loc["grade3_math_score", "grade3_reading_score"], 2) == 0.96
    assert round(r.loc["owner_occupied_housing", "employment_access_index"], 2) == -0.65


def test_what_runs_against_the_index_of_2014(of_2014):
    against = {i for i, runs in zip(of_2014.ids, of_2014.runs_against, strict=True) if runs}
    assert against == {"employment_access_index", "job_diversity_index"}


def test_what_the_indicators_of_2014_weigh(of_2014, table):
    z = (table - table.mean()) / table.std()
    plain = z.corrwith(z.mean(axis=1)) ** 2
    np.testing.assert_allclose(of_2014.effective, plain, atol=1e-12)
    assert of_2014.weights.sum() == pytest.approx(1)
    weights = dict(zip(of_2014.ids, of_2014.weights, strict=True))
    assert max(weights, key=weights.get) == "households_not_on_public_assistance"
    assert weights["job_diversity_index"] < 0.02 < 0.1 < weights["households_not_in_poverty"]


def test_alpha_of_2014(of_2014, table):
    full = ((table - table.mean()) / table.std()).dropna()
    k = len(INDICATORS)
    covariance = full.cov().to_numpy()
    assert of_2014.alpha == pytest.approx(
        k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()), abs=1e-12
    )


def test_an_indicator_is_compared_with_its_own_domain(table):
    result = coherence(OCA_2014, Figures.plain(table.to_numpy(), tuple(INDICATORS)))
    z = (table - table.mean()) / table.std()
    for one, r in zip(result.ids, result.with_rest, strict=True):
        domain = [i for i in INDICATORS if (i in ECONOMY) == (one in ECONOMY) and i != one]
        assert r == pytest.approx(z[one].corr(z[domain].mean(axis=1)), abs=1e-12)


# plain computations, and limits


def test_correlations_of_pairs_are_those_of_pandas():
    z = some()
    np.testing.assert_allclose(correlations(z), pd.DataFrame(z.T).corr().to_numpy(), atol=1e-12)


def test_correlations_are_blank_without_tracts_or_spread():
    z = some(3, 20, 0.0)
    z[0, 2:] = np.nan
    z[1] = 7.1
    r = correlations(z)
    assert np.isnan(r[:2]).all()
    assert r[2, 2] == 1


def test_components_are_those_of_a_singular_value_decomposition():
    full = complete(some(5, 80))
    standard = (full - full.mean(axis=1, keepdims=True)) / full.std(axis=1, ddof=1, keepdims=True)
    _, values, vectors = np.linalg.svd(standard.T, full_matrices=False)
    components = principal_components(some(5, 80))
    np.testing.assert_allclose(components.sd, values / np.sqrt(full.shape[1] - 1), atol=1e-10)
    np.testing.assert_allclose(components.loadings**2, vectors.T**2, atol=1e-10)
    assert components.n == full.shape[1]


def test_the_component_of_agreeing_indicators_is_positive():
    assert (principal_components(some(4, 200, 0.0)).loadings[:, 0] > 0).all()


def test_alpha_of_the_same_twice_and_of_opposites():
    one = some(1, 30, 0.0)
    assert cronbach_alpha(np.vstack([one, one])) == pytest.approx(1)
    assert cronbach_alpha(np.vstack([one, -one])) == -np.inf
    assert cronbach_alpha(np.vstack([one, one, -one])) == pytest.approx(-3)


def test_a_published_value_of_alpha():
    """Two indicators with correlation r and the same spread: 2 r / (1 + r), Spearman and Brown 1910."""
    z = some(2, 500, 0.0)
    z = (z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, keepdims=True)
    r = np.corrcoef(z)[0, 1]
    assert cronbach_alpha(z) == pytest.approx(2 * r / (1 + r))


def test_effective_weights_of_an_indicator_alone_and_of_nothing():
    z = some(1, 30, 0.0)
    np.testing.assert_allclose(effective_weights(z, z[0] * 3 + 1), ([1], [1]))
    squared, weights = effective_weights(z, np.full(30, 2.0))
    assert np.isnan([*squared, *weights]).all()


def test_the_rest_of_a_domain_is_weighted_and_one_alone_has_none():
    z = some(4, 60, 0.0)
    correlation = with_rest(z, ["a", "a", "a", "b"], np.array([1.0, 2.0, 3.0, 1.0]))
    assert correlation[0] == pytest.approx(np.corrcoef(z[0], (2 * z[1] + 3 * z[2]) / 5)[0, 1])
    assert np.isnan(correlation[3])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: complete(np.full((2, 9), np.nan)),
            "coherence: 0 tracts have all 2 indicators, expected at least 3",
        ),
        (lambda: complete(np.ones((2, 9)), ("a", "b")), "coherence: indicator a is the same in all 9 tracts"),
        (lambda: principal_components(np.ones((1, 9))), "indicator 1 is the same in all 9 tracts"),
        (lambda: cronbach_alpha(some(1)), "alpha: 1 indicator, expected at least 2; add one"),
        (
            lambda: with_rest(some(2), ["a"], np.ones(2)),
            "1 domains and 2 weights for 2 indicators; give one of each",
        ),
    ],
)
def test_what_cannot_be_told_is_refused_in_one_line(call, message):
    with pytest.raises(FairtownError) as error:
        call()
    assert message in str(error.value)
    assert "\n" not in str(error.value)


# whatever the figures are

seeds = st.integers(0, 10_000)


@given(seeds, st.integers(2, 6))
def test_ranges_and_sums(seed, k):
    z = some(k, 60, 0.05, seed)
    r = correlations(z)
    assert ((r >= -1) & (r <= 1)).all()
    np.testing.assert_array_equal(r, r.T)
    components = principal_components(z)
    assert components.share.sum() == pytest.approx(1)
    assert (np.diff(components.sd) <= 0).all()
    assert (components.sd**2).sum() == pytest.approx(k)
    np.testing.assert_allclose((components.loadings**2).sum(axis=0), 1)
    assert cronbach_alpha(z) <= 1
    squared, weights = effective_weights(z, z[0])
    assert ((squared >= 0) & (squared <= 1)).all()
    assert weights.sum() == pytest.approx(1)


@given(seeds)
def test_the_order_of_the_tracts_changes_nothing(seed):
    values = some(4, 60, 0.05, seed)
    recipe = Recipe("r", "R", tuple(Part(i, d) for i, d in zip("abcd", "xxyy", strict=True)), 2014)
    order = np.random.default_rng(seed).permutation(60)
    one, other = (coherence(recipe, Figures.plain(v.T, tuple("abcd"))) for v in (values, values[:, order]))
    for name in ("correlations", "alpha", "effective", "weights", "with_rest"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-9)
    np.testing.assert_allclose(one.components.sd, other.components.sd, atol=1e-9)


@given(seeds, st.floats(0.01, 100), st.floats(-1000, 1000))
def test_other_units_change_no_correlation(seed, by, plus):
    z = some(3, 40, 0.1, seed)
    other = z * by + plus
    np.testing.assert_allclose(correlations(z), correlations(other), atol=1e-7)
    assume(plus < 100 * by)
    np.testing.assert_allclose(principal_components(z).sd, principal_components(other).sd, atol=1e-6)


def test_an_index_with_blanks_and_ways_of_its_own():
    values = np.exp(some(4, 80, 0.1)).T
    recipe = Recipe(
        "r",
        "R",
        (Part("a", "x", 2.0, "log"), Part("b", "x"), Part("c", "y"), Part("d", "y", 0.0)),
        2014,
        standardise="percentile",
        aggregate="geometric",
    )
    figures = Figures.plain(values, tuple("abcd"))
    result, scored = coherence(recipe, figures), index(recipe, figures)
    z = pd.DataFrame(scored.standardized[:, 0].T)
    np.testing.assert_allclose(result.effective, z.corrwith(pd.Series(scored.scores[0])) ** 2, atol=1e-12)
    assert result.with_rest[3] == pytest.approx(z[3].corr(z[2]))
    assert np.isnan(result.with_rest[2])
    assert not result.runs_against[2]


# as published


def test_the_worked_example():
    a, b, c = np.array([[1, 2, 3, 4], [1, 3, 2, 4], [3, 4, 1, 2]], float)
    z = np.stack([a, b, c])
    squared, weights = effective_weights(z, z.sum(axis=0))
    rest = with_rest(z, [""] * 3, np.ones(3))
    r = correlations(z)
    results = [
        f"{cronbach_alpha(z):.2f}",
        f"{r[0, 1]:.2f}",
        *(f"{s:.3f}" for s in squared),
        ", ".join(f"{w:.0%}" for w in weights),
        f"{rest[2]:.2f}".replace("-", "−"),
    ]
    shown = [row[-1] for row in MEASURE.worked.rows]
    assert results[:2] == shown[:2]
    assert [row[1].endswith("(5 × 17)") for row in MEASURE.worked.rows[2:5]] == [True] * 3
    assert results[2:5] == shown[2:5]
    assert results[5:] == shown[5:]


@pytest.fixture(scope="module")
def observed(clean) -> dict[int, pd.DataFrame]:
    return {y: indicators.compute(Inputs(indicators.MEASURE, clean, {}), y) for y in held(MEASURE.years)}


@pytest.fixture(scope="module")
def published(clean, observed) -> dict[int, pd.DataFrame]:
    given = {(indicators.MEASURE.id, year): table for year, table in observed.items()}
    tables = {year: MEASURE.compute(Inputs(MEASURE, clean, given), year) for year in held(MEASURE.years)}
    return {year: rows.set_index(["output", "group"]).value for year, rows in tables.items()}


def test_what_is_published_of_2014(published, of_2014):
    rows = published[2014]
    assert rows["alpha", ""] == of_2014.alpha
    assert rows["tracts", ""] == 822
    assert round(rows["component_share", "component_1"] * 100, 2) == 55.61
    against = rows["runs_against"]
    assert set(against[against == 1].index) == {"employment_access_index", "job_diversity_index"}
    assert (
        round(rows["correlation", "households_not_on_public_assistance|households_not_in_poverty"], 2) == 0.88
    )
    assert round(rows["correlation", "grade3_math_score|grade3_reading_score"], 2) == 0.96
    assert round(rows["correlation", "owner_occupied_housing|employment_access_index"], 2) == -0.65


@pytest.mark.parametrize("year", held(MEASURE.years))
def test_what_adds_up_and_what_is_there(published, year):
    rows, k = published[year], len(RECIPES[year].ids)
    for output in ("component_share", "weight", "effective_weight"):
        assert rows[output].sum() == pytest.approx(1)
        assert len(rows[output]) == k
    assert len(rows["correlation"]) == k * (k - 1) / 2
    assert rows.notna().all()
    assert ((rows["with_rest"] < 0) == (rows["runs_against"] == 1)).all()
    assert {group for _, group in rows.index} - {""} <= set(MEASURE.group_words)


def test_correlations_are_of_figures_turned_so_that_more_is_better(published, observed):
    table = observed[2023].pivot(index="geoid", columns="output", values="value")
    held = table.clip(table.quantile(0.05), table.quantile(0.95), axis=1)
    poor, owners = held.poverty_share, held.owner_share
    assert poor.corr(owners) < 0
    assert published[2023]["correlation", "poverty_share|owner_share"] == pytest.approx(-poor.corr(owners))
    label = MEASURE.group_words["poverty_share|owner_share"]
    assert label == "People below the poverty line (fewer is better) · Households that own their home"


def test_stated_weights_are_those_of_domains_and_parts():
    recipe = replace(
        OCA_2014,
        indicators=(Part("a", "one", 3.0), Part("b", "one"), Part("c", "two")),
        domains={"one": 1.0, "two": 3.0},
    )
    assert stated_weights(recipe) == {"a": 0.75 / 4, "b": 0.25 / 4, "c": 0.75}
