"""Charts in SVG: bars, dots and lines, with a title and a description; pages put a table beside each.

Colors come from classes of the page's stylesheet, so that nothing needs inline style.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor
from textwrap import wrap

from fairtown.formatting import format_number

BAR, LABEL, ROW, WIDTH, VALUE = 20, 18, 48, 440, 62
DOT_LABEL, LANE, AXIS, DOT_SIDE, DOT = 22, 14, 24, 18, 4.5
#: Letters in a line of a label, as phones show them, and the height of one line.
LONGEST_LINE, LINE = 46, 17
#: An axis no longer than this (in shares) has a line every tenth.
FINE_AXIS = 0.5
LINE_HEIGHT, LINE_LEFT, LINE_BOTTOM, LINE_TOP, LINE_RIGHT = 220, 46, 26, 14, 16
#: Shares narrower than this get no number inside their bar.
ROOM_FOR_NUMBER = 0.07


def open_svg(width: int, height: int, title: str, desc: str, name: str) -> str:
    """Return the start of a chart: its size in pixels, and its title and description for those who hear it."""
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(desc)}</desc>'
    )


def stacked(
    rows: Sequence[tuple[str, Sequence[float]]], labels: Sequence[str], title: str, desc: str, name: str
) -> str:
    """Return bars of shares: `rows` are (label, shares of 0-1), `labels` of the parts, classes l1, l2 …"""
    parts = [open_svg(WIDTH, len(rows) * ROW, title, desc, name)]
    for i, (label, shares) in enumerate(rows):
        y = i * ROW + LABEL
        parts.append(f'<text class="label" x="0" y="{y - 4}">{escape(label)}</text>')
        x = 0.0
        for level, share in enumerate(shares, start=1):
            width = share * WIDTH
            tip = f"{label}: {labels[level - 1]} {format_number(share, 'share')}"
            parts.append(
                f'<rect class="l{level}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}">'
                f"<title>{escape(tip)}</title></rect>"
            )
            if share >= ROOM_FOR_NUMBER:
                parts.append(
                    f'<text class="in{level}" x="{x + width / 2:.1f}" y="{y + 15}" text-anchor="middle">'
                    f"{share * 100:.0f}</text>"
                )
            x += width
    return "".join([*parts, "</svg>"])


def bars(rows: Sequence[tuple[str, float, float | None]], title: str, desc: str, name: str) -> str:
    """Return bars of shares with their margins as whiskers: `rows` are (label, share, margin)."""
    top = max([s + (m or 0) for _, s, m in rows] or [1.0]) or 1.0
    scale = (WIDTH - VALUE) / top
    parts = [open_svg(WIDTH, len(rows) * ROW, title, desc, name)]
    for i, (label, share, moe) in enumerate(rows):
        y = i * ROW + LABEL
        end = share * scale
        parts.append(f'<text class="label" x="0" y="{y - 4}">{escape(label)}</text>')
        parts.append(f'<rect class="bar" x="0" y="{y}" width="{end:.1f}" height="{BAR}"/>')
        if moe:
            low, high = max(0.0, share - moe) * scale, (share + moe) * scale
            parts.append(f'<path class="whisker" d="M{low:.1f} {y + BAR / 2}H{high:.1f}"/>')
            end = high
        parts.append(
            f'<text class="label" x="{end + 6:.1f}" y="{y + 15}">{format_number(share, "share", moe)}</text>'
        )
    return "".join([*parts, "</svg>"])


def line(
    points: Sequence[tuple[int, float]], level: float, level_words: str, title: str, desc: str, name: str
) -> str:
    """Return a line of shares over years with a level drawn across, both in shares of 0-1."""
    years = [y for y, _ in points]
    top = ceil(max([v for _, v in points] + [level]) * 10 + 0.1) / 10
    span = max(years[-1] - years[0], 1)

    def x(year: int) -> float:
        return LINE_LEFT + (year - years[0]) / span * (WIDTH - LINE_LEFT - LINE_RIGHT)

    def y(share: float) -> float:
        return LINE_TOP + (1 - share / top) * (LINE_HEIGHT - LINE_TOP - LINE_BOTTOM)

    parts = [open_svg(WIDTH, LINE_HEIGHT, title, desc, name)]
    for share in (0.0, top / 2, top):
        parts.append(f'<path class="grid" d="M{LINE_LEFT} {y(share):.1f}H{WIDTH - LINE_RIGHT}"/>')
        parts.append(
            f'<text class="label" x="{LINE_LEFT - 6}" y="{y(share) + 4:.1f}" text-anchor="end">'
            f"{share * 100:.3g}%</text>"
        )
    parts.append(f'<path class="level" d="M{LINE_LEFT} {y(level):.1f}H{WIDTH - LINE_RIGHT}"/>')
    # on the side of the line where the points are not
    offset = 15 if points[0][1] > level else -6
    parts.append(
        f'<text class="level-label" x="{LINE_LEFT + 6}" y="{y(level) + offset:.1f}">{escape(level_words)}</text>'
    )
    path = "L".join(f"{x(year):.1f} {y(share):.1f}" for year, share in points)
    parts.append(f'<path class="line" d="M{path}"/>')
    for year, share in points:
        parts.append(f'<circle class="point" cx="{x(year):.1f}" cy="{y(share):.1f}" r="3">')
        parts.append(f"<title>{year}: {format_number(share, 'share')}</title></circle>")
    for year in dict.fromkeys((years[0], years[len(years) // 2], years[-1])):
        parts.append(
            f'<text class="label" x="{x(year):.1f}" y="{LINE_HEIGHT - 8}" text-anchor="middle">{year}</text>'
        )
    return "".join([*parts, "</svg>"])


@dataclass(frozen=True)
class Mark:
    """A value in a row of `dots`: its class says what it is, `lane` counts lines down from the first."""

    kind: str
    value: float
    moe: float | None = None
    lane: int = 0


def dots(rows: Sequence[tuple[str, Sequence[Mark]]], title: str, desc: str, name: str) -> str:
    """Return a row of marks for each label, margins as whiskers, over an axis of shares from 0."""
    lanes = 1 + max([m.lane for _, marks in rows for m in marks] or [0])
    texts = [wrap(label, LONGEST_LINE) or [""] for label, _ in rows]
    above = DOT_LABEL + LINE * (max(map(len, texts), default=1) - 1)
    height = above + LANE * lanes + 8
    ends = [m.value + (m.moe or 0) for _, marks in rows for m in marks]
    top = min(1.0, max(ceil(max(ends or [1.0]) * 10), 1) / 10)
    step = 0.1 if top <= FINE_AXIS else 0.2
    top = ceil(round(top / step, 6)) * step
    bottom = AXIS + len(rows) * height

    def x(share: float) -> float:
        return DOT_SIDE + min(max(share, 0.0), top) / top * (WIDTH - 2 * DOT_SIDE)

    parts = [open_svg(WIDTH, bottom + AXIS, title, desc, name)]
    for i in range(round(top / step) + 1):
        at = f"{x(i * step):.1f}"
        parts.append(f'<path class="grid" d="M{at} {AXIS}V{bottom}"/>')
        for y in (AXIS - 6, bottom + 15):
            parts.append(f'<text class="label" x="{at}" y="{y}" text-anchor="middle">{i * step:.0%}</text>')
    for i, (lines, (_label, marks)) in enumerate(zip(texts, rows, strict=True)):
        y = AXIS + i * height + above
        for n, line in enumerate(reversed(lines)):
            parts.append(f'<text class="label name" x="0" y="{y - 3 - n * LINE}">{escape(line)}</text>')
        parts += [_mark(m, x, y + LANE * m.lane + LANE / 2) for m in marks]
    return "".join([*parts, "</svg>"])


def _mark(mark: Mark, x: Callable[[float], float], y: float) -> str:
    if mark.kind == "chance":
        return f'<path class="chance" d="M{x(mark.value):.1f} {y - 6:.1f}v12"/>'
    whisker = ""
    if mark.moe:
        low, high = x(mark.value - mark.moe), x(mark.value + mark.moe)
        ends = "".join(f"M{at:.1f} {y - 3:.1f}v6" for at in (low, high) if high - low > 3 * DOT)
        whisker = f'<path class="whisker" d="M{low:.1f} {y:.1f}H{high:.1f}{ends}"/>'
    return f'{whisker}<circle class="{mark.kind}" cx="{x(mark.value):.1f}" cy="{y:.1f}" r="{DOT}"/>'


@dataclass(frozen=True)
class Series:
    """A line of `profile`: what it is called, its class, and a value for each step, None where unknown."""

    label: str
    kind: str
    values: Sequence[float | None]


def profile(
    steps: Sequence[str], series: Sequence[Series], title: str, desc: str, name: str, is_share: bool = False
) -> str:
    """Return lines over equal `steps` from 0 (or the lowest value below it) up; shares are written in percent."""
    known = [v for s in series for v in s.values if v is not None]
    top = max(ceil(max([*known, 0.0]) * 10) / 10, 0.1)
    low = floor(min([*known, 0.0]) * 20) / 20
    inner = LINE_HEIGHT - LINE_TOP - LINE_BOTTOM

    def x(i: int) -> float:
        return LINE_LEFT + (i + 0.3) / (len(steps) - 0.4) * (WIDTH - LINE_LEFT - LINE_RIGHT)

    def y(value: float) -> float:
        return LINE_TOP + (top - value) / (top - low) * inner

    parts = [open_svg(WIDTH, LINE_HEIGHT, title, desc, name)]
    for i in range(ceil(low * 10 - 0.01), round(top * 10) + 1):
        parts.append(f'<path class="grid" d="M{LINE_LEFT} {y(i / 10):.1f}H{WIDTH - LINE_RIGHT}"/>')
        text = (f"{i * 10}%" if is_share else f"{i / 10:.1f}").replace("-", "−")
        parts.append(
            f'<text class="label" x="{LINE_LEFT - 6}" y="{y(i / 10) + 4:.1f}" text-anchor="end">{text}</text>'
        )
    for one in series:
        points = [(x(i), y(v)) for i, v in enumerate(one.values) if v is not None]
        path = "L".join(f"{px:.1f} {py:.1f}" for px, py in points)
        parts.append(f'<path class="{one.kind}" d="M{path}"><title>{escape(one.label)}</title></path>')
        if one.kind == "line":
            parts += [f'<circle class="point" cx="{px:.1f}" cy="{py:.1f}" r="3.5"/>' for px, py in points]
    for i, step in enumerate(steps):
        parts.append(
            f'<text class="label" x="{x(i):.1f}" y="{LINE_HEIGHT - 8}" text-anchor="middle">{escape(step)}</text>'
        )
    return "".join([*parts, "</svg>"])
