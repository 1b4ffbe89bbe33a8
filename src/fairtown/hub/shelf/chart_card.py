"""A chart with all that goes with it: its finding as title, its figures as a table, its source, its addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.drawings.chart_file import chart_file
from fairtown.hub.release_access import current_release
from fairtown.release.reader import OpenRelease

#: Letters of a formula that a card has room for.
SHORT = 250


@dataclass(frozen=True)
class ChartCard:
    """A chart and its texts, in the reader's language.

    `subtitle`: measure, unit, year, what one mark is; `rows`: the figures as the table shows them, the place first;
    `mine`: the first column of the reader's row; `measures`: ids of what it shows; `path`: "chart/place" for addresses.
    """

    path: str
    title: str
    subtitle: str
    svg: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    mine: str
    measures: Sequence[str]
    year: str
    certainty: str

    @property
    def id(self) -> str:
        """What ids of its parts begin with."""
        return self.path.replace("/", "-")

    @property
    def table(self) -> list[dict[str, Any]]:
        """The rows by name: label, cells, and whether it is the reader's."""
        return [
            {"label": label, "cells": cells, "is_mine": bool(self.mine) and label == self.mine}
            for label, *cells in self.rows
        ]

    @property
    def embed_path(self) -> str:
        """The page that others may frame."""
        return reverse("embed", args=self.path.split("/"))

    @property
    def file_path(self) -> str:
        """The chart as an SVG file."""
        return reverse("embed-svg", args=self.path.split("/"))

    @property
    def formulas(self) -> list[dict[str, str]]:
        """Each measure with its id, title and formula, blank where only the page of its method has room for it."""
        measures = current_release().measures
        return [
            {"id": m, "title": measures[m]["title"], "formula": formula if len(formula) <= SHORT else ""}
            for m in self.measures
            if (formula := measures[m]["formula"])
        ]

    @property
    def publishers(self) -> str:
        """Who published what the chart is made of."""
        release = current_release()
        codes = {read.split(".")[0] for measure in self.measures for read in _tables(release, measure)}
        return "; ".join(
            sorted({release.sources[code]["publisher"] for code in codes if code in release.sources})
        )

    @property
    def source(self) -> str:
        """The source as one line, for the foot and the downloaded picture."""
        values = {"publishers": self.publishers, "year": self.year, "date": current_release().date}
        return _("Source: %(publishers)s, %(year)s. fairtown, release %(date)s.") % values

    @property
    def file(self) -> str:
        """The chart as an SVG file of its own."""
        return chart_file(self.svg, self.title, self.subtitle, self.source)


def _tables(release: OpenRelease, measure: str) -> set[str]:
    """Return the tables that a measure and what it builds on read."""
    found = release.measures[measure]
    return set(found["reads"]).union(
        *(_tables(release, used) for used in found["uses"] if used in release.measures)
    )
