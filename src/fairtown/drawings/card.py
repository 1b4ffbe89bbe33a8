"""The picture that networks and messengers show with a link: a title, one number, and a map beside it."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from html import escape

from fairtown.drawings.palette import OUTLINE, TRACT_LINE
from fairtown.drawings.svg_map import LEGEND_HEIGHT

#: Pixels, as networks ask for.
WIDTH, HEIGHT = 1200, 630
PAPER = "#fff"
LEFT, LINE_HEIGHT = 72, 46
#: Letters of a line of the sentence, and of the title in its large size.
SENTENCE_LETTERS, TITLE_LETTERS = 30, 15
LARGE, SMALL = 84, 58
#: Left, top, width and height of the map.
MAP = (650, 60, 490, 510)
ROOT = re.compile(r'<svg ([^>]*)viewBox="0 0 (\d+) (\d+)"')


@dataclass(frozen=True)
class Card:
    """What a card says; `number` and its margin may be blank."""

    title: str
    number: str
    margin: str
    sentence: str
    footer: str


def drawing(card: Card, map_svg: str, has_legend: bool = False) -> str:
    """Return the SVG of a card around the text of a map; `has_legend`: of a state, whose legend is left out."""
    size = LARGE if len(card.title) <= TITLE_LETTERS else SMALL
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Public Sans, sans-serif" '
        f'fill="{OUTLINE}"><rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        _text(128, size, card.title, "font-weight='700'"),
        f'<text x="{LEFT}" y="270" font-size="112" font-weight="700">{escape(card.number)}'
        f'<tspan font-size="40" font-weight="400" dx="18">{escape(card.margin)}</tspan></text>',
        *(
            _text(340 + i * LINE_HEIGHT, 36, line)
            for i, line in enumerate(textwrap.wrap(card.sentence, SENTENCE_LETTERS))
        ),
        _text(HEIGHT - 56, 26, card.footer, f"fill='{TRACT_LINE}'"),
        _placed(map_svg, LEGEND_HEIGHT if has_legend else 0),
    ]
    return "".join([*parts, "</svg>"])


def _text(y: int, size: int, text: str, style: str = "") -> str:
    return f'<text x="{LEFT}" y="{y}" font-size="{size}" {style}>{escape(text)}</text>'


def _placed(map_svg: str, below: int) -> str:
    """Return a drawing as a part of the card, as large as fits, without what stands in its lowest pixels."""
    left, top, most_wide, most_high = MAP

    def root(match: re.Match[str]) -> str:
        width, height = int(match[2]), int(match[3]) - below
        scale = min(most_wide / width, most_high / height)
        x, y = left + (most_wide - width * scale) / 2, top + (most_high - height * scale) / 2
        size = f'width="{width * scale:.1f}" height="{height * scale:.1f}"'
        return f'<svg {match[1]}x="{x:.1f}" y="{y:.1f}" {size} viewBox="0 0 {width} {height}"'

    return ROOT.sub(root, map_svg, count=1)
