"""Median household income: half of the households have more, half have less.

As published, with the published margin. A median cannot be added up from smaller places, so
areas that the Bureau publishes none for have none.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.federal import acs5
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe

#: The Bureau prints this value for every median of 250,000 dollars or more.
TOP_CODE_USD = 250_001
AREAS = ("county", "region")


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return `median_household_income_usd` per place for one period, blank where none is published."""
    cells = inputs.table("acs5.median_household_income", year)
    places = inputs.places()
    # counties and regions exist under one vintage only, but a blank of either is shown in every period
    wanted = (places.vintage == cells.vintage.iloc[0]) | places.level.isin(AREAS)
    rows = places[wanted][["geoid", "vintage"]].merge(cells, on=["geoid", "vintage"], how="left")
    value = rows.median_household_income_usd
    flag = np.where(value.isna(), "not_published", np.where(value >= TOP_CODE_USD, "top_coded", ""))
    return gather(
        [
            observe(
                rows,
                "median_household_income_usd",
                np.where(value >= TOP_CODE_USD, TOP_CODE_USD - 1, value),
                rows.median_household_income_usd_moe,
                flag=flag,
            )
        ]
    )


MEASURE = Measure(
    id="residents.median_household_income",
    title="Median household income",
    summary="The income in the middle: half of the households have more, half have less.",
    formula="As published by the Census Bureau; nothing is computed. A printed 250,001 means 250,000 or "
    "more and is shown so.",
    outputs=(
        Output(
            "median_household_income_usd", "dollars", "median income, dollars of the last year of the period"
        ),
    ),
    years=acs5.YEARS,
    reads=("acs5.median_household_income", *GEOGRAPHY),
    references=("U.S. Census Bureau, table B19013, American Community Survey 5-year estimates",),
    limits=(
        "Dollars of different periods are not adjusted for inflation.",
        "A median of several places is not a mean of their medians, so none is shown where none is published.",
    ),
    worked=WorkedExample(
        given="Five households with incomes of 20, 40, 55, 90 and 300 thousand dollars.",
        columns=("quantity", "calculation", "result"),
        rows=(("median", "the third of five", "55,000 dollars"),),
        result="The median is 55,000 dollars; the very high income does not move it.",
    ),
    compute=compute,
    margin_formula="Margin: as published by the Census Bureau; nothing is computed.",
)
