"""New Jersey's fourth round on Connecticut's towns: property, income above the lowest, land; urban towns exempt.

The rule is New Jersey's; the figures are what Connecticut publishes. Where New Jersey measures something that nobody
publishes here, the nearest figure stands in and is said to.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Parameter, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.fair_share.allocation import by_method
from fairtown.measures.fair_share.allocation.method import ASSUMED, COPY, UNKNOWN, Claim, Method
from fairtown.measures.inputs import Inputs

WORKBOOK = "New Jersey Department of Community Affairs, fourth round workbook (2024), as quoted in public repositories"
CAP_SHARE = Parameter(
    "cap_share",
    "homes per household",
    {"2024-03-20": 0.20},
    "P.L. 2024, c. 2: the workbook has a column with a 20 percent cap; that it is of households is an assumption. "
    f"{WORKBOOK}.",
)
CAP_HOMES = Parameter(
    "cap_homes",
    "homes",
    {"2024-03-20": 1_000},
    f"P.L. 2024, c. 2, not read in the statute: the workbook has a column with a cap of 1,000 homes. {WORKBOOK}.",
)
DENSITY = Parameter(
    "urban_density",
    "people per square mile",
    {"2024-03-20": 6_000},
    "Assumption: New Jersey exempts qualified urban aid municipalities, by density, vacant land and deficient homes; "
    "the numbers were not read in the statute, and Connecticut designates no such towns.",
)
METHOD = Method(
    id="new_jersey_round4",
    title="New Jersey, fourth round",
    factors={"ratables": 2, "income_gap": 1, "income_gap_by_households": 1, "land": 2},
    exempt={"people_per_sq_mi": DENSITY.at(by_method.LAW_DATE)},
    cap_share=CAP_SHARE.at(by_method.LAW_DATE),
    cap_homes=CAP_HOMES.at(by_method.LAW_DATE),
    claims=(
        Claim(
            "three factors, plain mean",
            "property, income and land count a third each",
            COPY,
            f"{WORKBOOK}: Absecon (0.97% + 1.11% + 1.44%) / 3 = 1.17%",
            about=("factors",),
        ),
        Claim(
            "nonresidential valuation",
            "New Jersey takes its change since the last round; no such figure is held for Connecticut, so that all "
            "taxable property stands in",
            ASSUMED,
        ),
        Claim(
            "income capacity",
            "half by town and half by households, from 100 dollars below the region's lowest median income",
            UNKNOWN,
        ),
        Claim(
            "land capacity", "New Jersey weighs developable land; here all land that is not public", ASSUMED
        ),
        Claim(
            "exemption",
            "qualified urban aid municipalities take no part",
            COPY,
            "N.J.S.A. 52:27D-304.3",
            about=("exempt",),
        ),
        Claim("which towns are urban", "more than 6,000 people per square mile", ASSUMED, about=("exempt",)),
        Claim(
            "caps", "1,000 homes and 20 percent, as columns of the workbook", COPY, WORKBOOK, about=("cap",)
        ),
        Claim("what the 20 percent are of", "households", UNKNOWN),
        Claim(
            "need",
            "New Jersey takes 40 percent of the growth of households; here the need chosen above",
            ASSUMED,
            about=("need",),
        ),
    ),
)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return each town's share, and what is left over."""
    return by_method.compute(METHOD, inputs, year, (CAP_SHARE, CAP_HOMES, DENSITY))


MEASURE = Measure(
    id="fair_share.new_jersey_round4",
    title="Fair share: New Jersey, fourth round",
    summary="Each town's share if Connecticut followed the rule that New Jersey set in 2024. It counts property, "
    "income and land. No town gets more than 1,000 homes, and dense cities are exempt.",
    formula="Weights: a third for taxable property; a third for income above 100 dollars below the region's lowest "
    "median, half by town and half by households; a third for land that is not public. Exempt: more than 6,000 "
    "people per square mile. Cap: the smaller of 1,000 homes and 20 percent of households."
    + by_method.HOW
    + by_method.OPEN,
    outputs=by_method.outputs(METHOD),
    years=by_method.YEARS,
    reads=GEOGRAPHY,
    uses=(by_method.TOWN_FIGURES,),
    parameters=(by_method.JOINED, CAP_SHARE, CAP_HOMES, DENSITY),
    references=(
        "New Jersey P.L. 2024, c. 2; N.J.S.A. 52:27D-304.3",
        WORKBOOK,
        *by_method.REFERENCES,
    ),
    limits=(
        "Another state's rule, with stand-ins where Connecticut publishes no such figure: see the table of what is "
        "verified and what is assumed.",
        "The caps were read in quotations of the state's workbook, not in the statute.",
        *by_method.LIMITS,
    ),
    worked=WorkedExample(
        given="Absecon in region 6 of New Jersey, whose prospective need is 1,889 homes: shares of 0.97% (property), "
        "1.11% (land) and 1.44% (income).",
        columns=("step", "calculation", "result"),
        rows=(
            ("mean of the shares", "(0.97 + 1.11 + 1.44) / 3", "1.17%"),
            ("homes", "1,889 × 1.17%", "22"),
        ),
        result="22 homes, as in the state's workbook.",
    ),
    margin="interval",
    compute=compute,
    margin_formula=by_method.MARGIN,
)
