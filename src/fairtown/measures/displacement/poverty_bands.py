"""Poverty bands: how many tracts and people are in each band of poverty, and how sure that is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.federal import acs5
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe

POVERTY, PEOPLE = "residents.poverty", "acs5.poverty"
#: Lower ends of the bands, in shares.
BANDS = {
    "under_5": 0.0,
    "from_5": 0.05,
    "from_10": 0.10,
    "from_20": 0.20,
    "from_30": 0.30,
    "from_40": 0.40,
}
HIGH = 0.30


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return tracts and people of each band for the state, and tracts that are surely above 30 percent."""
    places = inputs.places()
    rows = inputs.measure(POVERTY, year)
    rows = rows[rows.output == "poverty_share"].merge(places[places.level == "tract"][["geoid", "vintage"]])
    rows = rows[rows.value.notna()]
    people = inputs.table(PEOPLE, year).set_index("geoid").poverty_universe
    state = places[(places.level == "state") & (places.vintage == rows.vintage.iloc[0])]
    band = np.searchsorted(list(BANDS.values()), rows.value.to_numpy(), side="right") - 1
    own = rows.geoid.map(people).to_numpy(float)
    out = []
    for i, name in enumerate(BANDS):
        out.append(observe(state, "tracts", (band == i).sum(), group=name))
        out.append(observe(state, "people", own[band == i].sum(), group=name))
    above = rows.value >= HIGH
    out.append(observe(state, "tracts_high", above.sum()))
    out.append(observe(state, "tracts_surely_high", (above & (rows.value - rows.moe >= HIGH)).sum()))
    return gather(out)


MEASURE = Measure(
    id="displacement.poverty_bands",
    title="Neighborhoods by poverty",
    summary="How many neighborhoods, and people, are in each band of poverty, and in how many of the poorest the "
    "survey is sure of it.",
    formula="Poverty of a tract as in residents.poverty. Bands: under 5 percent, 5 to 10, 10 to 20, 20 to 30, 30 to "
    "40, 40 and more; the lower end belongs to the band. Surely above 30 percent: the share less its margin is "
    "at least that.",
    outputs=(
        Output("tracts", "number", "tracts of the band"),
        Output("people", "people", "people of the band's tracts for whom poverty is known"),
        Output("tracts_high", "number", "tracts with 30 percent or more in poverty"),
        Output("tracts_surely_high", "number", "of these, tracts whose whole interval is above 30 percent"),
    ),
    years=acs5.YEARS,
    reads=(PEOPLE, *GEOGRAPHY),
    uses=(POVERTY,),
    references=("U.S. Census Bureau, table C17002",),
    limits=(
        "A tract near the end of a band may belong to the next: margins of poverty are wide.",
        "Students who rent count as poor: a campus can look like a poor neighborhood.",
    ),
    worked=WorkedExample(
        given="Three tracts with poverty of 4% ± 3, 31% ± 6 and 45% ± 9.",
        columns=("quantity", "tracts"),
        rows=(
            ("under 5 percent", "1"),
            ("30 to 40 percent", "1"),
            ("40 percent and more", "1"),
            ("surely above 30", "1"),
        ),
        result="Two of three are at 30 percent or more; only the last surely: 45 − 9 is 36.",
    ),
    group_words={
        "under_5": "under 5%",
        "from_5": "5% to 10%",
        "from_10": "10% to 20%",
        "from_20": "20% to 30%",
        "from_30": "30% to 40%",
        "from_40": "40% and more",
    },
    margin="count",
    compute=compute,
)
