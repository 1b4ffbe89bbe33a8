"""Contribution to entropy: what each tract adds to Theil's H of the state.

Below 0 where a tract is more mixed than the state. The contributions add up to H exactly. Theil and Finizza (1971).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather
from fairtown.measures.segregation.estimation.by_area import FIVE_GROUPS, PEOPLE, YEARS
from fairtown.measures.segregation.estimation.by_tract import first_order, log_shares, tracts
from fairtown.measures.segregation.estimation.counts import (
    AreaLabels,
    Areas,
    Array,
    group_counts,
    ratio,
    total_entropy,
    where_several,
)
from fairtown.measures.uncertainty import FIRST_ORDER_IN_WORDS


def contribution_to_entropy(counts: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return t × (E − E of the unit) / (T × E) per unit, shape (..., units, groups) to (..., units).

    `areas` as in `counts`; the contributions of the units of an area add up to its H. 0 where nobody lives, NaN
    in an area of fewer than two groups. Raises FairtownError on a negative or missing count, or on one group only.
    """
    people = group_counts(counts)
    area = Areas.from_labels(areas, people.shape[-1])
    own = total_entropy(people)
    diversity, whole = _whole(people, area)
    return ratio(people.sum(axis=0) * diversity - own, np.broadcast_to(whole, own.shape))


def contribution_to_entropy_moe(counts: ArrayLike, moe: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return the first-order 90% margin of the contribution per unit; E and T of the area are assumed exact."""
    people, margins = np.asarray(counts, float), np.asarray(moe, float)
    groups = group_counts(people)
    diversity, whole = _whole(groups, Areas.from_labels(areas, groups.shape[-1]))
    slopes = log_shares(people, margins) + diversity[..., None]
    return first_order(ratio(slopes, np.broadcast_to(whole[..., None], slopes.shape)), margins)


def _whole(people: Array, area: Areas) -> tuple[Array, Array]:
    """Return E and T × E of each unit's area from `people` (groups, ..., units)."""
    groups = area.sum(people)
    whole = where_several(groups, total_entropy(groups))
    return area.spread(ratio(whole, groups.sum(axis=0))), area.spread(whole)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return what every tract adds to H of the state for one period."""
    data = tracts(inputs, year)
    moe = contribution_to_entropy_moe(data.counts, data.moe)
    return gather([data.observe_signed("value", contribution_to_entropy(data.counts), moe, FIVE_GROUPS)])


MEASURE = Measure(
    id="segregation.contribution_to_entropy",
    title="Contribution to Theil's H",
    summary="How much of the state's segregation, as Theil's H measures it, this tract adds: below 0 when the tract "
    "is more mixed than the state.",
    formula="contribution = t × (E − E of the tract) / (T × E), where t is everyone in the tract, T in the state, "
    "and E = − sum of p × ln p over groups. All contributions add up to H.",
    outputs=(Output("value", "ratio", "part of the state's H that this tract adds; below 0 it takes away"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "H. Theil and A. J. Finizza, A Note on the Measurement of Racial Integration of Schools (1971)",
        "S. F. Reardon and G. Firebaugh, Measures of Multigroup Segregation (2002)",
    ),
    limits=(
        "A large tract adds more than a small one with the same mix.",
        "A tract of one group adds most, whichever group it is.",
        "The margin takes the counts of the groups as independent and the mix of the state as exact.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people (White, Black, Hispanic): (80, 15, 5), (60, 30, 10), (20, 50, 30), "
        "(10, 40, 50). E of all 400 people is 1.0717.",
        columns=("tract", "E of the tract", "contribution"),
        rows=(
            ("1", ".6129", ".1070"),
            ("2", ".8979", ".0405"),
            ("3", "1.0297", ".0098"),
            ("4", ".9433", ".0299"),
        ),
        result="H = .1873, of which the first tract adds more than half.",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    compute=compute,
    margin_formula=FIRST_ORDER_IN_WORDS
    + "the slope is (ln p + E) / (T × E), with p of at least one standard error of the group.",
)
