"""Distance-decay isolation: isolation where people also meet those of other tracts, the nearer the more.

The chance that whom the average member of a group meets belongs to the group, if meetings fall with distance.
Morgan (1983), DPxx*.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.measures.inputs import Inputs
from fairtown.measures.segregation.estimation.by_area import PEOPLE, YEARS
from fairtown.measures.segregation.estimation.counts import (
    AreaLabels,
    Areas,
    Array,
    group_and_total,
    part,
    ratio,
)
from fairtown.measures.segregation.estimation.ground import (
    LAND_AND_POINTS,
    check_land,
    check_points,
    land_of,
    observe_minorities,
    points_of,
)
from fairtown.measures.segregation.estimation.nearness import nearness_sums


def distance_decay_isolation(
    x: ArrayLike, total: ArrayLike, points: ArrayLike, land: ArrayLike, areas: AreaLabels = None
) -> Array:
    """Return DPxx*, a share in [0, 1], from a group's people, everyone, the point and the land of each unit.

    `x`, `total`: shape (..., units); `points`: shape (units, 2), meters on a plane; `land`: shape (units,), square
    miles; `areas` as in `counts`, one value per area, meetings within it only. Empty units count for nothing.
    NaN where the group is absent. Time grows with the square of the units of an area. Raises FairtownError on unequal
    shapes, negative or missing counts or land, a group larger than everyone, or points that are missing or in degrees.
    """
    group, everyone = group_and_total(x, total)
    ground, where = check_land(land, group.shape[-1]), check_points(points, group.shape[-1])
    area = Areas.from_labels(areas, len(ground))
    of_group, of_all = nearness_sums(np.stack([group, everyone]), where, ground, area)
    return area.answer(ratio(area.sum(group * part(of_group, of_all)), area.sum(group)))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of each group for state, counties, regions and towns with enough tracts."""
    return observe_minorities(inputs, year, distance_decay_isolation, points_of, land_of)


MEASURE = Measure(
    id="segregation.distance_decay_isolation",
    title="Distance-decay isolation",
    summary="Around the average member of a group, the share of residents who belong to the same group, where nearer "
    "residents count for more.",
    formula="DPxx* = sum over tracts of (x / X) × (members near / everyone near). Near a tract: the sum over all "
    "tracts of c × their people, c = exp(−distance in miles); a tract is √(0.6 × its land) from itself.",
    outputs=(Output("value", "share", "isolation among neighbors near and far, from 0 to 1"),),
    years=YEARS,
    reads=LAND_AND_POINTS,
    uses=(PEOPLE,),
    references=(
        "B. S. Morgan, A Distance-Decay Based Interaction Index to Measure Residential Segregation (1983)",
        "D. S. Massey and N. A. Denton, The Dimensions of Residential Segregation (1988)",
    ),
    limits=(
        "A large group is isolated by its size alone: compare isolation with the group's share of everyone.",
        "Beyond a few miles another tract counts for almost nothing: c is .37 at one mile and .007 at five.",
        "It depends on the unit of distance and on the size of the tracts: compare it only with figures made from "
        "tracts and miles.",
        "Tracts across the border of the area do not count.",
        "No margin of error is given for it.",
    ),
    worked=WorkedExample(
        given="Three tracts of 100 people in a row, one mile apart, each on 1 square mile, with 60, 30 and 10 members "
        "of a group. c is exp(−√.6) = .4609 within a tract, .3679 at one mile, .1353 at two.",
        columns=("tract", "weight x / X", "members near / everyone near", "product"),
        rows=(
            ("1", ".6", "40.0431 / 96.4104 = .4153", ".2492"),
            ("2", ".3", "39.5782 / 119.6649 = .3307", ".0992"),
            ("3", ".1", "23.7654 / 96.4104 = .2465", ".0247"),
        ),
        result="Distance-decay isolation = .3731; within tracts alone it is .4600.",
    ),
    margin="later",
    compute=compute,
)
