"""A part of a state drawn in SVG: its tracts in full shade, those around it pale, without texts or legend."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from fairtown.drawings.palette import LAND, LEVELS, NO_DATA, NO_DATA_PATTERN, TOWN_LINE, TRACT_LINE, WATER
from fairtown.drawings.svg_map import TOWN_PADDING, Outline, corners

PALE = 0.3


def drawing(outline: Outline, levels: Mapping[str, int], inside: Collection[str]) -> str:
    """Return the drawing of the tracts `inside` (geoids) and what lies around them.

    `levels`: 1-5 by geoid; a tract without one is hatched, and all are plain where there is none at all.
    """
    left, top, width, height = _box(outline, inside)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}">'
        f'<defs>{NO_DATA_PATTERN}</defs><rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}" fill="{WATER}"/>'
    ]
    paths: dict[tuple[bool, int], list[str]] = {}
    for geoid, lines in outline.tracts.items():
        paths.setdefault((geoid in inside, levels.get(geoid, 0)), []).append(lines)
    for (is_inside, level), lines_of in sorted(paths.items()):
        shade = LEVELS[level - 1] if level else NO_DATA if levels else LAND
        parts.append(
            f'<path fill="{shade}" opacity="{1 if is_inside else PALE}" stroke="{TRACT_LINE}" '
            f'stroke-width=".2" d="{"".join(lines_of)}"/>'
        )
    parts.append(f'<path fill="none" stroke="{TOWN_LINE}" stroke-width=".9" d="{outline.towns}"/>')
    return "".join([*parts, "</svg>"])


def _box(outline: Outline, inside: Collection[str]) -> tuple[float, float, float, float]:
    """Return left, top, width and height of what is drawn, in pixels: the tracts with some land around them."""
    points = np.concatenate([corners(outline.tracts.get(geoid, "")) for geoid in inside])
    (left, top), (width, height) = points.min(axis=0), np.ptp(points, axis=0)
    pad = TOWN_PADDING / 2 * max(width, height)
    return left - pad, top - pad, width + 2 * pad, height + 2 * pad
