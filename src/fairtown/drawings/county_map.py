"""Counties of the nation in SVG: shaded by an index or by its change, states outlined, legend inside, no script.

Outlines come in half pixels of an Albers projection, Alaska and Hawaii beside, 975 by 610 pixels: whole numbers, which
make the file half as heavy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from fairtown.drawings.palette import NO_DATA, NO_DATA_PATTERN, ON_LIGHT

#: The file of the outlines in a release of the nation: paths by code, of states (two digits) and counties (five).
COUNTIES = "counties.json"
HALVES = 2
WIDTH, HEIGHT, LEGEND = 975 * HALVES, 610 * HALVES, 54 * HALVES
STATE_DIGITS = 2
#: Light to dark for more of one thing; and from less to more around none. Told apart without color by lightness.
MORE = ("#f2efe6", "#d5e0dc", "#a9c6cd", "#6d9fb9", "#3b719c", "#1b4270")
CHANGE = ("#1b5e6b", "#6aa5a9", "#c9dedb", "#f6d9bd", "#d98f55", "#9a4a1c")


@dataclass(frozen=True)
class Class:
    """A shade of the map: its color, its words in the legend."""

    color: str
    label: str


def svg(
    paths: Mapping[str, str], shade_of: Mapping[str, int], classes: Sequence[Class], title: str, unknown: str
) -> str:
    """Return the map as SVG text.

    `paths`: as in `COUNTIES`; `shade_of`: the number of its class by code of county; a county without one is hatched,
    and `unknown` says why.
    """
    shades: dict[int, list[str]] = {i: [] for i in range(len(classes))}
    without = []
    for code, path in paths.items():
        if len(code) == STATE_DIGITS:
            continue
        shades[shade_of[code]].append(path) if code in shade_of else without.append(path)
    outlines = "".join(path for code, path in paths.items() if len(code) == STATE_DIGITS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT + LEGEND}" role="img" '
        f'aria-labelledby="t" font-family="sans-serif"><title id="t">{escape(title)}</title>',
        f"<defs>{NO_DATA_PATTERN.replace('rotate(45)', f'rotate(45) scale({HALVES})')}</defs>",
        *(_filled(classes[i].color, own) for i, own in shades.items() if own),
        _filled(NO_DATA, without),
        f'<path fill="none" stroke="#6b6b66" stroke-width="1.4" d="{outlines}"/>',
        *_legend(classes, unknown),
    ]
    return "\n".join([*parts, "</svg>\n"])


def _filled(fill: str, paths: Sequence[str]) -> str:
    return f'<path fill="{fill}" stroke="#fff" stroke-width=".5" d="{"".join(paths)}"/>'


def _legend(classes: Sequence[Class], unknown: str) -> list[str]:
    """Return the key: a box for each shade from left to right, and one for counties without a figure."""
    step, y = WIDTH // (len(classes) + 2), HEIGHT + 16
    parts = [f'<g font-size="26" fill="{ON_LIGHT}">']
    for i, (fill, label) in enumerate([*((c.color, c.label) for c in classes), (NO_DATA, unknown)]):
        x = 20 + i * step
        parts.append(
            f'<rect x="{x}" y="{y}" width="{step - 12}" height="32" fill="{fill}" stroke="#777" stroke-width="2"/>'
        )
        parts.append(f'<text x="{x}" y="{y + 64}">{escape(label)}</text>')
    return [*parts, "</g>"]
