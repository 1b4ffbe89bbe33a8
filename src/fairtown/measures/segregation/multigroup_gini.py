"""Multigroup Gini: how far apart two tracts are in the shares of all groups, over all pairs of tracts.

The Gini of each group against everyone else, weighed by P × (1 − P). With two groups it is the Gini itself.
Reardon and Firebaugh (2002).
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
    unlike_pairs,
)
from fairtown.measures.segregation.gini import pair_gaps


def multigroup_gini(counts: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return G of several groups, a share in [0, 1].

    `counts`: people per unit and group, shape (..., units, groups); `areas` as in `counts`, one answer per
    area. NaN where an area holds fewer than two groups; 0 in an area of one unit. Empty units count for
    nothing. Raises FairtownError on a negative or missing count, or on one group only.
    """
    people = group_counts(counts)
    area = Areas.from_labels(areas, people.shape[-1])
    gaps = pair_gaps(people, people.sum(axis=0) - people, area).sum(axis=0)
    return area.answer(ratio(gaps, unlike_pairs(area.sum(people))))


INDICES = of_five_groups(multigroup_gini)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of five groups for state, counties, regions and towns with enough tracts."""
    return observe_values(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.multigroup_gini",
    title="Multigroup Gini",
    summary="How far apart two tracts are in the shares of all groups, over all pairs of tracts, as a part "
    "of the largest gap there could be, for five groups at once.",
    formula="G = sum over groups and pairs of tracts, each pair once, of t × t′ × |p − p′| / (T² × I), "
    "where p is a group's share in a tract, P in the area, t is everyone in the tract, T in the "
    "area, and I = sum over groups of P × (1 − P).",
    outputs=(Output("value", "share", "multigroup Gini, 0 even to 1 separate"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=("S. F. Reardon and G. Firebaugh, Measures of Multigroup Segregation (2002)",),
    limits=(
        "Small tracts and small groups push it up even when people are spread by chance.",
        "It does not see where tracts lie.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people (White, Black, Hispanic): (80, 15, 5), (60, 30, 10), (20, 50, 30), "
        "(10, 40, 50).",
        columns=("quantity", "White", "Black", "Hispanic", "sum"),
        rows=(
            ("sum over pairs of |p − p′|", "2.50", "1.15", "1.55", "5.20"),
            ("times t × t′ = 10,000", "25,000", "11,500", "15,500", "52,000"),
            ("T² × P × (1 − P)", "39,100", "35,775", "28,975", "103,850"),
        ),
        result="G = 52,000 / 103,850 = .5007",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    margin="later",
    compute=compute,
)
