"""Every variant of an index: as the engine computes it, as published for 2014, and whatever the figures are."""

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata, spearmanr

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index.choices import (
    CHOICES,
    choice_uncertainty,
)
from fairtown.measures.opportunity.index.engine import Figures, Scored, cuts_of, index, levels_of
from fairtown.measures.opportunity.index.recipe import Part, Recipe
from fairtown.measures.opportunity.index.variants import Areas, Choices, Factorial
from fairtown.measures.opportunity.oca_2014 import INDICATORS

from .choices_cases import OCA_2014, RECIPES, SMALL, WEIGHED, halves, some_figures

#: The sub areas of the 2014 index, as its page lists them (repository sgaul/opportunity, index.md).
SUB_AREAS = {
    "adults_with_college_degree": "education",
    "grade3_math_score": "education",
    "grade3_reading_score": "education",
    "households_not_on_public_assistance": "economy",
    "labor_force_employed": "economy",
    "employment_access_index": "economy",
    "job_diversity_index": "economy",
    "job_change_2009_2012": "economy",
    "households_not_in_poverty": "neighborhood",
    "owner_occupied_housing": "neighborhood",
    "housing_units_not_vacant": "neighborhood",
    "one_minus_crime_rate": "neighborhood",
}


def of_2014(clean, which: str) -> Figures:
    rows = clean.rows("oca_index.indicators")
    table = rows[list(INDICATORS)]
    chosen = rows.geoid != "" if which == "land tracts" else table.notna().any(axis=1)
    return Figures.plain(table[chosen].to_numpy(), tuple(INDICATORS))


@cache
def factorial(name: str) -> Factorial:
    figures = replace(some_figures(), base=np.arange(60.0))
    if RECIPES[name].reference == "county":
        figures = replace(figures, areas=np.arange(60) // 20, area_names=("a", "b", "c"))
    choices = Choices(references={"region": halves()}, random_weights=3)
    return Factorial(RECIPES[name], figures, choices)


@pytest.mark.parametrize("name", RECIPES)
def test_every_variant_is_what_the_engine_computes_of_its_recipe(name):
    variants = factorial(name)
    options = variants.options
    assert not variants.left_out
    rng = np.random.default_rng(5)
    for how, together, winsorise, reference in product(
        options["standardise"], options["aggregate"], options["winsorise"], options["reference"]
    ):
        scores = variants.scores(how, together, winsorise, reference)
        assert scores.shape == (len(options["weighting"]), len(options["leave_out"]), 60)
        # each weighting with some indicator left out or none
        for i, weighting in enumerate(options["weighting"]):
            j = int(rng.integers(len(options["leave_out"])))
            recipe = variants.recipe_of(
                standardise=how,
                weighting=weighting,
                aggregate=together,
                winsorise=winsorise,
                leave_out=options["leave_out"][j],
                reference=reference,
            )
            engine = index(recipe, variants.figures_of[reference])
            np.testing.assert_allclose(scores[i, j], engine.scores[0], rtol=0, atol=1e-10)


def rank_and_level(index: Scored, recipe: Recipe, figures: Figures) -> tuple[np.ndarray, np.ndarray]:
    """Return both without what is only rounding: medians put for blanks, and percentile ranks, make many equal."""
    scores = np.round(index.scores, 10)
    level = levels_of(scores, cuts_of(recipe, scores, figures.base))
    return rankdata(-scores[0], nan_policy="omit"), level[0]


@pytest.mark.parametrize("name", RECIPES)
def test_levels_ranks_and_shifts_are_those_of_plain_computations(name):
    variants = factorial(name)
    figures = variants.figures_of[RECIPES[name].reference]
    choices = Choices(references={"region": halves()}, random_weights=3)
    uncertainty = choice_uncertainty(RECIPES[name], figures, choices)
    own = index(variants.recipe_of(), figures)
    rank, level = rank_and_level(own, variants.recipe, figures)
    np.testing.assert_array_equal(uncertainty.rank, rank)
    rng = np.random.default_rng(3)
    for _ in range(20):
        at = tuple(int(rng.integers(len(uncertainty.options[c]))) for c in CHOICES)
        option = {c: uncertainty.options[c][i] for c, i in zip(CHOICES, at, strict=True)}
        other = index(variants.recipe_of(**option), variants.figures_of[option["reference"]])
        other_rank, other_level = rank_and_level(other, variants.recipe, figures)
        share_kept = (other_level == level)[~np.isnan(level)].mean()
        assert uncertainty.tracts_kept[at] == pytest.approx(share_kept, abs=1e-12)
        assert uncertainty.rank_shift[at] == pytest.approx(np.nanmean(np.abs(other_rank - rank)), abs=1e-5)


def test_what_says_the_same_is_not_counted_twice():
    assert factorial("flat").options["weighting"][:2] == ("recipe", "pca")
    assert factorial("weighed").options["weighting"][:4] == ("recipe", "equal", "domain_equal", "pca")
    by_domain = replace(
        WEIGHED, indicators=tuple(replace(p, weight=3.0) for p in WEIGHED.indicators), domains={}
    )
    options = Factorial(by_domain, some_figures()).options
    assert options["weighting"][:3] == ("recipe", "equal", "pca")
    assert len(options["weighting"]) == 3 + Choices().random_weights
    assert factorial("own ways").options["standardise"] == (
        "z_population",
        "z",
        "percentile",
        "min_max",
        "robust_z",
    )
    assert factorial("own ways").options["winsorise"] == ("2/90", "none", "5/95")
    assert factorial("own ways").options["reference"] == ("county", "region", "state")


def test_an_indicator_without_weight_is_no_part_of_any_variant():
    with_idle = replace(SMALL, indicators=(*SMALL.indicators, Part("d", weight=0.0)))
    one, other = (choice_uncertainty(r, some_figures()) for r in (SMALL, with_idle))
    assert one.options == other.options
    np.testing.assert_array_equal(one.share_kept, other.share_kept)


@pytest.fixture(scope="module")
def uncertainty_2014(clean):
    return {
        which: choice_uncertainty(OCA_2014, of_2014(clean, which), Choices(domains=SUB_AREAS))
        for which in ("land tracts", "published rows")
    }


def alone(uncertainty) -> dict[tuple[str, str], object]:
    return {(a.choice, a.option): a for a in uncertainty.alone}


def test_equal_weights_of_the_sub_areas_of_2014(uncertainty_2014):
    published = alone(uncertainty_2014["published rows"])["weighting", "domain_equal"]
    assert len(uncertainty_2014["published rows"].rank) == 831
    assert round(published.spearman, 4) == 0.9946
    assert round(published.share_kept * 100, 1) == 91.3
    land = alone(uncertainty_2014["land tracts"])["weighting", "domain_equal"]
    assert len(uncertainty_2014["land tracts"].rank) == 829
    assert land.spearman == pytest.approx(0.9946, abs=0.0005)
    assert land.share_kept == pytest.approx(0.913, abs=0.0005)


def test_percentile_ranks_in_place_of_z_scores_of_2014(uncertainty_2014):
    published = alone(uncertainty_2014["published rows"])["standardise", "percentile"]
    assert round(published.share_kept * 100, 1) == 85.1
    land = alone(uncertainty_2014["land tracts"])["standardise", "percentile"]
    assert land.share_kept == pytest.approx(0.851, abs=0.003)


def test_all_choices_of_2014_taken_alone(uncertainty_2014, clean):
    table = pd.DataFrame(of_2014(clean, "land tracts").values.T, columns=list(INDICATORS))
    z = (table - table.mean()) / table.std()
    flat = z.mean(axis=1)
    rows = alone(uncertainty_2014["land tracts"])
    for left in INDICATORS:
        other = z.drop(columns=left).mean(axis=1)
        share_kept = (pd.qcut(other, 5, labels=False) == pd.qcut(flat, 5, labels=False)).mean()
        assert rows["leave_out", left].share_kept == pytest.approx(share_kept, abs=1e-12)
        assert rows["leave_out", left].spearman == pytest.approx(spearmanr(flat, other)[0], abs=1e-12)
        shift = (flat.rank(ascending=False) - other.rank(ascending=False)).abs().mean()
        assert rows["leave_out", left].rank_shift == pytest.approx(shift, abs=1e-5)
    robust = (table - table.median()) / (1.4826 * (table - table.median()).abs().median())
    share_kept = (pd.qcut(robust.mean(axis=1), 5, labels=False) == pd.qcut(flat, 5, labels=False)).mean()
    assert rows["standardise", "robust_z"].share_kept == pytest.approx(share_kept, abs=1e-12)


def test_size_and_sums_of_the_variants_of_2014(uncertainty_2014):
    uncertainty = uncertainty_2014["land tracts"]
    assert (
        uncertainty.rank_shift.shape
        == tuple(len(uncertainty.options[c]) for c in CHOICES)
        == (4, 23, 2, 2, 13, 1)
    )
    assert uncertainty.tracts_kept.mean() == pytest.approx(uncertainty.share_kept.mean(), abs=1e-12)
    assert uncertainty.sobol["weighting"] == max(uncertainty.sobol.values())
    assert uncertainty.sobol["reference"] == 0
    assert (uncertainty.rank_low <= uncertainty.median_rank).all()
    assert (uncertainty.median_rank <= uncertainty.rank_high).all()


def test_the_same_seed_gives_the_same_and_another_seed_moves_random_weights_only(clean, uncertainty_2014):
    figures, choices = of_2014(clean, "land tracts"), Choices(domains=SUB_AREAS)
    again, other = (
        choice_uncertainty(OCA_2014, figures, choices),
        choice_uncertainty(OCA_2014, figures, choices, 7),
    )
    first = uncertainty_2014["land tracts"]
    np.testing.assert_array_equal(first.rank_shift, again.rank_shift)
    np.testing.assert_array_equal(first.share_kept, again.share_kept)
    assert (first.rank_shift[:, :3] == other.rank_shift[:, :3]).all()
    assert (first.rank_shift[:, 3:] != other.rank_shift[:, 3:]).mean() > 0.99


def of_towns(n: int = 60) -> Figures:
    """Return figures of which one is the town's: most tracts of the first half are in one town."""
    figures = some_figures(3, n, blanks=0.0)
    values = figures.values.copy()
    values[2] = np.arange(n)
    values[2, : n // 2] = np.where(np.arange(n // 2) < n // 3, 4.0, np.arange(n // 2))
    return replace(figures, values=values)


def test_an_option_that_cannot_be_computed_is_left_out_and_told():
    region = Areas(np.arange(60) // 30, ("west", "east"))
    uncertainty = choice_uncertainty(SMALL, of_towns(), Choices(references={"region": region}))
    (choice, option, why), *rest = uncertainty.left_out
    assert (choice, option, rest) == ("standardise", "robust_z", [])
    assert "indicator c in west is constant" in why
    assert uncertainty.options["reference"] == ("state", "region")
    assert uncertainty.rank_shift.shape[0] == len(uncertainty.options["standardise"]) == 3


def test_as_many_variants_as_can_be_are_kept():
    """Held against the west alone, three ways of standardizing fail: better to do without the regions."""
    figures = of_towns()
    values = figures.values.copy()
    values[2, :30] = 4.0
    region = Areas(np.arange(60) // 30, ("west", "east"))
    recipe = replace(SMALL, standardise="percentile")
    uncertainty = choice_uncertainty(
        recipe, replace(figures, values=values), Choices(references={"region": region})
    )
    assert [left[:2] for left in uncertainty.left_out] == [("reference", "region")]
    assert uncertainty.options["standardise"] == ("percentile", "z", "min_max", "robust_z")


def test_a_single_indicator_has_no_weights_to_choose():
    recipe = replace(SMALL, indicators=(Part("a"),))
    uncertainty = choice_uncertainty(recipe, some_figures())
    assert (uncertainty.options["weighting"], uncertainty.options["leave_out"]) == (("recipe",), ("none",))


def test_a_reference_of_too_few_tracts_is_left_out():
    region = Areas((np.arange(60) > 54).astype(int), ("large", "tiny"))
    uncertainty = choice_uncertainty(SMALL, some_figures(), Choices(references={"region": region}))
    assert [left[:2] for left in uncertainty.left_out] == [("reference", "region")]
    assert uncertainty.options["reference"] == ("state",)


def test_components_are_left_out_where_no_tract_has_all_indicators():
    figures = some_figures(3)
    values = figures.values.copy()
    values[0, ::2], values[1, 1::2] = np.nan, np.nan
    uncertainty = choice_uncertainty(SMALL, replace(figures, values=values))
    assert [left[:2] for left in uncertainty.left_out] == [("weighting", "pca")]
    assert "pca" not in uncertainty.options["weighting"]
    assert uncertainty.rank_shift.shape[1] == len(uncertainty.options["weighting"])


def test_what_the_recipe_itself_cannot_is_refused():
    figures = some_figures(3)
    values = figures.values.copy()
    values[1] = 4.0
    with pytest.raises(FairtownError, match=r"recipe small: indicator b in the state is constant"):
        choice_uncertainty(SMALL, replace(figures, values=values))


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        (Choices(standardise=("z", "rank")), "standardise is 'rank', expected one of z, "),
        (Choices(aggregate=("harmonic",)), "aggregate is 'harmonic', expected one of mean, geometric"),
        (Choices(winsorise=((0.9, 0.1),)), "winsorise is 0.9 to 0.1, expected two shares"),
        (Choices(weighting=("expert",)), "choices: weighting is 'expert', expected of recipe, equal"),
        (Choices(random_weights=-1), "choices: random_weights is -1, expected a whole number from 0 to 1000"),
        (Choices(random_weights=2.5), "choices: random_weights is 2.5, expected a whole number"),
        (
            Choices(domains={"a": "one"}),
            "choices: domains do not name that of b; name one for each indicator",
        ),
        (Choices(references={"nation": halves()}), "reference is 'nation', expected one of state, region"),
        (Choices(references={"region": halves(9)}), "areas of region do not give each of 60 tracts one of 2"),
        (
            Choices(references={"region": Areas(np.full(60, 2), ("a", "b"))}),
            "one of 2 areas; number them from 0",
        ),
        (Choices(references={"region": Areas(np.zeros(60), ("a",))}), "one of 1 areas; number them from 0"),
    ],
)
def test_an_unknown_option_is_refused_in_one_line(choices, message):
    with pytest.raises(FairtownError) as error:
        choice_uncertainty(SMALL, some_figures(), choices)
    assert str(error.value).startswith("recipe small: ")
    assert message in str(error.value)
    assert "\n" not in str(error.value)
