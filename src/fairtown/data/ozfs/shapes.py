"""GeoJSON shapes of a zoning file, checked; repaired only where there is one way to repair them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.data.geometry.coordinates import is_swapped, swapped
from fairtown.data.geometry.crossings import spend_on_checking, spend_on_mending
from fairtown.data.ozfs.strict_json import as_list, as_object, item, quoted, refuse
from fairtown.work_budget import spend

#: A shape may be repaired if its area changes by less than this share: more, and it is another shape.
MOST_CHANGE = 1e-3
#: Corners of the smallest ring without the repeated first one, and points of the shortest line.
LEAST_CORNERS, LEAST_POINTS = 3, 2
#: Longitude and latitude in degrees; a third number of a position, the height, is left out.
PLANE, WITH_HEIGHT = 2, 3
MOST_LON, MOST_LAT = 180.0, 90.0
#: Steps to read a point, and a ring.
POINT, RING = 1.0, 75.0


def district_shape(where: str, value: Any) -> tuple[shapely.Geometry | None, bool]:
    """Return a district's Polygon or MultiPolygon in degrees, and whether it was repaired; none if null or empty.

    An unclosed ring is closed by the edge from its last corner to its first. What crosses itself is repaired by
    shapely's `make_valid` if that changes its area by less than `MOST_CHANGE`; else FairtownError names it.
    """
    if value is None or value == [] or value == {}:
        return None, False
    given = as_object(where, "geometry", value)
    kind = given.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise refuse(where, f"geometry is {quoted(kind)}, expected Polygon, MultiPolygon or null; redraw it")
    parts = as_list(where, "coordinates", item(where, given, "coordinates"))
    polygons, was_open = [], False
    for part in parts if kind == "MultiPolygon" else [parts]:
        spend(RING * len(as_list(where, "coordinates", part)), "reading")
        rings = [_ring(where, ring) for ring in part]
        if not rings:
            raise refuse(where, "a polygon has no ring, expected an outer one; redraw it")
        was_open |= any(was_unclosed for _, was_unclosed in rings)
        polygons.append(shapely.Polygon(rings[0][0], [ring for ring, _ in rings[1:]]))
    if not polygons:
        return None, False
    shape = polygons[0] if kind == "Polygon" else shapely.MultiPolygon(polygons)
    sound, was_bad = _sound(where, shape)
    return sound, was_open or was_bad


def _sound(where: str, shape: shapely.Geometry) -> tuple[shapely.Geometry, bool]:
    spend_on_checking(shape)
    if shapely.is_valid(shape):
        if shape.area > 0:
            return shape, False
        raise refuse(where, "the polygon has no area, expected one that covers land; redraw it")
    spend_on_mending(shape)
    repaired = shapely.make_valid(shape)
    areas = [g for g in shapely.get_parts(repaired) if shapely.get_dimensions(g) == PLANE]
    repaired = shapely.union_all(areas)
    change = abs(repaired.area - shape.area)
    if not (repaired.area > 0 and change < MOST_CHANGE * repaired.area):
        share = change / repaired.area if repaired.area > 0 else math.inf
        why = shapely.is_valid_reason(shape)
        raise refuse(
            where,
            f"the polygon is invalid ({why}) and mending would change its area by {share:.1%}, expected "
            f"under {MOST_CHANGE:.1%}; redraw it",
        )
    return repaired, True


def _ring(where: str, value: Any) -> tuple[NDArray[np.float64], bool]:
    ring = positions(where, value, LEAST_CORNERS)
    refuse_swapped(where, ring)
    is_closed = bool((ring[0] == ring[-1]).all())
    corners = ring[:-1] if is_closed else ring
    if len(np.unique(corners, axis=0)) < LEAST_CORNERS:
        raise refuse(where, f"a ring has under {LEAST_CORNERS} different corners, expected more; redraw it")
    return np.vstack([corners, corners[:1]]), not is_closed


def positions(where: str, value: Any, least: int = LEAST_POINTS) -> NDArray[np.float64]:
    """Return longitudes and latitudes, shape (points, 2); heights are left out.

    Raises FairtownError on fewer than `least` points or one that is no longitude and latitude.
    """
    rows = as_list(where, "coordinates", value)
    spend(POINT * len(rows), "reading")
    if len(rows) < least:
        raise refuse(where, f"it has {len(rows)} points, expected at least {least}; redraw it")
    for row in rows:
        if not _is_pair(row):
            raise _no_position(where, row)
        if not (abs(row[0]) <= MOST_LON and abs(row[1]) <= MOST_LAT):
            raise _outside(where, row)
    return np.array([row[:PLANE] for row in rows], float)


def refuse_swapped(where: str, points: NDArray[np.float64]) -> None:
    """Raise FairtownError if a point of shape (points, 2) has its latitude first."""
    if (first := is_swapped(points[:, 0], points[:, 1])).any():
        raise swapped(where, *points[int(first.argmax())])


def _is_pair(row: Any) -> bool:
    if not isinstance(row, list) or len(row) not in (PLANE, WITH_HEIGHT):
        return False
    return all(type(number) in (int, float) for number in row[:PLANE])


def _outside(where: str, row: list[Any]) -> FairtownError:
    """Return the error of numbers that are no longitude and latitude, also not the other way round."""
    if abs(row[0]) <= MOST_LAT and abs(row[1]) <= MOST_LON and is_swapped(row[0], row[1]):
        return swapped(where, row[0], row[1])
    return _no_position(where, row)


def _no_position(where: str, row: Any) -> FairtownError:
    return refuse(
        where, f"position {_shown(row)} is no longitude and latitude, expected [-72.7, 41.8]; correct it"
    )


def _shown(row: Any) -> str:
    if isinstance(row, list) and len(row) <= WITH_HEIGHT:
        return "[" + ", ".join(quoted(v) for v in row) + "]"
    return quoted(row)
