"""Delta: the share of a group that would have to move for its density to be the same everywhere.

0 when the group lives as the land lies, towards 1 when it lives on little land. Hoover (1941); Massey and Denton
(1988), concentration.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.measures.inputs import Inputs
from fairtown.measures.segregation.estimation.by_area import PEOPLE, YEARS
from fairtown.measures.segregation.estimation.counts import AreaLabels, Areas, Array
from fairtown.measures.segregation.estimation.ground import LAND, check_land, land_of, observe_minorities
from fairtown.measures.segregation.estimation.kernels import gap_sums

#: What leaves one unit arrives in another: each move is counted twice.
HALF = 0.5


def delta(x: ArrayLike, land: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return Delta, a share in [0, 1], from the people of a group and the land of each unit.

    `x`: shape (..., units); `land`: shape (units,), in any unit; `areas` as in `counts`, one value per area. Land of
    units without people counts: leave them out if they cannot be lived in. NaN where the group or all land is
    absent; 0 in an area of one unit. Raises FairtownError on a negative or missing count or land.
    """
    group = np.asarray(x)
    ground = check_land(land, group.shape[-1])
    area = Areas.from_labels(areas, len(ground))
    people, total, gaps = gap_sums(group, np.broadcast_to(ground, group.shape), area)
    return area.answer(np.where((people > 0) & (total > 0), HALF * gaps, np.nan))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of each group for state, counties, regions and towns with enough tracts."""
    return observe_minorities(inputs, year, lambda x, _, land, areas: delta(x, land, areas), land_of)


MEASURE = Measure(
    id="segregation.delta",
    title="Delta",
    summary="The share of a group that would have to move to another tract for the group to live at the same density "
    "on all land.",
    formula="Delta = ½ × sum over tracts of |x / X − a / A|, where x are the group's people in the tract, X in the "
    "area, a is the land of the tract and A the land of the area.",
    outputs=(Output("value", "share", "delta, 0 spread like the land to 1 on very little of it"),),
    years=YEARS,
    reads=LAND,
    uses=(PEOPLE,),
    references=(
        "E. M. Hoover, Interstate Redistribution of Population, 1850-1940 (1941)",
        "D. S. Massey and N. A. Denton, The Dimensions of Residential Segregation (1988)",
    ),
    limits=(
        "Everyone lives on little of the land, so it is high for any group: compare groups and places, not with 0.",
        "All land counts, also where nobody may build; tracts without residents are left out.",
        "No margin of error is given for it.",
    ),
    worked=WorkedExample(
        given="Four tracts with 15, 30, 50 and 40 Black residents on 4, 3, 2 and 1 square miles of land.",
        columns=("tract", "share of Black", "share of land", "difference"),
        rows=(
            ("1", "15/135 = .1111", "4/10 = .4", ".2889"),
            ("2", "30/135 = .2222", "3/10 = .3", ".0778"),
            ("3", "50/135 = .3704", "2/10 = .2", ".1704"),
            ("4", "40/135 = .2963", "1/10 = .1", ".1963"),
        ),
        result="Delta = ½ × .7333 = .3667",
    ),
    margin="later",
    compute=compute,
)
