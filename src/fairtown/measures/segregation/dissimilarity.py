"""Dissimilarity: how unevenly two groups are spread over a region's tracts.

The share of either group that would have to change tract for the two to be spread
alike: 0 is even, 1 is complete separation. It ignores where tracts lie.
Table: ACS 5-year B03002. Method: Massey and Denton (1988), evenness.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.segregation.estimation.by_area import (
    HOW_SURE,
    PEOPLE,
    YEARS,
    Index,
    observe_indices,
    outputs,
)
from fairtown.measures.segregation.estimation.counts import AreaLabels, Areas, Array, check_shapes
from fairtown.measures.segregation.estimation.kernels import gap_sums

PAIRS = {
    "nh_black|nh_white": "Black and White",
    "hispanic|nh_white": "Hispanic or Latino and White",
    "nh_asian|nh_white": "Asian and White",
}


#: What leaves one unit arrives in another: each move is counted twice.
HALF = 0.5


def dissimilarity(a: ArrayLike, b: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return D, a share in [0, 1], from people of each group per unit.

    `a`, `b`: shape (..., units), same order; `areas` as in `counts`, one D per area. NaN where either group is
    absent; 0 in an area of one unit. Raises FairtownError on unequal shapes or a negative or missing count.
    """
    first, second = np.asarray(a), np.asarray(b)
    check_shapes(first, second)
    area = Areas.from_labels(areas, first.shape[-1])
    total_a, total_b, gaps = gap_sums(first, second, area)
    return area.answer(np.where(total_a * total_b > 0, HALF * gaps, np.nan))


def _index(pair: str) -> Index:
    a, b = pair.split("|")
    return lambda people, areas: dissimilarity(people.group(a), people.group(b), areas)


INDICES = {pair: _index(pair) for pair in PAIRS}


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of each pair for state, counties, regions and towns with enough tracts."""
    return observe_indices(inputs, year, INDICES)


MEASURE = Measure(
    id="segregation.dissimilarity",
    title="Dissimilarity",
    summary="The share of either group that would have to move to another tract for the two groups to be "
    "spread alike.",
    formula="D = ½ × sum over tracts of |a / A − b / B|, where a and b are the people of the two groups in the "
    "tract, A and B in the whole area." + HOW_SURE,
    outputs=outputs("share", "dissimilarity, 0 even to 1 separate"),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "O. D. Duncan and B. Duncan, A Methodological Analysis of Segregation Indexes (1955)",
        "D. S. Massey and N. A. Denton, The Dimensions of Residential Segregation (1988)",
    ),
    limits=(
        "Small tracts and small groups push it up even when people are spread by chance.",
        "It compares two groups at a time and does not see where tracts lie.",
        "The margin takes the errors of tracts as independent: for the state or a county it is on the wide side.",
    ),
    worked=WorkedExample(
        given="Four tracts with White and Black residents: (80, 15), (60, 30), (20, 50), (10, 40).",
        columns=("tract", "share of White", "share of Black", "difference"),
        rows=(
            ("1", "80/170 = .4706", "15/135 = .1111", ".3595"),
            ("2", "60/170 = .3529", "30/135 = .2222", ".1307"),
            ("3", "20/170 = .1176", "50/135 = .3704", ".2527"),
            ("4", "10/170 = .0588", "40/135 = .2963", ".2375"),
        ),
        result="D = ½ × .9804 = .4902",
    ),
    group_words=PAIRS,
    margin="corrected",
    compute=compute,
)
