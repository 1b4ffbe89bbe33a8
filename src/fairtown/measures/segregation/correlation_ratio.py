"""Correlation ratio: isolation, freed of the size of the group.

Isolation less the group's share of everyone, as a part of the most it could be: eta squared. It is also the
part of the variance of belonging to the group that lies between tracts. Stearns and Logan (1986).
"""

from __future__ import annotations

import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.segregation.estimation.by_area import PEOPLE, YEARS, observe_values, of_each_group
from fairtown.measures.segregation.estimation.counts import (
    AreaLabels,
    Areas,
    Array,
    group_and_rest,
    not_below_0,
    part,
    ratio,
)


def correlation_ratio(x: ArrayLike, total: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return eta² = (xPx − P) / (1 − P), a share in [0, 1]: the group `x` against everyone else.

    `x`, `total`: people per unit, shape (..., units); `areas` as in `counts`, one value per area. NaN where
    the group is absent or everyone belongs to it; 0 in an area of one unit. Empty units count for nothing.
    Raises FairtownError on unequal shapes, a negative or missing count, or a group larger than everyone.
    """
    group, rest = group_and_rest(x, total)
    area = Areas.from_labels(areas, group.shape[-1])
    # As 1 − (1 − xPx) / (1 − P), both from those outside the group: exact also where nearly all belong to it.
    met = area.sum(group * part(rest, group + rest))
    members, others = area.sum(group), area.sum(rest)
    return area.answer(not_below_0(1 - ratio(met * (members + others), members * others)))


INDICES = of_each_group(correlation_ratio)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of each group for state, counties, regions and towns with enough tracts."""
    return observe_values(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.correlation_ratio",
    title="Correlation ratio",
    summary="How much more the members of a group share their tract with their own group than the group's "
    "size alone would bring, as a part of the most there could be.",
    formula="eta² = (xPx − P) / (1 − P), where xPx is the isolation of the group and P its share of "
    "everyone in the area.",
    outputs=(Output("value", "share", "correlation ratio, 0 even to 1 separate"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "L. B. Stearns and J. R. Logan, Measuring Trends in Segregation: Three Dimensions, Three Measures "
        "(1986)",
        "D. S. Massey and N. A. Denton, The Dimensions of Residential Segregation (1988)",
    ),
    limits=(
        "Small tracts push it up even when people are spread by chance.",
        "It sets a group against everyone else: whether those live apart from each other does not show.",
        "It does not see where tracts lie.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people, with 15, 30, 50 and 40 Black residents (135 in all).",
        columns=("quantity", "value"),
        rows=(
            ("isolation xPx", ".3870"),
            ("share of everyone P", "135/400 = .3375"),
            ("xPx − P", ".0495"),
            ("1 − P", ".6625"),
        ),
        result="eta² = .0495 / .6625 = .0748",
    ),
    margin="later",
    compute=compute,
)
