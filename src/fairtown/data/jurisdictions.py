"""Who decides on housing in each census block, and from that the jurisdictions of a state and those of each tract.

A block lies whole in one county subdivision and in one place or none, so that jurisdictions made of blocks share out
all land and all people, each once. Classes of places are the Bureau's CLASSFP codes.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.data.places import REST, WATER
from fairtown.data.readers.redistricting import Redistricting
from fairtown.data.readers.survey_cells import NOT_DEFINED
from fairtown.states.governments import (
    COUNTIES,
    COUNTY_SUBDIVISIONS,
    PLACES_IN_COUNTIES,
    PLACES_IN_SUBDIVISIONS,
    Government,
)
from fairtown.units import M2_PER_SQ_MI

#: Places that are incorporated and govern; C9 does not, U is for statistics only.
GOVERNING_PLACES = ("C1", "C2", "C3", "C5", "C6", "C7", "C8")
#: Square miles are written with so many decimals: about 25 square meters.
DECIMALS = 5


def of_blocks(own: Government, counts: Redistricting) -> pd.Series:
    """Return the code of the jurisdiction of each block: ten digits, seven of a place, "" of water outside of all.

    What is in no governing place, or in no county subdivision, belongs to the rest of its county, whose code ends in
    99999. A county subdivision without a government (an unorganized territory) stands for itself: it has figures.
    """
    blocks = counts.blocks
    county = own.fips + blocks.COUNTY
    rest = (county + REST).where((blocks.AREALAND > 0) | (blocks.POP100 > 0), "")
    subdivision = (county + blocks.COUSUB).where(blocks.COUSUB != NOT_DEFINED, rest)
    place = own.fips + blocks.PLACE
    is_place = blocks.PLACECC.isin(GOVERNING_PLACES)
    return {
        COUNTY_SUBDIVISIONS: subdivision,
        PLACES_IN_SUBDIVISIONS: place.where(is_place, subdivision),
        PLACES_IN_COUNTIES: place.where(is_place, rest),
        COUNTIES: rest,
    }[own.decides]


def towns(own: Government, counts: Redistricting) -> pd.DataFrame:
    """Return geoid, town, county_geoid, county and land_area_sq_mi of the jurisdictions, as `census_geography.towns`.

    A place in several counties is counted in the one with most of its people.
    """
    blocks = counts.blocks.assign(
        jurisdiction=of_blocks(own, counts), county_geoid=own.fips + counts.blocks.COUNTY
    )
    blocks = blocks[blocks.jurisdiction != ""]
    land = blocks.groupby("jurisdiction").AREALAND.sum() / M2_PER_SQ_MI
    first = _largest(blocks, "jurisdiction", "county_geoid")
    counties = counts.counties.set_index("geoid").NAME
    rows = pd.DataFrame({"geoid": land.index, "land_area_sq_mi": land.round(DECIMALS).to_numpy()})
    rows["county_geoid"] = rows.geoid.map(first)
    label = " " + own.labels["county"].title()
    rows["county"] = rows.county_geoid.map(counties).str.removesuffix(label)
    return rows.assign(town=_names(rows, counts, counties))


def _names(rows: pd.DataFrame, counts: Redistricting, counties: pd.Series) -> pd.Series:
    """Return names as people say them; where two are alike, with what they are and, if need be, the county."""
    every = pd.concat([counts.subdivisions, counts.places]).set_index("geoid")
    plain, full = rows.geoid.map(every.BASENAME), rows.geoid.map(every.NAME)
    names = plain.where(~plain.duplicated(keep=False), full)
    full_county = rows.county_geoid.map(counties)
    names = names.where(~names.duplicated(keep=False), names + ", " + full_county)
    is_rest = rows.geoid.str.endswith(REST)
    return names.where(~is_rest, "Rest of " + full_county)


def _largest(blocks: pd.DataFrame, by: str, part: str, rank: int = 0) -> pd.Series:
    """Return, for each `by`, the `part` with most of its people, then land, then the first code; or the next one."""
    sums = blocks.groupby([by, part])[["POP100", "AREALAND"]].sum().reset_index()
    order = sums.sort_values([by, "POP100", "AREALAND", part], ascending=[True, False, False, True])
    if rank:
        order = order[order.POP100 > 0]
    return order[order.groupby(by).cumcount() == rank].set_index(by)[part]


def tracts(own: Government, counts: Redistricting) -> pd.DataFrame:
    """Return geoid, tract_name, town_geoid, also_town_geoid and land_area_sq_mi, as `census_geography.tracts_2020`.

    The second jurisdiction is the one with most people after the first; where nobody lives there it is blank.
    """
    land = counts.tracts.rename(columns={"AREALAND": "land_m2"})[["geoid", "land_m2"]]
    return _tracts_of_blocks(own, counts, counts.blocks.geoid.str[:11], land)


def older_tracts(
    own: Government, counts: Redistricting, tract_2010: pd.Series, land: pd.DataFrame
) -> pd.DataFrame:
    """Return the same of the tracts of 2010, by the people of 2020; `tract_2010`: of each block of `counts`.

    `land`: geoid and land_m2 of every tract of 2010.
    """
    return _tracts_of_blocks(own, counts, tract_2010, land)


def _tracts_of_blocks(
    own: Government, counts: Redistricting, tract: pd.Series, land: pd.DataFrame
) -> pd.DataFrame:
    blocks = counts.blocks.assign(jurisdiction=of_blocks(own, counts), tract=tract)
    blocks = blocks[(blocks.jurisdiction != "") & (blocks.tract != "")]
    rows = land[["geoid"]].assign(tract_name=_tract_names(land.geoid))
    is_water = rows.tract_name.str.fullmatch(WATER)
    first, second = (
        rows.geoid.map(_largest(blocks, "tract", "jurisdiction", rank)).astype(object) for rank in (0, 1)
    )
    return rows.assign(
        town_geoid=first.where(~is_water & first.notna(), ""),
        also_town_geoid=second.where(~is_water & second.notna(), ""),
        land_area_sq_mi=np.where(is_water, np.nan, (land.land_m2 / M2_PER_SQ_MI).round(DECIMALS)),
    )


def _tract_names(geoids: pd.Series) -> pd.Series:
    """Return numbers of tracts as printed: 44001030100 -> 301, 44007000101 -> 1.01."""
    whole, part = geoids.str[5:9].astype(int).astype(str), geoids.str[9:]
    return whole.where(part == "00", whole + "." + part)


def shared_tracts(own: Government, counts: Redistricting) -> pd.DataFrame:
    """Return geoid, town_geoid, land_share, people and homes of tracts in several jurisdictions with people or homes.

    As `census_geography.shared_tracts`: every block once, so that the people of a tract's parts are all of its people.
    """
    parts = shares(own, counts).rename(columns={"tract": "geoid", "jurisdiction": "town_geoid"})
    parts = parts[(parts.town_geoid != "") & (parts.people + parts.homes > 0)]
    parts = parts[parts.geoid.duplicated(keep=False)]
    land = counts.tracts.set_index("geoid").AREALAND
    share = parts.land_m2 / parts.geoid.map(land).astype(float)
    return parts.assign(land_share=share.round(DECIMALS)).drop(columns="land_m2")


def shares(own: Government, counts: Redistricting) -> pd.DataFrame:
    """Return people, homes and land_m2 of each part of a tract in a jurisdiction: every block once: all add up."""
    blocks = counts.blocks.assign(jurisdiction=of_blocks(own, counts), tract=counts.blocks.geoid.str[:11])
    sums = blocks.groupby(["tract", "jurisdiction"])[["POP100", "HU100", "AREALAND"]].sum().reset_index()
    return sums.rename(columns={"POP100": "people", "HU100": "homes", "AREALAND": "land_m2"})
