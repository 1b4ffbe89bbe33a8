"""Multigroup dissimilarity: how unevenly several groups are spread over tracts, all at once.

Dissimilarity of each group from everyone else, weighed by P × (1 − P). With two groups it is dissimilarity
itself. Sakoda (1981); Reardon and Firebaugh (2002).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.segregation.dissimilarity import HALF
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
    ratio,
    share_gaps,
    unlike_pairs,
)


def multigroup_dissimilarity(counts: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return D of several groups, a share in [0, 1].

    `counts`: people per unit and group, shape (..., units, groups); `areas` as in `counts`, one answer per
    area. NaN where an area holds fewer than two groups; 0 in an area of one unit. Empty units count for
    nothing. Raises FairtownError on a negative or missing count, or on one group only.
    """
    people = group_counts(counts)
    area = Areas.from_labels(areas, people.shape[-1])
    groups, gaps = share_gaps(people, area)
    gap = area.sum(people.sum(axis=0) * np.abs(gaps).sum(axis=0))
    return area.answer(HALF * ratio(gap * groups.sum(axis=0), unlike_pairs(groups)))


INDICES = of_five_groups(multigroup_dissimilarity)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of five groups for state, counties, regions and towns with enough tracts."""
    return observe_values(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.multigroup_dissimilarity",
    title="Multigroup dissimilarity",
    summary="How many residents would have to move to another tract for all groups to be spread alike, as a "
    "part of the most there could be, for five groups at once.",
    formula="D = sum over groups and tracts of t × |p − P| / (2 × T × I), where p is a group's share in the "
    "tract, P in the area, t is everyone in the tract, T in the area, and I = sum over groups of P "
    "× (1 − P).",
    outputs=(Output("value", "share", "multigroup dissimilarity, 0 even to 1 separate"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "J. M. Sakoda, A Generalized Index of Dissimilarity (1981)",
        "S. F. Reardon and G. Firebaugh, Measures of Multigroup Segregation (2002)",
    ),
    limits=(
        "It does not change when people of two groups trade tracts, as long as both tracts stay above, or "
        "both below, the area's share of each group.",
        "Small tracts and small groups push it up even when people are spread by chance.",
        "It does not see where tracts lie.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people (White, Black, Hispanic): (80, 15, 5), (60, 30, 10), (20, 50, 30), "
        "(10, 40, 50).",
        columns=("quantity", "White", "Black", "Hispanic", "sum"),
        rows=(
            ("P", ".4250", ".3375", ".2375", "1"),
            ("mean of |p − P|", ".2750", ".1125", ".1625", ".5500"),
            ("P × (1 − P)", ".2444", ".2236", ".1811", ".6491"),
        ),
        result="D = .5500 / (2 × .6491) = .4237",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    margin="later",
    compute=compute,
)
