"""A state drawn in SVG: tracts shaded by level, darker = higher-resourced, towns outlined, legend inside.

The same file serves paper, the home page and readers without JavaScript. Patterns tell the levels
apart where color cannot.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import shapely

from fairtown.drawings.palette import (
    DOT,
    LAND,
    LEVELS,
    NO_DATA,
    NO_DATA_PATTERN,
    ON_DARK,
    ON_LIGHT,
    OUTLINE,
    TOWN_LINE,
    TRACT_LINE,
    WATER,
)
from fairtown.translations import Translate
from fairtown.vocabulary import OPPORTUNITY_LEVELS

NUMBER = re.compile(r"-?[0-9]*\.?[0-9]+")
WIDTH = 900
LEGEND_HEIGHT = 96
TOWN_WIDTH = 480
#: Land shown around a town, as a share of its longer side.
TOWN_PADDING = 0.12
#: Simplification of boundaries, in degrees: about 200 meters, a pixel of the drawing.
TOLERANCE = 0.002
TOWN_TOLERANCE = 0.0002
PATTERNS = (
    '<pattern id="p1" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="{0}"/>'
    "</pattern>",
    '<pattern id="p2" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" fill="{1}"/>'
    '<circle cx="3.5" cy="3.5" r=".8" fill="{ink}"/></pattern>',
    '<pattern id="p3" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="{2}"/>'
    '<path d="M0 6L6 0" stroke="{ink}" stroke-width=".7"/></pattern>',
    '<pattern id="p4" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="{3}"/>'
    '<path d="M0 0L6 6M0 6L6 0" stroke="{pale}" stroke-width=".6"/></pattern>',
    '<pattern id="p5" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="{4}"/>'
    "</pattern>",
)


class Projection:
    """Degrees to pixels: equirectangular at the state's middle latitude, good enough for one state."""

    def __init__(self, box: tuple[float, float, float, float], width: int = WIDTH) -> None:
        """Fit `box` (west, south, east, north) into `width` pixels."""
        self.west, south, east, self.north = box
        self.squeeze = float(np.cos(np.radians((south + self.north) / 2)))
        self.scale = width / ((east - self.west) * self.squeeze)
        self.height = round((self.north - south) * self.scale)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """Return pixels (n, 2) of degrees (n, 2)."""
        x = (points[:, 0] - self.west) * self.squeeze * self.scale
        return np.column_stack([x, (self.north - points[:, 1]) * self.scale])


def path(shape: Any, project: Projection) -> str:
    """Return the path of a polygon or multipolygon: of each ring its first corner, then steps, in tenths of a pixel."""
    rings = []
    # nearly all shapes have one part, and to ask for it takes longer than to write it
    for polygon in (shape,) if shape.geom_type == "Polygon" else shapely.get_parts(shape):
        for ring in () if polygon.is_empty else (polygon.exterior, *polygon.interiors):
            tenths = np.round(project(shapely.get_coordinates(ring)[:-1]) * 10).astype(int)
            steps = np.diff(tenths, axis=0)
            steps = steps[steps.any(axis=1)]
            rings.append(f"M{_numbers(tenths[0])}{'l' if len(steps) else ''}{_numbers(steps.ravel())}z")
    return "".join(rings)


def _numbers(tenths: np.ndarray) -> str:
    """Return tenths as numbers of a path, in as few characters as SVG needs."""
    text = " ".join(map(_number, tenths.tolist()))
    return text.replace(" -", "-").replace(" 0.", " .").replace("-0.", "-.")


@cache
def _number(tenths: int) -> str:
    """Return tenths as a number; most numbers of a drawing are short steps, and stand there again and again."""
    return f"{tenths / 10:g}"


def corners(path: str) -> np.ndarray:
    """Return the corners of a path that `path` wrote, in pixels, shape (n, 2)."""
    found = []
    for ring in path.split("M")[1:]:
        numbers = [float(n) for n in NUMBER.findall(ring)]
        found.append(np.cumsum(np.reshape(numbers, (-1, 2)), axis=0))
    return np.concatenate(found) if found else np.empty((0, 2))


def level_names(gettext: Translate) -> tuple[str, ...]:
    """Return the names of the five levels of opportunity, lowest first."""
    return tuple(gettext(label) for label in OPPORTUNITY_LEVELS)


@dataclass(frozen=True)
class Outline:
    """The paths of a state's tracts by geoid, the lines of its towns, and the height of the drawing in pixels."""

    tracts: dict[str, str]
    towns: str
    height: int
    project: Projection | None = None

    @classmethod
    def of(cls, tracts: Mapping[str, Any], towns: Mapping[str, Any]) -> Outline:
        """Simplify and project shapes by geoid."""
        shapes = shapely.coverage_simplify(list(tracts.values()), TOLERANCE)
        outlines = shapely.coverage_simplify(list(towns.values()), TOLERANCE)
        project = Projection(tuple(shapely.total_bounds(shapes)))
        paths = {geoid: path(shape, project) for geoid, shape in zip(tracts, shapes, strict=True)}
        return cls(paths, "".join(path(shape, project) for shape in outlines), project.height, project)

    def text(self) -> str:
        """Return the outline as JSON, which `read` gives back without its projection."""
        return json.dumps({"tracts": self.tracts, "towns": self.towns, "height": self.height}) + "\n"

    @classmethod
    def read(cls, text: str) -> Outline:
        """Return the outline that `text` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class TownOutlines:
    """The paths of a state's towns by the key that a town keeps, and the height of the drawing in pixels."""

    paths: dict[str, str]
    height: int

    @classmethod
    def of(cls, towns: Mapping[str, Any], keys: Mapping[str, str]) -> TownOutlines:
        """Simplify and project shapes by geoid; `keys`: the key of each geoid."""
        shapes = shapely.coverage_simplify(list(towns.values()), TOLERANCE)
        project = Projection(tuple(shapely.total_bounds(shapes)))
        paths = {keys[geoid]: path(shape, project) for geoid, shape in zip(towns, shapes, strict=True)}
        return cls(paths, project.height)

    def text(self) -> str:
        """Return the outlines as JSON, which `read` gives back."""
        return json.dumps({"paths": self.paths, "height": self.height}) + "\n"

    @classmethod
    def read(cls, text: str) -> TownOutlines:
        """Return the outlines that `text` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Dots:
    """Dots in degrees (n, 2), how many people each stands for, and the survey years that these are of."""

    points: np.ndarray
    per_dot: int
    period: str


class StateDrawing:
    """The paths of a state, projected once; `text` writes them with patterns, dots and texts."""

    def __init__(self, tracts: Mapping[str, Any], levels: pd.Series, towns: Mapping[str, Any]) -> None:
        """Simplify and project. `levels`: 1-5 by tract geoid; none where there is no index."""
        outline = Outline.of(tracts, towns)
        self.project = outline.project or Projection((0, 0, 1, 1))
        self.has_levels = len(levels) > 0
        self.by_level: dict[int, list[str]] = {
            i: [] for i in range(1, len(LEVELS) + 1 if self.has_levels else 2)
        }
        for geoid, lines in outline.tracts.items():
            self.by_level[int(levels[geoid]) if self.has_levels else 1].append(lines)
        self.lines = outline.towns

    def text(
        self, state_name: str, gettext: Translate, patterns: bool = False, dots: Dots | None = None
    ) -> str:
        """Return the whole SVG text in the language of `gettext`."""
        fills = [f"url(#p{i})" if patterns else shade for i, shade in enumerate(LEVELS, start=1)]
        fills = fills if self.has_levels else [LAND]
        height = self.project.height + LEGEND_HEIGHT
        parts = [self._head(state_name, gettext, height, dots)]
        if patterns:
            parts.append("<defs>" + "".join(PATTERNS).format(*LEVELS, ink=ON_LIGHT, pale=ON_DARK) + "</defs>")
        for level, paths in self.by_level.items():
            lines = f'stroke="{TRACT_LINE}" stroke-width=".2" d="{"".join(paths)}"'
            parts.append(f'<path fill="{fills[level - 1]}" {lines}/>')
        parts.append(f'<path fill="none" stroke="{TOWN_LINE}" stroke-width="1.1" d="{self.lines}"/>')
        if dots is not None:
            parts += self._dots(dots.points)
        parts.append(self._legend(gettext, fills, dots))
        return "\n".join([*parts, "</svg>\n"])

    def _dots(self, points: np.ndarray) -> list[str]:
        """Return the dots with their halos below."""
        marks = "".join(f"M{x:g} {y:g}h0" for x, y in np.round(self.project(points), 1))
        return [
            f'<path fill="none" stroke="{color}" stroke-width="{width}" stroke-linecap="round" d="{marks}"/>'
            for color, width in (("#fff", 2.2), (DOT, 1.5))
        ]

    def _head(self, state_name: str, gettext: Translate, height: int, dots: Dots | None) -> str:
        """Return the start of the file, with title and description."""
        if self.has_levels:
            title = gettext("%(state)s: opportunity by census tract, index of 2014")
            about = gettext(
                "Darker tracts are higher-resourced. Five levels from Very Low to Very High; thin lines are towns."
            )
        else:
            title = gettext("%(state)s: its census tracts")
            about = gettext("Thin lines are tracts, darker ones jurisdictions.")
        if dots:
            each = gettext("Each blue dot stands for %(n)s people of color, at random inside their tract.")
            about += " " + each % {"n": dots.per_dot}
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            f'aria-labelledby="t d" font-family="sans-serif">\n<title id="t">{title % {"state": state_name}}'
            f'</title>\n<desc id="d">{about}</desc>\n<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        )

    def _legend(self, gettext: Translate, fills: list[str], dots: Dots | None) -> str:
        """Return the key of the shades and dots, and the sources."""
        x, y = 12, self.project.height + 24
        opportunity = gettext("Opportunity") if self.has_levels else ""
        parts = [
            f'<g font-size="14" fill="#222"><text x="{x}" y="{y}" font-weight="bold">{opportunity}</text>'
        ]
        if self.has_levels:
            parts += _shades(x + 110, y, fills, level_names(gettext))
        if dots:
            legend = gettext(
                "= %(n)s people of color (ACS %(period)s), placed at random inside their tract; no dot is an address"
            )
            parts.append(f'<circle cx="{x + 5}" cy="{y + 20}" r="3" fill="{DOT}"/>')
            filled_in = legend % {"n": dots.per_dot, "period": dots.period}
            parts.append(f'<text x="{x + 16}" y="{y + 25}">{filled_in}</text>')
        measure = ": opportunity.oca_2014" if self.has_levels else ""
        parts.append(
            f'<text x="{x}" y="{y + 46}" font-size="12">{self._source(gettext)}</text>'
            f'<text x="{x}" y="{y + 62}" font-size="12">fairtown{measure}</text></g>'
        )
        return "".join(parts)

    def _source(self, gettext: Translate) -> str:
        """Return who published what is drawn."""
        if not self.has_levels:
            return gettext("Source: U.S. Census Bureau.")
        return gettext(
            "Opportunity Index 2014 (figures of about 2008-2013). Sources: Open Communities Alliance, U.S. Census "
            "Bureau, HUD, state agencies."
        )


def _shades(x: int, y: int, fills: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return a box with its name for each shade, from `x` to the right."""
    step, parts = 118, []
    for i, (fill, name) in enumerate(zip(fills, names, strict=True)):
        left = x + i * step
        parts.append(f'<rect x="{left}" y="{y - 14}" width="26" height="18" fill="{fill}" stroke="#555"/>')
        parts.append(f'<text x="{left + 32}" y="{y}">{name}</text>')
    return parts


def town_drawing(outline: Any, tracts: list[tuple[Any, Any, int]], name: str) -> str:
    """Return the SVG of one town.

    `tracts`: those around it, pale outside the outline: shape, the same simplified by `TOWN_TOLERANCE`, and level.
    """
    west, south, east, north = outline.bounds
    pad = TOWN_PADDING * max(east - west, north - south)
    frame = shapely.box(west - pad, south - pad, east + pad, north + pad)
    project = Projection(frame.bounds, TOWN_WIDTH)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {TOWN_WIDTH} {project.height}" role="img" '
        f'aria-labelledby="t">\n<title id="t">{escape(name)}: {_of_town([level for *_, level in tracts])}</title>'
        f"{'<defs>' + NO_DATA_PATTERN + '</defs>' if not all(level for *_, level in tracts) else ''}"
        f'<rect width="{TOWN_WIDTH}" height="{project.height}" fill="{WATER}"/>'
    ]
    shapes, simplified = ([tract[i] for tract in tracts] for i in (0, 1))
    seen = shapely.intersection(simplified, frame)
    are_inside = shapely.area(shapely.intersection(shapes, outline)) > shapely.area(shapes) / 2
    for own, is_inside, (*_, level) in zip(seen, are_inside, tracts, strict=True):
        pieces = [p for p in shapely.get_parts(own) if p.geom_type == "Polygon"]
        opacity = "1" if is_inside else ".35"
        lines = "".join(path(piece, project) for piece in pieces)
        shade = LEVELS[level - 1] if level else NO_DATA
        parts.append(
            f'<path fill="{shade}" fill-opacity="{opacity}" stroke="{TOWN_LINE}" stroke-width="1" '
            f'stroke-opacity="{opacity}" d="{lines}"/>'
        )
    edge = path(outline.simplify(TOWN_TOLERANCE), project)
    parts.append(f'<path fill="none" stroke="{OUTLINE}" stroke-width="2" d="{edge}"/>')
    return "\n".join([*parts, "</svg>\n"])


def _of_town(levels: Sequence[int]) -> str:
    return "opportunity by census tract, index of 2014" if any(levels) else "its census tracts"
