"""Points above the regional median, in the manner of California's TCAC/HCD opportunity map of 2023.

A tract gets a point for each indicator that is better than the median of its region, so that anyone can see why it
scored as it did. Rural tracts are held against each other.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.opportunity.index import by_recipe
from fairtown.measures.opportunity.index.catalogue import SURVEY_YEARS
from fairtown.measures.opportunity.index.recipe import Part, Recipe

#: California's categories of nine points (0-3, 4-5, 6-7, 8-9), between them, as shares of the points there are.
CUTS = (3.5 / 9, 5.5 / 9, 7.5 / 9)
RECIPE = Recipe(
    id="threshold",
    title="Points above the regional median",
    indicators=(
        Part("twice_poverty_share"),
        Part("bachelors_share"),
        Part("english_share"),
        Part("math_share"),
        Part("school_meals_share"),
    ),
    year=SURVEY_YEARS[-1],
    standardise="threshold",
    # with more than two of eight missing California gives no score
    least_share=0.75,
    reference="region_or_rural",
    levels="cuts",
    n_levels=len(CUTS) + 1,
    cuts=CUTS,
)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return points, level and how sure for every tract, and who lives where."""
    return by_recipe.compute(RECIPE, inputs, year)


MEASURE = Measure(
    id="opportunity.threshold",
    title="Opportunity by points",
    summary="A point for each indicator better than the regional median, in the manner of California's map for placing "
    "affordable homes.",
    formula="score = points / indicators that the tract has; a point where an indicator is better than (not equal to) "
    "the median of the tracts of its region, rural tracts (towns under 500 people per square mile) against "
    "all rural tracts; a region with under ten other tracts, or with all of them in one town, is counted among them. "
    "Indicators: people with at least twice the poverty line, adults with a bachelor's degree, pupils at grade level "
    "in English and in mathematics, pupils not eligible for free or reduced-price meals. Levels divide at 3.5, 5.5 and "
    "7.5 ninths of the points: with five points Low Resource is 0-1, Moderate 2-3 … Highest 5."
    + by_recipe.HOW_SURE,
    outputs=by_recipe.outputs(RECIPE),
    years=SURVEY_YEARS[-1:],
    reads=GEOGRAPHY,
    uses=(by_recipe.INDICATORS, by_recipe.PEOPLE),
    references=(
        "Othering & Belonging Institute, CTCAC opportunity mapping, belonging.berkeley.edu/ctcac-opportunity-mapping; "
        "AFFH Mapping Tool (2025): points above regional medians, categories 9-8, 7-6, 5-4, 3 or less",
        *by_recipe.REFERENCES,
    ),
    limits=(
        "Of California's eight medians five are held here; employment of adults, home values (no margins) and "
        "graduation on time are not, nor its flag for environmental burden. The categories are carried over in "
        "proportion: an assumption.",
        "Three of five points are figures of the town, so that the tracts of a city rise and fall together.",
        "Good for: explaining why a place scored as it did, and comparing places within a region. Not for: comparing "
        "regions, since each has its own medians.",
        "The overlay of high-poverty and segregated tracts is a measure of its own.",
        "Errors of different indicators are drawn as if independent.",
        *by_recipe.LIMITS[2:],
    ),
    worked=WorkedExample(
        given="A tract and the medians of its region: twice poverty 82% (79%), degrees 44% (41%), English 52% (55%), "
        "mathematics 48% (48%), no meals aid 61% (58%).",
        columns=("indicator", "better than the median?", "points"),
        rows=(
            ("twice the poverty line", "82 > 79", "1"),
            ("bachelor's degree", "44 > 41", "1"),
            ("English", "52 < 55", "0"),
            ("mathematics", "48 = 48: a tie scores nothing", "0"),
            ("no meals aid", "61 > 58", "1"),
        ),
        result="Three points of five: 0.60, Moderate Resource.",
    ),
    margin="corrected",
    compute=compute,
    is_long=True,
)
