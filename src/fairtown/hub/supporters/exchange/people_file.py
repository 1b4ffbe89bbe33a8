"""Reads a CSV of people row by row, in whatever code it was saved; refuses one that lacks what is needed, by name."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fairtown.concepts import FairtownError

CODES = ("utf-8-sig", "cp1252")
PIECE = 1 << 20
#: Letters of one value; a longer one is no list of people.
LONGEST_VALUE = 200_000


@dataclass(frozen=True)
class PeopleFile:
    """A CSV of people. `digest`: of its bytes, by which it is known when it comes again."""

    path: Path
    digest: str
    encoding: str
    columns: tuple[str, ...]

    def rows(self, names: Container[str]) -> Iterator[dict[str, str]]:
        """Yield what each row has in the columns of these names, blanks left out."""
        wanted = [(i, name) for i, name in enumerate(self.columns) if name in names]
        csv.field_size_limit(LONGEST_VALUE)
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as source:
            reader = csv.reader(source)
            next(reader)
            try:
                for values in reader:
                    if values:
                        width = len(values)
                        yield {name: values[i] for i, name in wanted if i < width and values[i]}
            except csv.Error as error:
                raise FairtownError(
                    f"import: {self.path.name}, line {reader.line_num}: {error}; save it as CSV once more"
                ) from None


def open_people_file(path: Path, needed: Sequence[str]) -> PeopleFile:
    """Return the file at `path`; raises FairtownError if it is not there, no CSV, or lacks a column that is needed."""
    if not path.is_file():
        raise FairtownError(f"import: {path} is no file; name the CSV that NationBuilder exported")
    digest, encoding = _digest_and_code(path)
    with path.open(encoding=encoding, errors="replace", newline="") as source:
        try:
            header = next(csv.reader(source), [])
        except csv.Error as error:
            raise FairtownError(f"import: {path.name}: {error}; expected a CSV") from None
    columns = tuple(name.strip().casefold() for name in header)
    if missing := [name for name in needed if name not in columns]:
        raise FairtownError(
            f"import: {path.name} lacks the column {', '.join(missing)}; expected NationBuilder's export of people; "
            f"found {', '.join(columns[:8]) or 'nothing'}"
        )
    if doubled := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise FairtownError(f"import: {path.name} has the column {', '.join(doubled)} twice; remove one")
    return PeopleFile(path, digest, encoding, columns)


def _digest_and_code(path: Path) -> tuple[str, str]:
    """Return the SHA-256 of a file, and the code that its bytes are in: UTF-8, else that of Windows."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            digest.update(piece)
            try:
                decoder.decode(piece) if is_utf8 else None
            except UnicodeDecodeError:
                is_utf8 = False
    return digest.hexdigest(), CODES[0] if is_utf8 else CODES[1]
