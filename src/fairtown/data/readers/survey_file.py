"""The table-based summary file of the American Community Survey: one file per table, all places of the nation in it.

Text with a header, cells divided by pipes: `GEO_ID|B03002_E001|B03002_M001|…`. A GEO_ID is summary level (3 digits),
variant and component (4, all 0 for a whole place), `US`, and the code. Estimates are called `_E001` here and `_001E` by
the API. Surveys until 2020 have the same form, as prototypes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.data.readers.survey_cells import LEVELS, estimate_and_margin, rows_of


def rows(file: str, lines: Iterable[bytes], cells: Sequence[str], fips: str) -> pd.DataFrame:
    """Return level, geoid and, for each of `cells` (B03002_004), estimate and margin of the places of a state.

    `lines`: of the whole file, its header first. Raises FairtownError, in one line that begins with `file`, if a column
    is not there, or as `survey_cells.rows_of` does.
    """
    every = iter(lines)
    header = next(every, b"").decode("utf-8-sig", "replace").strip().split("|")
    names = [name for cell in cells for name in estimate_and_margin(cell)]
    at = [_position(file, header, name) for name in names]
    starts = tuple(f"{number}0000US{fips}".encode() for number in LEVELS)
    found = []
    for line in every:
        if line.startswith(starts):
            parts = line.decode("ascii", "replace").rstrip("\r\n").split("|")
            if len(parts) != len(header):
                raise FairtownError(f"{file}: {parts[0]} has {len(parts)} cells, expected {len(header)}")
            found.append([LEVELS[parts[0][:3]], parts[0][9:], *(parts[i].strip() for i in at)])
    return rows_of(file, names, found, cells, fips)


def _position(file: str, header: list[str], name: str) -> int:
    if name in header:
        return header.index(name)
    table, _, cell = name.rpartition("_")
    if f"{table}_{cell[1:]}{cell[0]}" in header:
        raise FairtownError(
            f"{file}: its columns are named as the API names them ({table}_{cell[1:]}{cell[0]}), expected {name}: "
            "it is no summary file"
        )
    raise FairtownError(
        f"{file}: no column {name}; the publisher renamed or dropped it: compare its table shells, then mend the code "
        "of the column"
    )
