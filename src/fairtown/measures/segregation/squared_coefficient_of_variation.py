"""Squared coefficient of variation: how much the groups' shares vary over tracts, each group by its own size.

The variance of a group's share over its mean, so that a group of few counts like one of many. It is Pearson's
chi-squared of tracts and groups, over the most it could be. Reardon and Firebaugh (2002).
"""

from __future__ import annotations

import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.segregation.estimation.by_area import (
    FIVE_GROUPS,
    PEOPLE,
    YEARS,
    observe_values,
    of_five_groups,
)
from fairtown.measures.segregation.estimation.counts import (
    AreaLabels,
    Areas,
    Array,
    group_counts,
    part,
    ratio,
    share_gaps,
)


def squared_coefficient_of_variation(counts: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return C, a share in [0, 1].

    `counts`: people per unit and group, shape (..., units, groups); `areas` as in `counts`, one answer per
    area. NaN where an area holds fewer than two groups; 0 in an area of one unit. Empty units and absent
    groups count for nothing. Raises FairtownError on a negative or missing count, or on one group only.
    """
    people = group_counts(counts)
    area = Areas.from_labels(areas, people.shape[-1])
    groups, gaps = share_gaps(people, area)
    variation = part(area.sum(people.sum(axis=0) * gaps**2), groups).sum(axis=0)
    return area.answer(ratio(variation, (groups > 0).sum(axis=0) - 1))


INDICES = of_five_groups(squared_coefficient_of_variation)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of five groups for state, counties, regions and towns with enough tracts."""
    return observe_values(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.squared_coefficient_of_variation",
    title="Squared coefficient of variation",
    summary="How much the shares of the groups vary over tracts, each measured against its own size in the "
    "area, for five groups at once.",
    formula="C = sum over groups and tracts of t × (p − P)² / (T × (M − 1) × P), where p is a group's share "
    "in the tract, P in the area, t is everyone in the tract, T in the area, and M is the number of "
    "groups present.",
    outputs=(Output("value", "share", "squared coefficient of variation, 0 even to 1 separate"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=("S. F. Reardon and G. Firebaugh, Measures of Multigroup Segregation (2002)",),
    limits=(
        "A very small group weighs as much as a large one, and its survey error with it.",
        "Small tracts push it up even when people are spread by chance.",
        "It does not see where tracts lie.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people (White, Black, Hispanic): (80, 15, 5), (60, 30, 10), (20, 50, 30), "
        "(10, 40, 50).",
        columns=("quantity", "White", "Black", "Hispanic", "sum"),
        rows=(
            ("P", ".4250", ".3375", ".2375", "1"),
            ("mean of (p − P)²", ".0819", ".0167", ".0317", ".1303"),
            ("the same / P", ".1926", ".0495", ".1336", ".3757"),
        ),
        result="C = .3757 / (3 − 1) = .1879",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    margin="later",
    compute=compute,
)
