"""LEHD's crosswalk of blocks (LODES8): the tract, place, county subdivision, metropolitan area and point of each.

Gzip, CSV: `tabblk2020,st,…,cty,…,trct,…,cbsa,…,stplc,…,ctycsub,…,blklatdd,blklondd,createdate`. A block outside of any
place has 9999999 there. Counts are not in it: with those of the 2020 census it makes all weights.
"""

from __future__ import annotations

import gzip
import io
import zlib

import pandas as pd

from fairtown.concepts import FairtownError

COLUMNS = {
    "tabblk2020": "block", "cty": "county_geoid", "trct": "tract", "cbsa": "metro", "stplc": "place",
    "ctycsub": "subdivision", "blklatdd": "lat", "blklondd": "lon",
}  # fmt: skip
DIGITS = {"block": 15, "county_geoid": 5, "tract": 11, "place": 7, "subdivision": 10}
NO_PLACE, NO_METRO = "9999999", "99999"


def rows(file: str, content: bytes, fips: str) -> pd.DataFrame:
    """Return the columns of `COLUMNS` for each block of a state, codes as text, lat and lon in degrees (NAD83).

    place and metro are "" outside of any. Raises FairtownError, in one line that begins with `file`, if a column is
    not there, a code is of another state or length, or a block stands twice.
    """
    try:
        text = gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        raise FairtownError(f"{file}: it is no gzip, or cut") from None
    table = pd.read_csv(io.BytesIO(text), dtype=str, keep_default_na=False)
    if missing := [name for name in COLUMNS if name not in table]:
        raise FairtownError(f"{file}: no column {missing[0]}; it has {', '.join(table.columns[:6])}, …")
    found = table[list(COLUMNS)].rename(columns=COLUMNS)
    for name, digits in DIGITS.items():
        wrong = (found[name].str.len() != digits) | ~found[name].str.startswith(fips)
        wrong &= found[name] != NO_PLACE
        if wrong.any():
            raise FairtownError(f"{file}: {found[name][wrong].iloc[0]!r} is no {name} of state {fips}")
    if found.block.duplicated().any():
        raise FairtownError(f"{file}: block {found.block[found.block.duplicated()].iloc[0]} stands twice")
    found["place"] = found.place.where(found.place != NO_PLACE, "")
    found["metro"] = found.metro.where(found.metro != NO_METRO, "")
    return found.assign(lat=pd.to_numeric(found.lat), lon=pd.to_numeric(found.lon))
