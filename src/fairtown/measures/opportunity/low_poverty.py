"""Low poverty, in the manner of HUD's index: where a tract stands by the share of its people who are not poor."""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.opportunity.index import by_recipe
from fairtown.measures.opportunity.index.catalogue import SURVEY_YEARS
from fairtown.measures.opportunity.index.recipe import Part, Recipe

RECIPE = Recipe(
    id="low_poverty",
    title="Low poverty",
    indicators=(Part("poverty_share"),),
    year=SURVEY_YEARS[-1],
    standardise="percentile",
)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return percentile, level and how sure for every tract, and who lives where."""
    return by_recipe.compute(RECIPE, inputs, year)


MEASURE = Measure(
    id="opportunity.low_poverty",
    title="Low poverty index",
    summary="Where a neighborhood stands by its share of people who are not poor: 0 is the poorest of the state, 100 "
    "the least poor.",
    formula="Percentile rank of (1 − share of people below the poverty line) among the tracts of the state: (tracts "
    "below + half of those equal) / tracts × 100. Levels are fifths of the tracts." + by_recipe.HOW_SURE,
    outputs=by_recipe.outputs(RECIPE),
    years=SURVEY_YEARS[-1:],
    reads=GEOGRAPHY,
    uses=(by_recipe.INDICATORS, by_recipe.PEOPLE),
    references=(
        "HUD, Affirmatively Furthering Fair Housing data documentation: low poverty index (percentiles of the nation)",
        *by_recipe.REFERENCES,
    ),
    limits=(
        "HUD ranks tracts within the nation; this ranks them within the state, as we hold no other state's figures.",
        "Students count as poor: tracts with dormitories rank low.",
        "Good for: the table of access by race that HUD's rule of 2015 asked for. Not for: opportunity as a whole.",
        *by_recipe.LIMITS[:1],
        *by_recipe.LIMITS[2:],
    ),
    worked=WorkedExample(
        given="Five tracts with 5%, 10%, 10%, 20% and 40% in poverty.",
        columns=("poverty", "(poorer + half of equal) / 5", "index"),
        rows=(
            ("5%", "(4 + 0.5) / 5", "90"),
            ("10%", "(2 + 1) / 5", "60"),
            ("20%", "(1 + 0.5) / 5", "30"),
            ("40%", "(0 + 0.5) / 5", "10"),
        ),
        result="The two tracts with 10% share the index 60.",
    ),
    margin="corrected",
    compute=compute,
    is_long=True,
)
