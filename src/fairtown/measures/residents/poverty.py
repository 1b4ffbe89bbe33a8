"""Poverty: the share of people whose income is below the poverty level.

Among people whose poverty status is known; table C17002, income below 1.00 of the level.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.federal import acs5
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.aggregation import at_every_level
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import base_flag, gather, join_flags, observe
from fairtown.measures.uncertainty import PROPORTION_IN_WORDS, SUM_IN_WORDS, proportion_moe, share, sum_moe

BELOW = ["under_half_poverty", "half_to_poverty"]


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return `people_in_poverty` and `poverty_share` per place for one period."""
    cells = inputs.table("acs5.poverty", year)
    below_moe = sum_moe(cells[[b + "_moe" for b in BELOW]], cells[BELOW])
    cells = cells.assign(below=cells[BELOW].sum(axis=1, skipna=False), below_moe=below_moe)
    rows = at_every_level(cells, inputs.places(), ["poverty_universe", "below"])
    moe = proportion_moe(rows.below, rows.below_moe, rows.poverty_universe, rows.poverty_universe_moe)
    small = base_flag(rows.poverty_universe)
    flag = join_flags(rows.flag.to_numpy(), small)
    return gather(
        [
            observe(rows, "people_in_poverty", rows.below, rows.below_moe, flag=rows.flag.to_numpy()),
            observe(rows, "poverty_share", share(rows.below, rows.poverty_universe), moe, flag=flag),
        ]
    )


MEASURE = Measure(
    id="residents.poverty",
    title="Poverty",
    summary="The share of people who live in households with an income below the poverty level.",
    formula="poverty share = people with income under 1.00 of the poverty level / people whose poverty "
    "status is determined.",
    outputs=(
        Output("people_in_poverty", "people", "people with income below the poverty level"),
        Output("poverty_share", "share", "people below the poverty level among those with known status"),
    ),
    years=acs5.YEARS,
    reads=("acs5.poverty", *GEOGRAPHY),
    references=("U.S. Census Bureau, table C17002, American Community Survey 5-year estimates",),
    limits=(
        "The federal poverty level does not follow the cost of living, which differs between places.",
        "Students in dormitories and people in prisons are outside the universe; students who rent are in it.",
    ),
    worked=WorkedExample(
        given="500 people with known status (margin 60): 30 (margin 12) under half the level, "
        "20 (margin 16) from half to the level.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("people in poverty", "30 + 20", "50"),
            ("margin", "√(12² + 16²)", "20"),
            ("poverty share", "50 / 500", "10%"),
            ("margin of the share", "√(20² − 0.1² × 60²) / 500", "3.8 points"),
        ),
        result="10% live in poverty, give or take 3.8 points.",
    ),
    compute=compute,
    margin_formula=SUM_IN_WORDS + PROPORTION_IN_WORDS,
)
