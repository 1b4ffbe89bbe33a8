"""The table of all towns as HTML: 169 rows after each change of a form, so they are written without a template."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from math import isnan
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from fairtown.formatting import UNKNOWN
from fairtown.hub.shelf.fair_share_notes import HALF_A_HOME, TownNotes
from fairtown.hub.shelf.figures import number


def body(rows: Iterable[dict[str, Any]]) -> SafeString:
    """Return the rows of the table of towns; names are escaped, all else is numbers and texts of our own."""
    start, notes = reverse("towns"), TownNotes.translated()
    parts = []
    for row in rows:
        interval = _interval(row, notes.if_not) + ("<sup>a</sup>" if row["is_partial"] else "")
        share = number(row["share"], "share") if row["homes"] else "0%"
        parts.append(
            f'<tr id="t-{row["slug"]}"><th scope="row"><a href="{start}{row["slug"]}/fair-share/">'
            f'{escape(row["name"])}</a></th><td class="strong"><a class="fig" href="{row["explain"]}">{row["homes"]:,}'
            f'</a></td><td class="nowrap">{interval}</td><td>{share}</td><td>{_per_year(row)}</td>'
            f'<td><a class="fig" href="{row["explain_permits"]}">{row["permits"]}</a></td>'
            f'<td class="note">{escape(notes.note(row["status"]))}</td></tr>'
        )
    return mark_safe("\n".join(parts))  # noqa: S308


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
