"""HUD's workbook of Small Area Fair Market Rents: a row for each ZIP code in each of HUD's areas.

Columns `ZIP Code`, `HUD Area Code`, `HUD Fair Market Rent Area Name` (until 2024 with `Metro` in it) and, for 0 to 4
bedrooms, `SAFMR 0BR` with 90 and 110 percent of it beside. Dollars a month. A number has lost its leading zeros.
"""

from __future__ import annotations

import re

import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.data.readers import workbook

ZIP = "ZIP Code"
#: What the column of area names is called, in newer and older years.
AREA_NAMES = ("HUD Fair Market Rent Area Name", "HUD Metro Fair Market Rent Area Name")
RENTS = {f"SAFMR {n}BR": f"safmr_{n}br_usd" for n in range(5)}


def rows(file: str, content: bytes, letters: str) -> pd.DataFrame:
    """Return zip, hud_area and the five rents of the ZIP codes of a state, whose two letters areas are named with.

    An area that reaches into several states ("Providence-Fall River, RI-MA") is in each of them with all its ZIP codes.
    Raises FairtownError, in one line that begins with `file`, if a column is not there or no area is of the state.
    """
    area = _area_column(file, content)
    table = workbook.table(file, content, [ZIP, area, *RENTS])
    found = table.rename(columns={ZIP: "zip", area: "hud_area", **RENTS})
    found["zip"] = found.zip.str.zfill(5)
    states = re.compile(rf",\s(?:[A-Z]{{2}}-)*{letters.upper()}(?:-[A-Z]{{2}})*(?:\s|$)")
    found = found[found.hud_area.str.contains(states)]
    if found.empty:
        raise FairtownError(f"{file}: no area of {letters.upper()} is in it; it is not whole")
    twice = found.duplicated(["zip", "hud_area"])
    if twice.any():
        raise FairtownError(f"{file}: {found.zip[twice].iloc[0]} stands twice in one area, expected once")
    return found.sort_values(["zip", "hud_area"], ignore_index=True)


def _area_column(file: str, content: bytes) -> str:
    for name in AREA_NAMES[:-1]:
        try:
            workbook.table(file, content, [name])
        except FairtownError:
            continue
        return name
    return AREA_NAMES[-1]
