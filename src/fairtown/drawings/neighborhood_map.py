"""A neighborhood and what lies around it in SVG, for the middle of a page: tracts by level, its own outlined.

The drawing is a picture beside a table that holds the same; it is hidden from screen readers, which have the table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape
from typing import Any

import numpy as np
import shapely

from fairtown.drawings.palette import NO_DATA_PATTERN
from fairtown.drawings.svg_map import Projection, path
from fairtown.drawings.town_map import Shown

WIDTH, HEIGHT = 480, 360
#: How much wider or higher than the neighborhood the drawing is; its least height in degrees, about five kilometers.
AROUND, LEAST = 2.6, 0.045
#: Height of a letter, in pixels of the drawing, and the mean width of one as a share of it.
LETTER, LETTER_WIDTH = 19, 0.56
#: Class of a tract that nothing is said of, and of one without a level.
PLAIN, NO_LEVEL = "land", "none"


def frame(own: Collection[Any]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of the drawing of a neighborhood's polygons, in degrees."""
    west, south, east, north = shapely.total_bounds(list(own))
    x, y = (west + east) / 2, (south + north) / 2
    squeeze = float(np.cos(np.radians(y)))
    size = max(north - south, (east - west) * squeeze * HEIGHT / WIDTH)
    half = max(AROUND * size, LEAST) / 2
    aside = half * WIDTH / HEIGHT / squeeze
    return x - aside, y - half, x + aside, y + half


def around(shapes: Mapping[str, Any], own: Collection[str]) -> list[str]:
    """Return the tracts that border on those of `own`, by geoid."""
    land = shapely.union_all([shapes[geoid] for geoid in own])
    others = [geoid for geoid in shapes if geoid not in own]
    touch = shapely.intersects(land, [shapes[geoid] for geoid in others])
    return [geoid for geoid, is_near in zip(others, touch, strict=True) if is_near]


def within(shapes: Mapping[str, Any], box: tuple[float, float, float, float]) -> dict[str, Any]:
    """Return what of each tract lies in the frame, by geoid; tracts outside are left out."""
    seen = shapely.intersection(list(shapes.values()), shapely.box(*box))
    return {geoid: part for geoid, part in zip(shapes, seen, strict=True) if part.area}


def drawing(
    shapes: Mapping[str, Any], own: Collection[str], shown: Mapping[str, Shown], towns: Mapping[str, str]
) -> str:
    """Return the drawing of the tracts `own` and those around them.

    `shapes`: polygons in degrees by geoid; `shown`: class, title and address of each; `towns`: the name of its town.
    """
    box = frame([shapes[geoid] for geoid in own])
    seen, project = within(shapes, box), Projection(box, WIDTH)
    parts = [
        f'<svg class="around" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {project.height}" '
        f'aria-hidden="true" focusable="false"><defs>{NO_DATA_PATTERN}</defs>'
    ]
    parts += [
        _tract(_path(part, project), shown.get(geoid, Shown(PLAIN, "", ""))) for geoid, part in seen.items()
    ]
    of_town: dict[str, list[Any]] = {}
    for geoid, part in seen.items():
        of_town.setdefault(towns.get(geoid, ""), []).append(part)
    lands = {name: shapely.union_all(pieces) for name, pieces in of_town.items()}
    parts.append(f'<path class="towns" d="{"".join(_path(land, project) for land in lands.values())}"/>')
    land = shapely.union_all([seen[geoid] for geoid in own])
    edge = _path(land, project)
    parts.append(f'<path class="halo" d="{edge}"/><path class="own" d="{edge}"/>')
    parts += _names({name: shapely.difference(part, land) for name, part in lands.items() if name}, project)
    return "".join([*parts, "</svg>"])


def _path(shape: Any, project: Projection) -> str:
    pieces = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    return "".join(path(piece, project) for piece in pieces)


def _tract(lines: str, own: Shown) -> str:
    """Return the path of a tract, with its tooltip and the way to its page."""
    title = f"<title>{escape(own.title)}</title>" if own.title else ""
    drawn = f'<path class="{escape(own.classes)}" d="{lines}">{title}</path>'
    return f'<a href="{escape(own.href)}" tabindex="-1">{drawn}</a>' if own.href else drawn


def _names(lands: Mapping[str, Any], project: Projection) -> list[str]:
    """Return the names of towns, each where it fits into its land; one that fits nowhere is left out."""
    out: list[str] = []
    placed: list[tuple[float, float, float]] = []
    for name, land in sorted(lands.items(), key=lambda item: -item[1].area):
        largest = max(shapely.get_parts(land), key=lambda piece: piece.area, default=None)
        if largest is None or not largest.area:
            continue
        (x, y), half = _place(largest, project), len(name) * LETTER * LETTER_WIDTH / 2
        width, height = np.ptp(project(shapely.get_coordinates(largest)), axis=0)
        is_apart = all(abs(y - b) > LETTER or abs(x - a) > half + h for a, b, h in placed)
        is_inside = half < x < WIDTH - half and LETTER < y < project.height - LETTER / 2
        if is_apart and is_inside and width > 2 * half and height > LETTER:
            placed.append((x, y, half))
            out.append(f'<text x="{x:.0f}" y="{y:.0f}">{escape(name)}</text>')
    return out


def _place(shape: Any, project: Projection) -> np.ndarray:
    """Return a point well inside a polygon, in pixels, shape (2,)."""
    point: np.ndarray = project(shapely.get_coordinates(shapely.point_on_surface(shape)))[0]
    return point
