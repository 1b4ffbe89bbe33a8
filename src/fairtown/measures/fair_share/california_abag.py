"""California's Bay Area rule (ABAG, 6th cycle, option 8A) on Connecticut's towns: opportunity and jobs scale each town.

Homes for low incomes follow high-opportunity areas (70%), jobs by car (15%) and jobs by transit (15%). Each factor
scales a town's part of the region's households from one half to one and a half.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Parameter, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.fair_share.allocation import by_method
from fairtown.measures.fair_share.allocation.method import ASSUMED, VERIFIED, Claim, Method
from fairtown.measures.inputs import Inputs

CODE = "BayAreaMetro/regional-housing-needs-assessment, notebook of the 6th cycle (commit 507a723c)"
WEIGHTS = Parameter(
    "weights",
    "weights of opportunity, jobs by car, jobs by transit",
    {"2021-01-21": (0.70, 0.15, 0.15)},
    f"ABAG, Regional Housing Needs Allocation 2023-2031, option 8A, homes of very low and low income. {CODE}.",
)
#: The need that ABAG shared out, by income group: very low, low, moderate, above moderate.
NEED_BY_INCOME = Parameter(
    "need_by_income",
    "homes",
    {"2021-01-21": (114_442, 65_892, 72_712, 188_130)},
    f"ABAG, Regional Housing Needs Allocation 2023-2031: 441,176 homes. {CODE}.",
)
OPPORTUNITY, BY_CAR, BY_TRANSIT = WEIGHTS.at(by_method.LAW_DATE)
METHOD = Method(
    id="california_abag",
    title="California, Bay Area 2023-2031",
    factors={"high_opportunity": OPPORTUNITY, "jobs": BY_CAR, "transit": BY_TRANSIT},
    is_scaled=True,
    claims=(
        Claim(
            "weights for low incomes",
            "70% opportunity, 15% jobs by car, 15% jobs by transit",
            VERIFIED,
            CODE,
            about=("factors",),
        ),
        Claim(
            "scale",
            "each factor from 0.5 to 1.5 within the region, times the base",
            VERIFIED,
            CODE,
            about=("scaled",),
        ),
        Claim(
            "base",
            "ABAG takes the households of 2050 that its plan foresees; here those of the survey",
            ASSUMED,
        ),
        Claim(
            "opportunity",
            "ABAG takes homes in High and Highest Resource areas of the state's map; here households in the two "
            "highest of five levels of the index of today",
            ASSUMED,
        ),
        Claim(
            "jobs by car",
            "the 2014 index's access to jobs, by distance, stands in for jobs within 30 minutes",
            ASSUMED,
        ),
        Claim(
            "jobs by transit", "stations in the town stand in for jobs within 45 minutes by transit", ASSUMED
        ),
        Claim(
            "equity floor",
            "ABAG lifts 49 places to their share of the region's households; left out here",
            ASSUMED,
            CODE,
            about=("floor",),
        ),
        Claim("caps and exemptions", "none", VERIFIED, CODE, about=("cap", "exempt")),
    ),
)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return each town's share, and what is left over."""
    return by_method.compute(METHOD, inputs, year, (WEIGHTS, NEED_BY_INCOME))


MEASURE = Measure(
    id="fair_share.california_abag",
    title="Fair share: California, Bay Area 2023-2031",
    summary="Each town's share if Connecticut followed the rule of the San Francisco Bay Area. Homes for low "
    "incomes go where opportunity is high and jobs are near. No town is exempt, and none has a cap.",
    formula="Each factor f is scaled within the region: s = 0.5 + (f − lowest) / (highest − lowest). A town's share "
    "by a factor = households × s / Σ households × s. Weights: 70% households in high-opportunity tracts, 15% access "
    "to jobs, 15% transit stations. No exemption, no cap. ABAG's own need was 441,176 homes: very low 114,442 (26%), "
    "low 65,892 (15%), moderate 72,712 (16%), above moderate 188,130 (43%); these weights are those of the first two. "
    "Where all towns of a region have the same, as where there is no station anywhere, s is 1 and the share is that "
    "of households." + by_method.SHARED_OUT,
    outputs=by_method.outputs(METHOD),
    years=by_method.YEARS,
    reads=GEOGRAPHY,
    uses=(by_method.TOWN_FIGURES,),
    parameters=(by_method.JOINED, WEIGHTS, NEED_BY_INCOME),
    references=(
        "Association of Bay Area Governments, Regional Housing Needs Allocation 2023-2031",
        CODE,
        *by_method.REFERENCES,
    ),
    limits=(
        "Another state's rule, with stand-ins where Connecticut publishes no such figure: see the table of what is "
        "verified and what is assumed.",
        "A city gets a large share because it is large, even where opportunity is low: the scale never goes below "
        "one half.",
        *by_method.LIMITS,
    ),
    worked=WorkedExample(
        given="Three towns with 30%, 40% and 30% of the region's households, and 20, 50 and 90 for the factor.",
        columns=("town", "scale", "base × scale", "share"),
        rows=(
            ("A", "0.5 + 0 / 70 = .5", ".15", ".1544"),
            ("B", "0.5 + 30 / 70 = .929", ".3714", ".3824"),
            ("C", "0.5 + 70 / 70 = 1.5", ".45", ".4632"),
        ),
        result="C gets more than its part of the households, A less.",
    ),
    margin="interval",
    compute=compute,
    margin_formula=by_method.MARGIN,
)
