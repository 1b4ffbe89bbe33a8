"""Poor and affluent neighborhoods: tracts whose median income is far below, or far above, that of their area."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.federal import acs5
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.displacement.criteria import line_of_area
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe

INCOME, AREAS, AREAS_YEAR = "acs5.median_household_income", "omb_areas.counties", 2013
#: Times the median tract of the area. The highest published income is far above the line of affluent tracts.
POOR, AFFLUENT = 0.67, 1.5
MEDIAN = 0.5


def poor_and_affluent(income: np.ndarray, areas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which tracts are poor and which affluent, from known median incomes and the area of each."""
    relative = income / line_of_area(income, areas, MEDIAN)
    return relative < POOR, relative > AFFLUENT


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the state's counts of poor and affluent tracts, and of those whose median is not published."""
    places = inputs.places()
    own = places[(places.level == "tract") & ~places.is_water]
    rows = inputs.table(INCOME, year).merge(own[["geoid", "vintage", "county"]])
    income = rows.median_household_income_usd.to_numpy(float)
    areas = rows.county.map(inputs.table(AREAS, AREAS_YEAR).set_index("geoid").area_code).to_numpy(str)
    known = ~np.isnan(income)
    poor, affluent = poor_and_affluent(income[known], areas[known])
    state = places[(places.level == "state") & (places.vintage == rows.vintage.iloc[0])]
    counts = {"poor": poor.sum(), "affluent": affluent.sum(), "known": known.sum(), "unknown": (~known).sum()}
    return gather([observe(state, name, value) for name, value in counts.items()])


MEASURE = Measure(
    id="displacement.poor_and_affluent",
    states=("ct",),
    title="Poor and affluent neighborhoods",
    summary="How many neighborhoods have a median income far below, or far above, that of their metropolitan area.",
    formula="Poor: the tract's median household income is under .67 times that of the median tract of its metropolitan "
    "area. Affluent: over 1.5 times. Tracts without a published median are counted apart.",
    outputs=(
        Output("poor", "number", "poor tracts"),
        Output("affluent", "number", "affluent tracts"),
        Output("known", "number", "tracts whose median income is published"),
        Output("unknown", "number", "tracts with land whose median income is not published"),
    ),
    years=acs5.YEARS,
    reads=(INCOME, AREAS, *GEOGRAPHY),
    references=("S. F. Reardon and K. Bischoff, Income Inequality and Income Segregation (2011)",),
    limits=(
        "A tract near a line may be on the other side of it: margins of medians are wide.",
        "Incomes of 250,000 dollars and more are published as 250,001, which is above the line of affluent tracts.",
    ),
    worked=WorkedExample(
        given="Three tracts of an area have median incomes of $40,000, $80,000 and $130,000. That of a fourth is not "
        "published.",
        columns=("tract", "times the median tract", "kind"),
        rows=(("first", ".50", "poor"), ("second", "1.00", "neither"), ("third", "1.63", "affluent")),
        result="One tract is poor, one is affluent, and one is not known.",
    ),
    margin="count",
    compute=compute,
)
