"""Labor market engagement, as far as the figures go: two of HUD's three parts, of 2008-2012."""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.opportunity.index import by_recipe
from fairtown.measures.opportunity.index.catalogue import INDEX_YEAR
from fairtown.measures.opportunity.index.recipe import Part, Recipe

RECIPE = Recipe(
    id="labor_market",
    title="Labor market engagement, in part",
    indicators=(Part("labor_force_employed"), Part("adults_with_college_degree")),
    year=INDEX_YEAR,
)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return score and level for every tract."""
    return by_recipe.compute(RECIPE, inputs, year)


MEASURE = Measure(
    id="opportunity.labor_market",
    title="Labor market engagement, in part",
    summary="How far a neighborhood's adults are at work and schooled, from the two figures of 2008-2012 that we hold.",
    formula="Mean of two z-scores (n − 1) over the tracts of the state: employed share of the labor force, and adults "
    "of 25 to 64 with at least some college. Levels are fifths of the tracts.",
    outputs=by_recipe.outputs(RECIPE, is_sure=False),
    years=(INDEX_YEAR,),
    reads=GEOGRAPHY,
    uses=(by_recipe.INDICATORS,),
    references=(
        "HUD, Affirmatively Furthering Fair Housing data documentation: labor market engagement index",
    ),
    limits=(
        "HUD adds up three parts: unemployment, labor force participation and bachelor's degrees. Participation is not "
        "held; some college stands for the degree. It is a part of that index, not it.",
        "Figures of 2008-2012, on tracts of 2010, without margins: nobody can say how sure the levels are.",
        "Good for: seeing what one domain of the 2014 index says alone. Not for: today.",
    ),
    worked=WorkedExample(
        given="A tract with z-scores: employed 0.5, some college 0.9.",
        columns=("quantity", "calculation", "result"),
        rows=(("score", "(0.5 + 0.9) / 2", "0.70"),),
        result="The score is 0.70.",
    ),
    margin="later",
    compute=compute,
)
