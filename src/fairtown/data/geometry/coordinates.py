"""Positions of GeoJSON files: which datum they are in, and whether latitude comes before longitude.

Longitude and latitude in WGS84 are what GeoJSON asks for (RFC 7946). NAD83, in which American offices keep their maps,
differs from it by a meter or two and is taken as it is, with a note. Anything else is refused.
"""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError

WGS84, NAD83 = "WGS84", "NAD83"
#: Geographic reference systems by their codes (EPSG, OGC): NAD83 with its later realizations.
DATUMS: dict[str, str] = {
    "4326": WGS84, "4979": WGS84, "CRS84": WGS84, "CRS84H": WGS84, "WGS84": WGS84, "WGS 84": WGS84,
    "4269": NAD83, "4152": NAD83, "4759": NAD83, "6318": NAD83, "6319": NAD83, "CRS83": NAD83, "NAD83": NAD83,
}  # fmt: skip
NAD83_NOTE = "positions are in NAD83 and are taken as WGS84: they differ by one or two meters"
#: South, north, west and east of where American zoning lies: the states with Puerto Rico and the Virgin Islands, the
#: western Aleutians, Guam with the Northern Marianas, American Samoa. With latitude first no other land lies there.
AMERICA = ((17, 72, -180, -64), (51, 54, 172, 180), (13, 21, 144, 147), (-15, -10, -171, -168))
LONGEST = 80


def datum_of(name: str, crs: Any) -> str:
    """Return WGS84 or NAD83 from the `crs` of a GeoJSON file, WGS84 where it has none.

    Raises FairtownError if it is another system: projected, or of another datum.
    """
    if crs is None:
        return WGS84
    code = re.split(r"[:/]+", _system(crs).upper())[-1]
    if code not in DATUMS:
        raise FairtownError(
            f"{name}: crs is {json.dumps(crs)[:LONGEST]}, expected longitude and latitude (EPSG:4326); reproject the "
            "layer"
        )
    return DATUMS[code]


def _system(crs: Any) -> str:
    """Return the name or code of a reference system as GeoJSON of 2008 has it, "" if there is none."""
    properties = crs.get("properties") if isinstance(crs, dict) else {"name": crs}
    if not isinstance(properties, dict):
        return ""
    return str(properties.get("name") or properties.get("code") or "")


def is_swapped(x: ArrayLike, y: ArrayLike) -> NDArray[np.bool_]:
    """Return where x and y, read as longitude and latitude, can only be latitude and longitude of an American place."""
    lat, lon = np.asarray(x, float), np.asarray(y, float)
    boxes = [
        (south <= lat) & (lat <= north) & (west <= lon) & (lon <= east)
        for south, north, west, east in AMERICA
    ]
    return np.logical_or.reduce(boxes)


def swapped(where: str, x: float, y: float) -> FairtownError:
    """Return the error of a position whose latitude comes first, in one line."""
    return FairtownError(
        f"{where} has the point {x:g}, {y:g}: positions look like latitude, longitude, expected longitude first; swap "
        "them"
    )
