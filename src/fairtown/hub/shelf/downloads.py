"""Files to take away: content, type and name in one place, so that each page says only what is in its file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.http import HttpResponse

from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.shown_table import Cell, Estimate, ShownTable
from fairtown.hub.shelf.spreadsheet import workbook
from fairtown.release.reader import Row

if TYPE_CHECKING:
    # commands start without it in two thirds of the time
    import pandas as pd

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Spreadsheets take a file that begins with it for UTF-8.
BYTE_ORDER_MARK = "\ufeff"
#: A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PDF = "application/pdf"
TEXT = "text/plain; charset=utf-8"
TOML = "application/toml; charset=utf-8"


def file_response(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file that a browser saves as `name`."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def is_download(response: HttpResponse) -> bool:
    """Whether a browser saves what was answered as a file."""
    return response.headers.get("Content-Disposition", "").startswith("attachment")


def csv_response(rows: Iterable[Row], columns: Sequence[str], name: str) -> HttpResponse:
    """Return rows as a CSV file; None and what a row lacks are blank, a column that is not named is an error."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file_response(text.getvalue(), CSV, name)


def frame_response(frame: pd.DataFrame, name: str) -> HttpResponse:
    """Return a data frame as a CSV file without its index; NaN is blank."""
    return file_response(frame.to_csv(index=False, lineterminator="\n"), CSV, name)


class TableKind:
    """Path converter: the kinds of file that a table of a page comes in."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        """Return the kind."""
        return value

    def to_url(self, value: str) -> str:
        """Return the kind."""
        return value


def table_response(table: ShownTable, kind: str) -> HttpResponse:
    """Return a table as its page shows it, `kind`: xlsx with its notes beside it, or csv."""
    day = current_release().date
    name = f"fairtown-{table.name}-{day}.{kind}"
    if kind == "xlsx":
        return file_response(workbook(table, day), XLSX, name)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.headers)
    has_margins = table.has_margins
    for row in table.rows:
        pairs = zip(row, has_margins, strict=True)
        writer.writerow([part for cell, has_margin in pairs for part in _parts(cell, has_margin)])
    return file_response(BYTE_ORDER_MARK + text.getvalue(), CSV, name)


def _parts(cell: Cell, has_margin: bool) -> list[str]:
    """Return a cell as text, and its margin where its column has margins."""
    if isinstance(cell, Estimate):
        return [cell.digits, cell.margin] if has_margin else [cell.digits]
    return [cell or "", ""] if has_margin else [cell or ""]
