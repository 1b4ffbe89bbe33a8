"""Lines of a table as HTML, each in one step: a page of tables has hundreds of cells, and a template node for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def table_rows(lines: Iterable[Sequence[Any]], classes: Sequence[str]) -> SafeString:
    """Return lines of cells as rows, the first cell a heading; `classes`: of the cells after it, "" for none.

    More cells than classes have the last class. Whatever is no HTML is escaped.
    """
    rows = list(lines)
    width = max(map(len, rows), default=1) - 1
    named = [*classes, *([classes[-1] if classes else ""] * max(width - len(classes), 0))][:width]
    cells = [format_html('<td class="{}">{{}}</td>', name) if name else "<td>{}</td>" for name in named]
    return format_html_join("\n", "".join(('<tr><th scope="row">{}</th>', *cells, "</tr>")), rows)
