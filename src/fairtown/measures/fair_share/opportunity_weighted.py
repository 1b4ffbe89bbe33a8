"""Fair share of our own: opportunity, jobs, little poverty, land; nobody exempt, a cap of a fifth of the homes."""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Parameter, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.fair_share.allocation import by_method
from fairtown.measures.fair_share.allocation.method import ASSUMED, COPY, Claim, Method
from fairtown.measures.inputs import Inputs

WEIGHTS = Parameter(
    "weights",
    "weights of opportunity, jobs, little poverty, land",
    {"2025-12-31": (0.4, 0.2, 0.2, 0.2)},
    "Ours: opportunity counts twice as much as each of the others, because where a home is decides schools, safety "
    "and health.",
)
CAP = Parameter(
    "cap_share", "homes per household", {"2025-12-31": 0.20}, "Ours: at most 20 percent of occupied homes."
)
OPPORTUNITY, JOBS, LOW_POVERTY, LAND = WEIGHTS.at(by_method.LAW_DATE)
METHOD = Method(
    id="opportunity_weighted",
    title="Opportunity first",
    factors={"opportunity": OPPORTUNITY, "jobs": JOBS, "low_poverty": LOW_POVERTY, "land": LAND},
    cap_share=CAP.at(by_method.LAW_DATE),
    claims=(
        Claim(
            "all of it",
            "a proposal of this project: no law, no paper",
            ASSUMED,
            about=("factors", "scaled", "exempt", "need", "cap", "floor", "rounding"),
        ),
        Claim(
            "opportunity",
            "households × the percentile of the average resident's tract, index of today",
            ASSUMED,
        ),
        Claim(
            "nobody is exempt", "a poor town gets a small share by its weights", ASSUMED, about=("exempt",)
        ),
        Claim(
            "regions",
            "planning regions, the Western and the Greater Bridgeport one together",
            COPY,
            "CGS 4-68ii",
        ),
    ),
)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return each town's share, and what is left over."""
    return by_method.compute(METHOD, inputs, year, (WEIGHTS, CAP))


MEASURE = Measure(
    id="fair_share.opportunity_weighted",
    title="Fair share: opportunity first",
    summary="A proposal of this project: most homes where schools, incomes and homes are good and jobs are near, in "
    "every town of the region.",
    formula="Weights: 40% households × percentile of the average resident's tract (index of today), 20% households × "
    "access to jobs, 20% households × (1 − poverty), 20% land that is not public. Nobody is exempt. Cap: 20 percent "
    "of households." + by_method.HOW,
    outputs=by_method.outputs(METHOD),
    years=by_method.YEARS,
    reads=GEOGRAPHY,
    uses=(by_method.TOWN_FIGURES,),
    parameters=(by_method.JOINED, WEIGHTS, CAP),
    references=by_method.REFERENCES,
    limits=(
        "Ours: no law asks it. Change the weights on the page and see what moves.",
        "Land is all land that is not public, wetland and built-up land included: no file of developable land is held.",
        *by_method.LIMITS,
    ),
    worked=WorkedExample(
        given="Two towns share 100 homes. A has 60% of opportunity, 50% of jobs, 55% of people not poor and 75% of "
        "the land.",
        columns=("town", "calculation", "homes"),
        rows=(
            ("A", "100 × (.4 × .60 + .2 × .50 + .2 × .55 + .2 × .75)", "60"),
            ("B", "100 × (.4 × .40 + .2 × .50 + .2 × .45 + .2 × .25)", "40"),
        ),
        result="A gets 60 homes, B 40.",
    ),
    margin="interval",
    compute=compute,
    margin_formula=by_method.MARGIN,
)
