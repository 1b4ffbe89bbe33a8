"""A town's fair share under every method of the release."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fairtown.hub.shelf.fair_share_notes import HALF_A_HOME, TownNotes, TownStatus, students
from fairtown.hub.shelf.figures import Figure, Figures, Notes
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.fair_share.shares import TOWN_FIGURES, YOUNG_SHARE, built_in

OUTPUTS = (
    "homes",
    "homes_lo90",
    "homes_hi90",
    "share_of_households",
    "homes_per_year",
    "is_capped",
    "is_exempt",
    "p_exempt",
    "homes_if_not_exempt",
    "rests_on_students",
)


def measures(release: OpenRelease) -> list[str]:
    """Return the methods that the release holds, the usual one first."""
    ids = [f"fair_share.{method}" for method in built_in(release.profile.method)]
    return [measure for measure in ids if measure in release.measures]


def table(release: OpenRelease, figures: Figures, key: str, notes: Notes) -> list[dict[str, Any]]:
    """Return one line per method: its title, its page, the town's figures, whether the town is exempt or capped."""
    year = release.latest()
    titles = {f"fair_share.{m.id}": m.title for m in built_in().values()}
    lines = []
    for measure in measures(release):
        found = {o: figures.get(measure, key, year, o, "", notes) for o in OUTPUTS}
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
                "is_open": _is_open(found),
                "note": TownNotes.translated().note(_status(found, figures, key, year)),
            }
        )
    return lines


def _status(found: dict[str, Figure | None], figures: Figures, key: str, year: int) -> TownStatus:
    """Return whether the town is exempt or capped, how sure that is, and whether it is so because of students."""
    young = figures.get(TOWN_FIGURES, key, year, YOUNG_SHARE)
    is_known = _value(found["rests_on_students"]) and young is not None and young.known
    share = students(young.row["value"], young.row["moe"]) if is_known and young else ""
    p_exempt, if_not = (_value(found[name]) for name in ("p_exempt", "homes_if_not_exempt"))
    exempt, capped = (bool(_value(found[name])) for name in ("is_exempt", "is_capped"))
    return TownStatus(exempt, capped, _is_open(found), p_exempt, if_not, share)


def _is_open(found: dict[str, Figure | None]) -> bool:
    end = found["homes_hi90"]
    return end is not None and "open_exemption" in end.row["flag"]


def _value(figure: Figure | None) -> float:
    return float(figure.row["value"]) if figure and figure.known else 0.0
