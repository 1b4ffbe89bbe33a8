"""People by race in every census tract of the 50 states and the District of Columbia, at each date that is held.

A table is one Parquet file, sorted by code, in which the tracts of each state are a row group of their own, so that
whoever works on a state reads that state alone. Its SHA-256 stands in SHA256SUMS beside it, as for tables of a state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from fairtown.concepts import GROUPS, Column, Edition, FairtownError, Source, Table
from fairtown.data import clean_tables

FOLDER = Path(__file__).parent / "tables"
TOTAL = "pop_total"
COUNTS = (TOTAL, *(f"pop_{group}" for group in GROUPS))
#: Characters of a tract's code, of its county's at the start, and of its state's.
TRACT_DIGITS, COUNTY_DIGITS, STATE_DIGITS = 11, 5, 2

#: The full count of 2000; the newest survey. Each has codes of its own: lines of tracts are drawn anew in every census.
COUNT, SURVEY = Edition(2000, "2000", "2000"), Edition(2024, "2020-2024", "2024")
EDITIONS = (COUNT, SURVEY)
#: Everyone in the 50 states and the District of Columbia, as the Bureau prints it.
PEOPLE: Mapping[int, int] = {COUNT.year: 281_421_906, SURVEY.year: 334_844_920}

RACE = Table(
    name="race",
    title="Hispanic origin by race, every tract of the nation (2000 Summary File 1 P8; ACS table B03002)",
    key=("geoid",),
    columns=(
        Column(TOTAL, "people", "all residents", "P008001 · B03002_001"),
        Column("pop_nh_white", "people", "White alone, not Hispanic or Latino", "P008003 · B03002_003"),
        Column("pop_nh_black", "people", "Black alone, not Hispanic or Latino", "P008004 · B03002_004"),
        Column("pop_nh_asian", "people", "Asian alone, not Hispanic or Latino", "P008006 · B03002_006"),
        Column("pop_hispanic", "people", "Hispanic or Latino of any race", "P008010 · B03002_012"),
        Column(
            "pop_nh_other",
            "people",
            "all others, not Hispanic or Latino: the sum of the published cells",
            "P008005 + 007 + 008 + 009 · B03002_005 + 007 + 008 + 009",
        ),
    ),
    editions=EDITIONS,
    universe="all residents of the 50 states and the District of Columbia, group quarters included",
    notes="2000 is a count of everyone. 2020-2024 is a survey whose margins are not in the file that we hold.",
)  # fmt: skip

SOURCE = Source(
    code="us_tracts",
    title="Decennial census of 2000, Summary File 1, and American Community Survey 5-year estimates",
    publisher="U.S. Census Bureau",
    page="https://data.census.gov/",
    licence="public domain (work of the United States government)",
    compiled_from="2000: the R package UScensus2000tract; 2020-2024: evictionresearch/neighborhood",
    tables=(RACE,),
)
ADDRESS = f"{SOURCE.code}.{RACE.name}"


def file_name(year: int) -> str:
    """Return the name of the file of an edition; raises FairtownError naming the years there are."""
    return f"{ADDRESS}.{RACE.edition(year).year}.parquet"


def checksum(year: int, folder: Path = FOLDER) -> str:
    """Return the SHA-256 of an edition's file; raises FairtownError where it is not the recorded one."""
    name = file_name(year)
    if not (folder / name).exists():
        raise FairtownError(f"{name}: no such file in {folder}; {clean_tables.RESTORE}")
    found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    expected = clean_tables.checksums(folder).get(name)
    if found != expected:
        raise FairtownError(
            f"{name}: checksum is {found[:12]}, expected {str(expected)[:12]} as in {clean_tables.CHECKSUMS}; the "
            f"file was altered or cut short: {clean_tables.RESTORE}"
        )
    return found


def states_in(year: int, folder: Path = FOLDER) -> dict[str, int]:
    """Return the row group of each state of an edition, by the state's two digits."""
    file = pq.ParquetFile(folder / file_name(year))
    groups = (file.metadata.row_group(i).column(0).statistics for i in range(file.num_row_groups))
    return {group.min[:STATE_DIGITS]: i for i, group in enumerate(groups)}


def sizes(year: int, folder: Path = FOLDER) -> dict[str, int]:
    """Return how many tracts each state has in an edition, by the state's two digits."""
    about = pq.ParquetFile(folder / file_name(year)).metadata
    return {state: about.row_group(i).num_rows for state, i in states_in(year, folder).items()}


def read(year: int, state: str | None = None, folder: Path = FOLDER) -> pd.DataFrame:
    """Return the tracts of an edition, of all states or of one by its two digits: geoid and `COUNTS` as whole numbers.

    Raises FairtownError where a row cannot be: a code that is no tract's, stands twice or is of another state, a
    negative count, or groups that do not add up to everyone.
    """
    file = pq.ParquetFile(folder / file_name(year))
    found = states_in(year, folder)
    if state is not None and state not in found:
        raise FairtownError(f"{file_name(year)}: no state {state!r}; there are {', '.join(found)}")
    table = file.read() if state is None else file.read_row_group(found[state])
    rows = table.to_pandas()
    _check(file_name(year), rows, state or "")
    return rows


def _check(name: str, rows: pd.DataFrame, state: str) -> None:
    def refuse(what: str, wrong: np.ndarray) -> None:
        if wrong.any():
            raise FairtownError(
                f"{name}: {what} in {int(wrong.sum())} rows, first {rows.geoid[wrong.argmax()]!r}; "
                f"{clean_tables.RESTORE}"
            )

    codes = rows.geoid.to_numpy(object)
    refuse(
        "a code that is no tract's", np.array([len(c) != TRACT_DIGITS or not c.isdecimal() for c in codes])
    )
    refuse("a code that stands twice or out of order", np.append(False, codes[1:] <= codes[:-1]))
    refuse("a tract of another state", np.array([not c.startswith(state) for c in codes]))
    counts = rows[list(COUNTS)].to_numpy()
    refuse("a negative count", (counts < 0).any(axis=1))
    refuse("groups that do not add up to everyone", counts[:, 1:].sum(axis=1) != counts[:, 0])


def write(rows: pd.DataFrame, year: int, folder: Path = FOLDER) -> None:
    """Write an edition, its tracts sorted by code with a row group for each state; the same bytes for the same rows."""
    ordered = rows.sort_values("geoid", ignore_index=True)
    columns = {"geoid": pa.array(ordered.geoid.astype(object), pa.string())}
    columns |= {c: pa.array(ordered[c].astype("int32")) for c in COUNTS}
    table = pa.table(columns)
    encodings = {"geoid": "DELTA_BYTE_ARRAY", **dict.fromkeys(COUNTS, "DELTA_BINARY_PACKED")}
    folder.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(
        folder / file_name(year), table.schema, compression="zstd", compression_level=19, use_dictionary=False,
        column_encoding=encodings,
    ) as file:  # fmt: skip
        for _state, own in ordered.groupby(ordered.geoid.str[:STATE_DIGITS], sort=True):
            file.write_table(table.slice(own.index[0], len(own)))
