"""Opportunity index of today: seven indicators of the latest survey in three domains, with its error carried through.

Made to say what a neighborhood offers now, and how sure that is. Each indicator is there for a reason, and each left
out too: see `formula` and `limits`.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.opportunity.index import by_recipe
from fairtown.measures.opportunity.index.catalogue import SURVEY_YEARS
from fairtown.measures.opportunity.index.recipe import Part, Recipe

#: Bounds of winsorising: the highest twentieth holds every median income that is printed as "250,000 or more".
TWENTIETHS = (0.05, 0.95)
RECIPE = Recipe(
    id="modern",
    title="Opportunity index of today",
    indicators=(
        Part("schools_share", "education"),
        Part("bachelors_share", "education"),
        Part("median_household_income_usd", "economy", transform="log"),
        Part("poverty_share", "economy"),
        Part("cost_burden_share", "economy"),
        Part("owner_share", "homes"),
        Part("no_vehicle_share", "homes"),
    ),
    year=SURVEY_YEARS[-1],
    winsorise=TWENTIETHS,
    least_share=0.5,
)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return score, level and how sure for every tract, and who lives where."""
    return by_recipe.compute(RECIPE, inputs, year)


MEASURE = Measure(
    id="opportunity.modern",
    title="Opportunity index of today",
    summary="What a neighborhood offers now: schools and schooling, income and costs, homes and cars, in five levels, "
    "and how sure each level is.",
    formula="Each of seven indicators is held to its 5th and 95th percentile and becomes a z-score (n − 1) over the "
    "tracts of the state; median income as a logarithm. Education = mean of pupils at grade level (town) and adults "
    "with a bachelor's degree; economy = mean of median income, people not in poverty, households not burdened by "
    "housing costs; homes = mean of owners and households with a car. The score is the mean of the three domains; at "
    "least half of the weight must be there. Levels are fifths of the tracts."
    + by_recipe.HOW_SURE
    + by_recipe.CORRELATED,
    outputs=by_recipe.outputs(RECIPE),
    years=SURVEY_YEARS,
    reads=GEOGRAPHY,
    uses=(by_recipe.INDICATORS, by_recipe.PEOPLE),
    references=by_recipe.REFERENCES,
    limits=(
        *by_recipe.LIMITS,
        "Good for: seeing where neighborhoods differ today, and how sure that is. Not for: scoring one application, "
        "judging residents, or choosing a home by the level alone.",
        "Five of the seven indicators describe residents; they stand for what a place makes possible, and are no "
        "judgment of anyone who lives there.",
        "Left out on purpose: race, so that the map can be compared with it; the share of assisted homes, which would "
        "call a place worse for housing people; crime, of which we hold no recent figures by tract.",
        "Not held: jobs nearby, travel times, unemployment, health, air. Access to a car stands for reach, and is "
        "unfair to places where nobody needs one.",
    ),
    worked=WorkedExample(
        given="A tract with z-scores: schools 0.8, degrees 0.4, income 0.5, not poor 0.6, not burdened 0.1, owners "
        "1.0, cars unknown.",
        columns=("domain", "calculation", "score"),
        rows=(
            ("education", "(0.8 + 0.4) / 2", "0.60"),
            ("economy", "(0.5 + 0.6 + 0.1) / 3", "0.40"),
            ("homes", "1.0 (cars are unknown)", "1.00"),
            ("all", "(0.60 + 0.40 + 1.00) / 3", "0.67"),
        ),
        result="The score is 0.67, from six of seven indicators; the tract is marked as incomplete.",
    ),
    margin="corrected",
    compute=compute,
)
