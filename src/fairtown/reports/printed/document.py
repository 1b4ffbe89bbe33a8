"""What a printed report says: pages of blocks in the reader's language; every number leads to its explanation.

Whoever fills it in has translated all texts and chosen all figures. It holds no markup: a name may have any character.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Number:
    """A figure as pages show it: its text, its 90% margin (`± 1.2`, or blank), letters of notes, and the URL of its
    explanation, absolute and for good."""

    text: str
    margin: str = ""
    mark: str = ""
    url: str = ""


@dataclass(frozen=True)
class Reference:
    """The number of an entry in the table of sources, from 1."""

    note: int


@dataclass(frozen=True)
class Link:
    """Words that lead to an absolute URL."""

    text: str
    url: str


Run = str | Number | Reference | Link
#: A text in pieces, read one after the other.
Text = Sequence[Run]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a quiet one is smaller: a source, a note."""

    text: Text
    is_quiet: bool = False


@dataclass(frozen=True)
class Findings:
    """Sentences, each led by its number in large type where it begins with one."""

    items: Sequence[Text]


@dataclass(frozen=True)
class Swatch:
    """A color of a key and its label; `shape`: an area, a dot, a ring, or the hatching of what has no data."""

    color: str
    label: str
    shape: Literal["area", "dot", "ring", "hatched"] = "area"


@dataclass(frozen=True)
class Picture:
    """A drawing: its SVG, what it shows for who cannot see it, its key, and the most height it takes in points."""

    svg: str
    alt: str
    key: Sequence[Swatch] = ()
    caption: Text = ()
    most_height: float = 1000.0


@dataclass(frozen=True)
class Table:
    """A table: its title, column headers, and rows whose first cell says what they are of.

    `widths`: of the columns, as parts of the width; 0 for as wide as its texts. `is_words`: cells are sentences, set
    left.
    """

    title: str
    columns: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    widths: Sequence[float]
    is_words: bool = False


@dataclass(frozen=True)
class Heading:
    """The title of a part of a page."""

    text: str


@dataclass(frozen=True)
class Columns:
    """Blocks side by side; `left`: the share of the width that the left ones take."""

    left_blocks: Sequence[Block]
    right_blocks: Sequence[Block]
    left: float = 0.5


@dataclass(frozen=True)
class Note:
    """A measure in the table of sources: its number, title, formula, the letters of its tables, and its page."""

    n: int
    title: str
    formula: str
    tables: str
    url: str


@dataclass(frozen=True)
class SourceTable:
    """A source table: its letter, who published what, the publisher's codes of its columns, its years and files."""

    letter: str
    title: str
    columns: str
    years: str
    files: Sequence[Link]


@dataclass(frozen=True)
class Sources:
    """The table of sources: measures with their formulas, then the tables behind them.

    `note_headers`, `table_headers`: of the columns; `more`: what links to the whole formula say.
    """

    notes: Sequence[Note]
    tables: Sequence[SourceTable]
    note_headers: Sequence[str]
    table_headers: Sequence[str]
    note_title: str
    table_title: str


Block = Paragraph | Findings | Picture | Table | Heading | Columns | Sources


@dataclass(frozen=True)
class Page:
    """One page: its title, and what stands on it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Report:
    """A whole report.

    `name`: of the place; `about`: what it is and lies in; `title`: of the file; `language`: its code; `date`: of the
    release, year-month-day; `footer`: stands on every page; `page_of`: "Page {n} of {total}".
    """

    name: str
    about: str
    title: str
    language: str
    date: str
    footer: str
    page_of: str
    pages: Sequence[Page]


def plain(value: Any) -> Any:
    """Return a report or a part of it as lists and dictionaries; each part of it says its `kind`, a text is itself."""
    if is_dataclass(value) and not isinstance(value, type):
        return {"kind": type(value).__name__} | {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value
