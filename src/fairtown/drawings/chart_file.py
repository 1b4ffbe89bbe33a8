"""A chart as a file of its own: its finding above, its source below, its colors inside."""

from __future__ import annotations

import re
from html import escape
from textwrap import wrap

from fairtown.drawings.palette import LEVELS

WIDTH, MARGIN, LINE = 720, 24, 26
#: Letters of a line of the title, and of the smaller lines.
TITLE_LETTERS, SMALL_LETTERS = 52, 92
SMALL_LINE = 19
SIZE = re.compile(r'^<svg class="chart" viewBox="0 0 ([\d.]+) ([\d.]+)"')
STYLE = (
    'text{font:13px "Public Sans",system-ui,sans-serif;fill:#17211d}svg svg text{font-size:10px}'
    '.title{font:600 21px "Source Serif 4",Georgia,serif}.small{fill:#4c5853}'
    ".grid{stroke:#dddad0;fill:none}.level{stroke:#17211d;stroke-width:1.5;stroke-dasharray:5 4;fill:none}"
    ".town{fill:#a7aeaa}.town.mine{fill:#1a4fc8}.town.compared{fill:#8a4a12}"
    ".leader{stroke:#4c5853;fill:none}.leader.mine{stroke:#1a4fc8}.leader.compared{stroke:#8a4a12}"
    ".named{font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:4}"
    "text.mine{fill:#1a4fc8}text.compared{fill:#8a4a12}"
    ".trend{fill:none;stroke:#4c5853;stroke-width:2}.trend.mine{stroke:#1a4fc8;stroke-width:3.5}"
    ".bar{fill:#1a4fc8}.whisker{stroke:#17211d;stroke-width:2;fill:none}"
    ".trend.compared{stroke:#8a4a12;stroke-width:2.5}.in4,.in5{fill:#fff}"
    ".line{fill:none;stroke:#1a4fc8;stroke-width:3}.point{fill:#1a4fc8}"
    ".plain{fill:#dddad0;stroke:#4c5853;stroke-width:1.5}"
) + "".join(f".l{n}{{fill:{color}}}" for n, color in enumerate(LEVELS, start=1))


def styled(chart: str, letters: float) -> str:
    """Return a chart with its colors inside and no texts around it; `letters`: size of its texts in its pixels."""
    start, sized = '<svg class="chart"', f"text{{font-size:{letters:g}px}}"
    assert chart.startswith(start), "a chart begins with its class"
    style = f"<style>{STYLE}{sized}</style>"
    head, _, rest = chart.partition(">")
    return f'<svg xmlns="http://www.w3.org/2000/svg"{head.removeprefix(start)}>{style}{rest}'


def chart_file(chart: str, title: str, subtitle: str, source: str) -> str:
    """Return a chart of `charts` or `town_charts` as a whole SVG file with its texts."""
    size = SIZE.match(chart)
    assert size is not None, "a chart begins with its size"
    width = WIDTH - 2 * MARGIN
    height = float(size[2]) * width / float(size[1])
    parts, y = [], float(MARGIN)
    for line in wrap(title, TITLE_LETTERS, break_on_hyphens=False):
        y += LINE
        parts.append(_line(line, y, "title"))
    for line in wrap(subtitle, SMALL_LETTERS):
        y += SMALL_LINE
        parts.append(_line(line, y, "small"))
    y += SMALL_LINE
    place = f'<svg x="{MARGIN}" y="{y:.0f}" width="{width}" height="{height:.0f}" viewBox="0 0 {size[1]} {size[2]}"'
    parts.append(place + chart[size.end() :])
    y += height + 8
    for line in wrap(source, SMALL_LETTERS):
        y += SMALL_LINE
        parts.append(_line(line, y, "small"))
    total = round(y + MARGIN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" width="{WIDTH}" height="{total}">'
        f'<style>{STYLE}</style><rect width="{WIDTH}" height="{total}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _line(line: str, y: float, kind: str) -> str:
    return f'<text class="{kind}" x="{MARGIN}" y="{y:.0f}">{escape(line)}</text>'
