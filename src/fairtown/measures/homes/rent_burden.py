"""Rent burden: the share of renters who pay 30 percent or more of their income for housing.

Among renters whose burden is known: households without cash rent, or with zero or negative
income, are outside. Table B25106.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Output, Worked
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.levels import at_every_level
from fairtown.measures.observe import base_flag, gather, join_flags, observe
from fairtown.measures.uncertainty import proportion_moe, share, sum_moe

BURDENED = [
    "burdened_income_under_20000",
    "burdened_income_20000_34999",
    "burdened_income_35000_49999",
    "burdened_income_50000_74999",
    "burdened_income_75000_or_more",
]
UNKNOWN = ["zero_or_negative_income", "no_cash_rent"]
#: Below this many households a share is shown with a caution.
SMALL_BASE_HOUSEHOLDS = 50


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return burdened renter households and their share per place for one period."""
    cells = inputs.table("acs5.renter_housing_cost", year)
    known_parts = ["renter_households", *UNKNOWN]
    cells = cells.assign(
        burdened=cells[BURDENED].sum(axis=1, skipna=False),
        burdened_moe=sum_moe(cells[[b + "_moe" for b in BURDENED]].to_numpy()),
        known=cells.renter_households - cells[UNKNOWN].sum(axis=1, skipna=False),
        known_moe=sum_moe(cells[[k + "_moe" for k in known_parts]].to_numpy()),
    )
    rows = at_every_level(cells, inputs.places(), ["known", "burdened"])
    moe = proportion_moe(rows.burdened, rows.burdened_moe, rows.known, rows.known_moe)
    small = base_flag(rows.known, SMALL_BASE_HOUSEHOLDS)
    flag = rows.flag.to_numpy()
    return gather(
        [
            observe(rows, "burdened_renter_households", rows.burdened, rows.burdened_moe, flag=flag),
            observe(
                rows,
                "rent_burden_share",
                share(rows.burdened, rows.known),
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
    years=(2019, 2023),
    reads=("acs5.renter_housing_cost", *GEOGRAPHY),
    references=(
        "U.S. Census Bureau, table B25106, American Community Survey 5-year estimates",
        "Cost burden at 30 percent of income: U.S. Department of Housing and Urban Development",
    ),
    limits=(
        "Some tables divide by all renters instead; their shares are lower.",
        "A family that left because of the rent is not counted any more.",
    ),
    worked=Worked(
        given="110 renters, 10 of them without cash rent; 45 pay 30 percent or more.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("renters whose burden is known", "110 − 10", "100"),
            ("rent burden", "45 / 100", "45%"),
        ),
        result="45% of renters are cost-burdened.",
    ),
    compute=compute,
)
