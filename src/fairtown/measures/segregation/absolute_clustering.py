"""Absolute clustering: whether the tracts of a group lie next to each other.

0 when its members are scattered, towards 1 when its tracts form one enclave. Massey and Denton (1988), ACL.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.measures.inputs import Inputs
from fairtown.measures.segregation.estimation.by_area import PEOPLE, YEARS
from fairtown.measures.segregation.estimation.counts import AreaLabels, Areas, Array, group_and_total, ratio
from fairtown.measures.segregation.estimation.ground import (
    LAND_AND_POINTS,
    ROUNDING,
    check_land,
    check_points,
    land_of,
    observe_minorities,
    points_of,
)
from fairtown.measures.segregation.estimation.nearness import nearness_sums


def absolute_clustering(
    x: ArrayLike, total: ArrayLike, points: ArrayLike, land: ArrayLike, areas: AreaLabels = None
) -> Array:
    """Return ACL, about 0 to below 1, from a group's people, everyone, the point and the land of each unit.

    `x`, `total`: shape (..., units); `points`: shape (units, 2), meters on a plane; `land`: shape (units,), square
    miles; `areas` as in `counts`, one value per area, pairs within it only. Units without people are left out.
    NaN where the group is absent, or nobody else lives. Time grows with the square of the units of an area.
    Raises FairtownError on unequal shapes, negative or missing counts or land, a group larger than everyone, or
    points that are missing or in degrees.
    """
    group, everyone = group_and_total(x, total)
    ground, where = check_land(land, group.shape[-1]), check_points(points, group.shape[-1])
    area = Areas.from_labels(areas, len(ground))
    lived_in = (everyone > 0).astype(float)
    of_group, of_all, of_units = nearness_sums(np.stack([group, everyone, lived_in]), where, ground, area)
    members = area.sum(group)
    own = ratio(area.sum(group * of_group), members)
    met = ratio(area.sum(group * of_all), members)
    by_chance = ratio(members * area.sum(lived_in * of_units), area.sum(lived_in) ** 2)
    room = met - by_chance
    with np.errstate(divide="ignore", invalid="ignore"):
        return area.answer(np.where(np.abs(room) > ROUNDING * met, (own - by_chance) / room, np.nan))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of each group for state, counties, regions and towns with enough tracts."""
    return observe_minorities(inputs, year, absolute_clustering, points_of, land_of)


MEASURE = Measure(
    id="segregation.absolute_clustering",
    title="Absolute clustering",
    summary="Of all people near the average member of a group, how many belong to the group, beyond what an even "
    "spread would give: 0 is scattered, 1 is one enclave.",
    formula="ACL = (N − e) / (M − e). N is the sum over all pairs of tracts of (x / X) × c × x of the other tract, M "
    "the same with everyone of the other tract, e = X × mean of c. c = exp(−distance in miles); a tract is √(0.6 × "
    "its land) from itself.",
    outputs=(Output("value", "score", "absolute clustering, 0 scattered to 1 one enclave"),),
    years=YEARS,
    reads=LAND_AND_POINTS,
    uses=(PEOPLE,),
    references=(
        "D. S. Massey and N. A. Denton, The Dimensions of Residential Segregation (1988)",
        "M. J. White, The Measurement of Spatial Segregation (1983)",
    ),
    limits=(
        "Beyond a few miles another tract counts for almost nothing: c is .37 at one mile and .007 at five.",
        "It depends on the unit of distance and on the size of the tracts: compare it only with figures made from "
        "tracts and miles.",
        "A tract is the one point in the middle of its boundary.",
        "Tracts across the border of the area do not count.",
        "No margin of error is given for it.",
    ),
    worked=WorkedExample(
        given="Three tracts of 100 people in a row, one mile apart, each on 1 square mile, with 60, 30 and 10 members "
        "of a group. c is exp(−√.6) = .4609 within a tract, .3679 at one mile, .1353 at two.",
        columns=("tract", "weight x / X", "sum of c × members", "sum of c × everyone"),
        rows=(
            ("1", ".6", "40.0431", "96.4104"),
            ("2", ".3", "39.5782", "119.6649"),
            ("3", ".1", "23.7654", "96.4104"),
            ("weighted sum", "", "N = 38.2759", "M = 103.3868"),
        ),
        result="e = 100 × 3.1249 / 9 = 34.7206; ACL = (38.2759 − 34.7206) / (103.3868 − 34.7206) = .0518",
    ),
    margin="later",
    compute=compute,
)
