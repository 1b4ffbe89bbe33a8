"""Low-income schoolmates, school by school: what a district's figure hides of the schools within it.

The exposure of each group to students who are eligible for free or reduced-price meals (Lieberson 1981, xPy), taken
over schools and, of the same students, over districts. What the first has beyond the second lies within districts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe
from fairtown.measures.schools.hidden_cells import bounds, filled
from fairtown.measures.schools.segregation import CELLS, ENROLLMENT, ENROLLMENT_YEAR, GROUPS, in_groups
from fairtown.measures.schools.towns_and_districts import can_be_compared

Array = NDArray[np.float64]
MEALS = "ct_edsight.school_meals"
#: Students by what they pay, each in one column; those of the last have no low income by this measure.
KINDS = ("free", "reduced", "not_eligible")


def schoolmates(groups: ArrayLike, low_income: ArrayLike, students: ArrayLike) -> Array:
    """Return the share of low-income students around the average student of each group, (groups,).

    `groups`: (schools, groups), students by group; `low_income`, `students`: (schools,). NaN where a group is absent.
    """
    own, low, all_students = (np.asarray(values, float) for values in (groups, low_income, students))
    rate = np.divide(low, all_students, out=np.zeros_like(low), where=all_students > 0)
    total = own.sum(axis=0)
    met = (own * rate[:, np.newaxis]).sum(axis=0)
    return np.divide(met, total, out=np.full_like(total, np.nan), where=total > 0)


def low_income(kinds: ArrayLike, students: ArrayLike) -> tuple[Array, Array, Array]:
    """Return students with low incomes of each school, as filled, at least and at most, (schools,) each.

    `kinds`: (schools, 3) free, reduced and not eligible, NaN where hidden; what is hidden is bounded as
    `hidden_cells.bounds` says. Where students who pay in full are known, so are all others.
    """
    cells, total = np.asarray(kinds, float), np.asarray(students, float)
    least, most = bounds(cells, total)
    full = np.isnan(cells[:, -1])
    rest = total - cells[:, -1]
    low, high = (np.where(full, total - end[:, -1], rest) for end in (most, least))
    # in proportion a cell can get less than the one student that it holds at least
    return np.clip(filled(cells, total)[:, :-1].sum(axis=1), low, high), low, high


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the state's figures of the school year in which meals are known by school."""
    places = inputs.places()
    rows = inputs.table(ENROLLMENT, ENROLLMENT_YEAR)
    rows = rows[rows.year == year].set_index("school_code")
    meals = inputs.table(MEALS, year).set_index("school_code").reindex(rows.index)
    state = places[(places.level == "state") & (places.vintage == rows.vintage.iloc[0])]
    totals = rows.students.to_numpy(float)
    groups = in_groups(filled(rows[list(CELLS)].to_numpy(float), totals))
    kinds = meals[list(KINDS)].to_numpy(float)
    found, least, most = low_income(kinds, totals)
    district, n = pd.factorize(rows.district_code)[0], rows.district_code.nunique()
    of_district = [np.bincount(district, values, n) for values in (found, totals)]
    in_district = np.stack([np.bincount(district, own, n) for own in groups.T], axis=1)
    figures = {
        "in_school": schoolmates(groups, found, totals),
        "in_school_least": schoolmates(groups, least, totals),
        "in_school_most": schoolmates(groups, most, totals),
        "in_district": schoolmates(in_district, *of_district),
    }
    known = ~np.isnan(kinds[:, -1])
    out = [observe(state, "hidden_students", totals[~known].sum()), observe(state, "schools", len(totals))]
    if can_be_compared(groups, known):
        for i, group in enumerate(GROUPS):
            out += [observe(state, name, values[i], group=group) for name, values in figures.items()]
    return gather(out)


MEASURE = Measure(
    id="schools.schoolmates",
    states=("ct",),
    title="Low-income schoolmates, school by school",
    summary="The share of students with low incomes in the school of each group's average student, and in the "
    "district: what the first has beyond the second lies within districts.",
    formula="Σ over schools of n / N × low-income students / students, where n are the group's students in the school "
    "and N in the state; low-income students are those eligible for free or reduced-price meals: all but those who are "
    "not eligible. In the district: the same with districts for schools. Where those who are not eligible are hidden, "
    "they are filled in proportion to the known cells of the state; at least and at most take every hidden cell "
    "at either end. Where under 90 percent of a group's students are in schools with known meals, groups are not "
    "compared.",
    outputs=(
        Output("in_school", "share", "low-income students in the school of the group's average student"),
        Output(
            "in_school_least", "share", "the same if hidden cells hold as few low-income students as they can"
        ),
        Output(
            "in_school_most", "share", "the same if hidden cells hold as many low-income students as they can"
        ),
        Output("in_district", "share", "low-income students in the district of the group's average student"),
        Output(
            "hidden_students", "students", "students of schools whose students without low incomes are hidden"
        ),
        Output("schools", "number", "schools whose total is published"),
    ),
    years=(ENROLLMENT_YEAR,),
    reads=(ENROLLMENT, MEALS, *GEOGRAPHY),
    references=("S. Lieberson, An Asymmetrical Approach to Segregation (1981): exposure, xPy",),
    limits=(
        "Meals by race are not published: each group is taken to have the low-income share of its school.",
        "Eligibility for meals is a coarse sign of income: up to 185 percent of the poverty level.",
        "Charter schools, magnets and regional centers are districts of their own here.",
    ),
    worked=WorkedExample(
        given="One district of two schools of 100 students: 80 White, 20 Black, 10 with low incomes; 20 White, 80 "
        "Black, 60 with low incomes.",
        columns=("quantity", "White", "Black"),
        rows=(
            ("in the school", ".8 × .1 + .2 × .6 = .20", ".2 × .1 + .8 × .6 = .50"),
            ("in the district", ".35", ".35"),
        ),
        result="The gap of .30 between the groups lies within the district.",
    ),
    group_words=GROUPS,
    margin="count",
    compute=compute,
)
