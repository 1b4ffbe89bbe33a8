"""Gini: how far apart in their group shares two tracts are, over all pairs of tracts.

The mean gap in a group's share between the tracts of two residents, as a part of the largest gap there could
be. Unlike dissimilarity it also changes when people move between two tracts that both have more than the
average share. Massey and Denton (1988), evenness.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.segregation.estimation.by_area import PEOPLE, YEARS, observe_values, of_each_group
from fairtown.measures.segregation.estimation.counts import (
    AreaLabels,
    Areas,
    Array,
    group_and_rest,
    not_below_0,
    part,
    ratio,
)


def gini(x: ArrayLike, total: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return G, a share in [0, 1]: the group `x` against everyone else.

    `x`, `total`: people per unit, shape (..., units); `areas` as in `counts`, one value per area. NaN where
    the group is absent or everyone belongs to it; 0 in an area of one unit. Empty units count for nothing.
    Raises FairtownError on unequal shapes, a negative or missing count, or a group larger than everyone.
    """
    group, rest = group_and_rest(x, total)
    area = Areas.from_labels(areas, group.shape[-1])
    return area.answer(ratio(pair_gaps(group, rest, area), area.sum(group) * area.sum(rest)))


def pair_gaps(x: Array, rest: Array, areas: Areas) -> Array:
    """Return the sum over pairs of units, each once, of t × t′ × |p − p′|, shape (..., areas).

    `x`, `rest`: people of a group and all others per unit, shape (..., units).
    """
    order = _order(part(x, x + rest), areas)
    x, rest = np.take_along_axis(x, order, axis=-1), np.take_along_axis(rest, order, axis=-1)
    # Sorted by share, the gap of a pair is t × x′ − t′ × x = rest × x′ − rest′ × x: a sum over what is lower.
    rest_below = np.zeros(rest.shape)
    np.cumsum(rest[..., :-1], axis=-1, out=rest_below[..., 1:])
    sizes = [rest.shape[-1]] if areas.codes is None else np.bincount(areas.codes, minlength=areas.n)
    area = areas if areas.codes is None else Areas(np.repeat(np.arange(areas.n), sizes), areas.n)
    rest_below -= rest_below[..., np.repeat(np.cumsum(sizes) - sizes, sizes)]
    # All products x′ × rest of an area make X × (T − X): what is left are the pairs the other way round.
    return not_below_0(area.sum(x * (2 * rest_below + rest)) - area.sum(x) * area.sum(rest))


def _order(share: Array, areas: Areas) -> NDArray[np.intp]:
    """Return the order of the units by area, within it by `share` (..., units)."""
    by_share = np.argsort(share, axis=-1)
    if areas.codes is None:
        return by_share
    # The second sort keeps the order of the first, and is a count of cells where the numbers are short.
    short = areas.codes.astype(np.min_scalar_type(areas.n))
    by_area = np.argsort(short[by_share], axis=-1, kind="stable")
    return np.take_along_axis(by_share, by_area, axis=-1)


INDICES = of_each_group(gini)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of each group for state, counties, regions and towns with enough tracts."""
    return observe_values(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.gini",
    title="Gini",
    summary="How far apart two tracts are in a group's share of residents, over all pairs of tracts, as a "
    "part of the largest gap there could be.",
    formula="G = sum over pairs of tracts, each pair once, of t × t′ × |p − p′| / (X × (T − X)), where t is "
    "everyone in a tract, p the group's share there, X the group's people in the area, and T everyone there.",
    outputs=(Output("value", "share", "Gini, 0 even to 1 separate"),),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "D. R. James and K. E. Taeuber, Measures of Segregation (1985)",
        "D. S. Massey and N. A. Denton, The Dimensions of Residential Segregation (1988)",
    ),
    limits=(
        "Small tracts and small groups push it up even when people are spread by chance.",
        "It sets a group against everyone else: whether those live apart from each other does not show.",
        "It does not see where tracts lie.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people, with 15, 30, 50 and 40 Black residents (135 in all).",
        columns=("pair of tracts", "gap in the share |p − p′|", "t × t′ × gap"),
        rows=(
            ("1, 2", ".15", "1,500"),
            ("1, 3", ".35", "3,500"),
            ("1, 4", ".25", "2,500"),
            ("2, 3", ".20", "2,000"),
            ("2, 4", ".10", "1,000"),
            ("3, 4", ".10", "1,000"),
        ),
        result="G = 11,500 / (135 × 265) = .3215",
    ),
    margin="later",
    compute=compute,
)
