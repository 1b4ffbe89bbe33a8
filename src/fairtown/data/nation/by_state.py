"""A table of people by race in small areas of the whole nation, kept so that a state is read without the others.

An edition is one Parquet file, sorted by code, in which the areas of each state are a row group of their own. Its
SHA-256 stands in SHA256SUMS beside it, as for tables of a state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from fairtown.concepts import GROUPS, Column, FairtownError, Source, Table
from fairtown.data import clean_tables

FOLDER = Path(__file__).parent / "tables"
TOTAL = "pop_total"
COUNTS = (TOTAL, *(f"pop_{group}" for group in GROUPS))
#: Characters of a county's code at the start of an area's, and of its state's.
COUNTY_DIGITS, STATE_DIGITS = 5, 2


def race_columns(cells: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns `COUNTS`, given the published cells that each is made of, in their order."""
    titles = (
        "all residents",
        "White alone, not Hispanic or Latino",
        "Black alone, not Hispanic or Latino",
        "Asian alone, not Hispanic or Latino",
        "Hispanic or Latino of any race",
        "all others, not Hispanic or Latino: the sum of the published cells",
    )
    return tuple(Column(n, "people", t, c) for n, t, c in zip(COUNTS, titles, cells, strict=True))


@dataclass(frozen=True)
class TableByState:
    """Counts in areas of one kind, `noun`, whose codes `is_code` knows; each edition is a file of its own."""

    source: Source
    table: Table
    noun: str
    is_code: Callable[[str], bool]

    @property
    def address(self) -> str:
        """What the table is called in a catalog."""
        return f"{self.source.code}.{self.table.name}"

    @property
    def counts(self) -> list[str]:
        """The names of its columns of numbers, in their order."""
        return [column.name for column in self.table.columns]

    def file_name(self, year: int) -> str:
        """Return the name of the file of an edition; raises FairtownError naming the years there are."""
        return f"{self.address}.{self.table.edition(year).year}.parquet"

    def is_held(self, year: int, folder: Path = FOLDER) -> bool:
        """Return whether a folder has an edition: its file, or the checksum of one, so that a lost file is told."""
        name = self.file_name(year)
        return (folder / name).exists() or name in clean_tables.checksums(folder)

    def checksum(self, year: int, folder: Path = FOLDER) -> str:
        """Return the SHA-256 of an edition's file; raises FairtownError where it is not the recorded one."""
        name = self.file_name(year)
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

    def states_in(self, year: int, folder: Path = FOLDER) -> dict[str, int]:
        """Return the row group of each state of an edition, by the state's two digits."""
        file = pq.ParquetFile(folder / self.file_name(year))
        groups = (file.metadata.row_group(i).column(0).statistics for i in range(file.num_row_groups))
        return {group.min[:STATE_DIGITS]: i for i, group in enumerate(groups)}

    def sizes(self, year: int, folder: Path = FOLDER) -> dict[str, int]:
        """Return how many areas each state has in an edition, by the state's two digits."""
        about = pq.ParquetFile(folder / self.file_name(year)).metadata
        return {state: about.row_group(i).num_rows for state, i in self.states_in(year, folder).items()}

    def read(self, year: int, state: str | None = None, folder: Path = FOLDER) -> pd.DataFrame:
        """Return the areas of an edition, of all states or of one by its two digits: geoid and `counts`, whole numbers.

        A number that is not published is NaN. Raises FairtownError where a row cannot be: a code that is of no such
        area, stands twice or is of another state, or a negative count.
        """
        file = pq.ParquetFile(folder / self.file_name(year))
        found = self.states_in(year, folder)
        if state is not None and state not in found:
            raise FairtownError(f"{self.file_name(year)}: no state {state!r}; there are {', '.join(found)}")
        table = file.read() if state is None else file.read_row_group(found[state])
        rows = table.to_pandas()
        self._check(self.file_name(year), rows, state or "")
        return rows

    def _check(self, name: str, rows: pd.DataFrame, state: str) -> None:
        codes = rows.geoid.to_numpy(object)
        odd = np.array([not self.is_code(c) for c in codes])
        _refuse(name, rows, f"a code that is no {self.noun}'s", odd)
        unordered = np.append(False, codes[1:] <= codes[:-1])
        _refuse(name, rows, "a code that stands twice or out of order", unordered)
        other = np.array([not c.startswith(state) for c in codes])
        _refuse(name, rows, f"a {self.noun} of another state", other)
        _refuse(name, rows, "a negative count", (rows[self.counts].to_numpy() < 0).any(axis=1))

    def write(self, rows: pd.DataFrame, year: int, folder: Path = FOLDER) -> None:
        """Write an edition, its areas sorted by code with a row group for each state; same rows, same bytes."""
        ordered = rows.sort_values("geoid", ignore_index=True)
        columns = {"geoid": pa.array(ordered.geoid.astype(object), pa.string())}
        columns |= {c: pa.array(ordered[c].astype("Int32")) for c in self.counts}
        table = pa.table(columns)
        encodings = {"geoid": "DELTA_BYTE_ARRAY", **dict.fromkeys(self.counts, "DELTA_BINARY_PACKED")}
        folder.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(
            folder / self.file_name(year), table.schema, compression="zstd", compression_level=19,
            use_dictionary=False, column_encoding=encodings,
        ) as file:  # fmt: skip
            for _state, own in ordered.groupby(ordered.geoid.str[:STATE_DIGITS], sort=True):
                file.write_table(table.slice(own.index[0], len(own)))


class PeopleByState(TableByState):
    """People by race, `COUNTS`, in areas of one kind."""

    def _check(self, name: str, rows: pd.DataFrame, state: str) -> None:
        """Raise FairtownError as any table does, and where groups do not add up to everyone."""
        super()._check(name, rows, state)
        counts = rows[list(COUNTS)].to_numpy()
        _refuse(
            name, rows, "groups that do not add up to everyone", counts[:, 1:].sum(axis=1) != counts[:, 0]
        )


def _refuse(name: str, rows: pd.DataFrame, what: str, wrong: np.ndarray) -> None:
    if wrong.any():
        raise FairtownError(
            f"{name}: {what} in {int(wrong.sum())} rows, first {rows.geoid[wrong.argmax()]!r}; "
            f"{clean_tables.RESTORE}"
        )
