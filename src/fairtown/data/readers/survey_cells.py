"""Cells of the American Community Survey as its publisher writes them: what a level is called, and what is missing.

A count that the Bureau does not publish is a large negative number with a meaning of its own. All of them are blank
here: what a blank means, a table's rules say.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from fairtown.concepts import FairtownError

#: Numbers of summary levels, by the name that the API has for them.
LEVELS = {
    "040": "state", "050": "county", "060": "county subdivision", "070": "part", "140": "tract", "160": "place",
}  # fmt: skip
#: Digits of a code at each level. A part of a county subdivision is in a place, whose five digits its code ends with,
#: or outside of all: 99999.
DIGITS = {"state": 2, "county": 5, "county subdivision": 10, "part": 15, "tract": 11, "place": 7}
#: Too few cases; not applicable; median in an open interval; controlled, so no error; margin of an open interval;
#: too few cases for a margin; not asked there.
MISSING = {f"-{digit * 9}" for digit in "9865321"} | {"", "null", "N", "(X)", "*****", "**", "***", "-"}
MISSING |= {f"{code}.0" for code in MISSING if code.startswith("-")}
#: "County subdivisions not defined": water, of which nobody decides anything.
NOT_DEFINED = "00000"


def estimate_and_margin(cell: str) -> tuple[str, str]:
    """Return the names of a cell's estimate and margin in the summary file: B03002_004 -> B03002_E004, B03002_M004."""
    table, _, number = cell.rpartition("_")
    return f"{table}_E{number}", f"{table}_M{number}"


def rows_of(
    file: str, names: Sequence[str], found: Sequence[Sequence[str]], cells: Sequence[str], fips: str
) -> pd.DataFrame:
    """Return geoid, level and the cells of the places of a state, blank where nothing is published.

    `found`: level, code and texts of each place, which `names` names. Raises FairtownError if there is no place of the
    state, no row of the state itself, a place twice, or a margin that is a negative number of no known meaning.
    """
    rows = pd.DataFrame(found, columns=["level", "geoid", *names], dtype="str")
    if rows.empty:
        raise FairtownError(
            f"{file}: no place of state {fips} is in it; it is a file of other states, or cut"
        )
    if not (rows.level == "state").any():
        raise FairtownError(f"{file}: places of state {fips} are in it, not the state itself: cut?")
    twice = rows.duplicated(["level", "geoid"])
    if twice.any():
        raise FairtownError(f"{file}: {rows.geoid[twice].iloc[0]} stands twice, expected each place once")
    wrong = rows.geoid.str.len() != rows.level.map(DIGITS)
    if wrong.any():
        raise FairtownError(
            f"{file}: {rows.geoid[wrong].iloc[0]!r} is no code of a {rows.level[wrong].iloc[0]}"
        )
    for name in names:
        rows[name] = rows[name].where(~rows[name].isin(MISSING), "")
    for cell in cells:
        for name in estimate_and_margin(cell):
            _refuse_negative(file, name, rows)
    is_place = ~(rows.level.isin(["county subdivision", "part"]) & (rows.geoid.str[5:10] == NOT_DEFINED))
    return rows[is_place].reset_index(drop=True)


def _refuse_negative(file: str, name: str, rows: pd.DataFrame) -> None:
    wrong = rows[name].str.startswith("-")
    if wrong.any():
        code, geoid = rows[name][wrong].iloc[0], rows.geoid[wrong].iloc[0]
        raise FairtownError(
            f"{file}: {name} of {geoid} is {code}, a negative number of no known meaning; look it up at the publisher"
        )
