"""The Bureau's relationship file of tracts: the land that each tract of 2020 shares with each tract of 2010.

Text with a header, cells divided by pipes (`OID_TRACT_20|GEOID_TRACT_20|…|GEOID_TRACT_10|…|AREALAND_PART|…`), square
meters. A part of 2010 in another state, or without land, is left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

import pandas as pd

from fairtown.concepts import FairtownError

#: Land of a whole tract of 2010, in each of its parts.
LAND_OF_2010 = "AREALAND_TRACT_10"
COLUMNS = {"GEOID_TRACT_20": "geoid_2020", "GEOID_TRACT_10": "geoid_2010", "AREALAND_PART": "land_m2"}


def rows(file: str, content: bytes, fips: str) -> pd.DataFrame:
    """Return geoid_2020, geoid_2010 and land_m2 of the parts with land in a state.

    Raises FairtownError, in one line that begins with `file`, if a column is not there or no part is of the state.
    """
    table = _table(file, content, COLUMNS)
    found = table.rename(columns=COLUMNS)[list(COLUMNS.values())]
    is_here = found.geoid_2020.str.startswith(fips) & found.geoid_2010.str.startswith(fips)
    found = found[is_here & (pd.to_numeric(found.land_m2) > 0)]
    if found.empty:
        raise FairtownError(f"{file}: no tract of state {fips} is in it; it is the file of another state")
    return found.sort_values(["geoid_2020", "geoid_2010"], ignore_index=True)


def tracts_of_2010(file: str, content: bytes, fips: str) -> pd.DataFrame:
    """Return geoid and land_m2 of every tract of 2010 of a state, water among them; faults are told as by `rows`."""
    table = _table(file, content, [*COLUMNS, LAND_OF_2010])
    found = table.rename(columns={"GEOID_TRACT_10": "geoid", LAND_OF_2010: "land_m2"})[["geoid", "land_m2"]]
    found = found[found.geoid.str.startswith(fips)].drop_duplicates()
    if found.empty or found.geoid.duplicated().any():
        raise FairtownError(
            f"{file}: tracts of 2010 of state {fips} are missing or have two areas; it is not whole"
        )
    return found.assign(land_m2=pd.to_numeric(found.land_m2)).sort_values("geoid", ignore_index=True)


def _table(file: str, content: bytes, columns: Iterable[str]) -> pd.DataFrame:
    table = pd.read_csv(io.BytesIO(content), sep="|", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    if missing := [name for name in columns if name not in table]:
        raise FairtownError(f"{file}: no column {missing[0]}; it has {', '.join(table.columns[:6])}, …")
    return table
