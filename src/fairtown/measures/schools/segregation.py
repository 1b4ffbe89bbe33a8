"""Segregation of schools: Theil's H of students between and within districts, isolation, intensely segregated schools.

Districts stand as the Department has them: charter schools, magnets and regional centers are districts of their own, so
that what lies between districts is not only where families live.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, observe
from fairtown.measures.schools.hidden_cells import bounds, filled
from fairtown.measures.schools.towns_and_districts import refuse_totals
from fairtown.measures.segregation.entropy import split
from fairtown.measures.segregation.isolation import isolation
from fairtown.measures.uncertainty import share

ENROLLMENT, DISTRICTS = "ct_edsight.enrollment", "ct_edsight.districts"
ENROLLMENT_YEAR, DISTRICTS_YEAR = 2017, 2022
FIRST_YEAR = 2008
YEARS = (*range(FIRST_YEAR, ENROLLMENT_YEAR + 1), DISTRICTS_YEAR)
GROUPS = {
    "white": "White",
    "black": "Black",
    "asian": "Asian",
    "hispanic": "Hispanic",
    "other": "all others",
}
#: Columns of the table, each in its group; White stands first.
CELLS = ("white", "black", "asian", "hispanic", "american_indian", "pacific_islander", "two_or_more")
N_NAMED = 4
#: A school is intensely segregated from this share of students of color on, if it has as many students.
INTENSE, LEAST_STUDENTS = 0.9, 50
#: The row that holds the state's total of 2016-17; any other row of this share of the state is an error.
STATE_ROW = "Department of Mental Health and Addiction Services"
ALL_GROUPS = "five_groups"
#: Districts that serve a town in particular.
LOCAL = ("town", "regional")


def in_groups(cells: np.ndarray) -> np.ndarray:
    """Return students by group (rows, 5) from students by cell (rows, 7): what has no group of its own is other."""
    return np.column_stack([cells[:, :N_NAMED], cells[:, N_NAMED:].sum(axis=1)])


def intensely_segregated(cells: np.ndarray, totals: np.ndarray) -> tuple[int, int]:
    """Return how many schools are surely, and how many possibly, at least 90% of color; of 50 students or more.

    `cells`: (rows, cells) with White first, NaN where hidden.
    """
    least, most = bounds(cells, totals)
    large = totals >= LEAST_STUDENTS
    # students of color are those who are not White
    surely = large & (1 - most[:, 0] / totals >= INTENSE)
    possibly = large & (1 - least[:, 0] / totals >= INTENSE)
    return int(surely.sum()), int(possibly.sum())


def low_income_schoolmates(groups: np.ndarray, meals: np.ndarray, students: np.ndarray) -> np.ndarray:
    """Return the share of low-income students in the district of each group's average student, (groups,).

    `groups`: (districts, groups); `meals`, `students`: (districts,) of the same year; NaN is unknown and left out.
    """
    known = ~np.isnan(meals) & (students > 0)
    rate = np.divide(meals, students, out=np.zeros_like(students), where=known)
    own = groups[known]
    return np.asarray((own * rate[known, np.newaxis]).sum(axis=0) / own.sum(axis=0))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the state's figures of a school year; of 2021-22 only those between districts."""
    places = inputs.places()
    address, edition = (
        (DISTRICTS, DISTRICTS_YEAR) if year == DISTRICTS_YEAR else (ENROLLMENT, ENROLLMENT_YEAR)
    )
    rows = inputs.table(address, edition)
    state = places[(places.level == "state") & (places.vintage == rows.vintage.iloc[0])]
    if year == DISTRICTS_YEAR:
        rows = rows[(rows.district != STATE_ROW) & rows.students.notna()]
        refuse_totals(rows.district.tolist(), rows.students, rows.students.sum())
        return gather(_between(state, *_counts(rows)))
    rows = rows[rows.year == year]
    cells, totals = _counts(rows)
    out = _schools(state, cells, totals, rows.district_code)
    out.append(_local(inputs, state, cells, totals, rows.district_code))
    if year == ENROLLMENT_YEAR:
        out += _meals(inputs, state, cells, totals, rows.district_code)
    return gather(out)


def _counts(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return rows[list(CELLS)].to_numpy(float), rows.students.to_numpy(float)


def _between(state: pd.DataFrame, cells: np.ndarray, totals: np.ndarray) -> list[Columns]:
    groups = in_groups(filled(cells, totals))
    h = split(groups, np.zeros(len(groups), np.intp)).h
    return [
        observe(state, "between", h, group=ALL_GROUPS),
        observe(state, "students", totals.sum()),
        observe(state, "hidden_students", (totals - np.nansum(cells, axis=1)).sum()),
    ]


def _schools(
    state: pd.DataFrame, cells: np.ndarray, totals: np.ndarray, districts: pd.Series
) -> list[Columns]:
    groups = in_groups(filled(cells, totals))
    parts = split(groups, pd.factorize(districts)[0].astype(np.intp))
    surely, possibly = intensely_segregated(cells, totals)
    everyone = groups.sum(axis=1)
    figures = {
        "h": parts.h,
        "between": parts.between,
        "within": parts.within,
        "share_between": share(parts.between, parts.h),
    }
    out = [observe(state, name, value, group=ALL_GROUPS) for name, value in figures.items()]
    for i, group in enumerate(GROUPS):
        out.append(observe(state, "isolation", isolation(groups[:, i], everyone), group=group))
        out.append(observe(state, "share_of_students", groups[:, i].sum() / everyone.sum(), group=group))
    counts = {
        "intense_certain": surely,
        "intense_possible": possibly,
        "schools": len(totals),
        "large_schools": (totals >= LEAST_STUDENTS).sum(),
        "students": totals.sum(),
        "hidden_students": (totals - np.nansum(cells, axis=1)).sum(),
    }
    return out + [observe(state, name, value) for name, value in counts.items()]


def _local(
    inputs: Inputs, state: pd.DataFrame, cells: np.ndarray, totals: np.ndarray, codes: pd.Series
) -> Columns:
    """Return the part of H between districts where only districts of towns and regions count."""
    kinds = inputs.table(DISTRICTS, DISTRICTS_YEAR)
    own = codes.isin(kinds[kinds.district_type.isin(LOCAL)].district_code).to_numpy()
    groups = in_groups(filled(cells, totals))[own]
    parts = split(groups, pd.factorize(codes[own])[0].astype(np.intp))
    return observe(state, "share_between_local", share(parts.between, parts.h), group=ALL_GROUPS)


def _meals(
    inputs: Inputs, state: pd.DataFrame, cells: np.ndarray, totals: np.ndarray, codes: pd.Series
) -> list[Columns]:
    """Return the low-income share around the average student of each group, between districts."""
    rows = inputs.table(DISTRICTS, DISTRICTS_YEAR)
    rows = rows[(rows.district != STATE_ROW) & (rows.district_code != "")].set_index("district_code")
    refuse_totals(rows.district.tolist(), rows.students_2017, totals.sum())
    groups = (
        pd.DataFrame(in_groups(filled(cells, totals)), columns=list(GROUPS)).groupby(codes.to_numpy()).sum()
    )
    own = rows.reindex(groups.index)
    students, meals = own.students_2017.to_numpy(float), own.meals_2017.to_numpy(float)
    found = low_income_schoolmates(groups.to_numpy(), meals, students)
    return [
        observe(state, "low_income_schoolmates", value, group=group)
        for group, value in zip(GROUPS, found, strict=True)
    ]


MEASURE = Measure(
    id="schools.segregation",
    states=("ct",),
    title="Segregation of schools",
    summary="How far students of five groups learn apart: between districts, within them, and in schools where nearly "
    "all are students of color.",
    formula="H as in segregation.entropy, with schools for tracts and districts for towns; five groups: White, Black, "
    "Asian, Hispanic, all others. Isolation: the group's share in the school of its average student. Intensely "
    "segregated: at least 90 percent of color, in schools of 50 students or more; certain where that holds whatever "
    "the hidden cells are, possible where it can. Low-income schoolmates: Σ over districts of n / N × students "
    "eligible for free or reduced-price meals / students. Hidden cells are filled in proportion to the known "
    "ones of the state.",
    outputs=(
        Output("h", "share", "Theil's H of students over schools"),
        Output("between", "share", "part of H between districts"),
        Output("within", "share", "part of H within districts"),
        Output("share_between", "share", "part between districts as a share of H"),
        Output(
            "share_between_local",
            "share",
            "the same of districts of towns and regions alone, without charters, magnets of centers and other schools",
        ),
        Output("isolation", "share", "the group's share in the school of its average student"),
        Output("share_of_students", "share", "the group among all students"),
        Output(
            "low_income_schoolmates",
            "share",
            "low-income students in the district of the group's average student: at least, since schools within a "
            "district differ too",
        ),
        Output("intense_certain", "number", "schools that are surely intensely segregated"),
        Output("intense_possible", "number", "schools that may be intensely segregated"),
        Output("schools", "number", "schools whose total is published"),
        Output("large_schools", "number", "schools of 50 students or more"),
        Output("students", "students", "students of these schools, or districts"),
        Output("hidden_students", "students", "students in hidden cells"),
    ),
    years=YEARS,
    reads=(ENROLLMENT, DISTRICTS, *GEOGRAPHY),
    references=(
        "H. Theil and A. J. Finizza, A Note on the Measurement of Racial Integration of Schools (1971)",
        "G. Orfield and others, on intensely segregated schools: 90 to 100 percent students of color",
    ),
    limits=(
        "Charter schools, magnets and regional centers are districts of their own here: what lies between districts "
        "is not only housing.",
        "Races were asked anew in 2010-11, with two more groups: compare years before and after it with care.",
        "No students by race and school are published to us after 2016-17; 2021-22 is by district only.",
        "Spending by district is not compared: the table lacks Hartford, and with it too many Black students.",
    ),
    worked=WorkedExample(
        given="Two districts of two schools each (White, Black): (90, 10) and (70, 30); (20, 80) and (40, 60).",
        columns=("quantity", "value"),
        rows=(
            ("between districts", ".19256"),
            ("within the first", ".02356"),
            ("within the second", ".01755"),
            ("H", ".23367"),
        ),
        result="82% of this segregation lies between the two districts.",
    ),
    group_words={ALL_GROUPS: "five groups", **GROUPS},
    margin="count",
    compute=compute,
)
