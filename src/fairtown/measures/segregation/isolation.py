"""Isolation: how much a group's members share their tract with their own group.

The share of the own group in the tract of its average member. Lieberson (1981), xPx.
"""

from __future__ import annotations

import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.segregation.estimation.by_area import (
    HOW_SURE,
    PEOPLE,
    YEARS,
    observe_indices,
    of_each_group,
    outputs,
)
from fairtown.measures.segregation.estimation.counts import AreaLabels, Array
from fairtown.measures.segregation.exposure import exposure


def isolation(group: ArrayLike, total: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return xPx, a share in [0, 1]: the group's share in the unit of its average member.

    `group`, `total`: people per unit, shape (..., units); `areas` as in `counts`, one value per area. NaN where
    the group is absent; its overall share in an area of one unit.
    Raises FairtownError on unequal shapes, a negative or missing count, or a group larger than everyone.
    """
    return exposure(group, group, total, areas)


INDICES = of_each_group(isolation)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of each group for state, counties, regions and towns with enough tracts."""
    return observe_indices(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.isolation",
    title="Isolation",
    summary="In the tract of the average member of a group, the share of residents who belong to the same group.",
    formula="xPx = sum over tracts of (x / X) × (x / t), where x are the group's people in the tract, X in the "
    "area, and t is everyone in the tract." + HOW_SURE,
    outputs=outputs("share", "isolation, from the group's overall share to 1"),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "S. Lieberson, An Asymmetrical Approach to Segregation (1981)",
        "D. S. Massey and N. A. Denton, The Dimensions of Residential Segregation (1988)",
    ),
    limits=(
        "A large group is isolated by its size alone: compare isolation with the group's share of everyone.",
        "The margin takes the errors of tracts as independent: for the state or a county it is on the wide side.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people, with 15, 30, 50 and 40 Black residents (135 in all).",
        columns=("tract", "weight x / X", "share x / t", "product"),
        rows=(
            ("1", "15/135", ".15", ".0167"),
            ("2", "30/135", ".30", ".0667"),
            ("3", "50/135", ".50", ".1852"),
            ("4", "40/135", ".40", ".1185"),
        ),
        result="Isolation = .3870: the average Black resident lives in a tract that is 38.7% Black.",
    ),
    margin="corrected",
    compute=compute,
)
