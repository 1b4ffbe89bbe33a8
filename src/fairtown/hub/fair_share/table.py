"""The table of all towns as HTML: 169 rows after each change of a form, so they are written without a template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fairtown.hub.figures import number


def body(rows: Iterable[dict[str, Any]]) -> SafeString:
    """Return the rows of the table of towns; names are escaped, all else is made of numbers and words of ours."""
    start = reverse("towns")
    exempt, capped = escape(_("exempt")), escape(_("at its cap"))
    parts = []
    for row in rows:
        note = exempt if row["is_exempt"] else capped if row["is_capped"] else ""
        interval = (
            "–" if row["is_exempt"] else row["interval"] + ("<sup>a</sup>" if row["is_partial"] else "")
        )
        parts.append(
            f'<tr id="t-{row["slug"]}"><th scope="row"><a href="{start}{row["slug"]}/#fair-share">'
            f'{escape(row["name"])}</a></th><td class="strong"><a class="fig" href="{row["explain"]}">{row["homes"]:,}'
            f'</a></td><td class="nowrap">{interval}</td><td>{number(row["share"], "share")}</td><td>{row["per_year"]}'
            f'</td><td>{row["permits"]}</td><td class="note">{note}</td></tr>'
        )
    return mark_safe("\n".join(parts))  # noqa: S308
