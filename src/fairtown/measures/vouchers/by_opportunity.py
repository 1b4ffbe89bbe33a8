"""Vouchers by opportunity: how many can be in lower-opportunity tracts, from counts by town.

No public list says in which tract a voucher is used. A town's count and its renters set bounds.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe
from fairtown.measures.uncertainty import share
from fairtown.measures.vouchers.rules import bounds_in_lower

LIST, TENURE, INDEX = "ct_appeals_list.assisted_units", "acs5.tenure", "opportunity.modern"
YEARS = (2023,)
LOWER = 2


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the bounds of each town and of the state."""
    places = inputs.places()
    index = inputs.measure(INDEX, year)
    levels = index[index.output == "level"].set_index("geoid").value
    tracts = inputs.table(TENURE, year).merge(places[places.level == "tract"][["geoid", "vintage", "town"]])
    in_lower = tracts.renter_households.where(tracts.geoid.map(levels) <= LOWER, 0)
    renters = tracts.renter_households.groupby(tracts.town).sum()
    renters_lower = in_lower.groupby(tracts.town).sum()
    rows = inputs.table(LIST, year)
    rows = rows[rows.year == year]
    towns = places[(places.level == "town") & (places.vintage == rows.vintage.iloc[0])].merge(
        rows[["geoid", "tenant_rental_assistance"]]
    )
    v, r, low = (
        towns.tenant_rental_assistance.astype(float),
        towns.key.map(renters).fillna(0),
        towns.key.map(renters_lower).fillna(0),
    )
    least, most = bounds_in_lower(v, r, low)
    state = places[(places.level == "state") & (places.vintage == rows.vintage.iloc[0])]
    likely = (v * share(low, r)).sum()
    return gather(
        [
            observe(towns, "vouchers", v),
            observe(state, "vouchers", v.sum()),
            observe(state, "least_lower", least / v.sum()),
            observe(state, "most_lower", most / v.sum()),
            observe(state, "if_like_renters", likely / v.sum()),
            observe(state, "renters_lower", low.sum() / r.sum()),
        ]
    )


MEASURE = Measure(
    id="vouchers.by_opportunity",
    states=("ct",),
    title="Vouchers in lower-opportunity neighborhoods",
    summary="Between which shares of housing vouchers must be in lower-opportunity neighborhoods, given how many each "
    "town has and where its renters live.",
    formula="Least = Σ over towns of max(0, V − (R − R_low)); most = Σ min(V, R_low), with V vouchers, R renters and "
    "R_low renters in Low and Very Low tracts of the town. If spread like renters: Σ V × R_low / R.",
    outputs=(
        Output("vouchers", "homes", "tenant rental assistance on the state's list"),
        Output(
            "least_lower",
            "share",
            "the least of the vouchers that can be in lower-opportunity tracts",
            margin="bound",
        ),
        Output(
            "most_lower",
            "share",
            "the most of the vouchers that can be in lower-opportunity tracts",
            margin="bound",
        ),
        Output(
            "if_like_renters", "share", "the share if vouchers were spread like the renters of their town"
        ),
        Output("renters_lower", "share", "renters in lower-opportunity tracts"),
    ),
    years=YEARS,
    reads=(LIST, TENURE, *GEOGRAPHY),
    uses=(INDEX,),
    references=("Affordable Housing Appeals List (CGS 8-30g): tenant rental assistance",),
    limits=(
        "Renters are a survey estimate; the bounds take it as it stands.",
        "The list counts a voucher in the town where the home is. It counts state rental assistance too.",
    ),
    worked=WorkedExample(
        given="A town has 60 vouchers and 100 renters, 70 of them in lower-opportunity tracts.",
        columns=("bound", "calculation", "vouchers"),
        rows=(
            ("least", "60 − (100 − 70)", "30"),
            ("most", "min(60, 70)", "60"),
            ("if like renters", "60 × 70 / 100", "42"),
        ),
        result="Between 50% and 100% of the vouchers are in lower-opportunity tracts.",
    ),
    margin="count",
    compute=compute,
)
