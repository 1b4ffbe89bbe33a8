"""Connecticut, in the manner of the Open Communities Alliance: property, income, few large buildings, little poverty.

The four factors are those that the organization's model of 2020 and the bills after it name. How each is weighed is not
published where we could read it: equal weights are an assumption, and said to be one.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Parameter, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.fair_share.allocation import by_method
from fairtown.measures.fair_share.allocation.method import ASSUMED, COPY, UNKNOWN, VERIFIED, Claim, Method
from fairtown.measures.inputs import Inputs

#: Reported of the bills of 2021 to 2025, not read in a statute.
POVERTY_LINE = Parameter(
    "poverty_exempt",
    "share",
    {"2021-01-01": 0.20},
    "Assumption: towns where at least 20 percent of people are poor are exempt, as reported of the bills; not read "
    "in a statute.",
)
CAP = Parameter(
    "cap_share",
    "homes per household",
    {"2021-01-01": 0.20},
    "Assumption: at most 20 percent of a town's occupied homes, as reported of the bills; not read in a statute.",
)
METHOD = Method(
    id="connecticut_oca",
    title="Connecticut, four factors",
    factors={"ratables": 1, "income": 1, "multifamily_gap": 1, "low_poverty": 1},
    exempt={"poverty_share": POVERTY_LINE.at(by_method.LAW_DATE)},
    cap_share=CAP.at(by_method.LAW_DATE),
    claims=(
        Claim(
            "factors",
            "taxable property, income against the region, homes in buildings of three or more, poverty",
            VERIFIED,
            "Open Communities Alliance, fair share pages; House Bill 6611 of 2021, analysis of the Office of "
            "Legislative Research",
            about=("factors",),
        ),
        Claim("buildings of three or more homes", "count as multifamily", COPY, "CGS 4-68ii"),
        Claim(
            "how a factor is computed",
            "as an amount: property in dollars; households × income; households × how far the share of larger "
            "buildings is below the region's; households × people not poor",
            ASSUMED,
            about=("scaled",),
        ),
        Claim("weights", "equal", UNKNOWN, about=("factors",)),
        Claim(
            "regions",
            "planning regions, the Western and the Greater Bridgeport one together",
            COPY,
            "CGS 4-68ii",
        ),
        Claim("exemption", "poverty of 20 percent or more", ASSUMED, about=("exempt",)),
        Claim("cap", "20 percent of occupied homes", ASSUMED, about=("cap",)),
        Claim(
            "need",
            "households with an income under $20,000 that pay 30 percent or more of it; the model counts households "
            "at or below 30 percent of the area's median that pay half",
            ASSUMED,
            about=("need",),
        ),
        Claim(
            "what caps leave over",
            "the state would meet it, by vouchers or construction",
            COPY,
            "House Bill 6611 of 2021, analysis of the Office of Legislative Research",
        ),
    ),
)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return each town's share, and what is left over."""
    return by_method.compute(METHOD, inputs, year, (POVERTY_LINE, CAP))


MEASURE = Measure(
    id="fair_share.connecticut_oca",
    states=("ct",),
    title="Fair share: Connecticut, four factors",
    summary="Each town's share of what its region needs, in the manner of the model that the Open Communities "
    "Alliance proposed in 2020. It counts taxable property, income, few larger buildings and little "
    "poverty.",
    formula="Weights: a quarter each for taxable property, households × median income, households × (the region's "
    "share of homes in buildings of three or more − the town's, at least 0), and households × (1 − poverty). Exempt: "
    "poverty of 20 percent or more. Cap: 20 percent of households." + by_method.HOW + by_method.OPEN,
    outputs=by_method.outputs(METHOD),
    years=by_method.YEARS,
    reads=GEOGRAPHY,
    uses=(by_method.TOWN_FIGURES,),
    parameters=(by_method.JOINED, POVERTY_LINE, CAP),
    references=(
        "Open Communities Alliance, A Fair Share Housing Model for Connecticut (2020)",
        "Connecticut General Assembly, House Bill 6611 (2021), bill analysis",
        "CGS 4-68ii (Public Act 23-207, section 18)",
        *by_method.REFERENCES,
    ),
    limits=(
        "Modelled on, never as theirs: weights, exemption and cap are assumptions, and the need is counted otherwise.",
        "Students who rent count as poor: a college town can be exempt because of them, and is then marked.",
        *by_method.LIMITS,
    ),
    worked=WorkedExample(
        given="A region needs 2,500 homes. Towns A, B and C have 4,000, 9,000 and 2,500 households and weights of "
        ".3068, .4174 and .2758; D is exempt with poverty of 27%.",
        columns=("town", "need × weight", "cap (20%)", "homes"),
        rows=(
            ("A", "767", "800", "800"),
            ("B", "1,044", "1,800", "1,200"),
            ("C", "690", "500", "500"),
            ("D", "exempt", "0", "0"),
        ),
        result="C meets its cap first, then A; B takes what is left. The shares add up to 2,500.",
    ),
    margin="interval",
    compute=compute,
    margin_formula=by_method.MARGIN,
)
