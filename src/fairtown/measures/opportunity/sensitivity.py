"""What an opportunity map owes to its choices: each tract under all recipes that could as well have been taken.

The index of 2014 and that of today are made anew with every choice of `variants` made otherwise, each with each; the
figures stay the same. Survey error is another matter, see `opportunity.modern`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, join_flags, observe
from fairtown.measures.opportunity.coherence import RECIPES
from fairtown.measures.opportunity.index.by_recipe import INDICATORS
from fairtown.measures.opportunity.index.catalogue import EVERY, INDEX_YEAR
from fairtown.measures.opportunity.index.choices import Alone, ChoiceUncertainty, without_and_with_random
from fairtown.measures.opportunity.index.engine import Figures
from fairtown.measures.opportunity.index.figures import figures_of
from fairtown.measures.opportunity.index.recipe import Recipe
from fairtown.measures.opportunity.index.variants import CHOICES, RANDOM, Areas, Choices
from fairtown.measures.opportunity.indicators import tracts_of
from fairtown.measures.opportunity.oca_2014 import REPEATS

#: The domains of 2014, for weighting by domains: "sub areas" in index.md of the repository sgaul/opportunity.
SUB_AREAS: dict[str, str] = {
    "adults_with_college_degree": "education",
    "grade3_math_score": "education",
    "grade3_reading_score": "education",
    "labor_force_employed": "economy",
    "job_change_2009_2012": "economy",
    "employment_access_index": "economy",
    "job_diversity_index": "economy",
    "households_not_on_public_assistance": "economy",
    "owner_occupied_housing": "neighborhood",
    "one_minus_crime_rate": "neighborhood",
    "housing_units_not_vacant": "neighborhood",
    "households_not_in_poverty": "neighborhood",
}
NAMED, WITH_RANDOM = "named", "random"
DRAWS = 20
#: What is left when every choice has its own share: several choices at once.
TOGETHER = "together"
#: The group of all draws of weights, each alone, on average.
DRAWN = "weighting.drawn"
CHOICE_WORDS: dict[str, str] = {
    "standardise": "How indicators are put on one scale",
    "weighting": "What each indicator weighs",
    "aggregate": "How indicators are added up",
    "winsorise": "What is done with extreme values",
    "leave_out": "Which indicator is left out",
    "reference": "What a tract is compared with",
    TOGETHER: "Several choices at once",
}
OPTION_WORDS: dict[str, str] = {
    "standardise.percentile": "One scale by percentile rank",
    "standardise.min_max": "One scale from the lowest to the highest",
    "standardise.robust_z": "One scale by distance from the median",
    "weighting.equal": "The same weight for every indicator",
    "weighting.domain_equal": "The same weight for every domain",
    "weighting.pca": "Weights by what the indicators have in common",
    DRAWN: "Weights drawn at random (mean of 20 draws)",
    "aggregate.geometric": "Geometric mean: one poor figure counts more",
    "winsorise.none": "Extreme values left as they are",
    "winsorise.5/95": "Extreme values held to the 5th and 95th percentile",
    "reference.region": "Compared with the region, not the state",
}


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return how each tract fares under all recipes, and what each choice does in the state."""
    recipe = RECIPES[year].for_year(year)
    observed = inputs.measure(INDICATORS, year)
    places = inputs.places()
    vintage = str(observed.vintage.iloc[0])
    tracts = tracts_of(places, vintage)
    figures = figures_of(recipe, observed, tracts)
    tried = Choices(random_weights=DRAWS, domains=SUB_AREAS)
    if year != INDEX_YEAR:
        region = figures_of(replace(recipe, reference="region"), observed, tracts)
        tried = Choices(random_weights=DRAWS, references={"region": Areas(region.areas, region.area_names)})
    state = places[(places.level == "state") & (places.vintage == vintage)]
    few = _incomplete(recipe, figures, tracts)
    rows: list[Columns] = []
    for variant, uncertainty in zip(
        (NAMED, WITH_RANDOM), without_and_with_random(recipe, figures, tried), strict=True
    ):
        rows += [*_of_tracts(tracts, uncertainty, few, variant), *_of_state(state, uncertainty, variant)]
    return gather(rows)


def _incomplete(recipe: Recipe, figures: Figures, tracts: pd.DataFrame) -> np.ndarray:
    """Return the flag of tracts that lack an indicator, or have the figures of another tract."""
    used = figures.known[[figures.ids.index(i) for i in recipe.ids]]
    repeats = (tracts.geoid == REPEATS).to_numpy() & (recipe.year == INDEX_YEAR)
    return join_flags(
        np.where(used.all(axis=0) | ~used.any(axis=0), "", "incomplete"),
        np.where(repeats, "repeats_other_tract", ""),
    )


def _of_tracts(
    tracts: pd.DataFrame, uncertainty: ChoiceUncertainty, few: np.ndarray, variant: str
) -> list[Columns]:
    figures = {
        "share_kept": uncertainty.share_kept,
        "median_rank": uncertainty.median_rank,
        "rank_lo": uncertainty.rank_low,
        "rank_hi": uncertainty.rank_high,
    }
    flag = join_flags(np.where(np.isnan(uncertainty.rank), "no_score", ""), few)
    return [observe(tracts, name, value, variant=variant, flag=flag) for name, value in figures.items()]


def _of_state(state: pd.DataFrame, uncertainty: ChoiceUncertainty, variant: str) -> list[Columns]:
    """Return the observations of the state; a choice of which one option only was tried has no share."""
    tried = {name: len(uncertainty.options[name]) for name in CHOICES if len(uncertainty.options[name]) > 1}
    shares = {name: uncertainty.sobol[name] for name in tried}
    single = {f"{a.choice}.{a.option}": a for a in uncertainty.alone}
    drawn = [single.pop(group) for group in [*single] if group.startswith(f"weighting.{RANDOM}")]
    if variant == WITH_RANDOM:
        # every other single change is the same in both variants, and stands in the first
        single = {DRAWN: _mean_of(drawn)} if drawn else {}
    by_group: dict[str, Mapping[str, float]] = {
        "share_kept": {"": float(np.nanmedian(uncertainty.share_kept))},
        "recipes": {"": float(uncertainty.rank_shift.size)},
        "options": tried,
        "sobol": shares | {TOGETHER: max(0.0, 1 - sum(shares.values()))},
        "kept": {group: a.share_kept for group, a in single.items()},
        "rank_shift": {group: a.rank_shift for group, a in single.items()},
        "spearman": {group: a.spearman for group, a in single.items()},
    }
    return [
        observe(
            pd.concat([state] * len(values)), name, list(values.values()), group=list(values), variant=variant
        )
        for name, values in by_group.items()
    ]


def _mean_of(alone: list[Alone]) -> Alone:
    """Return the mean of single changes of the same choice."""
    figures = np.mean([(a.share_kept, a.rank_shift, a.spearman) for a in alone], axis=0)
    return Alone(alone[0].choice, DRAWN, *map(float, figures))


MEASURE = Measure(
    id="opportunity.sensitivity",
    title="What the opportunity map owes to its choices",
    summary="Which choices behind the map of 2014 and that of today move neighborhoods most, and which neighborhoods "
    "keep their level whatever is chosen.",
    formula="The same figures become an index with every choice taken otherwise, each with each: scale (z-score, "
    "percentile rank, lowest to highest, distance from the median), weights (as they are, the same for all indicators "
    "or for all domains, first principal component), mean or geometric mean, extreme values as they are or held to the "
    "5th and 95th percentile, each indicator left out, and for today's map compared with the state or the "
    "region. Every such recipe has its own levels: fifths of the tracts. Rank shift of a recipe = mean over tracts of "
    "|rank − rank under the map's own recipe|. Share of a choice (first-order Sobol index) = variance of the mean rank "
    "shifts of its options / variance of the rank shifts of all recipes; every option counts the same.",
    outputs=(
        Output(
            "share_kept",
            "share",
            "share of the recipes in which a tract keeps its level; for the state that of the middle tract",
        ),
        Output("median_rank", "rank", "middle of the tract's ranks over all recipes, 1 is the highest score"),
        Output("rank_lo", "rank", "best rank over the recipes, but for the 5% that give a better one"),
        Output("rank_hi", "rank", "worst rank over the recipes, but for the 5% that give a worse one"),
        Output("recipes", "recipes", "recipes made, one for each combination of options"),
        Output("options", "options", "options tried of a choice, with that of the map"),
        Output("sobol", "share", "share of the differences in rank shift that a choice alone accounts for"),
        Output("kept", "share", "tracts that keep their level where one choice is made otherwise"),
        Output(
            "rank_shift", "ranks", "ranks that a tract moves on average where one choice is made otherwise"
        ),
        Output(
            "spearman",
            "score",
            "rank correlation with the map where one choice is made otherwise; 1 is the same order",
        ),
    ),
    years=tuple(RECIPES),
    reads=GEOGRAPHY,
    uses=(INDICATORS,),
    variants={
        NAMED: "All options that have a name; weights are not drawn.",
        WITH_RANDOM: "With 20 sets of weights drawn at random, each as likely as any other (flat Dirichlet "
        "distribution).",
    },
    group_words=CHOICE_WORDS
    | OPTION_WORDS
    | {f"leave_out.{i}": f"Without: {EVERY[i].title}" for recipe in RECIPES.values() for i in recipe.ids},
    references=(
        "OECD and JRC, Handbook on Constructing Composite Indicators (2008), step 7: uncertainty and sensitivity",
        "M. Saisana, A. Saltelli and S. Tarantola, Uncertainty and sensitivity analysis techniques as tools for the "
        "quality assessment of composite indicators, Journal of the Royal Statistical Society A 168 (2005)",
        "A. Saltelli and others, Global Sensitivity Analysis: The Primer (2008), section 1.2: Sobol indices",
        "S. Gaul, Opportunity index, repository sgaul/opportunity, index.md: the sub areas of 2014",
    ),
    limits=(
        "Good for: seeing which choices a map rests on, and which tracts keep their level whatever is chosen. Not for: "
        "telling which choice is right, or what a neighborhood truly offers.",
        "The shares hold for the options tried, each counted the same, even those that few would take. With other "
        "options, or more of them, the shares are others: weights account for more where 20 draws of them are among "
        "the options.",
        "A share tells how much the rank shifts of the recipes differ by a choice, not how large the shifts are; read "
        "it with the tracts that keep their level.",
        "Survey error is not in it. A tract can keep its level in every recipe and still be in it by chance of the "
        "survey: see how sure the index of today is.",
        "Not tried: other indicators than those of the map, other figures, other lines between tracts.",
        "Geometric means and the scale from lowest to highest follow a few extreme values; the figures of 2014 have "
        "such values.",
        "Compared with its region a tract is asked another question: what it offers beside its surroundings.",
        "Levels of 2014 are fifths of the 829 tracts here; one tract has another level than the published one.",
    ),
    worked=WorkedExample(
        given="Two choices with two options each make four recipes. Scale otherwise moves tracts by 2 ranks on "
        "average, weights otherwise by 4, both otherwise by 10, the map's own recipe by 0. One tract is High, High, "
        "Moderate, High under the four, and has the ranks 100, 120, 180 and 110.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("mean and variance of the shifts", "(0 + 2 + 4 + 10) / 4; (16 + 4 + 0 + 36) / 4", "4; 14"),
            ("scale: means of its options", "(0 + 4) / 2; (2 + 10) / 2", "2; 6"),
            ("scale: share", "((2 − 4)² + (6 − 4)²) / 2 / 14", "28.6%"),
            ("weights: means of their options", "(0 + 2) / 2; (4 + 10) / 2", "1; 7"),
            ("weights: share", "((1 − 4)² + (7 − 4)²) / 2 / 14", "64.3%"),
            ("both at once", "1 − 0.286 − 0.643", "7.1%"),
            ("tract: share kept, middle rank", "3 / 4; (110 + 120) / 2", "75%; 115"),
        ),
        result="Weights matter most; the tract keeps its level in three of four recipes.",
    ),
    compute=compute,
    is_long=True,
)
