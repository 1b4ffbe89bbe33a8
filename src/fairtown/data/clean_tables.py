"""The clean tables: read with every check, or not at all.

A clean table is a CSV file `<source>.<table>.<year>.csv` whose SHA-256 stands in
SHA256SUMS. Codes are text, figures are floats, a blank is unknown.
"""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import Column, Edition, FairtownError, Table
from fairtown.data import catalog, delimited, integrity
from fairtown.data.integrity import TEXT_UNITS
from fairtown.data.periods import Period

CHECKSUMS = "SHA256SUMS"
#: Beside tables that were fetched: which files of publishers each was made of.
PUBLISHER_FILES = "SNAPSHOTS.json"
#: The longest cell is a boundary of some hundred thousand characters.
csv.field_size_limit(10_000_000)
RESTORE = "restore it from the repository"
#: Files that are kept as parsed, and as checked against those around them, by their checksums.
MOST_KEPT = 256


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


def read(source: str, table: Table, edition: Edition, folder: Path, known: catalog.Catalog) -> Clean:
    """Return one edition of a clean table.

    Raises FairtownError, in one line, if the file is missing, its checksum differs, its header is not the declared one,
    a figure is not a number, a key stands twice, or its cells, its rows or the tables around it are not as declared
    (`data.integrity`). Each file is checked once. `known`: the sources of the state.
    """
    clean = _loaded(source, table, edition, folder)
    namesakes = [*table.resembles, *_neighbors(source, table, edition, folder)]
    addresses = sorted({*integrity.named_by(table), *namesakes})
    found = {address: _around(known, address, edition, folder) for address in addresses}
    around = {address: other for address, other in found.items() if other is not None}
    key = (table, edition, clean.sha256, *(other.sha256 for other in around.values()), *around)
    if key not in _checked:
        others = {address: other.rows for address, other in around.items()}
        integrity.check_tables(clean.file, table, clean.rows, others.get, namesakes)
        _keep(_checked, key, True)
    # a copy: what a reader does to it is not seen by the next one
    return replace(clean, rows=clean.rows.copy(deep=False))


#: Files as parsed, by declaration and checksum; and those that fit the files around them, by all of their checksums.
_parsed: dict[tuple[Any, ...], pd.DataFrame] = {}
_checked: dict[tuple[Any, ...], bool] = {}


def _keep(cached: dict[tuple[Any, ...], Any], key: tuple[Any, ...], value: Any) -> None:
    cached[key] = value
    while len(cached) > MOST_KEPT:
        del cached[next(iter(cached))]


def _loaded(source: str, table: Table, edition: Edition, folder: Path) -> Clean:
    """Return one edition of a table, each of its cells checked."""
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
    key = (name, table, edition, digest)
    if key not in _parsed:
        _keep(_parsed, key, parse(name, raw, table, edition))
    return Clean(_parsed[key], name, digest)


def _around(known: catalog.Catalog, address: str, edition: Edition, folder: Path) -> Clean | None:
    """Return the table at an address, `acs5.tenure` or `acs5.tenure@2019`; None if its file is not in the folder.

    Without a year: the edition with the same codes that is nearest in time, else the nearest of all.
    """
    name, _, year = address.partition("@")
    source, table = known.table(name)
    if year:
        chosen = table.edition(int(year))
    else:
        chosen = min(table.editions, key=lambda e: (e.vintage != edition.vintage, abs(e.year - edition.year)))
    there = (folder / file_name(source.code, table, chosen)).exists()
    return _loaded(source.code, table, chosen, folder) if there else None


def _neighbors(source: str, table: Table, edition: Edition, folder: Path) -> list[str]:
    """Return the editions of a table before and after one, of those that a folder holds."""
    years = sorted(e.year for e in table.editions if (folder / file_name(source, table, e)).exists())
    at = years.index(edition.year) if edition.year in years else 0
    return [
        f"{source}.{table.name}@{year}" for year in (*years[max(at - 1, 0) : at], *years[at + 1 : at + 2])
    ]


def digests(folder: Path) -> list[tuple[str, str]]:
    """Return the names and SHA-256 of all files of a folder of clean tables, its list of checksums among them."""
    files = [*folder.glob("*.csv"), *folder.glob("*.parquet"), *folder.glob(CHECKSUMS)]
    return [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(files)]


def checksums(folder: Path) -> dict[str, str]:
    """Return file name -> SHA-256, as recorded beside the tables."""
    path = folder / CHECKSUMS
    if not path.exists():
        raise FairtownError(
            f"{CHECKSUMS}: no such file in {folder}; restore it from the repository, or record a new state's tables "
            "with clean_tables.write_checksums"
        )
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
    _refuse_disorder(name, text, rows, table)
    integrity.check_cells(name, table, rows)
    return rows


def _refuse_disorder(name: str, text: pd.DataFrame, rows: pd.DataFrame, table: Table) -> None:
    """Raise FairtownError unless rows stand in the order of their keys, as they are written."""
    key = [k for k in table.key if k != "row"]
    if "row" in table.key:
        return
    for cells in (text, rows):
        order = cells.sort_values(key, kind="stable").index.to_numpy()
        if (off := order != np.arange(len(order))).any():
            at = int(off.argmax())
        else:
            return
    found = " ".join(text[key].iloc[at])
    raise FairtownError(
        f"{name}: row {at + 2} ({found}) is out of the order of {'+'.join(key)}; restore the file from the source"
    )


def _cells(name: str, raw: bytes) -> pd.DataFrame:
    """Return all cells as text; raises FairtownError at the first row that is not as wide as the header."""
    if not raw.strip():
        raise FairtownError(f"{name}: the file is empty, expected a header; {RESTORE}")
    table = delimited.read(name, raw, remedy=RESTORE, least_rows=1)
    return pd.DataFrame(table.rows, columns=table.columns, dtype="str")


def _typed(name: str, text: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the cells of a table with its figures as numbers; raises FairtownError at the first that is none."""
    figures: dict[str, Column] = {}
    for column in table.columns:
        if column.unit == "period":
            _check_periods(name, text[column.name])
        if column.unit not in TEXT_UNITS:
            figures |= dict.fromkeys([column.name, column.name + "_moe"][: 1 + column.has_moe], column)
    if not figures:
        return text.copy()
    # all at once, which is several times as fast as column by column
    cells = np.stack([text[label].to_numpy(object) for label in figures])
    numbers = pd.to_numeric(cells.ravel(), errors="coerce").astype(float).reshape(cells.shape)
    is_wrong = (np.isnan(numbers) & (cells != "")) | np.isinf(numbers)
    typed = {
        label: _whole_years(name, text[label], own, column)
        if column.unit == "year"
        else _checked_numbers(name, text[label], own, wrong, column)
        for (label, column), own, wrong in zip(figures.items(), numbers, is_wrong, strict=True)
    }
    return pd.DataFrame({label: typed.get(label, text[label]) for label in text})


def _check_periods(name: str, values: pd.Series) -> None:
    """Raise FairtownError naming the first row whose day is none; blank is unknown."""
    for row, text in enumerate(values, start=2):
        try:
            Period.parse(text or "2000")
        except FairtownError as error:
            raise FairtownError(f"{name}: row {row}, column {values.name}: {error}") from None


def _whole_years(
    name: str, values: pd.Series, numbers: NDArray[np.float64], column: Column
) -> NDArray[np.int64]:
    with np.errstate(invalid="ignore"):
        is_wrong = ~np.isfinite(numbers) | (numbers % 1 != 0)
    return _checked_numbers(name, values, numbers, is_wrong, column).astype(int)


def _checked_numbers(
    name: str,
    values: pd.Series,
    numbers: NDArray[np.float64],
    is_wrong: NDArray[np.bool_],
    column: Column,
) -> NDArray[np.float64]:
    """Return the numbers of a column; raises FairtownError at the first cell of `values` that is wrong."""
    if is_wrong.any():
        row = int(is_wrong.argmax())
        raise FairtownError(
            f"{name}: row {row + 2}, column {values.name}: {values.iloc[row]!r} is not a number of "
            f"{column.unit}; mend it, or leave a figure blank if it is unknown"
        )
    return numbers


def write(source: str, table: Table, edition: Edition, rows: pd.DataFrame, folder: Path) -> None:
    """Write one edition of a clean table, its declared columns only, sorted by key."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = header(table)
    keys = [k for k in table.key if k != "row"] or columns[:1]
    sortable = rows if "row" in table.key else rows.sort_values(keys, kind="stable")
    sortable[columns].to_csv(folder / file_name(source, table, edition), index=False, lineterminator="\n")


def write_checksums(folder: Path) -> None:
    """Record the SHA-256 of every clean table of the folder."""
    lines = [f"{digest}  {name}\n" for name, digest in digests(folder) if name != CHECKSUMS]
    (folder / CHECKSUMS).write_text("".join(lines))


def publisher_files(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the publishers' files that each table of a folder was made of; none where it was not fetched."""
    path = folder / PUBLISHER_FILES
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}
    except ValueError:
        raise FairtownError(
            f"{PUBLISHER_FILES}: no list of files in {folder}; fetch the tables anew"
        ) from None
