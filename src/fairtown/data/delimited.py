"""Text and tables as other people's programs write them: one reader for every CSV file that is not our own code.

Byte order marks (UTF-8, UTF-16, UTF-32), any line end, a comma, semicolon, tab or bar between cells, the `sep=` line of
spreadsheets, spaces around column names, blank rows and lines above the header are read, and told where a reader of the
figures should know. Nothing is guessed: a column that stands twice or a row of another width is refused in one line.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from fairtown.concepts import FairtownError

#: UTF-32 first: its little-endian mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BYTE_ORDER_MARK = "\ufeff"
#: What may stand between cells; of two that part the header into as many cells the first counts.
SEPARATORS = ",;\t|"
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[ \t]*(\r\n|\r|\n|$)', re.IGNORECASE)
#: Longest text of a file that is quoted in a refusal.
LONGEST = 60
#: Lines above a header that are looked at: titles and the numbers of sections.
MOST_ABOVE = 5
#: A table has a header and a row.
LEAST_ROWS = 2

IsHeader = Callable[[Sequence[str]], bool]


@dataclass(frozen=True)
class Delimited:
    """Cells as text: the names of columns, rows of that width, the number of each row in its file, and notes."""

    columns: list[str]
    rows: list[list[str]]
    file_row: list[int]
    notes: tuple[str, ...] = ()


def decode(name: str, raw: bytes) -> str:
    """Return the text of a file without its byte order mark.

    Raises FairtownError naming the first byte that is no text in the encoding that the mark names, or in UTF-8.
    """
    mark, encoding = next(((m, e) for m, e in MARKS if raw.startswith(m)), (b"", "utf-8"))
    try:
        return raw[len(mark) :].decode(encoding).lstrip(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        at = error.start + len(mark)
        raise FairtownError(
            f"{name}: byte {at} is not {encoding.upper()} text; save the file as UTF-8"
        ) from None


def read(
    name: str,
    given: bytes | str,
    is_header: IsHeader | None = None,
    remedy: str = "export it again",
    least_rows: int = LEAST_ROWS,
    pad: bool = False,
) -> Delimited:
    """Return a table of text cells.

    `is_header`: whether a row of names is the header, where lines may stand above it; the first row if none is.
    `remedy`: what to do about a broken file. `least_rows`: 1 where a header alone will do. `pad`: whether the cells
    that a shorter row lacks are blank. Raises FairtownError in one line: no table, no row, a column twice, a row of
    another width than the header; where a header is expected, no separator between cells that is known.
    """
    text = given if isinstance(given, str) else _decoded(name, given)
    lines = _lines(name, text, is_header, remedy)
    nothing = FairtownError(f"{name}: no row of data, expected a header and at least one row; {remedy}")
    if len(lines) < least_rows:
        raise nothing
    if is_header is not None:
        _refuse_unparted(name, text, lines)
    at, columns = _header(lines, is_header)
    if twice := sorted({c for c in columns if c and columns.count(c) > 1}):
        raise FairtownError(f"{name}: column {twice[0]!r} stands twice; rename or remove one")
    for number, line in lines[at + 1 :]:
        if pad:
            line += [""] * (len(columns) - len(line))
        if len(line) != len(columns) and any(line):
            raise FairtownError(
                f"{name}: row {number} has {len(line)} cells, expected {len(columns)} as in the header; mend it, or "
                f"{remedy}"
            )
    table = _table(lines[at + 1 :], columns, at)
    if len(table.rows) + 1 < least_rows:
        raise nothing
    return table


def _decoded(name: str, raw: bytes) -> str:
    try:
        return decode(name, raw)
    except FairtownError as error:
        raise FairtownError(f"{name}: not a CSV table, {str(error).removeprefix(f'{name}: ')}") from None


def _lines(name: str, text: str, is_header: IsHeader | None, remedy: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty, each with its number in the file."""
    if "\0" in text:
        raise FairtownError(f"{name}: holds zero bytes, expected a table as text; {remedy}")
    marked = SEPARATOR_LINE.match(text)
    body = text[marked.end() :] if marked else text
    try:
        separator = marked[1] if marked else _separator(body, is_header)
        reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
        return [
            (number, ["" if cell.isspace() else cell for cell in line])
            for number, line in enumerate(reader, start=2 if marked else 1)
            if line
        ]
    except csv.Error as error:
        raise FairtownError(f"{name}: not a CSV table ({error}); {remedy}") from None


def _separator(text: str, is_header: IsHeader | None) -> str:
    """Return the separator that makes one of the first lines a header, else the one with most cells in the first."""
    filled = (line for line in io.StringIO(text, newline="") if line.strip())
    first = list(islice(filled, MOST_ABOVE))
    rows_by_sign = {
        sign: [[cell.strip() for cell in row] for row in csv.reader(first, delimiter=sign)]
        for sign in SEPARATORS
    }
    for sign, rows in rows_by_sign.items():
        if is_header is not None and any(is_header(row) for row in rows):
            return sign
    return max(SEPARATORS, key=lambda sign: len(rows_by_sign[sign][0]) if rows_by_sign[sign] else 0)


def _refuse_unparted(name: str, text: str, lines: list[tuple[int, list[str]]]) -> None:
    """Refuse a table whose first lines hold one cell each: what stands between their cells is no separator of ours."""
    if any(len(line) > 1 for _number, line in lines[:MOST_ABOVE]):
        return
    line = " ".join(lines[0][1][0].split())[:LONGEST]
    if marked := SEPARATOR_LINE.match(text):
        raise FairtownError(
            f"{name}: its first line says that {marked[1]!r} parts the cells, and none stands in {line!r}; mend one "
            "of the two"
        )
    raise FairtownError(
        f"{name}: no comma, semicolon, tab or bar parts the cells of {line!r}; save the file with one of them"
    )


def _header(lines: list[tuple[int, list[str]]], is_header: IsHeader | None) -> tuple[int, list[str]]:
    """Return where the header stands among the rows, and its names without spaces around them."""
    rows = [[cell.strip() for cell in line] for _number, line in lines[:MOST_ABOVE]]
    at = next((i for i, row in enumerate(rows) if is_header is not None and is_header(row)), 0)
    return at, rows[at]


def _table(lines: list[tuple[int, list[str]]], columns: list[str], above: int) -> Delimited:
    """Return rows without blank ones and without columns that have no name."""
    filled = [(number, line) for number, line in lines if any(line)]
    named = [i for i, column in enumerate(columns) if column]
    unnamed = [i for i in range(len(columns)) if i not in named and any(line[i] for _number, line in filled)]
    blank = len(lines) - len(filled)
    notes = [
        f"{n} {one if n == 1 else many}"
        for n, one, many in (
            (above, "line above the header was left out", "lines above the header were left out"),
            (blank, "blank row was skipped", "blank rows were skipped"),
            (len(unnamed), "column without a name was left out", "columns without a name were left out"),
        )
        if n
    ]
    return Delimited(
        [columns[i] for i in named],
        [[line[i] for i in named] for _number, line in filled],
        [number for number, _line in filled],
        tuple(notes),
    )
