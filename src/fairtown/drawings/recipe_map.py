"""A state drawn by a recipe in SVG: tracts shaded by level, or by how sure it is; for paper and without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import pandas as pd

from fairtown.drawings.palette import CERTAINTY, LEVELS, NO_DATA, NO_DATA_PATTERN, TOWN_LINE, TRACT_LINE
from fairtown.drawings.svg_map import LEGEND_HEIGHT, WIDTH, Outline, level_names
from fairtown.translations import LANGUAGES, Translate, suffix, translator
from fairtown.vocabulary import CERTAINTY as CERTAINTY_LABELS

#: Shades for fewer levels, spread over the five.
OF_LEVELS = {2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


def shades_of(n_levels: int) -> tuple[str, ...]:
    """Return a shade for each of `n_levels` levels, light to dark; more than five share the darkest steps."""
    at = OF_LEVELS.get(
        n_levels, tuple(min(len(LEVELS) - 1, i * len(LEVELS) // n_levels) for i in range(n_levels))
    )
    return tuple(LEVELS[i] for i in at)


def by_level(
    outline: Outline, levels: Mapping[str, int], names: Sequence[str], title: str, gettext: Translate
) -> str:
    """Return the drawing of levels (from 1, by geoid); `names`: of the levels, in the reader's language."""
    about = gettext("Darker tracts are higher-resourced. Thin lines are towns.")
    legend = (gettext("Opportunity"), tuple(names), shades_of(len(names)))
    return _drawn(outline, levels, legend, (title, about), gettext)


def by_certainty(outline: Outline, certainty: Mapping[str, int], title: str, gettext: Translate) -> str:
    """Return the drawing of how sure each level is: 1 uncertain, 2 leaning, 3 stable, by geoid."""
    about = gettext(
        "The darker a tract, the surer its level: stable in at least 90% of draws of the survey, leaning in 60 to 90%, "
        "uncertain in fewer. Thin lines are towns."
    )
    names = tuple(gettext(label) for label in CERTAINTY_LABELS)
    legend = (gettext("How sure?"), names, CERTAINTY)
    return _drawn(outline, certainty, legend, (title, about), gettext)


def _drawn(
    outline: Outline,
    classes: Mapping[str, int],
    legend: tuple[str, tuple[str, ...], tuple[str, ...]],
    title_and_desc: tuple[str, str],
    gettext: Translate,
) -> str:
    heading, names, shades = legend
    height = outline.height + LEGEND_HEIGHT
    paths: dict[int, list[str]] = {i: [] for i in range(len(shades) + 1)}
    for geoid, lines in outline.tracts.items():
        paths[classes.get(geoid, 0)].append(lines)
    title, desc = title_and_desc
    source = gettext("Sources: U.S. Census Bureau, American Community Survey; state department of education.")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d" '
        f'font-family="sans-serif">\n<title id="t">{escape(title)}</title>\n<desc id="d">{escape(desc)}</desc>\n'
        f'<defs>{NO_DATA_PATTERN}</defs><rect width="{WIDTH}" height="{height}" fill="#fff"/>'
    ]
    for i, fill in enumerate((NO_DATA, *shades)):
        parts.append(f'<path fill="{fill}" stroke="{TRACT_LINE}" stroke-width=".2" d="{"".join(paths[i])}"/>')
    parts.append(f'<path fill="none" stroke="{TOWN_LINE}" stroke-width="1.1" d="{outline.towns}"/>')
    parts.append(
        _legend(
            outline.height,
            heading,
            (*names, gettext("not known")),
            (*shades, NO_DATA),
            (title, source),
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
    levels = {r.geoid: int(r.level) for r in rows.dropna(subset=["level"]).itertuples()}
    sure = {r.geoid: int(r.certainty) + 1 for r in rows.dropna(subset=["certainty"]).itertuples()}
    where = {"state": state, "period": period}
    for language in LANGUAGES:
        gettext = translator(language)
        level_title = gettext("%(state)s: opportunity by census tract, %(period)s") % where
        sure_title = gettext("%(state)s: how sure the level of each tract is, %(period)s") % where
        drawings = {
            "modern": by_level(outline, levels, level_names(gettext), level_title, gettext),
            "sure": by_certainty(outline, sure, sure_title, gettext),
        }
        for name, text in drawings.items():
            (folder / f"{name}{suffix(language)}.svg").write_text(text, encoding="utf-8")
