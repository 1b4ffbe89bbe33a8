"""The Bureau's relationship file of blocks: the land that each block of 2020 shares with each block of 2010.

A zip with one text, `tab2010_tab2020_st44_ri.txt`, cells divided by pipes, codes in four parts
(`STATE_2010|COUNTY_2010|TRACT_2010|BLK_2010|BLKSF_2010|…|AREALAND_INT|AREAWATER_INT`), square meters.
"""

from __future__ import annotations

import io
import zipfile

import pandas as pd

from fairtown.concepts import FairtownError

PARTS = ("STATE", "COUNTY", "TRACT", "BLK")
LAND, WATER = "AREALAND_INT", "AREAWATER_INT"


def rows(file: str, content: bytes, fips: str) -> pd.DataFrame:
    """Return block_2020 (15 digits), tract_2010 (11), land_m2 and water_m2 of the parts of the blocks of a state.

    Parts in another state are left out. Raises FairtownError, in one line that begins with `file`, if there is no such
    text or column in it, or no block of the state.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".txt")]
        if len(names) != 1:
            raise FairtownError(f"{file}: expected one text in it, got {len(names)}")
        table = pd.read_csv(
            archive.open(names[0]), sep="|", dtype=str, keep_default_na=False, encoding="utf-8-sig"
        )
    wanted = [f"{part}_{year}" for year in (2010, 2020) for part in PARTS] + [LAND, WATER]
    if missing := [name for name in wanted if name not in table]:
        raise FairtownError(f"{file}: no column {missing[0]}; it has {', '.join(table.columns[:6])}, …")
    own = table[table.STATE_2010.eq(fips) & table.STATE_2020.eq(fips)]
    if own.empty:
        raise FairtownError(f"{file}: no block of state {fips} is in it; it is the file of another state")
    return pd.DataFrame(
        {
            "block_2020": own.STATE_2020 + own.COUNTY_2020 + own.TRACT_2020 + own.BLK_2020,
            "tract_2010": own.STATE_2010 + own.COUNTY_2010 + own.TRACT_2010,
            "land_m2": pd.to_numeric(own[LAND]),
            "water_m2": pd.to_numeric(own[WATER]),
        }
    )


def tracts_of_blocks(parts: pd.DataFrame, blocks: pd.DataFrame) -> pd.Series:
    """Return the tract of 2010 of each of `blocks` (geoid, POP100, HU100): where most of its land is, else its water.

    `parts`: of `rows`. Blocks are small, so that hardly any lies on a line; each is taken whole, that counts stay
    counts. Raises FairtownError where one with people or homes is in no part: all must be somewhere, each once.
    """
    order = parts.sort_values(
        ["block_2020", "land_m2", "water_m2", "tract_2010"], ascending=[True, False, False, True]
    )
    first = order.drop_duplicates("block_2020").set_index("block_2020").tract_2010
    found = blocks.geoid.map(first)
    lost = found.isna() & ((blocks.POP100 > 0) | (blocks.HU100 > 0))
    if lost.any():
        raise FairtownError(
            f"block relationship: block {blocks.geoid[lost].iloc[0]} has people and lies in no tract of 2010, "
            f"{int(lost.sum())} in all; its file and the counts are not of the same blocks"
        )
    return found.astype(object).where(found.notna(), "")


def people_of_parts(parts: pd.DataFrame, blocks: pd.DataFrame) -> pd.DataFrame:
    """Return geoid_2020, geoid_2010, people and homes of the parts of 2020 tracts in 2010 tracts, every block once."""
    sums = blocks.assign(geoid_2020=blocks.geoid.str[:11], geoid_2010=tracts_of_blocks(parts, blocks))
    sums = sums.rename(columns={"POP100": "people", "HU100": "homes"})
    keys = ["geoid_2020", "geoid_2010"]
    return sums[sums.geoid_2010 != ""].groupby(keys)[["people", "homes"]].sum().reset_index()
