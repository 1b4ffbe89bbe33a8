"""A town's fair share under every method of the release."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fairtown.hub.fair_share.table import HALF_A_HOME, TownNotes
from fairtown.hub.figures import Figures, Notes
from fairtown.hub.places.tables import NOW
from fairtown.outputs.fair_share import built_in
from fairtown.outputs.release import OpenRelease

OUTPUTS = (
    "homes",
    "homes_lo90",
    "homes_hi90",
    "share_of_households",
    "homes_per_year",
    "is_capped",
    "is_exempt",
)


def measures(opened: OpenRelease) -> list[str]:
    """Return the methods that the release holds, the usual one first."""
    ids = [f"fair_share.{method}" for method in built_in()]
    return [measure for measure in ids if measure in opened.measures]


def table(opened: OpenRelease, figures: Figures, key: str, notes: Notes) -> list[dict[str, Any]]:
    """Return one line per method: its words, its page, the town's figures, whether the town is exempt or capped."""
    titles = {f"fair_share.{m.id}": m.title for m in built_in().values()}
    lines = []
    for measure in measures(opened):
        found = {o: figures.get(measure, key, NOW, o, "", notes) for o in OUTPUTS}
        homes = found["homes"]
        if homes is None:
            continue
        end = found["homes_hi90"]
        high = float(end.row["value"]) if end and end.known else 0.0
        lines.append(
            {
                "title": _(titles[measure]),
                "measure": measure,
                "method": measure.partition(".")[2],
                "figures": found,
                "is_surely_none": high < HALF_A_HOME,
                "note": TownNotes.here().of(_is(found["is_exempt"]), _is(found["is_capped"]), high),
            }
        )
    return lines


def _is(figure: Any) -> bool:
    return bool(figure and figure.row["value"])
