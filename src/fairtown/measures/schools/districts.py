"""School districts of each town: who learns there, how many have low incomes, and tests at grade level."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe
from fairtown.measures.schools.hidden_cells import bounds, filled
from fairtown.measures.schools.segregation import CELLS, STATE_ROW, in_groups
from fairtown.measures.schools.towns_and_districts import refuse_totals, shares_of_towns
from fairtown.measures.uncertainty import share

DISTRICTS, MEALS, TESTS = "ct_edsight.districts", "ct_edsight.meals", "ct_edsight.smarter_balanced"
CHILDREN = "acs5.children"
MEALS_YEAR, TESTS_YEAR, YEAR, CHILDREN_YEAR = 2017, 2019, 2022, 2023
KINDS = {"town": "the town's own district", "regional": "the regional district"}
SCHOOL_AGES = [f"{sex}_{age}" for sex in ("male", "female") for age in ("5_to_9", "10_to_14", "15_to_17")]
PERCENT = 100
GROUP_OUTPUTS = ("black", "hispanic", "asian")
NAMED = ["white", "black", "asian", "hispanic"]
#: The cell that each share hangs on.
HIDDEN_IN = {"of_color": "white", **{name: name for name in GROUP_OUTPUTS}}


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of each town's districts for a school year."""
    if year == MEALS_YEAR:
        rows = inputs.table(MEALS, year)
        low = share(rows.eligible_for_free_or_reduced_meals, rows.students)
        flag = np.where(np.isnan(low), "not_published", "")
        return gather([observe(rows, "low_income", low, group=rows.district_type, flag=flag)])
    if year == TESTS_YEAR:
        rows = inputs.table(TESTS, year)
        return gather([_tests(rows)])
    return gather(_students(inputs, year))


def _tests(rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return tests met / tests scored of both subjects together; only subjects with a published share count."""
    met, scored = np.zeros(len(rows)), np.zeros(len(rows))
    for subject in ("english", "math"):
        percent = rows[f"met_or_exceeded_{subject}_percent"].to_numpy(float)
        tests = rows[f"scored_tests_{subject}"].to_numpy(float)
        known = ~np.isnan(percent) & ~np.isnan(tests)
        met += np.where(known, percent / PERCENT * tests, 0)
        scored += np.where(known, tests, 0)
    value = share(met, scored)
    flag = np.where(np.isnan(value), "not_published", "")
    return observe(rows, "tests_met", value, group=rows.district_type, flag=flag)


def _students(inputs: Inputs, year: int) -> list[dict[str, np.ndarray]]:
    places = inputs.places()
    rows = inputs.table(DISTRICTS, year)
    rows = rows[(rows.district != STATE_ROW) & (rows.district_code != "") & rows.students.notna()]
    refuse_totals(rows.district.tolist(), rows.students, rows.students.sum())
    cells, totals = rows[list(CELLS)].to_numpy(float), rows.students.to_numpy(float)
    groups = in_groups(filled(cells, totals))
    least, most = bounds(cells, totals)
    figures = {
        "students": totals,
        "of_color": 1 - groups[:, 0] / totals,
        **{name: groups[:, NAMED.index(name)] / totals for name in GROUP_OUTPUTS},
        "of_color_least": 1 - most[:, 0] / totals,
        "of_color_most": 1 - least[:, 0] / totals,
    }
    by_code = pd.DataFrame(figures, index=rows.district_code)
    hidden = pd.DataFrame(np.isnan(cells[:, : len(NAMED)]), columns=NAMED, index=rows.district_code)
    pairs = inputs.table(TESTS, TESTS_YEAR)[["geoid", "vintage", "district_code", "district_type"]]
    own, unknown = by_code.reindex(pairs.district_code), hidden.reindex(pairs.district_code, fill_value=False)
    flag = np.where(own.students.isna(), "not_published", "")
    out = []
    for name in ("students", "of_color", *GROUP_OUTPUTS):
        is_filled = unknown[HIDDEN_IN[name]].to_numpy() if name in HIDDEN_IN else False
        flags = np.where(is_filled, "filled", flag)
        out.append(observe(pairs, name, own[name].to_numpy(), group=pairs.district_type, flag=flags))
    doubtful = pairs[unknown.white.to_numpy()]
    for name in ("of_color_least", "of_color_most"):
        values = own[name].to_numpy()[unknown.white.to_numpy()]
        out.append(observe(doubtful, name, values, group=doubtful.district_type))
    children = _children(inputs, places, pairs)
    part = shares_of_towns(pairs.geoid.tolist(), pairs.district_code.tolist(), own.students, children)
    out.append(observe(pairs, "of_towns_students", part, group=pairs.district_type, flag=flag))
    return out


def _children(inputs: Inputs, places: pd.DataFrame, pairs: pd.DataFrame) -> np.ndarray:
    """Return people of 5 to 17 of each pair's town."""
    rows = inputs.table(CHILDREN, CHILDREN_YEAR)
    towns = places[places.level == "town"][["geoid", "vintage", "key"]]
    counts = rows.merge(towns).set_index("key")[SCHOOL_AGES].sum(axis=1)
    return pairs.merge(towns, how="left").key.map(counts).to_numpy(float)


MEASURE = Measure(
    id="schools.districts",
    states=("ct",),
    title="School districts of towns",
    summary="The public school districts of each town: students by race, students with low incomes, tests at grade "
    "level, and which part of the town's students each district has.",
    formula="Shares are of the district's students on 1 October. Low incomes: students eligible for free or "
    "reduced-price meals. Tests: those of English and mathematics at level 3 or 4 / those scored, grades 3 to 8. Part "
    "of the town's students: the district's students × the town's people of 5 to 17 / those of all towns of the "
    "district, scaled to 1 over the town's districts. Hidden counts are filled in like the known ones of the state.",
    outputs=(
        Output("students", "students", "students of the district"),
        Output("of_color", "share", "students of color"),
        Output("black", "share", "Black students"),
        Output("hispanic", "share", "Hispanic students"),
        Output("asian", "share", "Asian students"),
        Output(
            "of_color_least",
            "share",
            "the least that students of color can be, whatever is hidden",
            margin="bound",
        ),
        Output(
            "of_color_most",
            "share",
            "the most that students of color can be, whatever is hidden",
            margin="bound",
        ),
        Output(
            "of_towns_students", "share", "part of the town's students that this district has", margin="split"
        ),
        Output("low_income", "share", "students eligible for free or reduced-price meals"),
        Output("tests_met", "share", "tests at grade level in English and mathematics"),
    ),
    years=(MEALS_YEAR, TESTS_YEAR, YEAR),
    reads=(DISTRICTS, MEALS, TESTS, CHILDREN, *GEOGRAPHY),
    references=("State Department of Education, EdSight",),
    limits=(
        "Charter schools, magnets and the technical system serve no town in particular and are not here.",
        "A regional district has the same figures in each of its towns.",
        "A test result says what families bring as much as what schools do.",
    ),
    worked=WorkedExample(
        given="A town has 200 people of 5 to 17 and its own district of 120 students. A regional district of 300 "
        "students serves it and a town with 400 such people.",
        columns=("district", "calculation", "part"),
        rows=(
            ("its own", "120 / (120 + 100)", "54.5%"),
            ("regional", "300 × 200 / 600 = 100; 100 / (120 + 100)", "45.5%"),
        ),
        result="Over half of the town's students are in its own district.",
    ),
    group_words=KINDS,
    margin="count",
    compute=compute,
)
