"""Percentile ranks with levels that each hold a fifth of the children, in the manner of the Child Opportunity Index."""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.opportunity.index import by_recipe
from fairtown.measures.opportunity.index.catalogue import SURVEY_YEARS
from fairtown.measures.opportunity.index.recipe import Part, Recipe

RECIPE = Recipe(
    id="percentile",
    title="Percentile ranks, fifths of children",
    indicators=(
        Part("schools_share", "education"),
        Part("bachelors_share", "education"),
        Part("poverty_share", "economy"),
        Part("median_household_income_usd", "economy"),
        Part("owner_share", "economy"),
        Part("no_vehicle_share", "economy"),
    ),
    year=SURVEY_YEARS[-1],
    standardise="percentile",
    least_share=0.5,
    levels="children",
)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return score, level and how sure for every tract, and who lives where."""
    return by_recipe.compute(RECIPE, inputs, year)


MEASURE = Measure(
    id="opportunity.percentile",
    title="Opportunity by percentile, for children",
    summary="Where a tract stands among the state's tracts on six indicators; each level holds a fifth of the "
    "children.",
    formula="Each indicator becomes its percentile rank in the state: (tracts below + half of those equal) / tracts × "
    "100. The score is the mean of two domains, education and economy, each the mean of its indicators. Tracts stand "
    "in the order of their scores; a tract goes into the fifth of all residents under 18 in which the middle of its "
    "own falls." + by_recipe.HOW_SURE + by_recipe.CORRELATED,
    outputs=by_recipe.outputs(RECIPE),
    years=SURVEY_YEARS[-1:],
    reads=GEOGRAPHY,
    uses=(by_recipe.INDICATORS, by_recipe.PEOPLE),
    references=(
        "Diversity Data Kids, Child Opportunity Index 3.0: levels that each hold a fifth of children, percentile "
        "scores",
        *by_recipe.REFERENCES,
    ),
    limits=(
        "Not the Child Opportunity Index: that has 44 indicators, of health and environment too, and weights that "
        "follow children's later lives; this has six with equal weights in two domains, and the state for its nation.",
        "Ranks hide how far apart places are: the step from the 50th to the 60th percentile may be small or large.",
        "The error of the number of children is not in the draws.",
        "Good for: asking what share of children, not of tracts, live where. Not for: change over time.",
        *by_recipe.LIMITS,
    ),
    worked=WorkedExample(
        given="Five tracts by rising score with 100, 300, 200, 200 and 200 children.",
        columns=("tract", "middle of its children", "fifth"),
        rows=(
            ("1", "50 / 1,000 = 5%", "1"),
            ("2", "250 / 1,000 = 25%", "2"),
            ("3", "500 / 1,000 = 50%", "3"),
            ("4", "700 / 1,000 = 70%", "4"),
            ("5", "900 / 1,000 = 90%", "5"),
        ),
        result="Each tract is in another fifth though the second has three times the children of the first.",
    ),
    margin="corrected",
    compute=compute,
    is_long=True,
)
