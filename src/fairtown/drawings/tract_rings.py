"""The boundaries of a state's tracts as a browser reads them, to find the tract that a position lies in.

They are not simplified: a browser that asks for all of them says nothing of where its reader is, and the tract it finds
is the one that the Bureau's boundaries give.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
import shapely

FILE = "tract-rings.json"
#: Steps of a degree in which corners are written: about a meter.
STEPS = 100_000


def text(shapes: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return JSON: for each geoid its name and rings; a ring is x and y of its first corner, then steps to the next.

    `shapes`: polygons in degrees; `names`: by geoid, one for each shape.
    """
    tracts = {geoid: {"name": names[geoid], "rings": rings(shape)} for geoid, shape in sorted(shapes.items())}
    return json.dumps({"steps": STEPS, "tracts": tracts}, separators=(",", ":"), ensure_ascii=False) + "\n"


def rings(shape: Any) -> list[list[int]]:
    """Return the rings of a polygon or multipolygon, holes too: x, y, and the steps from each corner to the next."""
    found = []
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = np.round(shapely.get_coordinates(ring)[:-1] * STEPS).astype(int)
            found.append(np.diff(corners, axis=0, prepend=0).ravel().tolist())
    return found


def shapes(text: str) -> dict[str, Any]:
    """Return the polygons by geoid, in degrees, of a text that `text` wrote."""
    found = json.loads(text)
    return {
        geoid: reduce(
            shapely.symmetric_difference, [_polygon(ring, found["steps"]) for ring in tract["rings"]]
        )
        for geoid, tract in found["tracts"].items()
    }


def _polygon(ring: list[int], steps: int) -> Any:
    return shapely.Polygon(np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / steps)
