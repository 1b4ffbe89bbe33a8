"""A table as an Excel workbook: a sheet of values with their formats, and a sheet of notes; texts stay texts."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fairtown.formatting import PERCENT
from fairtown.hub.shelf.shown_table import Cell, Estimate, ShownTable

#: Widths of the columns: of the notes in letters, of the widest column of values in pixels.
LABEL_WIDTH, NOTE_WIDTH, WIDEST_PIXELS = 30, 100, 420
DOLLARS = "$#,##0"


def workbook(table: ShownTable, day: str) -> bytes:
    """Return the bytes of the workbook; `day`: of the release, like 2026-11-29: the same table is the same file."""
    # only who takes a workbook needs the library: a server starts without it
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": table.title, "author": "fairtown", "created": datetime.fromisoformat(day)})
    _write_values(book, table)
    _write_notes(book, table)
    book.close()
    return content.getvalue()


def _write_values(book: Any, table: ShownTable) -> None:
    sheet = book.add_worksheet(_("Table"))
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats: dict[str, Any] = {}

    def formatted(code: str) -> Any:
        return formats.setdefault(code, book.add_format({"num_format": code}))

    for column, text in enumerate(table.headers):
        sheet.write_string(0, column, text, header)
    has_margins = table.has_margins
    for number, row in enumerate(table.rows, start=1):
        column = 0
        for cell, has_margin in zip(row, has_margins, strict=True):
            _write_cell(sheet, number, column, cell, formatted)
            if has_margin and isinstance(cell, Estimate):
                _write_digits(sheet, number, column + 1, cell.margin, "margin", formatted)
            column += 1 + has_margin
    sheet.autofit(WIDEST_PIXELS)
    sheet.freeze_panes(1, 1)


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, formatted: Callable[[str], Any]) -> None:
    if isinstance(cell, Estimate):
        _write_digits(sheet, row, column, cell.digits, cell.unit, formatted)
    elif cell is not None:
        sheet.write_string(row, column, cell, formatted("@"))


def _write_digits(
    sheet: Any, row: int, column: int, digits: str, unit: str, formatted: Callable[[str], Any]
) -> None:
    """Write a rounded value as a number with the decimals that it has; what is none, like `<0.1`, as a text."""
    try:
        amount = float(digits)
    except ValueError:
        sheet.write_string(row, column, digits, formatted("@"))
        return
    decimals = len(digits.partition(".")[2])
    fraction = f".{'0' * decimals}" if decimals else ""
    if unit in ("share", "ratio"):
        sheet.write_number(row, column, round(amount / PERCENT, decimals + 2), formatted(f"0{fraction}%"))
    elif unit == "year":
        sheet.write_number(row, column, amount, formatted("0"))
    else:
        code = DOLLARS if unit == "dollars" else f"#,##0{fraction}"
        sheet.write_number(row, column, amount, formatted(code))


def _write_notes(book: Any, table: ShownTable) -> None:
    sheet = book.add_worksheet(_("Notes"))
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 0, LABEL_WIDTH)
    sheet.set_column(1, 1, NOTE_WIDTH)
    for number, (label, text) in enumerate([(_("Title"), table.title), *table.notes]):
        sheet.write_string(number, 0, label, bold)
        sheet.write_string(number, 1, text, wrapped)
