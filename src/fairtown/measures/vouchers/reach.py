"""Reach of vouchers: what HUD's rents by ZIP code and by metropolitan area pay in each town, and what that reaches.

Only the median rent of a town is known, so that a standard reaches "half or more", "less than half", or it is too close
to tell. Two bedrooms.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, observe
from fairtown.measures.uncertainty import share
from fairtown.measures.vouchers.rules import HALF, bounds_of_reach, reach_by_median
from fairtown.vocabulary import OPPORTUNITY_LEVELS

ZIPS, TOWN_RENTS, MEDIANS = "hud_rents.zips", "hud_rents.towns", "acs5_profile.median_gross_rent"
PARTS, TENURE, INDEX = "census_zcta.towns", "acs5.tenure", "opportunity.modern"
YEARS = (2018,)
LEVEL_YEAR, PARTS_YEAR = 2023, 2020
LEVELS = tuple(word.lower().replace(" ", "_") for word in OPPORTUNITY_LEVELS)
KINDS = {"safmr": "HUD's rent by ZIP code", "fmr": "HUD's rent by metropolitan area"}


def town_rents(zips: pd.DataFrame, parts: pd.DataFrame, towns: pd.DataFrame, column: str) -> pd.Series:
    """Return the rent of each town by geoid: its ZIP codes' mean, by households; NaN if under half is known.

    `zips`: zip, hud_area and rents; `parts`: zip, town_geoid, households; `towns`: geoid, hud_area. Only rents of the
    town's own HUD area count.
    """
    areas = towns.set_index("geoid").hud_area
    every = parts.groupby("town_geoid").households.sum()
    own = parts.merge(zips, on="zip")
    own = own[own.hud_area == own.town_geoid.map(areas)]
    weights = own.groupby("town_geoid").households.sum()
    sums = (own.households * own[column]).groupby(own.town_geoid).sum()
    rents = sums / weights
    return rents.where(weights >= HALF * every.reindex(weights.index)).reindex(areas.index)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return rents, medians and reach of every town, and by opportunity level what lies between, for the state."""
    towns = inputs.table(TOWN_RENTS, year)
    safmr = town_rents(inputs.table(ZIPS, year), inputs.table(PARTS, PARTS_YEAR), towns, "safmr_2br_usd")
    rows = towns[["geoid", "vintage"]].assign(
        fmr=towns.fmr_2br_usd.astype(float), safmr=towns.geoid.map(safmr)
    )
    medians = inputs.table(MEDIANS, year).set_index("geoid")
    rows["median"] = rows.geoid.map(medians.median_gross_rent_usd).astype(float)
    rows["moe"] = rows.geoid.map(medians.median_gross_rent_usd_moe).astype(float)
    absent = np.where(rows["median"].isna(), "not_published", "")
    out = [
        observe(rows, "median_gross_rent", rows["median"], rows.moe, flag=absent),
        observe(
            rows,
            "safmr_less_fmr",
            rows.safmr - rows.fmr,
            flag=np.where(rows.safmr.isna(), "not_published", ""),
        ),
    ]
    for kind in KINDS:
        blank = np.where(rows[kind].isna(), "not_published", "")
        answer = reach_by_median(rows[kind], rows["median"], rows.moe)
        out.append(observe(rows, kind, rows[kind], flag=blank))
        out.append(
            observe(rows, f"{kind}_reach", answer, flag=np.where(np.isnan(answer), "not_published", ""))
        )
    return gather([*out, *_state(inputs, rows)])


def _state(inputs: Inputs, rows: pd.DataFrame) -> list[Columns]:
    """Return the figures of the state: towns reached, and renters by level."""
    places = inputs.places()
    state = places[(places.level == "state") & (places.vintage == rows.vintage.iloc[0])]
    out = []
    for kind in KINDS:
        known = rows[kind].notna() & rows["median"].notna()
        out.append(observe(state, f"{kind}_towns_known", known.sum()))
        out.append(observe(state, f"{kind}_towns_reached", (known & (rows[kind] >= rows["median"])).sum()))
    renters = _renters(inputs, places, rows)
    has_rent = renters[renters.safmr.notna()]
    out.append(observe(state, "covered", share(has_rent.renters.sum(), renters.renters.sum())))
    for i, level in enumerate(LEVELS, start=1):
        own = renters[renters.opportunity == i]
        known = own[own.safmr.notna()]
        gap = ((known.safmr - known.fmr) * known.renters).sum() / known.renters.sum()
        out.append(observe(state, "safmr_less_fmr", gap, group=level))
        out.append(observe(state, "covered", share(known.renters.sum(), own.renters.sum()), group=level))
        for kind in KINDS:
            both = own[own[kind].notna() & own["median"].notna()]
            within = both[both[kind] >= both["median"]].renters.sum()
            least, most = bounds_of_reach(own.renters, own[kind], own["median"])
            out.append(
                observe(state, f"{kind}_renters_reached", share(within, both.renters.sum()), group=level)
            )
            out.append(observe(state, f"{kind}_least", least, group=level))
            out.append(observe(state, f"{kind}_most", most, group=level))
    return out


def _renters(inputs: Inputs, places: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return renters by tract with their level and the rents of their town."""
    index = inputs.measure(INDEX, LEVEL_YEAR)
    levels = index[index.output == "level"].set_index("geoid").value
    tracts = inputs.table(TENURE, LEVEL_YEAR).merge(
        places[places.level == "tract"][["geoid", "vintage", "town"]]
    )
    own = places[(places.level == "town") & (places.vintage == rows.vintage.iloc[0])]
    keyed = rows.assign(town=rows.geoid.map(own.set_index("geoid").key))
    found = tracts.assign(opportunity=tracts.geoid.map(levels), renters=tracts.renter_households)
    return found[["town", "opportunity", "renters"]].merge(
        keyed[["town", "fmr", "safmr", "median"]], on="town"
    )


MEASURE = Measure(
    id="vouchers.reach",
    states=("ct",),
    title="Reach of housing vouchers",
    summary="What a voucher for two bedrooms could pay in each town by two rules of HUD's, and whether that reaches "
    "half of the rentals there.",
    formula="Town value = Σ households in (ZIP code, town) × Small Area Fair Market Rent / Σ households, over ZIP "
    "codes with a rent of the town's own HUD area; blank if they hold under half of the town's households. Reach: "
    "half or more where the rent is at least the town's median gross rent plus its margin, less than half where it is "
    "below the median less its margin, else too close to tell. By opportunity level, weighted by renters: the rents' "
    "difference, and the least and the most of renters that the rents can reach (half to all where they are at or "
    "above the median, none to half where below; without margin).",
    outputs=(
        Output(
            "safmr",
            "dollars",
            "HUD's rent by ZIP code, mean of the town, two bedrooms, a month",
            margin="count",
        ),
        Output("fmr", "dollars", "HUD's rent by metropolitan area, two bedrooms, a month", margin="count"),
        Output("safmr_less_fmr", "dollars", "how much more the rent by ZIP code pays", margin="count"),
        Output("median_gross_rent", "dollars", "median gross rent of all rentals"),
        *(
            Output(
                f"{kind}_reach",
                "class",
                f"by {label}: 2 half of the rentals or more, 1 too close to tell, 0 less than half",
                margin="bound",
            )
            for kind, label in KINDS.items()
        ),
        *(
            Output(f"{k}_towns_known", "towns", f"towns whose median and {w} are known", margin="count")
            for k, w in KINDS.items()
        ),
        *(
            Output(
                f"{k}_towns_reached", "towns", f"towns where {w} is at or above the median", margin="count"
            )
            for k, w in KINDS.items()
        ),
        Output(
            "covered",
            "share",
            "renters, of all or of the level, in towns whose rent by ZIP code is known",
            margin="count",
        ),
        *(
            Output(
                f"{k}_renters_reached",
                "share",
                f"renters of the level in towns where {w} is at or above the median",
                margin="bound",
            )
            for k, w in KINDS.items()
        ),
        *(
            Output(
                f"{k}_least", "share", f"the least of the level's renters that {w} can reach", margin="bound"
            )
            for k, w in KINDS.items()
        ),
        *(
            Output(
                f"{k}_most", "share", f"the most of the level's renters that {w} can reach", margin="bound"
            )
            for k, w in KINDS.items()
        ),
    ),
    years=YEARS,
    reads=(ZIPS, TOWN_RENTS, MEDIANS, PARTS, TENURE, *GEOGRAPHY),
    uses=(INDEX,),
    references=(
        "24 CFR 982.503: payment standards from 90 to 110 percent of HUD's rent",
        "24 CFR 888.113: Small Area Fair Market Rents",
    ),
    limits=(
        "Rents by ZIP code were advisory in that year; no later rent by metropolitan area is held.",
        "A median mixes homes of all sizes and old leases: what is offered now costs more.",
        "Every tract carries the rents of its town: differences within a town are lost.",
    ),
    worked=WorkedExample(
        given="A voucher pays up to $1,430. Rentals by rent: 50 up to $800, 100 from $800, 150 from $1,200 to $1,600, "
        "80 from $1,600 to $2,000.",
        columns=("bin", "half of a bin", "spread evenly"),
        rows=(
            ("under $800", "50", "50"),
            ("$800 to $1,200", "100", "100"),
            ("$1,200 to $1,600", "75", "150 × 230 / 400 = 86.25"),
            ("$1,600 to $2,000", "0", "0"),
        ),
        result="225 or 236.25 of 380 rentals. Where only the median is known, say $1,350 ± 60: $1,430 is above "
        "$1,410, so half or more.",
    ),
    group_words=dict(zip(LEVELS, OPPORTUNITY_LEVELS, strict=True)),
    compute=compute,
)
