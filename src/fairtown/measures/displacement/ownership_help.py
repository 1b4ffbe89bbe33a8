"""Where help to buy a home would reach people in poverty, and where it is held back so that nobody is priced out.

High-poverty tracts, less those that any of four methods sees changing, and less those whose poor are mostly students.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, Parameter, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe
from fairtown.measures.opportunity.recap import p_at_least
from fairtown.measures.uncertainty import share

POVERTY, BY_AGE, RACE, COUNTS = (
    "residents.poverty", "acs5.poverty_by_age", "acs5.race_ethnicity", "acs5.poverty",
)  # fmt: skip
TYPOLOGIES, RELATIONSHIP = "displacement.typologies", "census_geography.tract_relationship"
YEAR = 2023
LEAST_PEOPLE = 500
HALF = 0.5
POOR_YOUNG = ["under_half_18_to_24", "half_to_three_quarters_18_to_24", "three_quarters_to_poverty_18_to_24"]
POOR = ["under_half_poverty", "half_to_poverty"]
#: What a tract of high poverty is.
OPEN, HELD_BACK, STUDENTS = 2.0, 1.0, 0.0
HIGH = Parameter(
    name="high poverty",
    unit="share",
    values={"2000-01-01": 0.30},
    reference="assumed; also the line of the table of areas of high poverty and high segregation",
)


def standing(is_changing: np.ndarray, is_students: np.ndarray) -> np.ndarray:
    """Return 2 where help would reach, 1 where it is held back by change, 0 where most of the poor are students."""
    return np.where(is_students, STUDENTS, np.where(is_changing, HELD_BACK, OPEN))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the standing of each tract of high poverty, how surely it is one, and their counts for the state."""
    places = inputs.places()
    line = float(inputs.parameter(HIGH, year))
    rows = inputs.measure(POVERTY, year)
    rows = rows[rows.output == "poverty_share"].merge(places[places.level == "tract"][["geoid", "vintage"]])
    people = inputs.table(RACE, year).set_index("geoid").pop_total
    rows = rows[(rows.value >= line) & (rows.geoid.map(people) >= LEAST_PEOPLE)]
    changing = rows.geoid.isin(_changing(inputs, year)).to_numpy()
    students = _students(inputs, year, rows.geoid)
    stands = standing(changing, students)
    chance = p_at_least(rows.value.to_numpy(), rows.moe.to_numpy(), line)
    state = places[(places.level == "state") & (places.vintage == rows.vintage.iloc[0])]
    counts = {
        "high_poverty": len(rows),
        "changing_among": changing.sum(),
        "students_among": students.sum(),
        "open": (stands == OPEN).sum(),
        "held_back": (stands == HELD_BACK).sum(),
    }
    return gather(
        [
            observe(rows, "standing", stands),
            observe(rows, "chance_high", chance),
            *(observe(state, name, value) for name, value in counts.items()),
        ]
    )


def _changing(inputs: Inputs, year: int) -> set[str]:
    """Return the tracts that lie, wholly or in part, in an older tract that any method sees changing."""
    found = inputs.measure(TYPOLOGIES, year)
    older = found[(found.output == "methods") & (found.value > 0)].geoid
    links = inputs.crosswalk_2020_to_2010()
    return set(links.geoid[links.geoid_2010.isin(older)])


def _students(inputs: Inputs, year: int, geoids: pd.Series) -> np.ndarray:
    """Return where over half of the poor are 18 to 24."""
    young = inputs.table(BY_AGE, year).set_index("geoid")[POOR_YOUNG].sum(axis=1)
    poor = inputs.table(COUNTS, year).set_index("geoid")[POOR].sum(axis=1)
    return np.asarray(share(geoids.map(young), geoids.map(poor)) > HALF)


MEASURE = Measure(
    id="displacement.ownership_help",
    states=("ct",),
    title="Where help to buy a home would reach",
    summary="Neighborhoods of high poverty where help to buy a home would reach those who live there, and those where "
    "it is held back because a method sees the neighborhood changing already.",
    formula="Tracts with poverty of 30 percent or more and 500 people or more. Held back: the tract lies, wholly or in "
    "part, in a tract of 2010 that any of the four methods of displacement.typologies sees changing. Students: over "
    "half of the poor are 18 to 24. The rest is open. Chance: that poverty is truly at or above the line, its error "
    "being normal.",
    outputs=(
        Output("standing", "class", "2 open, 1 held back, 0 most of the poor are students", margin="chance"),
        Output("chance_high", "share", "chance that poverty is truly at or above the line", margin="chance"),
        Output("high_poverty", "number", "tracts of high poverty"),
        Output("changing_among", "number", "of these, tracts that a method sees changing"),
        Output("students_among", "number", "of these, tracts where most of the poor are 18 to 24"),
        Output("open", "number", "tracts of high poverty where help to buy would reach"),
        Output("held_back", "number", "tracts of high poverty where it is held back"),
    ),
    years=(YEAR,),
    reads=(RACE, COUNTS, BY_AGE, RELATIONSHIP, *GEOGRAPHY),
    uses=(POVERTY, TYPOLOGIES),
    parameters=(HIGH,),
    references=("Open Communities Alliance, Step 5: bring resources to struggling communities",),
    limits=(
        "Whether prices are rising is not known: no rents or home values by tract are held.",
        "Poverty of a tract has a wide margin: see the chance beside each.",
    ),
    worked=WorkedExample(
        given="Three tracts have a poverty of 34% ± 6, 41% ± 8 and 52% ± 9. One method sees the second changing. In "
        "the third, 60% of the poor are 18 to 24.",
        columns=("tract", "standing", "chance of 30% or more"),
        rows=(("first", "open", "86%"), ("second", "held back", "99%"), ("third", "students", "100%")),
        result="Help to buy would reach the first; the second is held back; the third is a campus.",
    ),
    margin="count",
    compute=compute,
)
