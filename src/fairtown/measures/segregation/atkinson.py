"""Atkinson: how unevenly a group is spread, with a choice of where unevenness weighs most.

The shape b, between 0 and 1, is that choice: below .5 the tracts where the group is rare weigh more, above .5
those where it is common; at .5 both weigh the same. Atkinson (1970); James and Taeuber (1985); Massey and
Denton (1988).
"""

from __future__ import annotations

import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import FairtownError, Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.segregation.estimation.by_area import PEOPLE, YEARS, observe_values, of_each_group
from fairtown.measures.segregation.estimation.counts import (
    AreaLabels,
    Areas,
    Array,
    group_and_rest,
    not_below_0,
    ratio,
)

#: Tracts with less and with more of the group than the area weigh the same.
EQUAL_WEIGHTS = 0.5


def atkinson(x: ArrayLike, total: ArrayLike, areas: AreaLabels = None, shape: float = EQUAL_WEIGHTS) -> Array:
    """Return A, a share in [0, 1]: the group `x` against everyone else.

    `x`, `total`: people per unit, shape (..., units); `areas` as in `counts`, one value per area; `shape` is
    b. NaN where the group is absent or everyone belongs to it; 0 in an area of one unit. Empty units count
    for nothing. Raises FairtownError on unequal shapes, a negative or missing count, a group larger than
    everyone, or a shape that is not between 0 and 1.
    """
    if not 0 < shape < 1:
        raise FairtownError(
            f"segregation: Atkinson's shape is {shape}, expected above 0 and below 1; .5 is usual"
        )
    group, rest = group_and_rest(x, total)
    area = Areas.from_labels(areas, group.shape[-1])
    # P / (1 − P) × |sum of (1 − p)^(1 − b) × p^b × t / (P × T)|^(1 / (1 − b)), written with people for shares
    common = area.sum(group**shape * rest ** (1 - shape))
    alike = ratio(common, area.sum(group) ** shape * area.sum(rest) ** (1 - shape))
    return area.answer(not_below_0(1 - alike ** (1 / (1 - shape))))


INDICES = of_each_group(atkinson)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of each group for state, counties, regions and towns with enough tracts."""
    return observe_values(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.atkinson",
    title="Atkinson",
    summary="How unevenly a group and everyone else are spread over tracts, where tracts with less and with "
    "more of the group than the area weigh the same.",
    formula="A = 1 − (sum over tracts of (x / X)^b × (w / W)^(1 − b))^(1 / (1 − b)) with b = ½, where x and "
    "w are the group's people and everyone else in the tract, X and W in the area.",
    outputs=(Output("value", "share", "Atkinson, 0 even to 1 separate"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "A. B. Atkinson, On the Measurement of Inequality (1970)",
        "D. R. James and K. E. Taeuber, Measures of Segregation (1985)",
        "D. S. Massey and N. A. Denton, The Dimensions of Residential Segregation (1988)",
    ),
    limits=(
        "Other values of b give other figures and can order places differently; only b = ½ is published "
        "here.",
        "Small tracts and small groups push it up even when people are spread by chance.",
        "It sets a group against everyone else: whether those live apart from each other does not show.",
        "It does not see where tracts lie.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people, with 15, 30, 50 and 40 Black residents (135 in all).",
        columns=("tract", "share of Black", "share of everyone else", "square root of the product"),
        rows=(
            ("1", "15/135 = .1111", "85/265 = .3208", ".1888"),
            ("2", "30/135 = .2222", "70/265 = .2642", ".2423"),
            ("3", "50/135 = .3704", "50/265 = .1887", ".2644"),
            ("4", "40/135 = .2963", "60/265 = .2264", ".2590"),
        ),
        result="A = 1 − .9544² = .0891",
    ),
    margin="later",
    compute=compute,
)
