"""Local isolation: the odds that two residents of a tract are both of a group, beside the same odds in the state.

As a logarithm: 0 as in the state, above 0 more isolated, below 0 less. Bemanian and Beyer (2017), LEx/Is with the
group beside itself. (The plain share of the own group in the tract is a figure of residents.race_ethnicity.)
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, unreliable
from fairtown.measures.segregation.estimation.by_area import PEOPLE, YEARS
from fairtown.measures.segregation.estimation.by_tract import tracts
from fairtown.measures.segregation.estimation.counts import AreaLabels, Areas, Array, group_and_total, ratio
from fairtown.measures.uncertainty import part_moe

SHOWN = ("nh_black", "hispanic")


def local_isolation(group: ArrayLike, total: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return logit(p²) − logit(P²) per unit, shapes (..., units).

    `group`, `total`: people per unit; `areas` as in `counts`: the reference area of each unit. NaN where nobody
    lives, and where the group is nobody or everybody, in the unit or the area: those odds have no logarithm.
    Raises FairtownError on unequal shapes, a negative or missing count, or a group larger than everyone.
    """
    people, everyone = group_and_total(group, total)
    area = Areas.from_labels(areas, people.shape[-1])
    of_area = ratio(area.sum(people), area.sum(everyone))
    return _logit_of_two(ratio(people, everyone)) - area.spread(_logit_of_two(of_area))


def local_isolation_moe(group: ArrayLike, moe: ArrayLike, total: ArrayLike, rest_moe: ArrayLike) -> Array:
    """Return the first-order 90% margin per unit, from the margins of the group and of everyone else."""
    people, everyone = np.asarray(group, float), np.asarray(total, float)
    p = ratio(people, everyone)
    return 2 * ratio(part_moe(people, moe, everyone - people, rest_moe), p * (1 - p**2))


def _logit_of_two(share: Array) -> Array:
    """Return the log odds that two people are both of a group with this share."""
    inner = np.where((share > 0) & (share < 1), share, np.nan)
    return 2 * np.log(inner) - np.log1p(-(inner**2))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the local isolation of Black and of Hispanic residents in every tract for one period."""
    data = tracts(inputs, year)
    everyone = data.everyone
    out = []
    for group in SHOWN:
        people, moe = data.group(group)
        rest_moe = np.sqrt(np.maximum(np.square(data.moe).sum(axis=1) - moe**2, 0))
        # the figure is as vague as the share behind it
        vague = unreliable(ratio(people, everyone), part_moe(people, moe, everyone - people, rest_moe))
        flag = np.where((people == 0) & (everyone > 0), "group_absent", np.where(people > 0, vague, ""))
        margin = local_isolation_moe(people, moe, everyone, rest_moe)
        out.append(data.observe_signed("value", local_isolation(people, everyone), margin, group, flag))
    return gather(out)


MEASURE = Measure(
    id="segregation.local_isolation",
    title="Local isolation",
    summary="Whether two residents of a tract, taken by chance, are more likely both of a group than two residents "
    "of the state: 0 as likely, above 0 more, below 0 less.",
    formula="local isolation = ln(p² / (1 − p²)) − ln(P² / (1 − P²)), where p is the group's share of the tract and "
    "P its share of the state. e to this power is how many times the odds are those of the state.",
    outputs=(
        Output(
            "value", "score", "log odds that two residents are both of the group, less those in the state"
        ),
    ),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "A. Bemanian and K. M. M. Beyer, Measures Matter: The Local Exposure/Isolation (LEx/Is) Metrics and "
        "Relationships between Local-Level Segregation and Breast Cancer Survival (2017)",
    ),
    limits=(
        "It is blank in a tract where the survey found no member of the group.",
        "Living in one tract is not the same as meeting.",
        "The margin takes the counts as independent and the mix of the state as exact.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people, with 15, 30, 50 and 40 Black residents (135 of 400, a share of .3375).",
        columns=("tract", "ln(p² / (1 − p²))", "less −2.051, that of all four"),
        rows=(
            ("1", "−3.771", "−1.720"),
            ("2", "−2.314", "−.262"),
            ("3", "−1.099", ".953"),
            ("4", "−1.658", ".393"),
        ),
        result="In the third tract the odds that two residents are both Black are 2.6 times (e to the power of .953) "
        "those of all four.",
    ),
    compute=compute,
    margin_formula="Margin: 2 × the margin of p / (p × (1 − p²)). Margin of p: √((rest × margin of "
    "the group)² + (group × margin of the rest)²) / (group + rest)².",
)
