"""The delineation of metropolitan and micropolitan areas by the Office of Management and Budget: list 1, a workbook.

Two rows of title, a header, a row for each county, notes at the end. An area reaches across states: a state's part is
what its counties are.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.data.readers import workbook

COLUMNS = (
    "CBSA Code", "CBSA Title", "Metropolitan/Micropolitan Statistical Area", "FIPS State Code", "FIPS County Code",
)  # fmt: skip
TITLE_ROWS = 2


def rows(file: str, content: bytes, *states: str) -> pd.DataFrame:
    """Return geoid, area_code, area and kind of the counties of some states that are in an area.

    Raises FairtownError, in one line that begins with `file`, if a column is not there or no county is of a state.
    """
    table = workbook.table(file, content, COLUMNS, skip=TITLE_ROWS)
    table["FIPS State Code"] = table["FIPS State Code"].str.zfill(2)
    own = table[table["FIPS State Code"].isin(states)]
    if missing := sorted(set(states) - set(own["FIPS State Code"])):
        raise FairtownError(f"{file}: no county of state {missing[0]} is in an area; it is not whole")
    code, area, kind, state, county = (own[name] for name in COLUMNS)
    found = pd.DataFrame({"geoid": state + county.str.zfill(3), "area_code": code, "area": area})
    found["kind"] = kind.str.split().str[0].str.lower()
    if found.geoid.duplicated().any():
        raise FairtownError(f"{file}: county {found.geoid[found.geoid.duplicated()].iloc[0]} stands twice")
    return found.sort_values("geoid", ignore_index=True)
