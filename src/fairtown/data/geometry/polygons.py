"""Shapes of districts: valid ones, repaired where only one repair is possible, and their land in acres.

Areas are taken in an equal-area projection (`data.projection`): Albers for the mainland and for Hawaii, else Lambert's
around the shapes. One acre is 4,046.8564224 square meters, the international acre.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.data.geometry.coordinates import is_swapped, swapped
from fairtown.data.geometry.projection import MOST_LAT, MOST_LON, flat_for

Shapes = NDArray[np.object_]
ACRE_M2 = 4_046.8564224
#: A repaired shape may differ from the drawn one by this share of its area; more, and it could be another shape.
MOST_CHANGE = 1e-4
#: Of a district at least this share lies in its town; less, and it is another town's, or placed wrongly.
LEAST_INSIDE = 0.5
#: From this share on, land outside of the town is noted; below, it is the width of a line.
TOLD_OUTSIDE = 0.01
#: Of land this share may lie in two districts before it is noted: the width of lines.
MOST_TWICE = 1e-3
NAMED = 3


def repair_polygons(name: str, shapes: Shapes) -> tuple[Shapes, tuple[str, ...]]:
    """Return shapes that are valid, and notes on those that were repaired; None stays None.

    Raises FairtownError naming a shape outside of longitude and latitude, one with latitude first, an empty one, or an
    invalid one whose area depends on how it is repaired.
    """
    out, done = shapes.copy(), []
    for i, shape in enumerate(shapes):
        if shape is None:
            continue
        _refuse_places(name, i, shape)
        if not shape.is_valid:
            out[i] = _repaired(name, i, shape)
            done.append(i + 1)
    if not done:
        return out, ()
    first = ", ".join(map(str, done[:NAMED]))
    return out, (
        f"{len(done)} shapes cross or touch themselves and were mended without a change of area: {first}",
    )


def _refuse_places(name: str, i: int, shape: shapely.Geometry) -> None:
    points = shapely.get_coordinates(shape)
    if not len(points):
        raise FairtownError(f"{name}: feature {i + 1} is empty, expected a polygon; draw it, or leave it out")
    if (first := is_swapped(points[:, 0], points[:, 1])).any():
        raise swapped(f"{name}: feature {i + 1}", *points[int(first.argmax())])
    bad = ~((np.abs(points[:, 0]) <= MOST_LON) & (np.abs(points[:, 1]) <= MOST_LAT))
    if bad.any():
        x, y = points[int(bad.argmax())]
        raise FairtownError(
            f"{name}: feature {i + 1} has the point {x:g}, {y:g}, expected longitude and latitude in degrees; "
            "reproject the layer to EPSG:4326"
        )


def _repaired(name: str, i: int, shape: shapely.Geometry) -> shapely.Geometry:
    """Return the repaired shape if it covers what was drawn: the area within the rings, counted by their direction."""
    whole = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    drawn = sum(_drawn(part) for part in shapely.get_parts(shape))
    if not (whole.area > 0 and abs(whole.area - drawn) <= MOST_CHANGE * whole.area):
        why = shapely.is_valid_reason(shape).replace("\n", " ")
        raise FairtownError(
            f"{name}: feature {i + 1} is no valid shape ({why}), and its area depends on how it is mended; draw "
            f"it again"
        )
    return whole


def _drawn(polygon: shapely.Polygon) -> float:
    """Return the area of the outer ring less that of the holes, each by the shoelace formula."""
    return _ring(polygon.exterior) - sum(_ring(hole) for hole in polygon.interiors)


def _ring(ring: shapely.LinearRing) -> float:
    x, y = shapely.get_coordinates(ring).T
    x, y = x - x[0], y - y[0]
    return float(abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2)


def flat(shapes: Shapes) -> Shapes:
    """Return shapes in meters on an equal-area plane that fits all of them; None stays None."""
    there = np.array([s is not None for s in shapes])
    out = np.full(len(shapes), None, object)
    if there.any():
        points = shapely.get_coordinates(shapes[there])
        onto = flat_for(points[:, 0], points[:, 1])
        out[there] = shapely.transform(shapes[there], lambda p: np.column_stack(onto(p[:, 0], p[:, 1])))
    return out


def acres(shapes: Shapes) -> NDArray[np.float64]:
    """Return the area of each shape in acres, NaN for None."""
    plane = flat(shapes)
    out = np.full(len(shapes), np.nan)
    there = np.array([s is not None for s in shapes])
    out[there] = shapely.area(plane[there]) / ACRE_M2
    return out


def counted_twice(shapes: Shapes) -> float:
    """Return the acres that shapes have in common: their sum less the area that they cover together."""
    plane = flat(np.array([s for s in shapes if s is not None], object))
    return float(shapely.area(plane).sum() - shapely.area(shapely.union_all(plane))) / ACRE_M2


def overlaps(shapes: Shapes) -> tuple[str, ...]:
    """Return a note on base districts that lie on each other, if it is more than the width of lines."""
    twice, land = counted_twice(shapes), float(np.nansum(acres(shapes)))
    if not twice > MOST_TWICE * land:
        return ()
    return (f"{twice:,.1f} of {land:,.1f} acres lie in two districts and count twice: mark overlays as such",)


def inside(
    name: str, shapes: Shapes, jurisdictions: NDArray[np.object_], outlines: Mapping[str, shapely.Geometry]
) -> tuple[str, ...]:
    """Return a note on land outside of its own town; raises FairtownError if most of a district lies outside.

    `outlines`: the shape of every town by name. Shares are taken in degrees: within one district they hardly differ.
    """
    lost = []
    for i, (shape, town) in enumerate(zip(shapes, jurisdictions, strict=True)):
        if town not in outlines:
            there = ", ".join(sorted(outlines)[:NAMED])
            raise FairtownError(
                f"{name}: feature {i + 1} is of {town!r}, which has no outline; there are {there} and "
                f"{max(len(outlines) - NAMED, 0)} more: mend the name"
            )
        if shape is None:
            continue
        part = shapely.intersection(shape, outlines[town]).area / shape.area
        if part < LEAST_INSIDE:
            raise FairtownError(
                f"{name}: {1 - part:.0%} of feature {i + 1} lies outside of {town}, expected less than "
                f"{1 - LEAST_INSIDE:.0%}; it is another town's, or placed wrongly"
            )
        if part < 1 - TOLD_OUTSIDE:
            lost.append(f"feature {i + 1} ({town}, {1 - part:.0%})")
    more = f", and {len(lost) - NAMED} more" if len(lost) > NAMED else ""
    return (f"land outside of its town: {', '.join(lost[:NAMED])}{more}",) if lost else ()
