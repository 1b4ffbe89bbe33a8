"""Divergence: how surprising the mix of the average tract is to someone who knows only that of the area.

The mean over residents of the relative entropy of their tract and the area, in nats. Over a whole area it
equals mutual information; tract by tract it says which tracts differ most. Roberto (2015).
"""

from __future__ import annotations

import numpy as np
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
    not_below_0,
    part,
    ratio,
    where_several,
)


def divergence(counts: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return DV in nats, from 0 to E, at most ln of the number of groups.

    `counts`: people per unit and group, shape (..., units, groups); `areas` as in `counts`, one answer per
    area. NaN where an area holds fewer than two groups; 0 in an area of one unit. Empty units count for
    nothing. Raises FairtownError on a negative or missing count, or on one group only.
    """
    people = group_counts(counts)
    area = Areas.from_labels(areas, people.shape[-1])
    groups = area.sum(people)
    total = groups.sum(axis=0)
    times = part(part(people, people.sum(axis=0)), area.spread(part(groups, total)))  # p / P
    surprise = area.sum((people * np.log(times + (times == 0))).sum(axis=0))
    return area.answer(where_several(groups, not_below_0(ratio(surprise, total))))


INDICES = of_five_groups(divergence)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of five groups for state, counties, regions and towns with enough tracts."""
    return observe_values(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.divergence",
    title="Divergence",
    summary="How much the mix of groups in the average resident's tract differs from the mix of the whole "
    "area, for five groups at once.",
    formula="DV = sum over tracts of (t / T) × (sum over groups of p × ln(p / P)), where p is a group's "
    "share in the tract, P in the area, t is everyone in the tract, and T in the area.",
    outputs=(Output("value", "nats", "divergence, 0 even to E of the area separate"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "E. Roberto, The Divergence Index: A Decomposable Measure of Segregation and Inequality (2015)",
    ),
    limits=(
        "Compared with the mix of its own area, it equals mutual information; the two are not two findings.",
        "It depends on how diverse the area is: compare places of different diversity by Theil's H.",
        "Small tracts push it up even when people are spread by chance.",
        "It does not see where tracts lie.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people (White, Black, Hispanic): (80, 15, 5), (60, 30, 10), (20, 50, 30), "
        "(10, 40, 50).",
        columns=("tract", "sum of p × ln(p / P)", "weight t / T", "product"),
        rows=(
            ("1", ".3065", ".25", ".0766"),
            ("2", ".0851", ".25", ".0213"),
            ("3", ".1159", ".25", ".0290"),
            ("4", ".2955", ".25", ".0739"),
        ),
        result="DV = .2007",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    margin="later",
    compute=compute,
)
