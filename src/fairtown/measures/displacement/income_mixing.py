"""Income mixing: how far apart households of different incomes live, and how mixed each tract is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.federal import acs5
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.displacement.rank_order import mixing, rank_order_h
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, observe

OWNERS, RENTERS = "acs5.owner_housing_cost", "acs5.renter_housing_cost"
INCOMES = tuple(name for name, _words in acs5.COST_INCOMES)
#: The bands of a tract: under 20, 20 to 50, 50 to 75, 75 thousand and more.
JOINED = ((0,), (1, 2), (3,), (4,))
LEAST_HOUSEHOLDS, LEAST_TRACTS = 50, 10
THRESHOLDS = ("20000", "35000", "50000", "75000")
AREAS = ("state", "region", "county")


def households(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return households by tract and income band, owners and renters together, with the tract's places."""
    places = inputs.places()
    tracts = places[(places.level == "tract") & ~places.is_water][["geoid", "vintage", *AREAS]]
    out = None
    for address in (OWNERS, RENTERS):
        rows = inputs.table(address, year).set_index(["geoid", "vintage"])
        own = pd.DataFrame(
            {i: sum(rows[f"{band}_income_{i}"] for band, _words in acs5.COST_BANDS) for i in INCOMES}
        )
        out = own if out is None else out + own
    return tracts.merge(out, left_on=["geoid", "vintage"], right_index=True)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return H over the observed range and at each threshold for areas with enough tracts, and mixing by tract."""
    rows = households(inputs, year)
    places = inputs.places()
    out = []
    for level in AREAS:
        own = places[(places.level == level) & places.key.isin(rows[level])]
        own = own[own.vintage == rows.vintage.iloc[0]] if level == "state" else own.drop_duplicates("key")
        for _i, place in own.iterrows():
            tracts = rows[rows[level] == place.key]
            if len(tracts) >= LEAST_TRACTS:
                out += _area(place.to_frame().T, tracts[list(INCOMES)].to_numpy(float))
    counts = rows[list(INCOMES)].to_numpy(float)
    joined = np.column_stack([counts[:, list(part)].sum(axis=1) for part in JOINED])
    few = counts.sum(axis=1) < LEAST_HOUSEHOLDS
    within = np.where(few, np.nan, mixing(joined))
    out.append(observe(rows, "mixing", within, flag=np.where(few, "no_score", "")))
    return gather(out)


def _area(place: pd.DataFrame, counts: np.ndarray) -> list[Columns]:
    found = rank_order_h(counts)
    out = [observe(place, "h_observed", found.observed)]
    for threshold, below, h in zip(THRESHOLDS, found.below, found.h, strict=True):
        out.append(observe(place, "h", h, group=f"under_{threshold}"))
        out.append(observe(place, "below", below, group=f"under_{threshold}"))
    return out


MEASURE = Measure(
    id="displacement.income_mixing",
    title="Income mixing",
    summary="How far apart households of different incomes live, over all incomes that the survey tells apart, and how "
    "mixed the incomes of each neighborhood are.",
    formula="At each income threshold H is Theil's H of the two groups below and above it, over tracts. Over the "
    "observed range: ∫ E × H dp / ∫ E dp by trapezoids, p the share of households below, E = −p log₂ p − (1 − p) "
    "log₂(1 − p). Mixing of a tract: entropy of four bands (under $20,000, to $50,000, to $75,000, above) / ln 4.",
    outputs=(
        Output("h_observed", "share", "rank-order H over the observed range of incomes"),
        Output("h", "share", "H of households below and above the income"),
        Output("below", "share", "households with a lower income"),
        Output("mixing", "share", "how mixed incomes are within the tract, 0 one band to 1 all bands alike"),
    ),
    years=acs5.YEARS,
    reads=(OWNERS, RENTERS, *GEOGRAPHY),
    references=("S. F. Reardon, Measures of Income Segregation (2011)",),
    limits=(
        "Incomes above $75,000 are one band: of the affluent nothing can be said.",
        "Households without income, and renters who pay no cash rent, are not in the table.",
        "Survey error makes places look more apart than they are; it is not taken out here.",
    ),
    worked=WorkedExample(
        given="Two tracts with households by four bands: (40, 30, 20, 10) and (10, 20, 30, 40).",
        columns=("threshold", "p below", "H"),
        rows=(("first", ".25", ".1125"), ("second", ".50", ".1187"), ("third", ".75", ".1125")),
        result="Over the observed range H is .1159.",
    ),
    group_words={f"under_{t}": f"incomes under ${int(t):,}" for t in THRESHOLDS},
    compute=compute,
)
