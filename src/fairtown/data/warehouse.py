"""The clean tables: read with every check, or not at all.

A clean table is a CSV file `<source>.<table>.<year>.csv` whose SHA-256 stands in
SHA256SUMS. Codes are text, figures are floats, a blank is unknown.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from fairtown.concepts import Column, Edition, FairtownError, Table
from fairtown.data import delimited
from fairtown.data.periods import Period

FOLDER = Path(__file__).parent / "connecticut"
CHECKSUMS = "SHA256SUMS"
#: The longest cell is a boundary of some hundred thousand characters.
csv.field_size_limit(10_000_000)
TEXT_UNITS = ("text", "code", "date", "period", "WKT")
RESTORE = "restore it from the repository"


@dataclass(frozen=True)
class Clean:
    """A clean table as read: its rows, and the file and checksum they came from."""

    rows: pd.DataFrame
    file: str
    sha256: str


def file_name(source: str, table: Table, edition: Edition) -> str:
    """Return the name of the file that holds one edition of a table."""
    return f"{source}.{table.name}.{edition.year}.csv"


def header(table: Table) -> list[str]:
    """Return the exact header of a clean table: key codes, vintage, then its columns with margins."""
    names: list[str] = []
    if "geoid" in table.key:
        names.append("geoid")
    names.append("vintage")
    for column in table.columns:
        names.append(column.name)
        if column.has_moe:
            names.append(column.name + "_moe")
    return names


def read(source: str, table: Table, edition: Edition, folder: Path | None = None) -> Clean:
    """Return one edition of a clean table.

    Raises FairtownError, in one line, if the file is missing, its checksum differs, its header
    is not the declared one, a figure is not a number, or a key stands twice.
    """
    folder = folder or FOLDER
    name = file_name(source, table, edition)
    path = folder / name
    if not path.exists():
        raise FairtownError(f"{name}: no such file in {folder}; restore it from the repository")
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    expected = checksums(folder).get(name)
    if digest != expected:
        raise FairtownError(
            f"{name}: checksum is {digest[:12]}, expected {str(expected)[:12]} as in {CHECKSUMS}; "
            "the file was altered or cut short: restore it from the repository"
        )
    return Clean(parse(name, raw, table, edition), name, digest)


def checksums(folder: Path) -> dict[str, str]:
    """Return file name -> SHA-256, as recorded beside the tables."""
    path = folder / CHECKSUMS
    if not path.exists():
        raise FairtownError(f"{CHECKSUMS}: no such file in {folder}; restore it from the repository")
    found = {}
    for number, line in enumerate(delimited.decode(CHECKSUMS, path.read_bytes()).splitlines(), start=1):
        parts = line.split()
        if len(parts) != 2:
            raise FairtownError(
                f"{CHECKSUMS}: line {number} is {line[:60]!r}, expected a checksum and a file name; restore it "
                "from the repository"
            )
        found[parts[1]] = parts[0]
    return found


def parse(name: str, raw: bytes, table: Table, edition: Edition) -> pd.DataFrame:
    """Return typed rows from the bytes of a clean table; raises FairtownError naming what is wrong."""
    text = _cells(name, raw)
    expected = header(table)
    if list(text.columns) != expected:
        missing = [c for c in expected if c not in text.columns]
        extra = [c for c in text.columns if c not in expected]
        raise FairtownError(
            f"{name}: header differs; missing {missing or 'none'}, unexpected {extra or 'none'}; "
            f"expected {len(expected)} columns in the order declared for table {table.name}"
        )
    if set(text["vintage"]) - {edition.vintage}:
        found = ", ".join(sorted(set(text["vintage"])))
        raise FairtownError(f"{name}: vintage is {found}, expected {edition.vintage} in every row")
    rows = _typed(name, text, table)
    twice = rows.duplicated(list(table.key))
    if twice.any():
        first = rows.loc[twice, list(table.key)].iloc[0].tolist()
        raise FairtownError(
            f"{name}: {'+'.join(table.key)} {first} stands {int(twice.sum()) + 1} times, expected once; "
            "remove the double row"
        )
    return rows


def _cells(name: str, raw: bytes) -> pd.DataFrame:
    """Return all cells as text; raises FairtownError at the first row that is not as wide as the header."""
    if not raw.strip():
        raise FairtownError(f"{name}: the file is empty, expected a header; {RESTORE}")
    table = delimited.read(name, raw, remedy=RESTORE, least_rows=1)
    return pd.DataFrame(table.rows, columns=table.columns, dtype="str")


def _typed(name: str, text: pd.DataFrame, table: Table) -> pd.DataFrame:
    rows = text.copy()
    for column in table.columns:
        if column.unit == "period":
            _check_periods(name, text[column.name])
        if column.unit in TEXT_UNITS:
            continue
        for label in (column.name, column.name + "_moe") if column.has_moe else (column.name,):
            rows[label] = _numbers(name, text[label], column)
    return rows


def _check_periods(name: str, values: pd.Series) -> None:
    """Raise FairtownError naming the first row whose day is none; blank is unknown."""
    for row, text in enumerate(values, start=2):
        try:
            Period.parse(text or "2000")
        except FairtownError as error:
            raise FairtownError(f"{name}: row {row}, column {values.name}: {error}") from None


def _numbers(name: str, values: pd.Series, column: Column) -> pd.Series:
    numbers = pd.to_numeric(values.where(values != ""), errors="coerce")
    wrong = (numbers.isna() & (values != "")) | np.isinf(numbers)
    if column.unit == "year":
        wrong |= numbers.isna() | (numbers % 1 != 0)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise FairtownError(
            f"{name}: row {row + 2}, column {values.name}: {values.iloc[row]!r} is not a number of "
            f"{column.unit}; mend it, or leave a figure blank if it is unknown"
        )
    if column.unit == "year":
        return numbers.astype(int)
    return numbers.astype(float)


def write(
    source: str, table: Table, edition: Edition, rows: pd.DataFrame, folder: Path | None = None
) -> None:
    """Write one edition of a clean table, its declared columns only, sorted by key."""
    folder = folder or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    columns = header(table)
    keys = [k for k in table.key if k != "row"] or columns[:1]
    sortable = rows if "row" in table.key else rows.sort_values(keys, kind="stable")
    sortable[columns].to_csv(folder / file_name(source, table, edition), index=False, lineterminator="\n")


def write_checksums(folder: Path | None = None) -> None:
    """Record the SHA-256 of every clean table of the folder."""
    folder = folder or FOLDER
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.glob("*.csv"))
    ]
    (folder / CHECKSUMS).write_text("".join(lines))
