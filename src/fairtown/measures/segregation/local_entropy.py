"""Local entropy: how mixed one tract is, from one group only to all groups alike.

The entropy of the tract as a share of the largest that so many groups can have. Theil (1972).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather
from fairtown.measures.segregation.entropy import diversity
from fairtown.measures.segregation.estimation.by_area import FIVE_GROUPS, PEOPLE, YEARS
from fairtown.measures.segregation.estimation.by_tract import first_order, log_shares, tracts
from fairtown.measures.segregation.estimation.counts import Array, group_counts, ratio
from fairtown.measures.uncertainty import FIRST_ORDER_IN_WORDS


def local_entropy(counts: ArrayLike) -> Array:
    """Return LE in [0, 1] per unit, shape (..., units, groups) to (..., units).

    1 where all groups are equally large. NaN where nobody lives. It needs no reference area.
    Raises FairtownError on a negative or missing count, or on one group only.
    """
    people = group_counts(counts)
    return np.abs(diversity(np.moveaxis(people, 0, -1))) / np.log(len(people))


def local_entropy_moe(counts: ArrayLike, moe: ArrayLike) -> Array:
    """Return the first-order 90% margin of LE per unit, from counts and their margins (..., units, groups)."""
    people, margins = np.asarray(counts, float), np.asarray(moe, float)
    total = people.sum(axis=-1, keepdims=True)
    slopes = -(log_shares(people, margins) + diversity(people)[..., None])
    return first_order(ratio(slopes, np.broadcast_to(total, slopes.shape)), margins) / np.log(
        people.shape[-1]
    )


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the local entropy of every tract for one period."""
    data = tracts(inputs, year)
    moe = local_entropy_moe(data.counts, data.moe)
    return gather([data.observe("value", local_entropy(data.counts), moe, FIVE_GROUPS)])


MEASURE = Measure(
    id="segregation.local_entropy",
    title="Local entropy",
    summary="How mixed a tract is by itself: 0 when all residents are of one group, 1 when all five groups are "
    "equally large.",
    formula="LE = (− sum of p × ln p over groups) / ln of the number of groups, where p is a group's share of the "
    "tract.",
    outputs=(Output("value", "share", "local entropy, 0 one group to 1 all groups alike"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "H. Theil, Statistical Decomposition Analysis (1972)",
        "U.S. Census Bureau, Understanding and Using ACS Data (2018), chapter 8: margins by first-order approximation",
    ),
    limits=(
        "It does not say which groups live there: a tract with no White residents can be as mixed as one with "
        "many.",
        "The margin takes the counts of the groups as independent; where a group has no members in the survey it is "
        "rough.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people (White, Black, Hispanic): (80, 15, 5), (60, 30, 10), (20, 50, 30), "
        "(10, 40, 50). The largest entropy of three groups is ln 3 = 1.0986.",
        columns=("tract", "entropy", "divided by ln 3"),
        rows=(
            ("1", ".6129", ".558"),
            ("2", ".8979", ".817"),
            ("3", "1.0297", ".937"),
            ("4", ".9433", ".859"),
        ),
        result="The third tract is the most mixed, at 93.7% of what three groups can reach.",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    compute=compute,
    margin_formula=FIRST_ORDER_IN_WORDS
    + "the slope is −(ln p + E) / (everyone in the tract × ln of the number of groups), with E = − sum of p × ln p, "
    "and p in the slope of at least one standard error of the group.",
)
