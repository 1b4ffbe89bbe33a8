"""Tenure: the share of households that own or rent their home. Table B25003."""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.federal import acs5
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.aggregation import at_every_level
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import base_flag, gather, join_flags, observe
from fairtown.measures.uncertainty import PART_IN_WORDS, part_moe, share

COUNTS = ["households", "owner_households", "renter_households"]


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return households, owner and renter shares per place for one period."""
    rows = at_every_level(inputs.table("acs5.tenure", year), inputs.places(), COUNTS)
    small = base_flag(rows.households)
    flag = join_flags(rows.flag.to_numpy(), small)
    out = [
        observe(rows, "households", rows.households, rows.households_moe, flag=rows.flag.to_numpy()),
        observe(
            rows,
            "renter_households",
            rows.renter_households,
            rows.renter_households_moe,
            flag=rows.flag.to_numpy(),
        ),
    ]
    # owners and renters are all households: their shares are complements and have one margin
    moe = part_moe(
        rows.owner_households, rows.owner_households_moe, rows.renter_households, rows.renter_households_moe
    )
    for who in ("owner", "renter"):
        part = share(rows[f"{who}_households"], rows.households)
        out.append(observe(rows, f"{who}_share", part, moe, flag=flag))
    return gather(out)


MEASURE = Measure(
    id="homes.tenure",
    title="Owners and renters",
    summary="The share of households that own their home, and the share that rent it.",
    formula="owner share = owner-occupied homes / occupied homes; renter share = renter-occupied homes / "
    "occupied homes.",
    outputs=(
        Output("households", "households", "occupied homes"),
        Output("renter_households", "households", "renter-occupied homes"),
        Output("owner_share", "share", "owner-occupied among occupied homes"),
        Output("renter_share", "share", "renter-occupied among occupied homes"),
    ),
    years=acs5.YEARS,
    reads=("acs5.tenure", *GEOGRAPHY),
    references=("U.S. Census Bureau, table B25003, American Community Survey 5-year estimates",),
    limits=("Homes that stand empty are in neither share.",),
    worked=WorkedExample(
        given="1,000 households: 750 own (margin 60), 250 rent (margin 50).",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("renter share", "250 / 1,000", "25%"),
            ("margin", "√((750 × 50)² + (250 × 60)²) / 1,000²", "4.0 points"),
        ),
        result="25% of households rent, give or take 4.0 points; 75% own, with the same margin.",
    ),
    compute=compute,
    margin_formula=PART_IN_WORDS,
)
