"""Figures as pages show them: a value with its margin, its flags, and the way to its explanation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from html import escape

from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairtown.concepts import FLAGS
from fairtown.formatting import UNKNOWN, format_margin, format_number, tells_nothing
from fairtown.release.reader import Row

#: The query of an explanation that opens with one figure; its `anchor` follows.
FIGURE_QUERY = "?figure="


@dataclass(slots=True)
class Figure:
    """One observation, ready to be shown."""

    row: Row
    unit: str
    notes: Notes | None = None

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.row["value"] is not None

    @property
    def text(self) -> str:
        """The value formatted in its unit: `27.3%`, `1,234`, `$45,300`."""
        if not self.known:
            return UNKNOWN
        if self.tells_nothing:
            return _("cannot tell")
        text = number(self.row["value"], self.unit, self.row["moe"])
        return _("%(value)s or more") % {"value": text} if "top_coded" in self.row["flag"] else text

    @property
    def margin(self) -> str:
        """The margin, like `± 1.2`, or nothing."""
        if not self.known or self.tells_nothing:
            return ""
        return format_margin(self.row["moe"], self.unit)

    @property
    def estimate(self) -> str:
        """The value with its margin as plain text, for a letter: `27.3% ± 1.2`."""
        return f"{self.text} {self.margin}".strip()

    @property
    def tells_nothing(self) -> bool:
        """Whether the margin of a share is so wide that any share could be the true one."""
        return tells_nothing(self.row["moe"], self.unit)

    @property
    def is_unreliable(self) -> bool:
        """Whether the margin is so wide that the figure says little."""
        return "unreliable" in self.row["flag"]

    @property
    def mark(self) -> str:
        """The letters of its notes."""
        return self.notes.mark(self.row["flag"]) if self.notes and self.row["flag"] else ""

    @property
    def href(self) -> str:
        """The address of its explanation: the page that explains it opens with it."""
        row = self.row
        start = _explain_start(get_language() or "", get_script_prefix())
        return f"{start}{row['measure']}/{row['geoid']}/{row['year']}/{FIGURE_QUERY}{anchor(row)}"


@cache
def _explain_start(_language: str, _prefix: str) -> str:
    """Return the start of explanation addresses: cached, because a page has hundreds of them."""
    return reverse("explain", args=["MEASURE", "PLACE", 0]).split("MEASURE")[0]


def anchor(row: Row) -> str:
    """Return what names an observation on the page that explains it: the value of `figure`, and the id of its row."""
    parts = (row["output"], row["grp"].replace("|", "-"), row["variant"])
    return "-".join(p for p in parts if p)


def number(value: float | None, unit: str, moe: float | None = None) -> str:
    """Return a number as people write it in its unit, in the reader's language."""
    if unit == "yes/no" and value is not None:
        return _("yes") if value else _("no")
    return format_number(value, unit, moe)


def estimate(value: float | None, moe: float | None, unit: str) -> SafeString:
    """Return a value with its margin as HTML: `27.3% <span class="moe">± 1.2</span>`."""
    return marked(number(value, unit, moe), "" if value is None else format_margin(moe, unit))


def marked(text: str, margin: str) -> SafeString:
    """Return a text with a margin beside it as HTML; a blank margin leaves no mark."""
    # a page has hundreds of them, of numbers and texts of our own
    shown = f'{escape(text)} <span class="moe">{escape(margin)}</span>' if margin else escape(text)
    return mark_safe(shown)  # noqa: S308


def linked(figure: Figure, bare: bool = True) -> SafeString:
    """Return a figure with margin and notes as HTML, linked to its explanation; `bare` has no letters of notes."""
    # numbers and codes of our own: nothing here was typed by a visitor
    mark = f"<sup>{figure.mark}</sup>" if not bare and figure.mark else ""
    if not figure.known:
        return mark_safe(f'<span class="fig blank">{UNKNOWN}{mark}</span>')  # noqa: S308
    kind, text = "fig wide-margin" if figure.is_unreliable else "fig", marked(figure.text, figure.margin)
    return mark_safe(f'<a class="{kind}" href="{figure.href}">{text}</a>{mark}')  # noqa: S308


def filled_in(message: str, **values: str | SafeString) -> SafeString:
    """Return a translated sentence as HTML with its placeholders filled in; a value that is no HTML is escaped."""
    return mark_safe(escape(message) % {name: conditional_escape(value) for name, value in values.items()})  # noqa: S308


@dataclass
class Notes:
    """The notes under a table: a flag of every figure stands once, each other one in use gets a letter."""

    common: tuple[str, ...] = ()
    letters: dict[str, str] = field(default_factory=dict)

    def settle(self, figures: Iterable[Figure | None]) -> None:
        """Find the flags that all known figures of the table share: they are said once, without letters."""
        self.settle_flags([f.row["flag"] for f in figures if f is not None and f.known])

    def settle_flags(self, joined: list[str]) -> None:
        """Do the same for the joined flags of the known figures."""
        flags = [text.split(";") for text in joined]
        if flags:
            self.common = tuple(f for f in flags[0] if f and all(f in other for other in flags))

    def mark(self, flags: str) -> str:
        """Return the letters of joined flags, those common to the table left out."""
        marks = []
        for flag in dict.fromkeys(flags.split(";")):
            if flag and flag not in self.common:
                self.letters.setdefault(flag, chr(ord("a") + len(self.letters)))
                marks.append(self.letters[flag])
        return " ".join(marks)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each note with its letter; the common ones first, without."""
        everywhere = [("", _(FLAGS[flag])) for flag in self.common]
        return everywhere + [(letter, _(FLAGS[flag])) for flag, letter in self.letters.items()]


class Figures:
    """Observations by measure, place, year, output and group."""

    def __init__(self, rows: list[Row], measures: dict[str, Row]) -> None:
        """Index `rows`; for a measure with variants only rows of its first variant."""
        self.units = {m: {o["name"]: o["unit"] for o in c["outputs"]} for m, c in measures.items()}
        first = {m: next(iter(c["variants"]), "") for m, c in measures.items()}
        self.others = {
            (r["measure"], r["key"], r["year"], r["output"], r["grp"]): r
            for r in rows
            if r["variant"] != first[r["measure"]]
        }
        self.rows = {
            (r["measure"], r["key"], r["year"], r["output"], r["grp"]): r
            for r in rows
            if r["variant"] == first[r["measure"]]
        }

    def get(
        self, measure: str, key: str, year: int, output: str, group: str = "", notes: Notes | None = None
    ) -> Figure | None:
        """Return a figure, or None where the release has none."""
        row = self.rows.get((measure, key, year, output, group))
        return Figure(row, self.units[measure][output], notes) if row else None

    def other_variant(
        self, measure: str, key: str, year: int, output: str, group: str, notes: Notes | None = None
    ) -> Figure | None:
        """Return the figure of the second variant of a measure."""
        row = self.others.get((measure, key, year, output, group))
        return Figure(row, self.units[measure][output], notes) if row else None
