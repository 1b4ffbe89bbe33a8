"""Strips: every place as a dot over an axis of shares, equal ones on top of each other, one strip above the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from html import escape

from fairtown.drawings.charts import AXIS, DOT_LABEL, DOT_SIDE, WIDTH, open_svg
from fairtown.formatting import format_number

#: Dots stand in columns so wide, in shares; radius and distance of dots, pixels.
COLUMN, RADIUS, DISTANCE = 0.01, 2.0, 4.2
#: The axis has a line every fifth, and ends at a multiple of it.
STEP = 0.2


def drawing(rows: Sequence[tuple[str, Sequence[tuple[str, float]]]], title: str, desc: str, name: str) -> str:
    """Return a strip for each row of (label, places with their share, 0-1); each dot has its place as its tip."""
    columns = [Counter(_column(share) for _place, share in places) for _label, places in rows]
    tallest = max((max(c.values(), default=1) for c in columns), default=1)
    height = DOT_LABEL + round(tallest * DISTANCE) + 6
    largest = max((share for _label, places in rows for _place, share in places), default=1.0)
    steps = max(1, -int(-largest // STEP))
    bottom = AXIS + len(rows) * height

    def x(share: float) -> float:
        return DOT_SIDE + share / (steps * STEP) * (WIDTH - 2 * DOT_SIDE)

    parts = [open_svg(WIDTH, bottom + AXIS, title, desc, name)]
    for i in range(steps + 1):
        at = f"{x(i * STEP):.1f}"
        parts.append(f'<path class="grid" d="M{at} {AXIS}V{bottom}"/>')
        parts.append(
            f'<text class="label" x="{at}" y="{bottom + 15}" text-anchor="middle">{i * STEP:.0%}</text>'
        )
    for i, (label, places) in enumerate(rows):
        ground = AXIS + (i + 1) * height - 4
        parts.append(
            f'<text class="label name" x="{WIDTH - DOT_SIDE}" y="{ground - height + DOT_LABEL}" '
            f'text-anchor="end">{escape(label)}</text>'
        )
        parts += _dots(places, x, ground)
    return "".join([*parts, "</svg>"])


def _column(share: float) -> int:
    return int(share / COLUMN)


def _dots(places: Sequence[tuple[str, float]], x: Callable[[float], float], ground: float) -> list[str]:
    standing: Counter[int] = Counter()
    out = []
    for place, share in sorted(places, key=lambda p: (p[1], p[0])):
        column = _column(share)
        at, y = x((column + 0.5) * COLUMN), ground - RADIUS - standing[column] * DISTANCE
        standing[column] += 1
        tip = escape(f"{place}: {format_number(share, 'share')}")
        out.append(
            f'<circle class="point" cx="{at:.1f}" cy="{y:.1f}" r="{RADIUS}"><title>{tip}</title></circle>'
        )
    return out
