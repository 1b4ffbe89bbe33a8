"""A state's school districts drawn in SVG: one path per district of a layer, drawn like the map of towns."""

from __future__ import annotations

import csv
from collections.abc import Mapping

import shapely

from fairtown.drawings.svg_map import TownOutlines
from fairtown.drawings.town_map import Shown, svg
from fairtown.release.reader import OpenRelease

BOUNDARIES = "ct_school_districts.boundaries"


def drawing(release: OpenRelease, layer: str, districts: Mapping[str, Shown]) -> str:
    """Return the drawing of a layer, `elementary` or `secondary`; `districts` by code, one without is drawn plain."""
    year = release.latest(BOUNDARIES)
    text = release.table_file(release.editions[BOUNDARIES, year]["file"]).decode()
    rows = [row for row in csv.DictReader(text.splitlines()) if row["layer"] == layer]
    shapes = {row["district_code"]: shapely.from_wkt(row["geometry"]) for row in rows}
    return svg(TownOutlines.of(dict(sorted(shapes.items())), {code: code for code in shapes}), districts)
