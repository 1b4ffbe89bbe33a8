"""A state drawn by local divergence: darker tracts are more unlike the state as a whole, thin lines are towns.

Purple, so that nobody takes it for the drawing of opportunity.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from fairtown.drawings.divergence_shades import MEASURE, ranges, shade
from fairtown.drawings.svg_map import LEGEND_HEIGHT, WIDTH, StateDrawing
from fairtown.translations import LANGUAGES, Translate, suffix, translator

SHADES = ("#f4effa", "#d0bfe6", "#a585cf", "#7447a6", "#3f1668")
NOBODY = "#e2e0dd"


def write_divergence(
    folder: Path, tracts: dict[str, Any], towns: dict[str, Any], rows: pd.DataFrame, state: str, period: str
) -> None:
    """Write divergence.svg into `folder`, and in Spanish divergence.es.svg.

    `tracts`, `towns`: shapes by geoid; `rows`: geoid, value of each tract, blank where nobody lives.
    """
    shades = {r.geoid: shade(r.value) for r in rows.dropna(subset=["value"]).itertuples()}
    drawn = {geoid: shape for geoid, shape in sorted(tracts.items()) if geoid in shades}
    drawing = StateDrawing(drawn, pd.Series(shades), towns)
    for language in LANGUAGES:
        text = _text(drawing, translator(language), state, period)
        (folder / f"divergence{suffix(language)}.svg").write_text(text, encoding="utf-8")


def _text(drawing: StateDrawing, gettext: Translate, state: str, period: str) -> str:
    title = gettext(
        "%(state)s: how unlike the whole state each census tract is, by race and ethnicity, %(period)s"
    )
    about = gettext(
        "Darker tracts have a mix of groups more unlike that of the whole state. Five shades; thin lines are towns."
    )
    height = drawing.project.height + LEGEND_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="t d" font-family="sans-serif">\n'
        f'<title id="t">{title % {"state": state, "period": period}}</title>\n<desc id="d">{about}</desc>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<defs><path id="towns" d="{drawing.lines}"/></defs>',
        # below the tracts: what shows through is where nobody lives
        f'<use href="#towns" fill="{NOBODY}"/>',
    ]
    for level, paths in drawing.by_level.items():
        parts.append(
            f'<path fill="{SHADES[level - 1]}" stroke="#6d5a80" stroke-width=".25" d="{"".join(paths)}"/>'
        )
    parts.append('<use href="#towns" fill="none" stroke="#1e1428" stroke-width=".7"/>')
    return "\n".join([*parts, _legend(gettext, drawing.project.height, period), "</svg>\n"])


def _legend(gettext: Translate, top: int, period: str) -> str:
    source = gettext(
        "American Community Survey %(period)s, table B03002, U.S. Census Bureau; boundaries of 2020."
    )
    x, y, step = 12, top + 24, 106
    parts = [
        f'<g font-size="14" fill="#222"><text x="{x}" y="{y}" font-weight="bold">{gettext("Divergence")}</text>'
    ]
    named = [*zip(SHADES, ranges(), strict=True), (NOBODY, gettext("nobody lives there"))]
    for i, (fill, text) in enumerate(named):
        left = x + 110 + i * step
        parts.append(f'<rect x="{left}" y="{y - 14}" width="26" height="18" fill="{fill}" stroke="#555"/>')
        parts.append(f'<text x="{left + 32}" y="{y}">{text}</text>')
    parts.append(
        f'<text x="{x}" y="{y + 30}" font-size="12">{source % {"period": period}}</text>'
        f'<text x="{x}" y="{y + 46}" font-size="12">fairtown: {MEASURE}</text></g>'
    )
    return "".join(parts)
