"""Answers of the Census Bureau's API: JSON rows, the header first, all cells as text, columns of codes last.

`[["GEO_ID","B03002_001E","B03002_001M","state","county","tract"],["1400000US44001030100","4768","481","44",…],…]`.
Cells are called `_001E` here and `_E001` in the summary file, whose names the rows have. An answer is of one level.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.data.readers.survey_cells import LEVELS, estimate_and_margin, rows_of

#: The API gives at most so many cells in an answer.
MOST_CELLS = 50


def names_of_api(cell: str) -> tuple[str, str]:
    """Return what the API calls a cell's estimate and margin: B03002_004 -> B03002_004E, B03002_004M."""
    return f"{cell}E", f"{cell}M"


def rows(file: str, answers: Iterable[bytes], cells: Sequence[str], fips: str) -> pd.DataFrame:
    """Return level, geoid and cells of the places of a state, as `survey_file.rows` does; one answer for each level.

    Raises FairtownError, in one line that begins with `file`, if an answer is not of this form, or as
    `survey_cells.rows_of` does.
    """
    names = [name for cell in cells for name in estimate_and_margin(cell)]
    wanted = ["GEO_ID", *(name for cell in cells for name in names_of_api(cell))]
    found: list[list[str]] = []
    for answer in answers:
        header, *lines = _lines(file, answer)
        if missing := [name for name in wanted if name not in header]:
            raise FairtownError(
                f"{file}: no column {missing[0]}; the API gave {', '.join(map(str, header[:4]))}, …"
            )
        at = [header.index(name) for name in wanted]
        for line in lines:
            geo_id, *texts = (line[i] or "" for i in at)
            level, _, geoid = geo_id.partition("US")
            if level[3:] == "0000" and level[:3] in LEVELS and geoid.startswith(fips):
                found.append([LEVELS[level[:3]], geoid, *texts])
    return rows_of(file, names, found, cells, fips)


def _lines(file: str, answer: bytes) -> list[list[str | None]]:
    try:
        table = json.loads(answer)
    except ValueError:
        raise FairtownError(f"{file}: no JSON, expected rows of the API") from None
    is_table = isinstance(table, list) and table and all(isinstance(line, list) for line in table)
    if not is_table or any(len(line) != len(table[0]) for line in table):
        raise FairtownError(f"{file}: no rows of one width, expected those of the API")
    return table
