"""A state's towns drawn in SVG for the middle of a page: one path per town, its shade a class of the style sheet.

The drawing is a picture beside a table that holds the same; it is hidden from screen readers, which have the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from fairtown.drawings.size import Size
from fairtown.drawings.svg_map import WIDTH, TownOutlines
from fairtown.release.reader import OpenRelease

FILE = "towns.json"


@dataclass(frozen=True)
class Shown:
    """How a town is drawn: the classes of its path, its title (tooltip), and where it leads."""

    classes: str
    title: str
    href: str


@lru_cache(maxsize=4)
def _outlines(path: Path) -> TownOutlines:
    return TownOutlines.read((path / "maps" / FILE).read_text(encoding="utf-8"))


def size(release: OpenRelease) -> Size:
    """Return the size of a drawing of the state without the legend below it."""
    return Size(WIDTH, _outlines(release.path).height)


def drawing(release: OpenRelease, towns: Mapping[str, Shown]) -> str:
    """Return the drawing of all towns; `towns` by the key that a town keeps, a town without one is drawn plain."""
    return svg(_outlines(release.path), towns)


def svg(outlines: TownOutlines, shown: Mapping[str, Shown]) -> str:
    """Return a drawing of outlines, each as `shown` says by its key."""
    parts = [
        f'<svg class="town-map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {outlines.height}" '
        'aria-hidden="true" focusable="false">'
    ]
    plain = Shown("t0", "", "")
    classes = {own.classes: escape(own.classes) for own in (plain, *shown.values())}
    for key, lines in outlines.paths.items():
        own = shown.get(key, plain)
        title = f"<title>{escape(own.title)}</title>" if own.title else ""
        path = f'<path class="{classes[own.classes]}" d="{lines}">{title}</path>'
        parts.append(f'<a href="{escape(own.href)}" tabindex="-1">{path}</a>' if own.href else path)
    return "".join([*parts, "</svg>"])
