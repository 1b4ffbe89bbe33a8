"""Files of the American Community Survey as the Census Bureau publishes them, made of clean tables.

The figures are those of the tables, so that a fetch of them must give the tables back. Around them stand rows that a
reader must leave out: other states, other levels, parts of places; and cells that no table has.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from fairtown.concepts import Edition
from fairtown.data import catalog, clean_tables, publishers
from fairtown.data.readers.survey_cells import estimate_and_margin
from fairtown.states.profile import State

NUMBERS = {2: "040", 5: "050", 7: "160", 10: "060", 11: "140", 15: "070"}
CONTROLLED, TOP, NO_SAMPLE, NO_MARGIN = "-555555555", "-333333333", "-666666666", "-222222222"


def cells_of(own: State, edition: Edition, folder: Path, only: set[str]) -> dict[str, pd.DataFrame]:
    """Return the published texts of each table of the Bureau (B03002): geoid, then estimates and margins."""
    found: dict[str, pd.DataFrame] = {}
    for table in catalog.for_state(own).sources["acs5"].tables:
        if edition not in table.editions or (only and f"acs5.{table.name}" not in only):
            continue
        path = folder / clean_tables.file_name("acs5", table, edition)
        rows = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("geoid")
        for column in table.columns:
            estimate, margin = estimate_and_margin(column.code)
            cells = found.setdefault(column.code.partition("_")[0], pd.DataFrame(index=rows.index))
            cells[estimate] = rows[column.name].replace("", NO_SAMPLE)
            cells[margin] = _published_margins(rows, column.name)
    return found


def _published_margins(rows: pd.DataFrame, name: str) -> pd.Series:
    margins = rows[f"{name}_moe"].copy()
    blank = margins == ""
    margins[blank & (rows[name] == "250001")] = TOP
    margins[blank & (rows.index.str.len() <= 5)] = CONTROLLED
    return margins.replace("", NO_MARGIN)


def dat(table: str, cells: pd.DataFrame) -> bytes:
    """Return the text of a file of the summary file: the cells of a state among what else is in such files."""
    odd = [f"{table}_E999", f"{table}_M999"]
    header = "|".join(["GEO_ID", *cells.columns, *odd])
    lines = [header, f"0100000US|{'|'.join('7' * (len(cells.columns) + 2))}"]
    fips = min(cells.index, key=len)
    other = "|".join("9" for _ in range(len(cells.columns) + 2))
    for geoid, row in zip(cells.index, cells.to_numpy().tolist(), strict=True):
        lines.append("|".join([f"{NUMBERS[len(geoid)]}0000US{geoid}", *row, "1", "2"]))
    lines += [
        f"04000A0US{fips}|{other}",
        f"1500000US{fips}0019001011|{other}",
        f"0600000US{fips}00100000|{other}",
    ]
    # a county of another state whose digits hold the number of this one
    lines += [f"0500000US98{fips}1|{other}", f"1400000US98{fips}1000100|{other}", f"0400000US98|{other}"]
    return ("\n".join(lines) + "\n").encode()


def files_of(own: State, edition: Edition, folder: Path, only: set[str] = frozenset()) -> dict[str, bytes]:
    """Return the files of an edition by the paths that the Bureau gives them."""
    return {
        path_of(publishers.survey_table(edition.year, table)): dat(table, cells)
        for table, cells in cells_of(own, edition, folder, set(only)).items()
    }


def path_of(remote: publishers.Remote) -> str:
    """Return the path of a publisher's file."""
    return "/" + remote.url.split("/", 3)[3]
