"""HUD's Picture of Subsidized Households by census tract: a workbook of half of the states for each year.

A row for each tract and program; `code` is the tract, 11 digits, with 999999 for what could not be placed. Counts,
dollars and percents are whole numbers. Negative ones mean that nothing is published: -1 missing, -4 suppressed
(fewer than 11 households reported), -5 not reported by enough (under half); a flag says which.
"""

from __future__ import annotations

import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.data.readers import workbook

#: HUD's names of what is kept, by ours: homes, people, dollars a month or year, percent.
COLUMNS = {
    "units": "total_units",
    "occupied_percent": "pct_occupied",
    "households_reported": "number_reported",
    "people": "people_total",
    "rent_usd": "rent_per_month",
    "hud_spending_usd": "spending_per_month",
    "household_income_usd": "hh_income",
    "extremely_low_income_percent": "pct_lt30_median",
    "nh_black_percent": "pct_black_nonhsp",
    "hispanic_percent": "pct_hispanic",
    "nh_white_percent": "pct_white_nothsp",
}
#: What HUD's negative numbers mean, as flags.
MISSING = {"-1": "not_published", "-4": "suppressed", "-5": "unreliable", "": "not_published"}
#: The number of a tract that stands for what could not be placed.
NOT_PLACED = "999999"
#: The row of a tract for all programs together.
ALL_PROGRAMS = "1"


def rows(file: str, content: bytes, fips: str, program: str = ALL_PROGRAMS) -> pd.DataFrame:
    """Return geoid, the figures of `COLUMNS` as text, each with a `…_flag`, of the tracts of a state; "" is unknown.

    What could not be placed is left out of it: `not_placed` gives its homes. Raises FairtownError, in one line that
    begins with `file`, if a column is not there, a tract stands twice, or a number has no known meaning.
    """
    found = _of_state(file, content, fips, program)
    found = found[~found.geoid.str.endswith(NOT_PLACED)]
    if found.geoid.duplicated().any():
        raise FairtownError(
            f"{file}: {found.geoid[found.geoid.duplicated()].iloc[0]} stands twice, expected once"
        )
    for name in COLUMNS:
        found[f"{name}_flag"] = found[name].map(MISSING).fillna("")
        found[name] = found[name].where(found[f"{name}_flag"] == "", "")
        odd = pd.to_numeric(found[name].where(found[name] != ""), errors="coerce").isna() & (
            found[name] != ""
        )
        odd |= found[name].str.startswith("-")
        if odd.any():
            what, where = found[name][odd].iloc[0], found.geoid[odd].iloc[0]
            raise FairtownError(f"{file}: {COLUMNS[name]} of {where} is {what!r}, which has no known meaning")
    return found.sort_values("geoid", ignore_index=True)


def not_placed(file: str, content: bytes, fips: str, program: str = ALL_PROGRAMS) -> int:
    """Return how many homes of a state could not be placed in a tract."""
    found = _of_state(file, content, fips, program)
    units = pd.to_numeric(found.units[found.geoid.str.endswith(NOT_PLACED)])
    return int(units[units > 0].sum())


def _of_state(file: str, content: bytes, fips: str, program: str) -> pd.DataFrame:
    table = workbook.table(file, content, ["program", "code", *COLUMNS.values()])
    found = table.rename(columns={"code": "geoid", **{theirs: ours for ours, theirs in COLUMNS.items()}})
    found["geoid"] = found.geoid.str.zfill(11)
    found = found[found.geoid.str.startswith(fips) & (found.program == program)].drop(columns="program")
    if found.empty:
        raise FairtownError(
            f"{file}: no tract of state {fips} is in it; HUD has a file for each half of the states"
        )
    return found
