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

from fairtown.hub.figures import number

#: Less than this is shown as no home.
HALF_A_HOME = 0.5


def body(rows: Iterable[dict[str, Any]]) -> SafeString:
    """Return the rows of the table of towns; names are escaped, all else is made of numbers and words of ours."""
    start, notes = reverse("towns"), TownNotes.here()
    parts = []
    for row in rows:
        interval = _interval(row) + ("<sup>a</sup>" if row["is_partial"] else "")
        share = number(row["share"], "share") if row["homes"] else "0%"
        parts.append(
            f'<tr id="t-{row["slug"]}"><th scope="row"><a href="{start}{row["slug"]}/#fair-share">'
            f'{escape(row["name"])}</a></th><td class="strong"><a class="fig" href="{row["explain"]}">{row["homes"]:,}'
            f'</a></td><td class="nowrap">{interval}</td><td>{share}</td><td>{_per_year(row)}</td>'
            f'<td><a class="fig" href="{row["explain_permits"]}">{row["permits"]}</a></td>'
            f'<td class="note">{escape(notes.of(row["is_exempt"], row["is_capped"], row["high"]))}</td></tr>'
        )
    return mark_safe("\n".join(parts))  # noqa: S308


@dataclass(frozen=True)
class TownNotes:
    """What stands beside a town that is exempt or at its cap, in the reader's language; said 169 times, found once."""

    exempt: str
    capped: str
    open: str

    @classmethod
    def here(cls) -> TownNotes:
        """Return the words of the language that is spoken now."""
        words = _("exempt by the estimate; within the survey's error up to %(n)s homes")
        return cls(_("exempt"), _("at its cap"), words)

    def of(self, is_exempt: bool, is_capped: bool, high: float) -> str:
        """Return the note of a town; where the survey leaves it open, up to how many homes."""
        if is_exempt and high >= HALF_A_HOME:
            return self.open % {"n": f"{high:,.0f}"}
        return self.exempt if is_exempt else self.capped if is_capped else ""


def _interval(row: dict[str, Any]) -> str:
    """Return the ends of an interval, linked where the release explains them; – where nothing was drawn."""
    low, high = row["low"], row["high"]
    if isnan(low) or isnan(high):
        return "–"
    ends = [f"{end:,.0f}" for end in (low, high)]
    if row["explain_ends"]:
        links = zip(ends, row["explain_ends"], strict=True)
        ends = [f'<a class="fig" href="{href}">{end}</a>' for end, href in links]
    return ends[1] if high < HALF_A_HOME else "–".join(ends)


def _per_year(row: dict[str, Any]) -> str:
    if not row["homes"]:
        return "0"
    return f"{row['per_year']:,.0f}" if row["per_year"] >= 1 else "&lt;1"
