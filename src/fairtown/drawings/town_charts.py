"""Charts of one town among all: a strip of dots, lines over the years, and two measures against each other.

The reader's place is "mine", one other is "compared"; marks have names, so that no key is needed. Colors come from the
page's stylesheet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from fairtown.drawings.charts import open_svg
from fairtown.formatting import format_number

WIDTH, SIDE, RIGHT = 480, 14, 30
DOT, STEP, RADIUS_OF_MINE = 3.1, 7.0, 4.8
#: Pixels from the top: the words of the line across, the names of the places; then the dots.
LINE_WORDS, NAMES, DOTS_TOP = 16, 44, 88
AXIS = 30
#: Width of a letter of a name on a phone, where letters are largest, to keep names in the picture and apart.
LETTER = 11.0
LINES_HEIGHT, LEFT, NAME_ROOM, NAME_HEIGHT = 260, 46, 165, 22
SCATTER_HEIGHT = 340
MINE, COMPARED = "mine", "compared"


@dataclass(frozen=True)
class Dot:
    """A place in a strip or a scatter: its name, a share of 0-1 (and another upward), and "mine", "compared" or "".

    `up` is read by `scatter` alone.
    """

    name: str
    value: float
    kind: str = ""
    up: float = 0.0


def _top(values: Sequence[float]) -> float:
    """Return the end of an axis from 0: the next tenth, 0.1 at least."""
    return max(ceil(round(max(values) * 10, 6)) / 10, 0.1)


def strip(dots: Sequence[Dot], threshold: tuple[float, str] | None, title: str, desc: str, name: str) -> str:
    """Return all places as stacked dots over an axis from 0; `threshold`: a share and its words, drawn across."""
    top = _top([dot.value for dot in dots])
    scale = (WIDTH - SIDE - RIGHT) / top
    stacks = _stacks(dots, scale)
    tallest = max(len(stack) for stack in stacks.values())
    bottom = DOTS_TOP + tallest * STEP
    parts = [open_svg(WIDTH, round(bottom + AXIS), title, desc, name)]
    for i in range(round(top * 10) + 1):
        x = SIDE + i / 10 * scale
        parts.append(f'<path class="grid" d="M{x:.1f} {DOTS_TOP - 22}V{bottom:.1f}"/>')
        parts.append(_text(x, bottom + 18, f"{i * 10}%", "label", "middle"))
    if threshold:
        x = SIDE + threshold[0] * scale
        parts.append(f'<path class="level" d="M{x:.1f} 4V{bottom:.1f}"/>')
        parts.append(_text(x + 6, LINE_WORDS, threshold[1], "label", "start"))
    named = []
    for column, stack in stacks.items():
        for i, dot in enumerate(stack):
            x, y = SIDE + (column + 0.5) * STEP, bottom - (i + 0.5) * STEP
            parts.append(_dot(dot, x, y))
            if dot.kind:
                named.append((dot, x, y))
    return "".join([*parts, *_names(named), "</svg>"])


def _stacks(dots: Sequence[Dot], scale: float) -> dict[int, list[Dot]]:
    """Return dots by column, as many columns as fit side by side; those with a name on top of theirs."""
    stacks: dict[int, list[Dot]] = {}
    for dot in sorted(dots, key=lambda d: (bool(d.kind), d.value, d.name)):
        stacks.setdefault(int(dot.value * scale / STEP), []).append(dot)
    return stacks


def _dot(dot: Dot, x: float, y: float) -> str:
    radius = RADIUS_OF_MINE if dot.kind else DOT
    tip = f"{dot.name}: {format_number(dot.value, 'share')}"
    circle = f'<circle class="town {dot.kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius}">'
    return f"{circle}<title>{escape(tip)}</title></circle>"


def _names(named: Sequence[tuple[Dot, float, float]]) -> list[str]:
    """Return the names above the dots, each with a line down to its own; a second one that has no room goes higher."""
    parts, end = [], -1.0
    for dot, x, y in sorted(named, key=lambda n: n[1]):
        label = f"{dot.name} {format_number(dot.value, 'share')}"
        width = len(label) * LETTER
        start = min(max(x - width / 2, 2.0), WIDTH - width - 2)
        at = NAMES if start > end else NAMES + NAME_HEIGHT
        end = start + width + 8
        parts.append(f'<path class="leader {dot.kind}" d="M{x:.1f} {at + 5}V{y - RADIUS_OF_MINE:.1f}"/>')
        parts.append(_text(start + width / 2, at, label, f"named {dot.kind}", "middle"))
    return parts


def _text(x: float, y: float, label: str, kind: str, anchor: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(label)}</text>'


@dataclass(frozen=True)
class Trend:
    """A place over the years: its name, shares of 0-1 by year, and "mine", "compared" or ""."""

    name: str
    values: Sequence[tuple[int, float]]
    kind: str = ""


def trends(
    series: Sequence[Trend], threshold: tuple[float, str] | None, title: str, desc: str, name: str
) -> str:
    """Return a line for each place from 0 up, with its name at its end; `threshold`: as of `strip`."""
    years = sorted({year for one in series for year, _value in one.values})
    shares = [value for one in series for _year, value in one.values]
    top = _top([*shares, threshold[0] if threshold else 0.0])
    first, span = years[0], max(years[-1] - years[0], 1)

    def x(year: int) -> float:
        return LEFT + (year - first) / span * (WIDTH - LEFT - NAME_ROOM)

    def y(share: float) -> float:
        return SIDE + (1 - share / top) * (LINES_HEIGHT - SIDE - AXIS)

    parts = [open_svg(WIDTH, LINES_HEIGHT, title, desc, name)]
    for i in range(round(top * 10) + 1):
        parts.append(f'<path class="grid" d="M{LEFT} {y(i / 10):.1f}H{WIDTH - NAME_ROOM}"/>')
        parts.append(_text(LEFT - 8, y(i / 10) + 4, f"{i * 10}%", "label", "end"))
    if threshold:
        parts.append(f'<path class="level" d="M{LEFT} {y(threshold[0]):.1f}H{WIDTH - NAME_ROOM}"/>')
        parts.append(_text(LEFT + 4, y(threshold[0]) - 6, threshold[1], "label", "start"))
    for one in sorted(series, key=lambda s: s.kind == MINE):
        path = "L".join(f"{x(year):.1f} {y(value):.1f}" for year, value in one.values)
        parts.append(f'<path class="trend {one.kind}" d="M{path}"><title>{escape(one.name)}</title></path>')
    parts += _ends(series, x(years[-1]) + 8, y)
    parts += [_text(x(year), LINES_HEIGHT - 6, str(year), "label", "middle") for year in {first, years[-1]}]
    return "".join([*parts, "</svg>"])


def _ends(series: Sequence[Trend], x: float, y: Callable[[float], float]) -> list[str]:
    """Return the name and last share of each line at its end, pushed down where they would cover one another."""
    parts, floor = [], 0.0
    for one in sorted(series, key=lambda s: -s.values[-1][1]):
        share = one.values[-1][1]
        at = max(y(share) + 4, floor)
        floor = at + NAME_HEIGHT
        label = f"{one.name} {format_number(share, 'share')}"
        parts.append(_text(x, at, label, f"named {one.kind}", "start"))
    return parts


def scatter(dots: Sequence[Dot], across: str, upward: str, title: str, desc: str, name: str) -> str:
    """Return places by two shares, `across` and `upward` in words; those with a kind have their names."""
    right, top = _top([dot.value for dot in dots]), _top([dot.up for dot in dots])

    def x(share: float) -> float:
        return LEFT + share / right * (WIDTH - LEFT - RIGHT)

    def y(share: float) -> float:
        return 30 + (1 - share / top) * (SCATTER_HEIGHT - 30 - 2 * AXIS)

    low = y(0)
    parts = [open_svg(WIDTH, SCATTER_HEIGHT, title, desc, name), _text(0, 14, upward, "label", "start")]
    for i in range(0, round(right * 10) + 1, 2):
        parts.append(f'<path class="grid" d="M{x(i / 10):.1f} {y(top):.1f}V{low:.1f}"/>')
        parts.append(_text(x(i / 10), low + 18, f"{i * 10}%", "label", "middle"))
    for i in range(0, round(top * 10) + 1, 2):
        parts.append(f'<path class="grid" d="M{LEFT} {y(i / 10):.1f}H{WIDTH - RIGHT}"/>')
        parts.append(_text(LEFT - 8, y(i / 10) + 4, f"{i * 10}%", "label", "end"))
    parts.append(_text(WIDTH - RIGHT, SCATTER_HEIGHT - 6, across, "label", "end"))
    for dot in sorted(dots, key=lambda d: bool(d.kind)):
        tip = f"{dot.name}: {format_number(dot.value, 'share')}, {format_number(dot.up, 'share')}"
        radius = RADIUS_OF_MINE if dot.kind else DOT
        parts.append(
            f'<circle class="town {dot.kind}" cx="{x(dot.value):.1f}" cy="{y(dot.up):.1f}" r="{radius}">'
        )
        parts.append(f"<title>{escape(tip)}</title></circle>")
        if dot.kind:
            is_left = x(dot.value) > WIDTH / 2
            at = x(dot.value) + (-10 if is_left else 10)
            parts.append(
                _text(at, y(dot.up) + 4, dot.name, f"named {dot.kind}", "end" if is_left else "start")
            )
    return "".join([*parts, "</svg>"])
