"""A state drawn by a recipe in SVG: tracts shaded by level, or by how sure it is; for paper and without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from fairtown.drawings.svg_map import LEGEND_HEIGHT, SHADES, TEXTS, WIDTH, Outline
from fairtown.vocabulary import CERTAINTY

#: Uncertain, leaning, stable: light to dark, teal so that nobody takes it for a level.
SURE_SHADES = ("#f2ead8", "#93c9c2", "#14625b")
UNKNOWN = "#d9d9d9"
#: Shades for fewer levels, spread over the five.
OF_LEVELS = {2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


@dataclass(frozen=True)
class Words:
    """The texts of a drawing in one language."""

    by_level: str
    by_certainty: str
    opportunity: str
    how_sure: str
    certainty: tuple[str, str, str]
    unknown: str
    source: str


WORDS = {
    "en": Words(
        "Darker tracts are higher-resourced. Thin lines are towns.",
        "The darker a tract, the surer its level: stable in at least 90% of draws of the survey, leaning in 60 to 90%, "
        "uncertain in fewer. Thin lines are towns.",
        "Opportunity",
        "How sure?",
        CERTAINTY,
        "not known",
        "Sources: U.S. Census Bureau, American Community Survey; state department of education.",
    ),
    "es": Words(
        "Los tractos más oscuros tienen más recursos. Las líneas finas son municipios.",
        "Cuanto más oscuro un tracto, más seguro su nivel: estable en al menos el 90% de los sorteos de la encuesta, "
        "probable en 60 a 90%, incierto en menos. Las líneas finas son municipios.",
        "Oportunidad",
        "¿Cuán seguro?",
        ("incierto", "probable", "estable"),
        "no se sabe",
        "Fuentes: Oficina del Censo, Encuesta sobre la Comunidad Estadounidense; Departamento de Educación del estado.",
    ),
}


def shades_of(n_levels: int) -> tuple[str, ...]:
    """Return a shade for each of `n_levels` levels, light to dark; more than five share the darkest steps."""
    at = OF_LEVELS.get(
        n_levels, tuple(min(len(SHADES) - 1, i * len(SHADES) // n_levels) for i in range(n_levels))
    )
    return tuple(SHADES[i] for i in at)


def by_level(
    outline: Outline, levels: Mapping[str, int], names: Sequence[str], title: str, language: str = "en"
) -> str:
    """Return the drawing of levels (from 1, by geoid); `names`: of the levels, in the reader's language."""
    texts = WORDS[language]
    legend = (texts.opportunity, tuple(names), shades_of(len(names)))
    return _drawn(outline, levels, legend, (title, texts.by_level), texts)


def by_certainty(outline: Outline, certainty: Mapping[str, int], title: str, language: str = "en") -> str:
    """Return the drawing of how sure each level is: 1 uncertain, 2 leaning, 3 stable, by geoid."""
    texts = WORDS[language]
    return _drawn(
        outline, certainty, (texts.how_sure, texts.certainty, SURE_SHADES), (title, texts.by_certainty), texts
    )


def _drawn(
    outline: Outline,
    classes: Mapping[str, int],
    legend: tuple[str, tuple[str, ...], tuple[str, ...]],
    title_and_desc: tuple[str, str],
    texts: Words,
) -> str:
    heading, names, shades = legend
    height = outline.height + LEGEND_HEIGHT
    paths: dict[int, list[str]] = {i: [] for i in range(len(shades) + 1)}
    for geoid, lines in outline.tracts.items():
        paths[classes.get(geoid, 0)].append(lines)
    title, desc = title_and_desc
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d" '
        f'font-family="sans-serif">\n<title id="t">{escape(title)}</title>\n<desc id="d">{escape(desc)}</desc>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
    ]
    for i, fill in enumerate((UNKNOWN, *shades)):
        parts.append(f'<path fill="{fill}" stroke="#8a6a4a" stroke-width=".25" d="{"".join(paths[i])}"/>')
    parts.append(f'<path fill="none" stroke="#2d2013" stroke-width=".7" d="{outline.towns}"/>')
    parts.append(
        _legend(
            outline.height,
            heading,
            (*names, texts.unknown),
            (*shades, UNKNOWN),
            (title, texts.source),
        )
    )
    return "\n".join([*parts, "</svg>\n"])


def _legend(
    top: int, heading: str, names: tuple[str, ...], shades: tuple[str, ...], lines: tuple[str, str]
) -> str:
    x, y = 12, top + 24
    step = (WIDTH - 140) / len(names)
    parts = [
        f'<g font-size="14" fill="#222"><text x="{x}" y="{y}" font-weight="bold">{escape(heading)}</text>'
    ]
    for i, (fill, name) in enumerate(zip(shades, names, strict=True)):
        left = round(x + 116 + i * step)
        parts.append(f'<rect x="{left}" y="{y - 14}" width="22" height="18" fill="{fill}" stroke="#555"/>')
        parts.append(f'<text x="{left + 27}" y="{y}" font-size="12.5">{escape(name)}</text>')
    for i, line in enumerate(lines):
        parts.append(f'<text x="{x}" y="{y + 30 + 18 * i}" font-size="12">{escape(line)}</text>')
    return "".join([*parts, "</g>"])


def write_index(folder: Path, outline: Outline, rows: pd.DataFrame, state: str, period: str) -> None:
    """Write modern.svg and sure.svg into `folder`, each in Spanish too.

    `rows`: geoid, level (1-5) and certainty (0-2) of each tract, blank where there is none.
    """
    titles = {
        "en": (
            "{state}: opportunity by census tract, {period}",
            "{state}: how sure the level of each tract is, {period}",
        ),
        "es": (
            "{state}: oportunidad por tracto censal, {period}",
            "{state}: cuán seguro es el nivel de cada tracto, {period}",
        ),
    }
    levels = {r.geoid: int(r.level) for r in rows.dropna(subset=["level"]).itertuples()}
    sure = {r.geoid: int(r.certainty) + 1 for r in rows.dropna(subset=["certainty"]).itertuples()}
    for language, (of_level, of_sure) in titles.items():
        suffix = "" if language == "en" else f".{language}"
        level_title = of_level.format(state=state, period=period)
        drawings = {
            "modern": by_level(outline, levels, TEXTS[language].levels, level_title, language),
            "sure": by_certainty(outline, sure, of_sure.format(state=state, period=period), language),
        }
        for name, text in drawings.items():
            (folder / f"{name}{suffix}.svg").write_text(text, encoding="utf-8")
