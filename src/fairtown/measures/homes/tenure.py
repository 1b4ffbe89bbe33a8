"""Tenure: the share of households that own or rent their home. Table B25003."""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import Measure, Output, Worked
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.levels import at_every_level
from fairtown.measures.observe import base_flag, gather, join_flags, observe
from fairtown.measures.uncertainty import proportion_moe, share

COUNTS = ["households", "owner_households", "renter_households"]
#: Below this many households a share is shown with a caution.
SMALL_BASE_HOUSEHOLDS = 50


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return households, owner and renter shares per place for one period."""
    rows = at_every_level(inputs.table("acs5.tenure", year), inputs.places(), COUNTS)
    small = base_flag(rows.households, SMALL_BASE_HOUSEHOLDS)
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
    for who in ("owner", "renter"):
        part, part_moe = rows[f"{who}_households"], rows[f"{who}_households_moe"]
        moe = proportion_moe(part, part_moe, rows.households, rows.households_moe)
        out.append(observe(rows, f"{who}_share", share(part, rows.households), moe, flag=flag))
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
    years=(2019, 2023),
    reads=("acs5.tenure", *GEOGRAPHY),
    references=("U.S. Census Bureau, table B25003, American Community Survey 5-year estimates",),
    limits=("Homes that stand empty are in neither share.",),
    worked=Worked(
        given="1,000 households (margin 60), of whom 250 (margin 50) rent.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("renter share", "250 / 1,000", "25%"),
            ("margin", "√(50² − 0.25² × 60²) / 1,000", "4.8 points"),
        ),
        result="25% of households rent, give or take 4.8 points.",
    ),
    compute=compute,
)
