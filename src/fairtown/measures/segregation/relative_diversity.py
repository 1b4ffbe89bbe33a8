"""Relative diversity: how much rarer meeting another group is in tracts than in the whole area.

The chance that two residents belong to different groups, in the average tract against the area: 0 when they
are equal, 1 when nobody shares a tract with another group. Goodman and Kruskal (1954); Reardon and Firebaugh
(2002).
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
    unlike_pairs,
)


def relative_diversity(counts: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return R, a share in [0, 1].

    `counts`: people per unit and group, shape (..., units, groups); `areas` as in `counts`, one answer per
    area. NaN where an area holds fewer than two groups; 0 in an area of one unit. Empty units count for
    nothing. Raises FairtownError on a negative or missing count, or on one group only.
    """
    people = group_counts(counts)
    area = Areas.from_labels(areas, people.shape[-1])
    groups, gaps = share_gaps(people, area)
    squares = area.sum(people.sum(axis=0) * (gaps**2).sum(axis=0))
    return area.answer(ratio(squares * groups.sum(axis=0), unlike_pairs(groups)))


INDICES = of_five_groups(relative_diversity)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of five groups for state, counties, regions and towns with enough tracts."""
    return observe_values(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.relative_diversity",
    title="Relative diversity",
    summary="How much less likely two residents of one tract are to belong to different groups than two "
    "residents of the whole area, for five groups at once.",
    formula="R = sum over groups and tracts of t × (p − P)² / (T × I), where p is a group's share in the "
    "tract, P in the area, t is everyone in the tract, T in the area, and I = sum over groups of P "
    "× (1 − P).",
    outputs=(Output("value", "share", "relative diversity, 0 even to 1 separate"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "L. A. Goodman and W. H. Kruskal, Measures of Association for Cross Classifications (1954)",
        "S. F. Reardon and G. Firebaugh, Measures of Multigroup Segregation (2002)",
    ),
    limits=(
        "Large groups weigh most in it: a small group that lives apart hardly shows.",
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
            ("P × (1 − P)", ".2444", ".2236", ".1811", ".6491"),
        ),
        result="R = .1303 / .6491 = .2008",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    margin="later",
    compute=compute,
)
