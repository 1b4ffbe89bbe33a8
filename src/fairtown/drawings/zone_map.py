"""Old zoning maps drawn in SVG: districts shaded by the land that each family needed, darker = more land."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, isnan

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from fairtown.data.zoning_atlases.historical import RULE, USES, zoning_from_zones
from fairtown.drawings.svg_map import Projection, path
from fairtown.measures.zoning.change import land_by_direction
from fairtown.units import SQFT_PER_ACRE

WIDTH = 480
#: Least land per family, in square feet, from which each shade begins.
STEPS = (0, 3_000, 6_000, 9_000, 10_000, 15_000, 20_000, 40_000)
NO_MINIMUM = 0
YES, NO, NONE = "yes", "no", "none"


@dataclass(frozen=True)
class Building:
    """A building to try: its homes, and the lot that it would stand on in square feet."""

    homes: int
    lot: float


@dataclass(frozen=True)
class Zone:
    """A district of an old map as one line: what it asks, its acres, and whether a building may stand there."""

    name: str
    use: str
    least: float | None
    acres: float
    shade: int
    needs: float | None
    answer: str


def shade(least: float) -> int:
    """Return the shade of a least land per family, 1 to 8; 0 where there is none."""
    if isnan(least):
        return NO_MINIMUM
    return sum(least >= step for step in STEPS)


def areas(zones: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that say how much land a family needs: where uses are drawn apart, the other map."""
    is_use = zones["map"] == USES
    return zones[~is_use] if is_use.any() and not is_use.all() else zones


def answer(least: float, building: Building | None) -> str:
    """Return whether a building may stand where each family needs so much land; by this one rule alone."""
    if building is None or isnan(least):
        return NONE
    return YES if least * building.homes <= building.lot else NO


def lines(zones: pd.DataFrame, building: Building | None = None) -> list[Zone]:
    """Return one line per kind of district, most land per family first, those without a minimum last."""
    own = areas(zones)
    out = []
    names = own.zone.where(own.zone != "", own.use)
    for (name, use), rows in own.assign(zone=names).groupby(["zone", "use"], sort=True):
        least = float(rows.min_land_per_family_sqft.max())
        needs = None if building is None or isnan(least) else least * building.homes
        out.append(
            Zone(
                str(name),
                str(use),
                None if isnan(least) else least,
                float(rows.acres.sum()),
                shade(least),
                needs,
                answer(least, building),
            )
        )
    return sorted(out, key=lambda z: (z.least is None, -(z.least or 0), z.name))


def share_that_answers(found: list[Zone], wanted: str = YES) -> float | None:
    """Return the share of land with a minimum where the answer is `wanted`; None without such land."""
    land = sum(z.acres for z in found if z.least is not None)
    return sum(z.acres for z in found if z.least is not None and z.answer == wanted) / land if land else None


def drawing(zones: pd.DataFrame, lot_text: str, building: Building | None = None) -> str:
    """Return the districts in SVG; a table beside it holds the same. With a building, districts that refuse it pale.

    `lot_text`: the format of a minimum lot, with `sqft` and `acres`, like "{sqft} sq ft, {acres} acre".
    """
    own = areas(zones)
    shapes = shapely.from_wkt(own.geometry.to_numpy(object))
    drawn = []
    for shape, row in zip(shapes, own.itertuples(), strict=True):
        least = float(row.min_land_per_family_sqft)
        classes = f"z{shade(least)} {answer(least, building)}" if building else f"z{shade(least)}"
        label = row.zone or row.use
        if not isnan(least):
            label += ": " + lot_text.format(sqft=f"{least:,.0f}", acres=f"{least / SQFT_PER_ACRE:.2f}")
        drawn.append((shape, classes, label))
    return _svg(drawn)


def change_drawing(before: pd.DataFrame, after: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Return in SVG what became of the least land per family between two maps of a town.

    `labels`: of each direction of `measures.zoning.change`, whose name is the class of its land.
    """
    found = land_by_direction(zoning_from_zones(before, "before"), zoning_from_zones(after, "after"), RULE)
    return _svg([(shape, name, labels.get(name, name)) for name, shape in found.items()])


def _svg(drawn: Sequence[tuple[BaseGeometry, str, str]]) -> str:
    """Return shapes in degrees as SVG, each with its class and title (tooltip)."""
    shapes = np.array([shape for shape, _classes, _label in drawn], object)
    west, south, east, north = shapely.total_bounds(shapes)
    project = Projection((west, south, east, north), WIDTH)
    # its own height is rounded, which could cut off the last line
    height = ceil((north - south) * project.scale)
    parts = [
        f'<svg class="zone-map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        'aria-hidden="true" focusable="false">'
    ]
    # large ones first, so that small ones are not hidden where lines overlap
    for i in np.argsort(-shapely.area(shapes), kind="stable"):
        shape, classes, label = drawn[i]
        line = path(shape, project)
        parts.append(f'<path class="{classes}" d="{line}"><title>{escape(label)}</title></path>')
    return "".join([*parts, "</svg>"])
