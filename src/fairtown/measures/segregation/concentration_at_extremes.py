"""Concentration at the extremes: whether a tract holds one group, the other, or both alike.

+1 when all residents are of the first group, −1 when all are of the second. Massey (2001).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import GROUP_WORDS, GROUPS, PEOPLE_OF_COLOR, Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather
from fairtown.measures.segregation.estimation.by_area import PEOPLE, YEARS
from fairtown.measures.segregation.estimation.by_tract import first_order, tracts
from fairtown.measures.segregation.estimation.counts import Array, check_counts, ratio, refuse_larger
from fairtown.measures.uncertainty import FIRST_ORDER_IN_WORDS

#: Sums of fractions of people may differ by so much of themselves.
ROUNDING = 1e-9
PAIRS = {
    "nh_white|nh_black": ("nh_black",),
    f"nh_white|{PEOPLE_OF_COLOR}": tuple(g for g in GROUPS if g != "nh_white"),
}


def concentration_at_extremes(a: ArrayLike, b: ArrayLike, total: ArrayLike) -> Array:
    """Return ICE = (a − b) / t in [−1, 1] per unit, shapes (..., units).

    `a`, `b`: people of two groups that share nobody; `total`: everyone. NaN where nobody lives. It needs no
    reference area. Raises FairtownError on unequal shapes, a negative or missing count, or groups that together
    are larger than everyone.
    """
    first, second, everyone = check_counts(a, b, total)
    refuse_larger(int((first + second > everyone * (1 + ROUNDING)).sum()))
    return ratio(first - second, everyone)


def concentration_at_extremes_moe(
    ice: ArrayLike, total: ArrayLike, moe: ArrayLike, signs: ArrayLike
) -> Array:
    """Return the first-order 90% margin of ICE per unit from the margins of all groups (..., units, groups).

    `signs`: 1 for a group of the first kind, −1 of the second, 0 of neither; the groups make up everyone.
    """
    everyone = np.asarray(total, float)[..., None]
    gaps = np.asarray(signs, float) - np.asarray(ice, float)[..., None]
    return first_order(ratio(gaps, np.broadcast_to(everyone, gaps.shape)), np.asarray(moe, float))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return ICE of every tract, White beside Black residents and beside people of color, for one period."""
    data = tracts(inputs, year)
    white = data.group("nh_white")[0]
    out = []
    for label, others in PAIRS.items():
        second = np.sum([data.group(g)[0] for g in others], axis=0)
        value = concentration_at_extremes(white, second, data.everyone)
        signs = [1 if g == "nh_white" else -(g in others) for g in GROUPS]
        moe = concentration_at_extremes_moe(value, data.everyone, data.moe, signs)
        out.append(data.observe_signed("value", value, moe, label))
    return gather(out)


MEASURE = Measure(
    id="segregation.concentration_at_extremes",
    title="Concentration at the extremes",
    summary="Whether a tract is home to one group or to the other. It is +1 when all residents are White and not "
    "Hispanic, and −1 when all are of the second group. It is 0 when both are equally many.",
    formula="ICE = (a − b) / t, where a is White residents who are not Hispanic, b is Black residents, or people of "
    "color, and t is everyone in the tract.",
    outputs=(
        Output("value", "score", "from −1, all of the second group, to +1, all White and not Hispanic"),
    ),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "D. S. Massey, The Prodigal Paradigm Returns: Ecology Comes Back to Sociology (2001)",
        "N. Krieger and others, Public Health Monitoring of Privilege and Deprivation With the Index of Concentration "
        "at the Extremes (2016)",
    ),
    limits=(
        "0 can mean two groups of equal size, or that neither lives there.",
        "It compares two groups only, and says nothing about income.",
        "The margin takes the counts of the groups as independent.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people with White and Black residents: (80, 15), (60, 30), (20, 50), (10, 40); "
        "margins of the first: 10, 8, and 6 for everyone else.",
        columns=("tract", "calculation", "ICE"),
        rows=(
            ("1", "(80 − 15) / 100", ".65"),
            ("2", "(60 − 30) / 100", ".30"),
            ("3", "(20 − 50) / 100", "−.30"),
            ("4", "(10 − 40) / 100", "−.30"),
            ("margin of the first", "√((.35 × 10)² + (1.65 × 8)² + (.65 × 6)²) / 100", ".14"),
        ),
        result="The first tract stands at +.65, give or take .14.",
    ),
    group_words={
        "nh_white|nh_black": f"{GROUP_WORDS['nh_white']} and {GROUP_WORDS['nh_black']}",
        f"nh_white|{PEOPLE_OF_COLOR}": f"{GROUP_WORDS['nh_white']} and {GROUP_WORDS[PEOPLE_OF_COLOR]}",
    },
    compute=compute,
    margin_formula=FIRST_ORDER_IN_WORDS
    + "the slope is (1 for the first group, −1 for the second, 0 for others, − ICE) / t.",
)
