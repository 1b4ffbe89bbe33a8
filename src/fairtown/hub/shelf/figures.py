"""Figures as pages show them: a value with its margin, its flags, and the way to its explanation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairtown.concepts import FLAGS
from fairtown.outputs.release import Row

PERCENT = 100
#: From this margin on (in shares) a percentage is shown without decimals.
COARSE_MARGIN = 0.05
#: From this margin on (in shares) no percentage is shown at all.
TELLS_NOTHING = 0.5
#: From this size on numbers get a thousands separator and no decimals.
LARGE = 100


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
        """The value in words of its unit: `27.3%`, `1,234`, `$45,300`."""
        if not self.known:
            return "–"
        if self.tells_nothing:
            return _("cannot tell")
        if "top_coded" in self.row["flag"]:
            return _("%(value)s or more") % {"value": number(self.row["value"], self.unit, self.row["moe"])}
        return number(self.row["value"], self.unit, self.row["moe"])

    @property
    def margin(self) -> str:
        """The margin, like `± 1.2`, or nothing."""
        if not self.known or self.tells_nothing:
            return ""
        return margin_text(self.row["moe"], self.unit)

    @property
    def tells_nothing(self) -> bool:
        """Whether the margin of a share is so wide that any share could be the true one."""
        moe = self.row["moe"]
        return self.unit == "share" and moe is not None and moe >= TELLS_NOTHING

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
        """The page that explains it."""
        row = self.row
        start = _explain_start(get_language() or "")
        return f"{start}{row['measure']}/{row['geoid']}/{row['year']}/#{anchor(row)}"


@cache
def _explain_start(language: str) -> str:
    """Return the start of explanation addresses: a page has hundreds of them, so it is asked once."""
    return reverse("explain", args=["MEASURE", "PLACE", 0]).split("MEASURE")[0]


def margin_text(moe: float | None, unit: str) -> str:
    """Return a margin in the unit of its figure, points for shares: `± 1.2`; what rounds to 0 is not 0."""
    if moe is None:
        return ""
    shown = number(moe, unit, moe).removesuffix("%").removeprefix("$").removeprefix("+")
    # one in the last digit that the figure has: 0.00 is under 0.01, 0 is under 1
    is_small = moe > 0 and not shown.strip("0.")
    return "± " + ("&lt;" + shown[:-1] + "1" if is_small else shown)


def anchor(row: Row) -> str:
    """Return the anchor of an observation on the page that explains it."""
    parts = (row["output"], row["grp"].replace("|", "-"), row["variant"])
    return "-".join(p for p in parts if p)


def number(value: float, unit: str, moe: float | None = None) -> str:
    """Return a number as people write it in its unit."""
    if unit == "share":
        decimals = 0 if moe is not None and moe >= COARSE_MARGIN else 1
        return f"{value * PERCENT:.{decimals}f}%"
    if unit in ("times", "points"):
        return f"{value:,.2f}"
    if unit == "ratio":
        return f"{value * PERCENT:+z.1f}%".replace("-", "−")
    if unit == "dollars":
        return f"${value:,.0f}"
    if unit == "yes/no":
        return _("yes") if value else _("no")
    if unit in ("score", "standard deviations", "nats"):
        return f"{value:z.{3 if unit == 'nats' else 2}f}".replace("-", "−")
    if unit == "as published":
        return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:.3f}"
    return f"{value:z,.0f}".replace("-", "−")


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
