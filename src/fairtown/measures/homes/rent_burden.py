"""Rent burden: the share of renters who pay 30 percent or more of their income for housing.

Among renters whose burden is known: households without cash rent, or with zero or negative
income, are outside. Table B25106.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.federal import acs5
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.aggregation import at_every_level
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import base_flag, gather, join_flags, observe
from fairtown.measures.uncertainty import PART_IN_WORDS, SUM_IN_WORDS, part_moe, share, sum_moe

INCOMES = ("under_20000", "20000_34999", "35000_49999", "50000_74999", "75000_or_more")
BURDENED = [f"burdened_income_{i}" for i in INCOMES]
UNBURDENED = [f"{cost}_income_{i}" for i in INCOMES for cost in ("under_20_percent", "from_20_to_29_percent")]


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return burdened renter households and their share per place for one period."""
    cells = inputs.table("acs5.renter_housing_cost", year)
    sums = {}
    for name, columns in (("burdened", BURDENED), ("unburdened", UNBURDENED)):
        sums[name] = cells[columns].sum(axis=1, skipna=False)
        sums[name + "_moe"] = sum_moe(cells[[c + "_moe" for c in columns]], cells[columns])
    cells = cells.assign(**sums)
    rows = at_every_level(cells, inputs.places(), ["burdened", "unburdened"])
    known = rows.burdened + rows.unburdened
    moe = part_moe(rows.burdened, rows.burdened_moe, rows.unburdened, rows.unburdened_moe)
    small = base_flag(known)
    flag = rows.flag.to_numpy()
    return gather(
        [
            observe(rows, "burdened_renter_households", rows.burdened, rows.burdened_moe, flag=flag),
            observe(
                rows,
                "rent_burden_share",
                share(rows.burdened, known),
                moe,
                flag=join_flags(flag, small),
            ),
        ]
    )


MEASURE = Measure(
    id="homes.rent_burden",
    title="Rent burden",
    summary="The share of renter households that pay 30 percent or more of their income for housing.",
    formula="rent burden = renter households paying 30 percent or more / renter households whose burden is "
    "known (renters without cash rent or with zero or negative income are left out).",
    outputs=(
        Output("burdened_renter_households", "households", "renters who pay 30 percent or more"),
        Output("rent_burden_share", "share", "burdened among renters whose burden is known"),
    ),
    years=acs5.YEARS,
    reads=("acs5.renter_housing_cost", *GEOGRAPHY),
    references=(
        "U.S. Census Bureau, table B25106, American Community Survey 5-year estimates",
        "Cost burden at 30 percent of income: U.S. Department of Housing and Urban Development",
    ),
    limits=(
        "Some tables divide by all renters instead; their shares are lower.",
        "A family that left because of the rent is not counted any more.",
    ),
    worked=WorkedExample(
        given="110 renters: 45 (margin 12) pay 30 percent or more, 55 (margin 16) pay less, 10 pay no cash rent.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("renters whose burden is known", "45 + 55", "100"),
            ("rent burden", "45 / 100", "45%"),
            ("margin", "√((55 × 12)² + (45 × 16)²) / 100²", "9.8 points"),
        ),
        result="45% of renters are cost-burdened, give or take 9.8 points.",
    ),
    compute=compute,
    margin_formula=SUM_IN_WORDS + PART_IN_WORDS,
)
