"""Figures as numbers of a printed report, each measure with a number in its table of sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fairtown.formatting import UNKNOWN
from fairtown.hub.shelf.figures import Figure, Notes
from fairtown.hub.site_url import absolute_url
from fairtown.release.reader import OpenRelease
from fairtown.reports.printed.document import Number, Paragraph, Reference, Run, Table, Text

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass
class Numbers:
    """The figures of a report so far: each measure by the number of its note, with the lineages it was shown of."""

    release: OpenRelease
    lineages: dict[str, set[int]] = field(default_factory=dict)

    def number(self, figure: Figure | None) -> Run:
        """Return a figure with its margin and the permanent address of its explanation; a blank for none."""
        if figure is None or not figure.known:
            return UNKNOWN
        url = absolute_url(f"{figure.href}&release={self.release.date}")
        self._note(figure)
        return Number(figure.text, figure.margin, figure.mark, url)

    def reference(self, *figures: Figure | None) -> Text:
        """Return the numbers of the notes of some figures, each once."""
        known = [f for f in figures if f is not None and f.known]
        return [Reference(n) for n in sorted({self._note(f) for f in known})]

    def row(self, label: str, figures: Iterable[Figure | None]) -> list[Text]:
        """Return a row of a table: its label, then a cell for each figure."""
        # where pages have no figure at all, as a share of everyone, the cell is empty: it is not unknown
        return [[label], *([self.number(figure)] if figure is not None else [] for figure in figures)]

    def noted_row(self, label: str, figures: Sequence[Figure | None]) -> list[Text]:
        """Return a row of a table of several measures: its label has the numbers of its notes."""
        _label, *cells = self.row(label, figures)
        return [[label, *self.reference(*figures)], *cells]

    def table(
        self,
        label: str,
        columns: Sequence[str],
        lines: Iterable[tuple[str, Sequence[Figure | None]]],
        widths: Sequence[float],
        title: str = "",
    ) -> Table:
        """Return a table of one measure, whose note stands beside `label`, the header of the labels of its rows."""
        shown = list(lines)
        reference = self.reference(*(figure for _label, figures in shown for figure in figures))
        rows = [self.row(name, figures) for name, figures in shown]
        return Table(title, [[label, *reference], *([column] for column in columns)], rows, widths)

    def sentence(self, message: str, figures: Mapping[str, Figure], names: Mapping[str, str]) -> list[Run]:
        """Return a translated message with its placeholders filled in, and the numbers of its notes at the end."""
        pieces: list[Run] = []
        for i, part in enumerate(PLACEHOLDER.split(message)):
            is_name = i % 2 == 1
            if is_name and part in figures:
                pieces.append(self.number(figures[part]))
            elif text := names[part] if is_name else part.replace("%%", "%"):
                pieces.append(text)
        return [*pieces, *self.reference(*figures.values())]

    def _note(self, figure: Figure) -> int:
        measure = figure.row["measure"]
        self.lineages.setdefault(measure, set()).add(figure.row["lineage"])
        return list(self.lineages).index(measure) + 1


def notes_below(notes: Notes) -> Sequence[Paragraph]:
    """Return what the letters of a table mean, as one quiet paragraph; none where there are no letters."""
    texts = [f"{letter} {text}" if letter else text for letter, text in notes.lines]
    return [Paragraph([" · ".join(texts)], is_quiet=True)] if texts else []


def headers(labels: Iterable[str]) -> list[Text]:
    """Return the headers of a table that are plain words."""
    return [[label] for label in labels]
