"""Rows of tables: a label and its figures by name, so that a page picks `line.figures.share`, never the third one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairtown.hub.shelf.figures import Figure, Notes


@dataclass
class Line:
    """A row of a table: its label, and its figures by name in the order of the columns; None where there is none."""

    label: str
    figures: Mapping[str, Figure | None]

    @property
    def cells(self) -> list[Figure | None]:
        """The figures in the order of the columns."""
        return list(self.figures.values())


def settle(notes: Notes, lines: Iterable[Line]) -> None:
    """Let what is to be noted of every figure of a table be noted once."""
    notes.settle(figure for line in lines for figure in line.figures.values())
