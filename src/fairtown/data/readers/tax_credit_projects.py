"""HUD's database of Low-Income Housing Tax Credit projects: a zip with `LIHTCPUB.CSV`, a row for each project.

Years 8888 and 9999 mean that it is not known when a project was placed in service or its credits were allotted. Homes
are counts; N_UNITS may be blank where LI_UNITS is not. Tracts are those of FIPS2010 or, in newer files, FIPS2020.
"""

from __future__ import annotations

import io
import zipfile

import pandas as pd

from fairtown.concepts import FairtownError

COLUMNS = {
    "HUD_ID": "hud_id", "PROJECT": "project", "PROJ_CTY": "city", "LATITUDE": "lat", "LONGITUDE": "lon",
    "N_UNITS": "units", "LI_UNITS": "low_income_units", "YR_PIS": "year_in_service",
}  # fmt: skip
STATE = "PROJ_ST"
UNKNOWN_YEARS = ("8888", "9999", "0")


def rows(file: str, content: bytes, letters: str) -> pd.DataFrame:
    """Return the columns of `COLUMNS` of the projects of a state as text, "" for what is unknown.

    Raises FairtownError, in one line that begins with `file`, if there is no such file or column in it, if no project
    is of the state, or one stands twice.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.upper().endswith("LIHTCPUB.CSV")]
        if len(names) != 1:
            raise FairtownError(f"{file}: no LIHTCPUB.CSV in it, but {', '.join(archive.namelist()[:3])}")
        table = pd.read_csv(archive.open(names[0]), dtype=str, keep_default_na=False, encoding="latin-1")
    table.columns = table.columns.str.upper()
    if missing := [name for name in (STATE, *COLUMNS) if name not in table]:
        raise FairtownError(f"{file}: no column {missing[0]}; it has {', '.join(table.columns[:6])}, …")
    found = table[table[STATE].str.upper() == letters.upper()][list(COLUMNS)].rename(columns=COLUMNS)
    if found.empty:
        raise FairtownError(f"{file}: no project of {letters.upper()} is in it; it is not whole")
    if found.hud_id.duplicated().any():
        raise FairtownError(f"{file}: project {found.hud_id[found.hud_id.duplicated()].iloc[0]} stands twice")
    found["year_in_service"] = found.year_in_service.where(~found.year_in_service.isin(UNKNOWN_YEARS), "")
    return found.sort_values("hud_id", ignore_index=True)
