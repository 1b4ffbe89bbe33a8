"""Exposure: whom the average member of a group meets in the own tract.

The share of a second group in the tract of the average member of the first. Lieberson (1981), xPy.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import GROUP_WORDS, GROUPS, Check, FairtownError, Measure, Output, Worked
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observe import gather, observe
from fairtown.measures.segregation.by_area import (
    PEOPLE,
    YEARS,
    Array,
    area_codes,
    area_levels,
    check_counts,
    sums,
)

PAIRS = {
    f"{a}|{b}": f"{GROUP_WORDS[a]} to {GROUP_WORDS[b]}"
    for a in ("nh_black", "hispanic", "nh_asian", "nh_white")
    for b in ("nh_white", "nh_black", "hispanic", "nh_asian")
    if a != b
}


def exposure(x: ArrayLike, y: ArrayLike, total: ArrayLike, areas: ArrayLike | None = None) -> Array:
    """Return xPy, a share in [0, 1]: the share of group `y` in the tract of the average member of `x`.

    `x`, `y`, `total`: people per tract, shape (tracts,). `areas`: area 0, 1, 2 … of each tract for one
    answer per area, shape (areas,). NaN where group `x` is absent. Empty tracts count for nothing.
    Raises FairtownError on unequal shapes or a negative or missing count.
    """
    first, second, everyone = check_counts(x, y, total)
    codes, n = area_codes(areas, len(first))
    if (np.maximum(first, second) > everyone).any():
        raise FairtownError(
            "exposure: a group is larger than everyone in its tract; give all residents as total"
        )
    met = np.divide(second, everyone, out=np.zeros_like(second), where=everyone > 0)
    with np.errstate(invalid="ignore"):
        index = sums(first * met, codes, n) / sums(first, codes, n)
    return index[0] if areas is None else index


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the exposure of each pair for state, counties, regions and towns with enough tracts."""
    out = []
    for area in area_levels(inputs, year):
        total = area.tracts[list(GROUPS)].sum(axis=1)
        for pair in PAIRS:
            a, b = pair.split("|")
            value = area.blank_where_few(exposure(area.tracts[a], area.tracts[b], total, area.codes))
            out.append(observe(area.places, "value", value, group=pair, flag=area.flag(value)))
    return gather(out)


MEASURE = Measure(
    id="segregation.exposure",
    title="Exposure",
    summary="In the tract of the average member of one group, the share of residents who belong to another.",
    formula="xPy = sum over tracts of (x / X) × (y / t), where x and y are the people of the two groups in the "
    "tract, X is the first group in the area, and t is everyone in the tract.",
    outputs=(Output("value", "share", "exposure of the first group to the second"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=("S. Lieberson, An Asymmetrical Approach to Segregation (1981)",),
    limits=(
        "It is not symmetric: the average Black resident meets more White residents than the other way round, "
        "because there are more of them.",
        "Living in one tract is not the same as meeting.",
        "No margin of error is given yet; intervals for every index are planned.",
    ),
    worked=Worked(
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
    checks=(
        Check(
            "State, ACS 2012-2016 tracts",
            0.366,
            0.0006,
            "independent computation from the same figures, see docs/decisions",
            "09",
            2016,
            "value",
            "nh_black|nh_white",
        ),
        Check(
            "State, ACS 2012-2016 tracts",
            0.441,
            0.0006,
            "independent computation from the same figures, see docs/decisions",
            "09",
            2016,
            "value",
            "hispanic|nh_white",
        ),
    ),
    group_words=PAIRS,
    margin="later",
    compute=compute,
)
