"""What lies around a neighborhood: a drawing of it with its neighbors, and their levels in a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from fairtown.drawings import neighborhood_map, tract_rings
from fairtown.drawings.town_map import Shown
from fairtown.hub.places import neighborhood
from fairtown.hub.release_access import once_a_release
from fairtown.hub.shelf.labels import place_label
from fairtown.release.reader import OpenRelease, Row


@dataclass(frozen=True)
class Surroundings:
    """The drawing as SVG, and the neighbors as `modern_levels` gives them, by name; whether any has a level."""

    drawing: str
    neighbors: list[dict[str, Any]]
    has_levels: bool


@once_a_release
def _shapes(release: OpenRelease) -> dict[str, Any]:
    """Return the polygons of the newest tracts by geoid; none where the release has no boundaries."""
    file = release.path / "maps" / tract_rings.FILE
    return tract_rings.shapes(file.read_text(encoding="utf-8")) if file.exists() else {}


@once_a_release
def _tracts(release: OpenRelease) -> dict[str, Row]:
    newest = release.profile.vintages[-1]
    return {p["geoid"]: p for p in release.all_places if p["level"] == "tract" and p["vintage"] == newest}


def surroundings(release: OpenRelease, own: list[Row]) -> Surroundings | None:
    """Return what lies around the tracts `own`; None where their boundaries are not known."""
    tracts = _tracts(release)
    shapes = {geoid: shape for geoid, shape in _shapes(release).items() if geoid in tracts}
    inside = [place["geoid"] for place in own if place["geoid"] in shapes]
    if not inside:
        return None
    box = neighborhood_map.frame([shapes[geoid] for geoid in inside])
    near = neighborhood_map.around(shapes, inside)
    seen = {*neighborhood_map.within(shapes, box), *near, *inside}
    levels = neighborhood.modern_levels(release, [tracts[geoid] for geoid in sorted(seen)])
    has_levels = any(line["level"] for line in levels.values())
    names = {town["key"]: town["name"] for town in release.towns}
    drawn = neighborhood_map.drawing(
        {geoid: shapes[geoid] for geoid in sorted(seen)},
        inside,
        {geoid: _shown(line, has_levels) for geoid, line in levels.items()},
        {geoid: names.get(tracts[geoid]["town"], "") for geoid in seen},
    )
    neighbors = sorted((levels[geoid] for geoid in near), key=lambda line: line["place"]["name"])
    return Surroundings(drawn, neighbors, has_levels)


def _shown(line: dict[str, Any], has_levels: bool) -> Shown:
    """Return how a tract is drawn: in the shade of its level, with name and level as its tooltip."""
    name, href = place_label(line["place"]["name"]), reverse("tract", args=[line["place"]["geoid"]])
    if not has_levels:
        return Shown(neighborhood_map.PLAIN, name, href)
    shade = f"l{line['level']}" if line["level"] else neighborhood_map.NO_LEVEL
    return Shown(shade, f"{name}: {line['level_label']}", href)
