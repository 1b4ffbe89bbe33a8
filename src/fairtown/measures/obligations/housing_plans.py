"""Affordable housing plans (CGS 8-30j): how many towns were reported to have filed by when, and which were named.

As reported by the press from the state's list. A town that nobody named has no record here: that is no sign either way.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Check, Measure, Output, WorkedExample
from fairtown.data import catalog
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, observe
from fairtown.measures.uncertainty import share

LAW_YEAR = catalog.latest("ct_housing_law.filings").year
DUTY = "affordable_housing_plan"
DATES = {
    "2022-06-01": "as of 1 June 2022, the deadline",
    "2022-09-15": "as of mid-September 2022",
    "2023-01-31": "as of January 2023",
    "2023-05-17": "as of mid-May 2023",
    "2024-06-02": "as of early June 2024",
}
NOT_FOUND = "not_found"


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return towns that had filed, and towns named as not having filed, for each report of a year."""
    counts = inputs.table("ct_housing_law.filing_counts", LAW_YEAR)
    filings = inputs.table("ct_housing_law.filings", LAW_YEAR)
    places = inputs.places()
    towns = places[(places.level == "town") & (places.vintage == "2022")]
    state = places[(places.level == "state") & (places.vintage == "2022")]
    out: list[Columns] = []
    for day in (d for d in DATES if d.startswith(str(year))):
        row = counts[(counts.duty == DUTY) & (counts.as_of == day)].iloc[0]
        out.append(observe(state, "towns_filed", row.towns_filed, group=day))
        out.append(observe(state, "share_filed", share(row.towns_filed, row.towns), group=day))
        named = filings[(filings.duty == DUTY) & (filings.as_of == day) & (filings["said"] == "not_filed")]
        is_named = towns.geoid.isin(named.geoid).to_numpy()
        value = np.where(is_named, 1.0, np.nan)
        flag = np.where(is_named, "", NOT_FOUND)
        out.append(observe(towns, "named_as_not_filed", value, group=day, flag=flag))
        out.append(observe(state, "towns_named", is_named.sum(), group=day))
    return gather(out)


def _check(day: str, filed: int, source: str) -> Check:
    return Check(
        f"Towns that had filed, {DATES[day]}",
        filed,
        0.5,
        source,
        "09",
        int(day.split("-")[0]),
        "towns_filed",
        day,
    )


MEASURE = Measure(
    id="obligations.housing_plans",
    states=("ct",),
    title="Affordable housing plans filed",
    summary="How many of the 169 towns had filed the housing plan that was due on 1 June 2022, as was reported. The "
    "towns that the press named as late are marked.",
    formula="As reported; the share is towns that had filed / 169. Nothing else is computed.",
    outputs=(
        Output("towns_filed", "towns", "towns that had filed"),
        Output("share_filed", "share", "towns that had filed among all towns"),
        Output("towns_named", "towns", "towns that a report named as not having filed"),
        Output(
            "named_as_not_filed", "yes/no", "named as not having filed; blank where no report named the town"
        ),
    ),
    years=(2022, 2023, 2024),
    reads=("ct_housing_law.filing_counts", "ct_housing_law.filings", *GEOGRAPHY),
    references=(
        "Connecticut General Statutes, section 8-30j (repealed by the special session of November 2025)",
        "The Register Citizen, CT Mirror, The Day, Planetizen, as named in the table",
    ),
    limits=(
        "Not the state's own list: the reports named 32 of the 88 towns that missed the deadline.",
        "A blank town was not named: it may have filed or not.",
        "A town that was late may have filed since.",
    ),
    worked=WorkedExample(
        given="On 1 June 2022, 81 of 169 towns had filed.",
        columns=("quantity", "calculation", "result"),
        rows=(("share that had filed", "81 / 169", "47.9%"), ("towns that had not", "169 − 81", "88")),
        result="Fewer than half of the towns met the deadline.",
    ),
    checks=(
        _check("2022-06-01", 81, "The Register Citizen, 3 June 2022"),
        _check("2022-09-15", 114, "cthousingopportunity.org"),
        _check("2023-01-31", 133, "CT Mirror, 24 March 2023: 36 had not"),
        _check("2023-05-17", 135, "The Day, 23 May 2023: 34 had not"),
        _check("2024-06-02", 158, "Planetizen, June 2024: 11 had not"),
    ),
    group_words=DATES,
    margin="count",
    compute=compute,
)
