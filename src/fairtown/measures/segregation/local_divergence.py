"""Local divergence: how surprising the mix of one tract is to someone who knows only that of the state.

The relative entropy of tract and reference area, in nats; its mean over people is mutual information. Roberto (2015).
With groups and tracts exchanged it says how unlike everyone's the tracts of a group are: its local segregation score.
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
    not_below_0,
    part,
    ratio,
)
from fairtown.measures.uncertainty import FIRST_ORDER_IN_WORDS


def local_divergence(counts: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return D ≥ 0 in nats per unit, shape (..., units, groups) to (..., units).

    `areas` as in `counts`: the reference area of each unit; without it all units together. NaN where nobody lives.
    Raises FairtownError on a negative or missing count, or on one group only.
    """
    people = group_counts(counts)
    total = people.sum(axis=0)
    shares = part(people, total)
    times = part(shares, _reference(people, areas))
    surprise = (shares * np.log(times + (times == 0))).sum(axis=0)
    return np.where(total > 0, not_below_0(surprise), np.nan)


def local_divergence_moe(counts: ArrayLike, moe: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return the first-order 90% margin of D per unit; the reference area is assumed exact."""
    people, margins = np.asarray(counts, float), np.asarray(moe, float)
    reference = np.moveaxis(_reference(group_counts(people), areas), 0, -1)
    log_reference = np.log(reference + (reference == 0))
    gaps = log_shares(people, margins) - log_reference
    slopes = gaps - local_divergence(people, areas)[..., None]
    total = np.broadcast_to(people.sum(axis=-1, keepdims=True), slopes.shape)
    return first_order(ratio(slopes, total), margins)


def _reference(people: Array, areas: AreaLabels) -> Array:
    """Return P of each unit's reference area, `people` (groups, ..., units) to the same shape."""
    area = Areas.from_labels(areas, people.shape[-1])
    groups = area.sum(people)
    return np.broadcast_to(area.spread(part(groups, groups.sum(axis=0))), people.shape)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the divergence of every tract from the state for one period."""
    data = tracts(inputs, year)
    moe = local_divergence_moe(data.counts, data.moe)
    return gather([data.observe("value", local_divergence(data.counts), moe, FIVE_GROUPS)])


MEASURE = Measure(
    id="segregation.local_divergence",
    title="Local divergence",
    summary="How far the mix of groups in a tract is from that of the whole state: 0 when they are the same.",
    formula="D = sum over groups of p × ln(p / P), where p is a group's share of the tract and P its share of the "
    "state.",
    outputs=(
        Output("value", "nats", "divergence of the tract from the state, 0 when both have the same mix"),
    ),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "E. Roberto, The Divergence Index: A Decomposable Measure of Segregation and Inequality (2015)",
        "U.S. Census Bureau, Understanding and Using ACS Data (2018), chapter 8: margins by first-order approximation",
    ),
    limits=(
        "A tract that is nearly all of one group and one that leaves out a group can have the same figure: see who "
        "lives there.",
        "The tract is compared with the state, which is not every reader's idea of the surroundings.",
        "The margin takes the counts of the groups as independent and the mix of the state as exact; where a group "
        "has no members in the survey it is rough.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people (White, Black, Hispanic): (80, 15, 5), (60, 30, 10), (20, 50, 30), "
        "(10, 40, 50). Together the shares are .425, .3375 and .2375.",
        columns=("tract", "D"),
        rows=(("1", ".3065"), ("2", ".0851"), ("3", ".1159"), ("4", ".2955")),
        result="Their mean is .2007, the mutual information of the four tracts.",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    compute=compute,
    margin_formula=FIRST_ORDER_IN_WORDS
    + "the slope is (ln(p / P) − D) / everyone in the tract, with p of at least one standard error of the group.",
)
