"""What the map's panel says before a neighborhood is chosen: of the state, and of a town."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fairtown.concepts import EVERYONE
from fairtown.hub.shelf import modern_index
from fairtown.hub.shelf.access_table import level_labels
from fairtown.hub.shelf.figures import Figure, Figures
from fairtown.hub.shelf.measure_ids import ACCESS, PEOPLE
from fairtown.release.reader import OpenRelease, Row

BLACK, WHITE = "nh_black", "nh_white"
COLOR = "people_of_color"
PUBLISHED = "opportunity.oca_2014"


@dataclass(frozen=True)
class Finding:
    """Who lives in the lower two levels by one index: `view` of the map, figures by group."""

    view: str
    groups: dict[str, Figure]


def findings(release: OpenRelease, place: Row, groups: tuple[str, ...] = (BLACK, WHITE)) -> list[Finding]:
    """Return one finding for each index that has a figure of every group for the place."""
    by_view = {"today": (modern_index.index(), "lower_corrected"), "index": (ACCESS, "lower")}
    measures = [measure for measure, _output in by_view.values() if measure in release.measures]
    rows = release.observations(
        measures, _all_codes(release, place), [release.latest()], {o for _m, o in by_view.values()}
    )
    figures = Figures(rows, release.measures)
    out = []
    for view, (measure, output) in by_view.items():
        if measure not in release.measures:
            continue
        found = {g: figures.get(measure, place["key"], release.latest(), output, g) for g in groups}
        known = {g: f for g, f in found.items() if f is not None and f.known}
        if len(known) == len(groups):
            out.append(Finding(view, known))
    return out


def town_context(release: OpenRelease, town: Row) -> dict[str, Any]:
    """Return who lives in a town, the share in the lower levels by each index, and its tracts by level."""
    year = release.years_of(PEOPLE)[-1]
    rows = release.observations([PEOPLE], _all_codes(release, town), [year], {"people", "share"})
    figures = Figures(rows, release.measures)
    return {
        "town": town,
        "people": figures.get(PEOPLE, town["key"], year, "people", EVERYONE),
        "color": figures.get(PEOPLE, town["key"], year, "share", COLOR),
        "findings": findings(release, town, (EVERYONE,)),
        "levels": _tracts_by_level(release, town),
    }


def _all_codes(release: OpenRelease, place: Row) -> list[Row]:
    return [p for p in release.all_places if p["key"] == place["key"] and p["level"] == place["level"]]


def _tracts_by_level(release: OpenRelease, town: Row) -> list[dict[str, Any]]:
    """Return, for each level of the index of today, lowest first, its label and how many tracts of the town have it."""
    if modern_index.index() not in release.measures:
        return []
    tracts = modern_index.tracts_of(release, town)
    rows = release.observations([modern_index.index()], tracts, [release.latest()], {"level"})
    levels = [int(row["value"]) for row in rows if row["value"] is not None]
    counts = [
        {"level": n, "label": label, "n": levels.count(n)} for n, label in enumerate(level_labels(), start=1)
    ]
    unknown = len(tracts) - len(levels)
    if unknown:
        counts.append({"level": 0, "label": _("no level"), "n": unknown})
    return [line for line in counts if line["n"]]
