"""The table of all towns as HTML: 169 rows after each change of a form, so they are written without a template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import isnan
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fairtown.formatting import UNKNOWN, format_estimate
from fairtown.hub.shelf.figures import number

#: Less than this is shown as no home.
HALF_A_HOME = 0.5
PERCENT = 100


def body(rows: Iterable[dict[str, Any]]) -> SafeString:
    """Return the rows of the table of towns; names are escaped, all else is numbers and texts of our own."""
    start, notes = reverse("towns"), TownNotes.translated()
    parts = []
    for row in rows:
        interval = _interval(row, notes.if_not) + ("<sup>a</sup>" if row["is_partial"] else "")
        share = number(row["share"], "share") if row["homes"] else "0%"
        parts.append(
            f'<tr id="t-{row["slug"]}"><th scope="row"><a href="{start}{row["slug"]}/#fair-share">'
            f'{escape(row["name"])}</a></th><td class="strong"><a class="fig" href="{row["explain"]}">{row["homes"]:,}'
            f'</a></td><td class="nowrap">{interval}</td><td>{share}</td><td>{_per_year(row)}</td>'
            f'<td><a class="fig" href="{row["explain_permits"]}">{row["permits"]}</a></td>'
            f'<td class="note">{escape(notes.note(row["status"]))}</td></tr>'
        )
    return mark_safe("\n".join(parts))  # noqa: S308


@dataclass(frozen=True)
class TownStatus:
    """Whether a town is exempt or at its cap, and how sure that is.

    `p_exempt`: share of draws in which it is exempt; `is_open`: whether that leaves its exemption open; `if_not`: its
    homes if it is not exempt; `students`: the share of its poor people who are 18 to 24, with its margin, where its
    exemption rests on them.
    """

    is_exempt: bool
    is_capped: bool
    is_open: bool = False
    p_exempt: float = 0.0
    if_not: float = 0.0
    students: str = ""


@dataclass(frozen=True)
class TownNotes:
    """What stands beside a town that is exempt or at its cap, in the reader's language; said 169 times, found once."""

    exempt: str
    capped: str
    open: str
    open_and_exempt: str
    students: str
    if_not: str

    @classmethod
    def translated(cls) -> TownNotes:
        """Return the notes in the active language."""
        return cls(
            _("exempt"),
            _("at its cap"),
            _("exempt in %(p)s of the draws of the survey"),
            _("exempt in %(p)s of the draws of the survey; if it is not, %(n)s homes"),
            _("%(note)s; because of its students: of its poor people %(share)s are 18 to 24"),
            _("if not exempt:"),
        )

    def note(self, town: TownStatus) -> str:
        """Return the note of a town: exempt or not, how sure that is and what it is if not, and because of whom."""
        if town.is_open:
            template = self.open_and_exempt if town.is_exempt else self.open
            note = template % {"p": f"{PERCENT * town.p_exempt:.0f}%", "n": f"{town.if_not:,.0f}"}
        else:
            note = self.exempt if town.is_exempt else self.capped if town.is_capped else ""
        return self.students % {"note": note, "share": town.students} if town.students and note else note


def students(share: float, moe: float | None) -> str:
    """Return the share of a town's poor people who are 18 to 24 as plain text: `70% ± 5`."""
    return format_estimate(share, moe, "share")


def _interval(row: dict[str, Any], label: str) -> str:
    """Return the ends of an interval, linked where the release explains them; – where nothing was drawn.

    `label` stands before the interval of a town whose exemption is open.
    """
    low, high = row["low"], row["high"]
    if isnan(low) or isnan(high):
        return UNKNOWN
    ends = [f"{end:,.0f}" for end in (low, high)]
    if row["explain_ends"]:
        links = zip(ends, row["explain_ends"], strict=True)
        ends = [f'<a class="fig" href="{href}">{end}</a>' for end, href in links]
    if high < HALF_A_HOME:
        return ends[1]
    interval = "–".join(ends)
    return f'<span class="quiet">{escape(label)}</span> {interval}' if row["status"].is_open else interval


def _per_year(row: dict[str, Any]) -> str:
    if not row["homes"]:
        return "0"
    return f"{row['per_year']:,.0f}" if row["per_year"] >= 1 else "&lt;1"
