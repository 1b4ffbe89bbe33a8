"""The first sheet of an Excel workbook as text, by the names of its columns."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import islice
from typing import Any

import pandas as pd

from fairtown.concepts import FairtownError


def table(file: str, content: bytes, columns: Iterable[str], skip: int = 0) -> pd.DataFrame:
    """Return columns of the first sheet as text, blanks as "", whole numbers without a point.

    `skip`: rows of title above the header.
    Names are compared without regard to case and to breaks of lines in them. Raises FairtownError, in one line that
    begins with `file`, if it is no workbook or lacks a column.
    """
    found = islice(_cells(file, content), skip, None)
    header = [" ".join(str(name).split()).lower() for name in next(found, ())]
    wanted = list(columns)
    if missing := [name for name in wanted if name.lower() not in header]:
        raise FairtownError(f"{file}: no column {missing[0]!r}; it has {', '.join(header[:6])}, …")
    at = [header.index(name.lower()) for name in wanted]
    rows = [[_text(row[i]) for i in at] for row in found if any(cell is not None for cell in row)]
    return pd.DataFrame(rows, columns=wanted, dtype="str")


def _cells(file: str, content: bytes) -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise FairtownError(f"fetch: {error.name} is not installed; install fairtown[states]") from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (KeyError, ValueError, OSError):
        raise FairtownError(f"{file}: no workbook that can be read") from None
    return iter(book.worksheets[0].iter_rows(values_only=True))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
