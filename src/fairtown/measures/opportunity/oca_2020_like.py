"""Modeled on the 2020 index of the Open Communities Alliance: three domains, their mean, fifths of tracts.

It is not their index. Of its nine indicators three are named in what we could read, one of them (unemployment) is not
in the figures that we hold, and the standardization and the cuts are not known to us.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.opportunity.index import by_recipe
from fairtown.measures.opportunity.index.catalogue import SURVEY_YEARS
from fairtown.measures.opportunity.index.recipe import Part, Recipe

RECIPE = Recipe(
    id="oca_2020_like",
    title="Modelled on the 2020 index",
    indicators=(
        Part("schools_share", "education"),
        Part("bachelors_share", "education"),
        Part("median_household_income_usd", "employment"),
        Part("poverty_share", "neighborhood"),
        Part("owner_share", "neighborhood"),
    ),
    year=SURVEY_YEARS[-1],
    least_share=0.5,
)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return score, level and how sure for every tract, and who lives where."""
    return by_recipe.compute(RECIPE, inputs, year)


MEASURE = Measure(
    id="opportunity.oca_2020_like",
    title="Index modelled on that of 2020",
    summary="An index in the manner of the Open Communities Alliance's map of 2020, from the figures that we hold. It "
    "is not their index.",
    formula="Five z-scores (n − 1) over the tracts of the state in three domains: education (pupils at grade level, "
    "adults with a bachelor's degree), employment (median household income), neighborhood (people not in poverty, "
    "owners). The score is the mean of the three domains. Levels are fifths of the tracts."
    + by_recipe.HOW_SURE
    + by_recipe.CORRELATED,
    outputs=by_recipe.outputs(RECIPE),
    years=SURVEY_YEARS[-1:],
    reads=GEOGRAPHY,
    uses=(by_recipe.INDICATORS, by_recipe.PEOPLE),
    references=(
        "Open Communities Alliance, Opportunity Mapping methodology 2020, "
        "ctoca.org/opportunity_mapping_methodology_2020: nine indicators, three domains, their mean; median household "
        "income, school performance, unemployment",
        *by_recipe.REFERENCES,
    ),
    limits=(
        "Modelled on the index of 2020, never to be quoted as it. Known of theirs: three domains and their mean, "
        "median income by tract, school performance by district, unemployment. Assumed here: the other indicators, "
        "z-scores, fifths.",
        "Left out for want of figures: unemployment, nearness of jobs, vacant homes, crime; the state's test results "
        "stand for its accountability index.",
        "Good for: asking whether three equal domains tell another story than the index of today. Not for: anything "
        "that claims to be the published map.",
        *by_recipe.LIMITS,
    ),
    worked=WorkedExample(
        given="A tract with z-scores: schools 1.0, degrees 0.6, income 0.5, not poor 0.4, owners −0.2.",
        columns=("domain", "calculation", "score"),
        rows=(
            ("education", "(1.0 + 0.6) / 2", "0.80"),
            ("employment", "0.5", "0.50"),
            ("neighborhood", "(0.4 − 0.2) / 2", "0.10"),
            ("all", "(0.80 + 0.50 + 0.10) / 3", "0.47"),
        ),
        result="The score is 0.47.",
    ),
    margin="corrected",
    compute=compute,
    is_long=True,
)
