"""Mutual information: how much knowing someone's tract says about the group, in nats.

M = H × E: what Theil's H gives as a share of the area's diversity, M gives in full. So a diverse area can
have a larger M than one with few groups and the same H. Theil and Finizza (1971); Mora and Ruiz-Castillo
(2011).
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
    groups_first,
    not_below_0,
    ratio,
    total_entropy,
    where_several,
)
from fairtown.measures.segregation.estimation.kernels import group_sums


def mutual_information(counts: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return M = H × E in nats, from 0 to E, at most ln of the number of groups.

    `counts`: people per unit and group, shape (..., units, groups); `areas` as in `counts`, one answer per
    area. NaN where an area holds fewer than two groups; 0 in an area of one unit. Empty units count for
    nothing. Raises FairtownError on a negative or missing count, or on one group only.
    """
    people = groups_first(counts)
    area = Areas.from_labels(areas, people.shape[-1])
    groups, own = group_sums(people, area)
    gain = ratio(total_entropy(groups) - own, groups.sum(axis=0))
    return area.answer(where_several(groups, not_below_0(gain)))


INDICES = of_five_groups(mutual_information)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of five groups for state, counties, regions and towns with enough tracts."""
    return observe_values(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.mutual_information",
    title="Mutual information",
    summary="How much the tract of a resident tells about the resident's group, for five groups at once. It is "
    "Theil's H times how mixed the area is.",
    formula="M = E − sum over tracts of (t / T) × E of the tract = H × E, where E = − sum of p × ln p over "
    "groups, t is everyone in the tract, and T in the area.",
    outputs=(Output("value", "nats", "mutual information, 0 even to E of the area separate"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "H. Theil and A. J. Finizza, A Note on the Measurement of Racial Integration of Schools (1971)",
        "S. F. Reardon and G. Firebaugh, Measures of Multigroup Segregation (2002)",
        "R. Mora and J. Ruiz-Castillo, Entropy-Based Segregation Indices (2011)",
    ),
    limits=(
        "It depends on how diverse the area is: compare places of different diversity by Theil's H.",
        "Small tracts push it up even when people are spread by chance.",
        "It does not see where tracts lie.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people (White, Black, Hispanic): (80, 15, 5), (60, 30, 10), (20, 50, 30), "
        "(10, 40, 50).",
        columns=("quantity", "value"),
        rows=(
            ("E of the area", "1.0717"),
            ("E of the tracts", ".6129, .8979, 1.0297, .9433"),
            ("mean E of the tracts", ".8710"),
        ),
        result="M = 1.0717 − .8710 = .2007",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    margin="later",
    compute=compute,
)
