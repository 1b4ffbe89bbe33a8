"""Where each group lives by opportunity level, by the index of 2014: a table and a chart, nothing computed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fairtown.concepts import EVERYONE, GROUP_WORDS, GROUPS
from fairtown.drawings import charts
from fairtown.hub.shelf.figures import Figures, Notes
from fairtown.hub.shelf.labels import level_labels
from fairtown.hub.shelf.lines import Line, settle
from fairtown.hub.shelf.measure_ids import ACCESS

LEVELS = ("very_low", "low", "moderate", "high", "very_high")
GROUP_ORDER = (*GROUPS, "people_of_color", "everyone")


def access_table(figures: Figures, key: str, year: int, notes: Notes) -> dict[str, Any]:
    """Return the shares of each group in each level and in the lower two, as lines, by group, and as a chart."""
    by_group, drawn = {}, []
    for group in GROUP_ORDER:
        found = {o: figures.get(ACCESS, key, year, o, group, notes) for o in (*LEVELS, "lower")}
        by_group[group] = Line(_(GROUP_WORDS[group]), found)
        shares = [found[level] for level in LEVELS]
        if all(f is not None and f.known for f in shares):
            drawn.append((by_group[group].label, [f.row["value"] for f in shares if f]))
    settle(notes, by_group.values())
    labels = level_labels()
    chart = charts.stacked(
        drawn,
        labels,
        _("Where each group lives, by opportunity level"),
        _("For each group, the share of its people in each of five levels. The table below has the numbers."),
        "access",
    )
    lower_levels = by_group[EVERYONE].figures["lower"]
    other = figures.other_variant(ACCESS, key, year, "lower", EVERYONE)
    return {
        "lines": list(by_group.values()),
        "lower": lower_levels,
        "chart": chart if drawn else "",
        "levels": labels,
        "drawn": bool(drawn),
        "other": other if other and lower_levels and other.text != lower_levels.text else None,
    }
