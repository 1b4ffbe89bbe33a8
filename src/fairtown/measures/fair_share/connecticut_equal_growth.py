"""Connecticut, equal growth: every town below the ten-percent line grows by the same share of its homes."""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Parameter, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.fair_share.allocation import by_method
from fairtown.measures.fair_share.allocation.method import ASSUMED, COPY, VERIFIED, Claim, Method
from fairtown.measures.inputs import Inputs
from fairtown.measures.subsidized.assisted_share import TABLE_YEAR, TEN_PERCENT

CAP = Parameter(
    "cap_share",
    "homes per household",
    {"2002-01-01": 0.20},
    "Assumption of ours: at most 20 percent of occupied homes.",
)
METHOD = Method(
    id="connecticut_equal_growth",
    title="Connecticut, equal growth below ten percent",
    factors={"homes": 1},
    exempt={"assisted_share": TEN_PERCENT.at(by_method.LAW_DATE)},
    cap_share=CAP.at(by_method.LAW_DATE),
    claims=(
        Claim(
            "exemption",
            "towns where at least ten percent of homes are assisted, as in the appeals procedure",
            VERIFIED,
            "CGS 8-30g",
            about=("exempt",),
        ),
        Claim(
            "homes",
            "of the census that the appeals list uses",
            VERIFIED,
            "CGS 8-30g; Affordable Housing Appeals List",
            about=("factors",),
        ),
        Claim(
            "equal growth",
            "each town's share follows its homes; no law asks this",
            ASSUMED,
            about=("factors", "scaled"),
        ),
        Claim("cap", "20 percent of occupied homes", ASSUMED, about=("cap",)),
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
    return by_method.compute(METHOD, inputs, year, (TEN_PERCENT, CAP))


MEASURE = Measure(
    id="fair_share.connecticut_equal_growth",
    states=("ct",),
    title="Fair share: Connecticut, equal growth below ten percent",
    summary="Every town below the ten-percent line of assisted homes grows by the same share of its homes: the "
    "simplest plan there is, to compare others with.",
    formula=f"Weight: homes of the 2020 census. Exempt: towns with at least ten percent assisted homes ({TABLE_YEAR}). "
    "Cap: 20 percent of households." + by_method.HOW,
    outputs=by_method.outputs(METHOD),
    years=by_method.YEARS,
    reads=GEOGRAPHY,
    uses=(by_method.TOWN_FIGURES,),
    parameters=(by_method.JOINED, TEN_PERCENT, CAP),
    references=("Connecticut General Statutes, section 8-30g", *by_method.REFERENCES),
    limits=(
        "No law asks this; it is the line of the appeals procedure turned into a plan.",
        "It asks the same of a rich town and a poor one, of one with jobs and one without.",
        *by_method.LIMITS,
    ),
    worked=WorkedExample(
        given="A region needs 300 homes. Town A has 4,000 homes, B 2,000 and C 3,000; C has 12% assisted homes.",
        columns=("town", "calculation", "homes"),
        rows=(("A", "300 × 4,000 / 6,000", "200"), ("B", "300 × 2,000 / 6,000", "100"), ("C", "exempt", "0")),
        result="A and B both grow by 5%.",
    ),
    margin="interval",
    compute=compute,
    margin_formula=by_method.MARGIN,
)
