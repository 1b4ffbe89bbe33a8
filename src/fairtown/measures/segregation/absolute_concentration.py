"""Absolute concentration: how little land a group lives on, between the least and the most that it could.

1 when it fills the smallest tracts only, 0 when it fills the largest only. Massey and Denton (1988), ACO.
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
    LAND,
    ROUNDING,
    check_land,
    land_of,
    observe_minorities,
)


def absolute_concentration(
    x: ArrayLike, total: ArrayLike, land: ArrayLike, areas: AreaLabels = None
) -> Array:
    """Return ACO, about 0 to 1, from the people of a group, everyone, and the land of each unit.

    `x`, `total`: shape (..., units), replicates included; `land`: shape (units,), in any unit; `areas` as in `counts`,
    one value per area. Whole units are taken until they hold as many people as the group has, so the last one may
    hold more than needed and ACO may pass 0 or 1 by a little. Of units with the same land, the one with fewer people
    is taken for the smaller. NaN where the group is absent or the least and the most land are the same.
    Raises FairtownError on unequal shapes, negative or missing counts or land, or a group larger than everyone.
    """
    group, everyone = group_and_total(x, total)
    ground = check_land(land, group.shape[-1])
    given = Areas.from_labels(areas, len(ground))
    codes = given.labels(len(ground))
    order = np.lexsort((everyone, *(np.broadcast_to(key, everyone.shape) for key in (ground, codes))))
    area = Areas(None if given.codes is None else np.sort(codes), given.n)
    members = given.sum(group)
    mean_land = ratio(given.sum(group * ground), members)
    least, most = _extremes(np.take_along_axis(everyone, order, -1), ground[order], members, area)
    room = most - least
    return given.answer(np.where(room > ROUNDING * most, 1 - ratio(mean_land - least, room), np.nan))


def _extremes(everyone: Array, land: Array, members: Array, area: Areas) -> tuple[Array, Array]:
    """Return the mean land of the people of the smallest and of the largest units that hold `members` people.

    `everyone`, `land`: shape (..., units), by area and ascending in land; `members`: shape (..., areas).
    """
    before = np.cumsum(everyone, axis=-1) - everyone
    if area.codes is not None:
        first = np.searchsorted(area.codes, area.codes)
        before = before - before[..., first]
    after = area.spread(area.sum(everyone)) - before - everyone
    needed = area.spread(members)
    least, most = (np.where(passed < needed, everyone, 0) for passed in (before, after))
    return ratio(area.sum(least * land), area.sum(least)), ratio(area.sum(most * land), area.sum(most))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of each group for state, counties, regions and towns with enough tracts."""
    return observe_minorities(inputs, year, absolute_concentration, land_of)


MEASURE = Measure(
    id="segregation.absolute_concentration",
    title="Absolute concentration",
    summary="How little land a group lives on, between the most that it could live on (0) and the least (1).",
    formula="ACO = 1 − (L − s) / (b − s). L is the land of the tract of the average member of the group, s the same "
    "for everyone in the smallest tracts that together hold as many people as the group has, b for everyone in the "
    "largest such tracts.",
    outputs=(
        Output("value", "score", "absolute concentration, 0 in the largest tracts to 1 in the smallest"),
    ),
    years=YEARS,
    reads=LAND,
    uses=(PEOPLE,),
    references=("D. S. Massey and N. A. Denton, The Dimensions of Residential Segregation (1988)",),
    limits=(
        "One very large tract sets the most that is possible and pushes every group towards 1.",
        "Whole tracts are taken, so it can pass 0 or 1 by a little.",
        "No margin of error is given for it.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people with 15, 30, 50 and 40 Black residents (135 in all) on 4, 3, 2 and 1 square "
        "miles of land.",
        columns=("quantity", "value"),
        rows=(
            (
                "L, land of the tract of the average Black resident",
                "(15 × 4 + 30 × 3 + 50 × 2 + 40 × 1) / 135 = 2.1481",
            ),
            ("s, smallest tracts that hold 135 people: 4 and 3", "(100 × 1 + 100 × 2) / 200 = 1.5"),
            ("b, largest tracts that hold 135 people: 1 and 2", "(100 × 4 + 100 × 3) / 200 = 3.5"),
        ),
        result="ACO = 1 − .6481 / 2 = .6759",
    ),
    margin="later",
    compute=compute,
)
