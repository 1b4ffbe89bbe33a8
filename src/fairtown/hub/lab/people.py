"""Who lives where under a recipe: shares as the answer shows them, linked where they are figures of the release."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fairtown.concepts import GROUP_WORDS
from fairtown.hub.shelf.figures import Figure, estimate, marked, number
from fairtown.hub.templatetags.fairtown_tags import fig, percent
from fairtown.release.reader import Row
from fairtown.scenarios.opportunity import published_index
from fairtown.scenarios.opportunity.laboratory import (
    Evaluated,
    Laboratory,
    Recipe,
    is_numbered,
    lower_levels,
    words_of,
)

#: Groups in the order of the table.
GROUPS = ("nh_white", "nh_black", "nh_asian", "hispanic", "nh_other", "people_of_color", "everyone")


def level_labels(recipe: Recipe) -> list[str]:
    """Return the names of a recipe's levels in the reader's language; levels without a name are numbered."""
    if not is_numbered(recipe):
        return [_(label) for label in words_of(recipe)]
    return [_("Level %(n)s") % {"n": i} for i in range(1, recipe.n_levels + 1)]


def lower_label(recipe: Recipe) -> str:
    """Return the label of the lower levels together, like “Very Low and Low” or “Levels 1 to 4”."""
    labels, n = level_labels(recipe), lower_levels(recipe)
    if n > 1 and is_numbered(recipe):
        return _("Levels %(first)s to %(last)s") % {"first": 1, "last": n}
    if n == 1:
        return labels[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(labels[: n - 1]), "last": labels[n - 1]}


def lines(laboratory: Laboratory, result: Evaluated) -> list[dict[str, Any]]:
    """Return a line per group: its label, its shares as numbers for the chart, and as they are shown."""
    if isinstance(result, published_index.Released):
        found = {row["group"]: _released(row) for row in published_index.people(laboratory, result)}
    else:
        found = {row["group"]: _computed(row) for row in laboratory.who_lives_where(result)}
    return [found[g] | {"group": g, "label": _(GROUP_WORDS[g])} for g in GROUPS if g in found]


def _released(row: Row) -> dict[str, Any]:
    def shown(observation: Row) -> str:
        return fig(Figure(observation, "share"), True)

    return {
        "levels": [level["value"] for level in row["levels"]],
        "shown_levels": [shown(level) for level in row["levels"]],
        "shown": shown(row["lower"]),
        "corrected": shown(row["corrected"]) if row["corrected"]["value"] is not None else "",
    }


def _computed(row: Row) -> dict[str, Any]:
    value, moe = row["corrected"], row["moe"]
    return {
        "levels": row["levels"],
        "shown_levels": [percent(share) for share in row["levels"]],
        "shown": percent(row["value"]),
        "corrected": interval(value, moe) if value is not None and moe is not None else "",
    }


def interval(value: float, moe: float) -> SafeString:
    """Return a share with its margin; where that would go below none or above all, with the ends that there are."""
    low, high = value - moe, value + moe
    if low >= 0 and high <= 1:
        return estimate(value, moe, "share")
    ends = number(max(low, 0.0), "share"), number(min(high, 1.0), "share")
    return marked(number(value, "share", moe), _("(%(low)s to %(high)s)") % {"low": ends[0], "high": ends[1]})
