"""A town's zoning districts drawn in SVG: colored by the most homes that each allows, with their short names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import ceil

WIDTH = 640
#: Height of the short names in pixels, as the style sheet has it, and how wide a letter is beside it.
LETTERS, LETTER_WIDTH = 13, 0.62


@dataclass(frozen=True)
class Shape:
    """A district as drawn: its SVG path in units of its town's map, and where its name fits best."""

    path: str
    x: int
    y: int
    #: of the largest circle around x, y that fits in
    radius: int


@dataclass(frozen=True)
class Drawn:
    """A district on the map: its shape, class of color, short name, what it is called, and its line on the page."""

    shape: Shape
    homes_class: str
    short: str
    title: str
    anchor: str


def drawing(width: int, height: int, districts: Iterable[Drawn]) -> str:
    """Return districts on a map of `width` by `height` units; a table beside it holds the same.

    A short name stands where its district has room for it.
    """
    scale = WIDTH / width
    shapes, names = [], []
    for own in districts:
        x, y, radius = (round(number * scale, 1) for number in (own.shape.x, own.shape.y, own.shape.radius))
        shapes.append(
            f'<a href="#{own.anchor}" tabindex="-1"><path class="{own.homes_class}" d="{own.shape.path}">'
            f"<title>{escape(own.title)}</title></path></a>"
        )
        if 2 * radius >= LETTERS * max(LETTER_WIDTH * len(own.short), 1):
            names.append(f'<text x="{x}" y="{y}" dy=".35em">{escape(own.short)}</text>')
    return (
        f'<svg class="atlas-map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {ceil(height * scale)}" '
        f'aria-hidden="true" focusable="false"><g transform="scale({scale:.6g})">{"".join(shapes)}</g>'
        f"{''.join(names)}</svg>"
    )
