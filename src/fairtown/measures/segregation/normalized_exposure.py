"""Normalized exposure: how much less the groups meet in their tracts than if all were spread alike.

The correlation ratio of each group, weighed by the size of the group. Bell (1954) for two groups; James
(1986) and Reardon and Firebaugh (2002) for several.
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
    ratio,
    share_gaps,
)


def normalized_exposure(counts: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return Pn, a share in [0, 1].

    `counts`: people per unit and group, shape (..., units, groups); `areas` as in `counts`, one answer per
    area. NaN where an area holds fewer than two groups; 0 in an area of one unit. Empty units count for
    nothing. Raises FairtownError on a negative or missing count, or on one group only.
    """
    people = group_counts(counts)
    area = Areas.from_labels(areas, people.shape[-1])
    groups, gaps = share_gaps(people, area)
    squares = area.sum(people.sum(axis=0) * gaps**2)
    return area.answer(ratio(squares, groups.sum(axis=0) - groups).sum(axis=0))


INDICES = of_five_groups(normalized_exposure)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of five groups for state, counties, regions and towns with enough tracts."""
    return observe_values(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.normalized_exposure",
    title="Normalized exposure",
    summary="How much less the members of each group meet other groups in their tract than they would if "
    "all groups were spread alike, for five groups at once.",
    formula="Pn = sum over groups and tracts of t × (p − P)² / (T × (1 − P)), where p is a group's share in "
    "the tract, P in the area, t is everyone in the tract, and T in the area.",
    outputs=(Output("value", "share", "normalized exposure, 0 even to 1 separate"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "F. J. James, A New Generalized Exposure-Based Segregation Index (1986)",
        "S. F. Reardon and G. Firebaugh, Measures of Multigroup Segregation (2002)",
    ),
    limits=(
        "Each group counts by its size: a small group that lives apart hardly shows.",
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
            ("the same / (1 − P)", ".1424", ".0252", ".0416", ".2092"),
        ),
        result="Pn = .2092",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    margin="later",
    compute=compute,
)
