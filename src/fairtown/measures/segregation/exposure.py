"""Exposure: whom the average member of a group meets in the own tract.

The share of a second group in the tract of the average member of the first. Lieberson (1981), xPy.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import GROUP_WORDS, Measure, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.segregation.estimation.by_area import (
    HOW_SURE,
    PEOPLE,
    YEARS,
    Index,
    observe_indices,
    outputs,
)
from fairtown.measures.segregation.estimation.counts import AreaLabels, Areas, Array, check_shapes, ratio
from fairtown.measures.segregation.estimation.kernels import meeting_sums

PAIRS = {
    f"{a}|{b}": f"{GROUP_WORDS[a]} to {GROUP_WORDS[b]}"
    for a in ("nh_black", "hispanic", "nh_asian", "nh_white")
    for b in ("nh_white", "nh_black", "hispanic", "nh_asian")
    if a != b
}


def exposure(x: ArrayLike, y: ArrayLike, total: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return xPy, a share in [0, 1]: the share of group `y` in the unit of the average member of `x`.

    `x`, `y`, `total`: people per unit, shape (..., units); `areas` as in `counts`, one value per area. NaN where
    group `x` is absent. Empty units count for nothing.
    Raises FairtownError on unequal shapes, a negative or missing count, or a group larger than everyone.
    """
    first, second, everyone = np.asarray(x), np.asarray(y), np.asarray(total)
    check_shapes(first, second, everyone)
    area = Areas.from_labels(areas, first.shape[-1])
    members, met = meeting_sums(first, second, everyone, area)
    return area.answer(ratio(met, members))


def _index(pair: str) -> Index:
    a, b = pair.split("|")
    return lambda people, areas: exposure(people.group(a), people.group(b), people.everyone, areas)


INDICES = {pair: _index(pair) for pair in PAIRS}


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of each pair for state, counties, regions and towns with enough tracts."""
    return observe_indices(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.exposure",
    title="Exposure",
    summary="In the tract of the average member of one group, the share of residents who belong to another.",
    formula="xPy = sum over tracts of (x / X) × (y / t), where x and y are the people of the two groups in the "
    "tract, X is the first group in the area, and t is everyone in the tract." + HOW_SURE,
    outputs=outputs("share", "exposure of the first group to the second"),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=("S. Lieberson, An Asymmetrical Approach to Segregation (1981)",),
    limits=(
        "It is not symmetric: the average Black resident meets more White residents than the other way round, "
        "because there are more of them.",
        "Living in one tract is not the same as meeting.",
        "The margin takes the errors of tracts as independent: for the state or a county it is on the wide side.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people with White and Black residents: (80, 15), (60, 30), (20, 50), (10, 40).",
        columns=("tract", "weight of Black residents", "share White", "product"),
        rows=(
            ("1", "15/135", ".80", ".0889"),
            ("2", "30/135", ".60", ".1333"),
            ("3", "50/135", ".20", ".0741"),
            ("4", "40/135", ".10", ".0296"),
        ),
        result="Exposure of Black to White = .3259",
    ),
    group_words=PAIRS,
    margin="corrected",
    compute=compute,
)
