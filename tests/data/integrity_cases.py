"""Clean tables in a folder of their own, changed in one cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fairtown.concepts import FairtownError
from fairtown.data import catalog, clean_tables
from fairtown.states import state

from ..surveys import editions_held

CT = catalog.for_state(state("ct"))
Change = Callable[[pd.DataFrame], pd.DataFrame | None]
TABLES = [
    (f"{source.code}.{table.name}", edition.year)
    for source in CT.sources.values()
    for table in source.tables
    for edition in editions_held(source.code, table)
]


def path_of(folder: Path, address: str, year: int) -> Path:
    source, table = CT.table(address)
    return folder / clean_tables.file_name(source.code, table, table.edition(year))


def change(folder: Path, address: str, year: int, how: Change) -> None:
    """Change the cells of a table as text, and renew its checksum."""
    path = path_of(folder, address, year)
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    changed = how(rows)
    (rows if changed is None else changed).to_csv(path, index=False, lineterminator="\n")
    clean_tables.write_checksums(folder)


def read(folder: Path, address: str, year: int) -> pd.DataFrame:
    source, table = CT.table(address)
    return clean_tables.read(source.code, table, table.edition(year), folder, CT).rows


def refusal(folder: Path, address: str, year: int) -> str:
    with pytest.raises(FairtownError) as error:
        read(folder, address, year)
    line = str(error.value)
    assert "\n" not in line
    assert line.startswith(path_of(folder, address, year).name + ": ")
    return line


def cell(column: str, row: int, value: str) -> Change:
    def how(rows: pd.DataFrame) -> None:
        rows.loc[row, column] = value

    return how
