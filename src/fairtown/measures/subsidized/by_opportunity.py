"""Where subsidized homes are: units of each program by opportunity level.

Each project's point is placed in its 2010 tract, and the tract's 2014 level is taken. Whole voucher
counts that sit at a housing authority's office say nothing about where the homes are: both ways are shown.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data import catalog
from fairtown.data.places import GEOGRAPHY, join
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import LOWER_BOUND, Columns, base_flag, gather, join_flags, observe
from fairtown.measures.opportunity.index.catalogue import INDEX_YEAR
from fairtown.measures.opportunity.oca_2014 import LEVELS, PUBLISHED
from fairtown.measures.uncertainty import share
from fairtown.vocabulary import OPPORTUNITY_LEVELS

INDEX = "opportunity.oca_2014"
INVENTORY_YEAR = catalog.latest("ct_housing_inventory.projects").year
ALL = "all_programs"
WITHOUT, WITH = "without_office_vouchers", "with_office_vouchers"
AREAS = ("state", "county", "region", "town")

PROGRAMS = {
    ALL: "All programs",
    "Deed": "Deed restriction",
    "State_Subsidy": "State subsidy",
    "Section_8_NonVoucher": "Section 8, tied to the building",
    "Section_8_Voucher": "Section 8 voucher",
    "HOME_Investment_Partnerships_Program": "HOME Investment Partnerships",
    "LIHTC": "Low-Income Housing Tax Credit",
    "FHA_HUD_Multifamily_Mortgages": "FHA and HUD multifamily mortgage",
    "Public_Housing": "Public housing",
    "Rural_Housing_Loans__Section_515": "Rural housing loan, Section 515",
    "Rural_Housing_Loans__Section_538": "Rural housing loan, Section 538",
    "Section_202": "Section 202, older people",
    "Section_236": "Section 236",
    "SRO": "Single room occupancy",
    "Other_Federal_Subsidy": "Other federal subsidy",
}


def units_by_level(units: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Return units per level 1..5, shape (5,); records of unknown level count for nothing."""
    known = ~np.isnan(level)
    places = level[known].astype(int) - 1
    return np.bincount(places, weights=units[known], minlength=len(LEVELS))


def _records(inputs: Inputs, year: int) -> pd.DataFrame:
    projects = inputs.table("ct_housing_inventory.projects", year)
    projects = projects.assign(geoid=inputs.tracts_of_points(projects.lon, projects.lat))
    small = inputs.table("ct_housing_inventory.small_records", year).assign(is_at_office=0.0)
    index = inputs.measure(INDEX, INDEX_YEAR)
    index = index[(index.output == "level") & (index.variant == PUBLISHED)].set_index("geoid").value
    columns = ["geoid", "vintage", "subsidy_class", "units", "is_at_office"]
    records = pd.concat([projects[columns], small[columns]], ignore_index=True)
    return records.assign(level=records.geoid.map(index))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return units and shares by level for each program and area, with and without office vouchers."""
    records = _records(inputs, year)
    places = inputs.places()
    tracts = places[(places.level == "tract") & (places.vintage == "2010")]
    parents = ["geoid", "vintage", "town", "county", "region", "state"]
    records = join(records, tracts[parents], MEASURE.id)
    out = []
    for variant in (WITHOUT, WITH):
        counted = records[records.is_at_office == 0] if variant == WITHOUT else records
        both = pd.concat([counted, counted.assign(subsidy_class=ALL)])
        for area in AREAS:
            own = places[places.level == area].drop_duplicates("key", keep="first")
            out += _area(both, own, area, variant)
    return gather(out)


def _area(records: pd.DataFrame, places: pd.DataFrame, area: str, variant: str) -> list[Columns]:
    by_key = places.set_index("key")
    found = []
    for (key, program), group in records.groupby([area, "subsidy_class"]):
        counts = units_by_level(group.units.to_numpy(), group.level.to_numpy())
        found.append((key, program, *counts))
    table = pd.DataFrame(found, columns=["key", "program", *LEVELS])
    rows = by_key.loc[table.key, ["geoid", "vintage"]].reset_index(drop=True)
    total = table[list(LEVELS)].sum(axis=1)
    few = base_flag(total)
    by_level = join_flags(few, np.where(total > 0, LOWER_BOUND, ""))
    program = table.program.to_numpy()
    out = [observe(rows, "units", total, group=program, variant=variant)]
    for name in LEVELS:
        out.append(
            observe(rows, f"units_{name}", table[name], group=program, variant=variant, flag=LOWER_BOUND)
        )
        part = share(table[name], total)
        out.append(observe(rows, name, part, group=program, variant=variant, flag=by_level))
    high = share(table.high + table.very_high, total)
    out.append(observe(rows, "higher", high, group=program, variant=variant, flag=by_level))
    return out


MEASURE = Measure(
    id="subsidized.by_opportunity",
    title="Subsidized homes by opportunity",
    summary="Of the homes that each program pays for, how many are in neighborhoods of each opportunity level.",
    formula="share of a level = units of the program in tracts of the level / units of the program in "
    "tracts that have a level. A record counts in the tract that holds its point.",
    outputs=(
        Output("units", "homes", "units in tracts that have a level"),
        *(
            Output(f"units_{n}", "homes", f"units in {w} opportunity tracts")
            for n, w in zip(LEVELS, OPPORTUNITY_LEVELS, strict=True)
        ),
        *(
            Output(n, "share", f"share of units in {w} opportunity tracts")
            for n, w in zip(LEVELS, OPPORTUNITY_LEVELS, strict=True)
        ),
        Output("higher", "share", "share of units in High and Very High opportunity tracts"),
    ),
    years=(INVENTORY_YEAR,),
    reads=(
        "ct_housing_inventory.projects",
        "ct_housing_inventory.small_records",
        "census_boundaries.tracts",
        *GEOGRAPHY,
    ),
    uses=(INDEX,),
    variants={
        WITHOUT: "Without the 45 records that give a housing authority's whole voucher count at its office.",
        WITH: "With those records, as the inventory lists them.",
    },
    references=(
        "Connecticut Department of Housing, statewide inventory of subsidized housing, about 2019-2020",
    ),
    limits=(
        "Programs overlap: a building with three programs counts three times in the total, so the total is "
        "not a number of homes.",
        "Homes for older people are in: the inventory does not say reliably which homes are for families.",
        "Homes are counted and have no survey error; the levels that they are sorted by have one, which was not "
        "published.",
        "Some records share a town-centre location; their tract is then the centre's.",
    ),
    worked=WorkedExample(
        given="A program with 100 homes in a Very Low tract, 60 in a Moderate one and 40 in a High one.",
        columns=("level", "calculation", "share"),
        rows=(
            ("Very Low", "100 / 200", "50%"),
            ("Moderate", "60 / 200", "30%"),
            ("High", "40 / 200", "20%"),
        ),
        result="One home in five is in a higher-opportunity neighborhood.",
    ),
    group_words=PROGRAMS,
    margin="levels",
    compute=compute,
)
