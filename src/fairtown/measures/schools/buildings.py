"""Schools by the town in which they stand, beside their districts: magnets and charters draw from many towns.

A school counts for the town of its building, whatever district runs it. The same schools are also taken by district, so
that both parts are of the same whole.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe
from fairtown.measures.schools.hidden_cells import filled
from fairtown.measures.schools.segregation import ALL_GROUPS, CELLS, ENROLLMENT, ENROLLMENT_YEAR, in_groups
from fairtown.measures.segregation.entropy import split
from fairtown.measures.uncertainty import share

SCHOOLS = "ct_edsight.schools"


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return H of the schools that have a point, and its part between towns and between districts."""
    places = inputs.places()
    rows = inputs.table(ENROLLMENT, ENROLLMENT_YEAR)
    rows = rows[rows.year == year]
    state = places[(places.level == "state") & (places.vintage == rows.vintage.iloc[0])]
    town = rows.school_code.map(inputs.table(SCHOOLS, year).set_index("school_code").geoid)
    is_placed = town.notna().to_numpy()
    totals = rows.students.to_numpy(float)
    # hidden cells are filled as in the figures of all schools
    groups = in_groups(filled(rows[list(CELLS)].to_numpy(float), totals))[is_placed]
    by_town, by_district = (
        split(groups, pd.factorize(labels[is_placed])[0].astype(np.intp))
        for labels in (town, rows.district_code)
    )
    figures = {
        "h": by_town.h,
        "between_towns": by_town.between,
        "between_districts": by_district.between,
        "share_between_towns": share(by_town.between, by_town.h),
        "share_between_districts": share(by_district.between, by_district.h),
    }
    counts = {
        "schools": is_placed.sum(),
        "towns": town.nunique(),
        "students": totals[is_placed].sum(),
        "students_without_a_point": totals[~is_placed].sum(),
    }
    return gather(
        [observe(state, name, value, group=ALL_GROUPS) for name, value in figures.items()]
        + [observe(state, name, value) for name, value in counts.items()]
    )


MEASURE = Measure(
    id="schools.buildings",
    states=("ct",),
    title="Segregation of schools by the town of the building",
    summary="How much of the segregation of students lies between towns, where each school counts for the town in "
    "which it stands, beside the part between districts.",
    formula="H of five groups over schools with a point, and its part between the towns of their buildings and between "
    "their districts, as in schools.segregation.",
    outputs=(
        Output("h", "share", "Theil's H of students over schools with a point"),
        Output("between_towns", "share", "part of H between the towns where schools stand"),
        Output("between_districts", "share", "part of H between districts, of the same schools"),
        Output("share_between_towns", "share", "part between towns as a share of H"),
        Output(
            "share_between_districts", "share", "part between districts as a share of H, of the same schools"
        ),
        Output("schools", "number", "schools with a point and a published total"),
        Output("towns", "towns", "towns with such a school"),
        Output("students", "students", "students of these schools"),
        Output("students_without_a_point", "students", "students of schools without a point, left out here"),
    ),
    years=(ENROLLMENT_YEAR,),
    reads=(ENROLLMENT, SCHOOLS, *GEOGRAPHY),
    references=(
        "H. Theil and A. J. Finizza, A Note on the Measurement of Racial Integration of Schools (1971)",
        "State Department of Education, Education Directory; DataHaven, geocoded addresses of schools",
    ),
    limits=(
        "A regional school counts for the town in which it stands, though students of several towns learn there.",
        "Schools without a point are left out: most are programs and placements elsewhere.",
    ),
    worked=WorkedExample(
        given="Two schools stand in A, (90, 10) and (20, 80): the second is a magnet, a district of its own. One, "
        "(40, 60), stands in B.",
        columns=("schools grouped by", "parts", "between"),
        rows=(
            ("town", "(110, 90) and (40, 60)", ".0145"),
            ("district", "each school alone", "all of H = .2794"),
        ),
        result="By district all of the segregation lies between them; by town 5 percent.",
    ),
    group_words={ALL_GROUPS: "five groups"},
    margin="count",
    compute=compute,
)
