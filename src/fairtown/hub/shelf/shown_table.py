"""A table as a page shows it, to be taken away: friendly headers, rounded values, margins in their own columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fairtown.formatting import is_unknown, margin_digits
from fairtown.hub.shelf.figures import Figure, number

#: What a value has in its unit beside its digits; the header says it instead.
SIGNS = str.maketrans({",": None, "%": None, "$": None, "+": None, "−": "-"})
UNIT_SIGNS = {"share": "%", "ratio": "%", "dollars": "$"}


@dataclass(frozen=True)
class Estimate:
    """A known value in the unit of the data, and its 90% margin in the same unit, None where there is none."""

    value: float
    moe: float | None
    unit: str

    @property
    def digits(self) -> str:
        """The value as pages round it, without signs of units: `27.3`, `1234`; `yes` or `no`."""
        return number(self.value, self.unit, self.moe).translate(SIGNS)

    @property
    def margin(self) -> str:
        """The margin as pages round it: `1.2`, in points for shares, `<0.1`; blank where there is none."""
        return "" if is_unknown(self.moe) else margin_digits(self.moe, self.unit).translate(SIGNS)


#: What a cell holds: a text, or a value; None is unknown.
Cell = str | Estimate | None


@dataclass(frozen=True)
class Column:
    """A column: its header in the reader's language, and its unit, blank for texts and for several units."""

    label: str
    unit: str = ""

    @property
    def header(self) -> str:
        """The header with the sign of its unit: `Share of homes, %`."""
        sign = UNIT_SIGNS.get(self.unit, "")
        return f"{self.label}, {sign}" if sign else self.label

    @property
    def margin_header(self) -> str:
        """The header of the column of margins."""
        if self.unit == "share":
            return _("Margin of error in points: %(label)s") % {"label": self.label}
        return _("Margin of error: %(label)s") % {"label": self.label}


@dataclass(frozen=True)
class ShownTable:
    """A table: the start of its file's name, its title, columns, rows of as many cells, and notes with their labels."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[tuple[str, str]]

    @property
    def has_margins(self) -> list[bool]:
        """Whether each column has a margin in any row, and so gets a column of margins."""
        found = [False] * len(self.columns)
        for row in self.rows:
            for i, cell in enumerate(row):
                found[i] |= isinstance(cell, Estimate) and not is_unknown(cell.moe)
        return found

    @property
    def headers(self) -> list[str]:
        """The headers of all columns, those of margins included."""
        return [
            header
            for column, has_margin in zip(self.columns, self.has_margins, strict=True)
            for header in (column.header, *([column.margin_header] if has_margin else []))
        ]


def cell(figure: Figure | None) -> Cell:
    """Return a figure as its page shows it: a text where that is no number, like "cannot tell"."""
    if figure is None or not figure.known:
        return None
    if figure.tells_nothing or "top_coded" in figure.row["flag"]:
        return figure.text
    return Estimate(figure.row["value"], figure.row["moe"], figure.unit)


def value(amount: float | None, unit: str, moe: float | None = None) -> Cell:
    """Return a number that is no figure of the release; None or NaN is unknown."""
    return None if amount is None or is_unknown(amount) else Estimate(float(amount), moe, unit)
