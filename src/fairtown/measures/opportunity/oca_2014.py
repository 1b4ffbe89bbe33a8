"""The 2014 Connecticut Opportunity Index of the Open Communities Alliance, exactly as published.

Twelve indicators by 2010 tract, each turned into a z-score (n − 1) over the published rows; the
score is the mean of those a tract has; five levels by the cuts that give the published levels.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import Check, Measure, Output, Parameter, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, join_flags, observe
from fairtown.measures.opportunity.index.catalogue import INDEX_YEAR, OCA_2014
from fairtown.measures.opportunity.index.engine import (
    Figures,
    Ruler,
    cuts_of,
    levels_of,
    prepare,
    score_tracts,
)
from fairtown.measures.opportunity.index.recipe import Part, Recipe
from fairtown.measures.opportunity.index.standardise import Yardstick
from fairtown.vocabulary import OPPORTUNITY_LEVELS

INDICATORS = OCA_2014
LEVELS = ("very_low", "low", "moderate", "high", "very_high")
PUBLISHED, LAND = "published_rows", "land_tracts"
REPEATS = "09003980000"

CUTS = Parameter(
    name="level_cuts",
    unit="score",
    values={"2014-01-01": (-0.409, 0.0184, 0.2298, 0.4331)},
    reference="Any values in the gaps between the published levels give all 829 of them; the levels were "
    "assigned with hand-typed cuts, and no quantile rule gives them all (see docs/decisions).",
)


RECIPE = Recipe(
    id="oca_2014",
    title="Opportunity Index 2014",
    indicators=tuple(Part(name) for name in INDICATORS),
    year=INDEX_YEAR,
)


def ruler(reference: NDArray[np.float64], cuts: ArrayLike) -> Ruler:
    """Return means and spreads (n − 1) of the rows of `reference` (rows, indicators), with `cuts`."""
    means, spreads = np.nanmean(reference, axis=0), np.nanstd(reference, axis=0, ddof=1)
    sticks = tuple(
        (Yardstick("z", middle=np.array([[mean]]), scale=np.array([[spread]])),)
        for mean, spread in zip(means, spreads, strict=True)
    )
    return Ruler(sticks, ((),) * len(sticks), np.atleast_2d(np.asarray(cuts, float)))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return score, level, number of indicators and twelve z-scores per land tract, for both references."""
    rows = inputs.table("oca_index.indicators", year)
    values = rows[list(INDICATORS)].to_numpy()
    is_land = (rows.geoid != "").to_numpy()
    land = rows[is_land]
    figures = prepare(RECIPE, Figures.plain(values[is_land], RECIPE.ids))
    used = figures.known.sum(axis=0)
    flag = join_flags(
        np.where(used < len(INDICATORS), "incomplete", ""),
        np.where(land.geoid == REPEATS, "repeats_other_tract", ""),
    )
    out = []
    for variant, reference in ((PUBLISHED, values), (LAND, values[is_land])):
        index = score_tracts(RECIPE, figures, ruler=ruler(reference, inputs.parameter(CUTS, year)), keep=True)
        scores, levels = index.scores[0], index.levels[0]
        if variant == LAND:
            levels = levels_of(index.scores, cuts_of(RECIPE, index.scores))[0]
        out.append(observe(land, "score", scores, variant=variant, flag=flag))
        out.append(observe(land, "level", levels, variant=variant, flag=flag))
        out.append(observe(land, "n_indicators", used, variant=variant, flag=flag))
        for name, z in zip(INDICATORS, np.asarray(index.standardized)[:, 0], strict=True):
            out.append(observe(land, f"z_{name}", z, variant=variant, flag=flag))
        out += _state_means(inputs.places(), reference, variant)
    return gather(out)


def _state_means(places: pd.DataFrame, reference: np.ndarray, variant: str) -> list[Columns]:
    state = places[(places.level == "state") & (places.vintage == "2010")]
    means = np.nanmean(reference, axis=0)
    return [observe(state, f"mean_{name}", means[i], variant=variant) for i, name in enumerate(INDICATORS)]


def _check(output: str, value: float) -> Check:
    return Check(
        what=f"Mean over the published rows: {INDICATORS[output]}",
        published=value,
        tolerance=0.5 if value > 1 else 0.0006,
        source="sgaul/opportunity, summary of the index variables",
        place="09",
        year=2014,
        output=f"mean_{output}",
        variant=PUBLISHED,
    )


MEASURE = Measure(
    id="opportunity.oca_2014",
    states=("ct",),
    title="Opportunity Index 2014",
    summary="How much a neighborhood offers for a good start in life: schools, jobs, safety and stable homes "
    "in one score, in five levels.",
    formula="Each of twelve indicators becomes a z-score: (value − mean) / standard deviation with n − 1, over "
    "the published rows. The score is the mean of the z-scores that the tract has. The levels are "
    "divided at four fixed cuts that reproduce the published levels.",
    outputs=(
        Output("score", "score", "mean of the available z-scores; 0 is the middle of the state"),
        Output(
            "level", "level", ", ".join(f"{i} {label}" for i, label in enumerate(OPPORTUNITY_LEVELS, start=1))
        ),
        Output("n_indicators", "indicators", "how many of the twelve indicators the tract has"),
        *(
            Output(
                f"z_{n}",
                "standard deviations",
                f"{w}: distance from the state's mean",
                (f"oca_index.indicators.{n}",),
            )
            for n, w in INDICATORS.items()
        ),
        *(
            Output(
                f"mean_{n}", "as published", f"{w}: mean over the reference", (f"oca_index.indicators.{n}",)
            )
            for n, w in INDICATORS.items()
        ),
    ),
    years=(INDEX_YEAR,),
    reads=("oca_index.indicators", *GEOGRAPHY),
    parameters=(CUTS,),
    variants={
        PUBLISHED: "Mean and spread over all 835 published rows, as the publisher did; published cuts.",
        LAND: "Mean and spread over the 829 tracts with land; fifths of those tracts.",
    },
    references=(
        "Open Communities Alliance, Opportunity Mapping methodology, ctoca.org/opportunity_methodology",
        "S. Gaul, Opportunity index, repository sgaul/opportunity (inputs and method)",
        "J. Dougherty, repository JackDougherty/ctoca-opp-index (published levels)",
    ),
    limits=(
        "The levels are relative: a fifth of the tracts is Very Low in any year, however good all become.",
        "Access to jobs and diversity of jobs run against most other indicators and pull cities up.",
        "Mathematics and reading are almost the same figure, so schools count twice.",
        "Jobs, test scores and crime are town figures: within a town only eight indicators differ.",
        "Five of the twelve indicators describe the residents (schooling, assistance, poverty, work, ownership): "
        "a level is no judgment of them, and says nothing about any one person.",
        "The figures are about 2008-2013: use them for this map, not for a home search today.",
    ),
    worked=WorkedExample(
        given="Five tracts and three indicators: share not in poverty, owners (percent), test score.",
        columns=("tract", "indicators", "z-scores (n − 1)", "score"),
        rows=(
            ("1", "0.95, 70, 80", "1.117, 1.340, 1.327", "1.262"),
            ("2", "0.90, 60, 70", "0.768, 0.503, 0.629", "0.633"),
            ("3", "0.80, 55, 60", "0.070, 0.084, −0.070", "0.028"),
            ("4", "0.70, 45, 50", "−0.629, −0.754, −0.768", "−0.717"),
            ("5", "0.60, 40, 45", "−1.327, −1.173, −1.117", "−1.206"),
        ),
        result="Tract 1 offers the most, tract 5 the least.",
    ),
    checks=(
        _check("adults_with_college_degree", 0.646),
        _check("households_not_on_public_assistance", 0.884),
        _check("households_not_in_poverty", 0.890),
        _check("labor_force_employed", 0.910),
        _check("owner_occupied_housing", 0.692),
        _check("housing_units_not_vacant", 0.912),
        _check("employment_access_index", 23248),
        _check("job_diversity_index", 2468),
        _check("job_change_2009_2012", 0.012),
        _check("grade3_math_score", 254),
        _check("grade3_reading_score", 241),
        _check("one_minus_crime_rate", 0.975),
    ),
    margin="later",
    compute=compute,
)
