"""A state drawn by local divergence: darker tracts are more unlike the state as a whole, thin lines are towns.

Purple, so that nobody takes it for the drawing of opportunity.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from fairtown.drawings.divergence_shades import MEASURE, ranges, shade
from fairtown.drawings.svg_map import LEGEND_HEIGHT, WIDTH, StateDrawing

SHADES = ("#f4effa", "#d0bfe6", "#a585cf", "#7447a6", "#3f1668")
NOBODY = "#e2e0dd"


@dataclass(frozen=True)
class Texts:
    """The texts of the drawing in one language."""

    title: str
    about: str
    legend: str
    nobody: str
    source: str


TEXTS = {
    "en": Texts(
        "{state}: how unlike the whole state each census tract is, by race and ethnicity, {period}",
        "Darker tracts have a mix of groups more unlike that of the whole state. Five shades; thin lines are towns.",
        "Divergence",
        "nobody lives there",
        "American Community Survey {period}, table B03002, U.S. Census Bureau; boundaries of 2020.",
    ),
    "es": Texts(
        "{state}: cuánto difiere cada tracto censal del conjunto del estado, por raza y origen étnico, {period}",
        "Los tractos más oscuros tienen una mezcla de grupos más distinta de la del conjunto del estado. Cinco tonos; "
        "las líneas finas son municipios.",
        "Divergencia",
        "no vive nadie",
        "Encuesta sobre la Comunidad Estadounidense {period}, tabla B03002, Oficina del Censo; límites de 2020.",
    ),
}


def write_divergence(
    folder: Path, tracts: dict[str, Any], towns: dict[str, Any], rows: pd.DataFrame, state: str, period: str
) -> None:
    """Write divergence.svg into `folder`, and in Spanish divergence.es.svg.

    `tracts`, `towns`: shapes by geoid; `rows`: geoid, value of each tract, blank where nobody lives.
    """
    shades = {r.geoid: shade(r.value) for r in rows.dropna(subset=["value"]).itertuples()}
    drawn = {geoid: shape for geoid, shape in sorted(tracts.items()) if geoid in shades}
    drawing = StateDrawing(drawn, pd.Series(shades), towns)
    for language, texts in TEXTS.items():
        suffix = "" if language == "en" else f".{language}"
        text = _text(drawing, texts, state, period)
        (folder / f"divergence{suffix}.svg").write_text(text, encoding="utf-8")


def _text(drawing: StateDrawing, texts: Texts, state: str, period: str) -> str:
    height = drawing.project.height + LEGEND_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="t d" font-family="sans-serif">\n'
        f'<title id="t">{texts.title.format(state=state, period=period)}</title>\n<desc id="d">{texts.about}</desc>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        # below the tracts: what shows through is where nobody lives
        f'<path fill="{NOBODY}" d="{drawing.lines}"/>',
    ]
    for level, paths in drawing.by_level.items():
        parts.append(
            f'<path fill="{SHADES[level - 1]}" stroke="#6d5a80" stroke-width=".25" d="{"".join(paths)}"/>'
        )
    parts.append(f'<path fill="none" stroke="#1e1428" stroke-width=".7" d="{drawing.lines}"/>')
    return "\n".join([*parts, _legend(texts, drawing.project.height, period), "</svg>\n"])


def _legend(texts: Texts, top: int, period: str) -> str:
    x, y, step = 12, top + 24, 106
    parts = [f'<g font-size="14" fill="#222"><text x="{x}" y="{y}" font-weight="bold">{texts.legend}</text>']
    named = [*zip(SHADES, ranges(), strict=True), (NOBODY, texts.nobody)]
    for i, (fill, text) in enumerate(named):
        left = x + 110 + i * step
        parts.append(f'<rect x="{left}" y="{y - 14}" width="26" height="18" fill="{fill}" stroke="#555"/>')
        parts.append(f'<text x="{left + 32}" y="{y}">{text}</text>')
    parts.append(
        f'<text x="{x}" y="{y + 30}" font-size="12">{texts.source.format(period=period)}</text>'
        f'<text x="{x}" y="{y + 46}" font-size="12">fairtown: {MEASURE}</text></g>'
    )
    return "".join(parts)
