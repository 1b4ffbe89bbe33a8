"""Charts in SVG: bars and a line, with a title and a description; pages put a table beside each.

Colours come from classes of the page's stylesheet, so that nothing needs inline style.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil

BAR, LABEL, ROW, WIDTH, VALUE = 20, 18, 48, 440, 62
LINE_HEIGHT, LINE_LEFT, LINE_BOTTOM, LINE_TOP, LINE_RIGHT = 220, 46, 26, 14, 16
#: Shares narrower than this get no number inside their bar.
ROOM_FOR_NUMBER = 0.07


def _open(width: int, height: int, title: str, desc: str, name: str) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(desc)}</desc>'
    )


def stacked(
    rows: Sequence[tuple[str, Sequence[float]]], words: Sequence[str], title: str, desc: str, name: str
) -> str:
    """Return bars of shares: `rows` are (label, shares of 0-1), `words` name the parts, classes l1, l2 …"""
    parts = [_open(WIDTH, len(rows) * ROW, title, desc, name)]
    for i, (label, shares) in enumerate(rows):
        y = i * ROW + LABEL
        parts.append(f'<text class="label" x="0" y="{y - 4}">{escape(label)}</text>')
        x = 0.0
        for level, share in enumerate(shares, start=1):
            width = share * WIDTH
            tip = f"{label}: {words[level - 1]} {share:.1%}"
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
    parts = [_open(WIDTH, len(rows) * ROW, title, desc, name)]
    for i, (label, share, moe) in enumerate(rows):
        y = i * ROW + LABEL
        end = share * scale
        parts.append(f'<text class="label" x="0" y="{y - 4}">{escape(label)}</text>')
        parts.append(f'<rect class="bar" x="0" y="{y}" width="{end:.1f}" height="{BAR}"/>')
        if moe:
            low, high = max(0.0, share - moe) * scale, (share + moe) * scale
            parts.append(f'<path class="whisker" d="M{low:.1f} {y + BAR / 2}H{high:.1f}"/>')
            end = high
        parts.append(f'<text class="label" x="{end + 6:.1f}" y="{y + 15}">{share * 100:.1f}%</text>')
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

    parts = [_open(WIDTH, LINE_HEIGHT, title, desc, name)]
    for share in (0.0, top / 2, top):
        parts.append(f'<path class="grid" d="M{LINE_LEFT} {y(share):.1f}H{WIDTH - LINE_RIGHT}"/>')
        parts.append(
            f'<text class="label" x="{LINE_LEFT - 6}" y="{y(share) + 4:.1f}" text-anchor="end">'
            f"{share * 100:.3g}%</text>"
        )
    parts.append(f'<path class="level" d="M{LINE_LEFT} {y(level):.1f}H{WIDTH - LINE_RIGHT}"/>')
    # on the side of the line where the points are not
    beside = 15 if points[0][1] > level else -6
    parts.append(
        f'<text class="level-label" x="{LINE_LEFT + 6}" y="{y(level) + beside:.1f}">{escape(level_words)}</text>'
    )
    path = "L".join(f"{x(year):.1f} {y(share):.1f}" for year, share in points)
    parts.append(f'<path class="line" d="M{path}"/>')
    for year, share in points:
        parts.append(f'<circle class="point" cx="{x(year):.1f}" cy="{y(share):.1f}" r="3">')
        parts.append(f"<title>{year}: {share:.1%}</title></circle>")
    for year in dict.fromkeys((years[0], years[len(years) // 2], years[-1])):
        parts.append(
            f'<text class="label" x="{x(year):.1f}" y="{LINE_HEIGHT - 8}" text-anchor="middle">{year}</text>'
        )
    return "".join([*parts, "</svg>"])
