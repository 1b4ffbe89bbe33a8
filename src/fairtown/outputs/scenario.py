"""Scenarios from the command line: the numbers of the laboratory page, with more draws, for a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from fairtown.concepts import GROUP_WORDS, FairtownError
from fairtown.measures.opportunity.by_area import lower_levels
from fairtown.measures.opportunity.by_recipe import words_of
from fairtown.measures.opportunity.draws import CERTAINTY, DRAWS, LEAST_DRAWS, SEED
from fairtown.measures.opportunity.evaluate import Evaluated
from fairtown.outputs import recipes
from fairtown.outputs.laboratory import Laboratory, changed, table
from fairtown.outputs.release import OpenRelease, Row

FORMATS = ("csv", "json")
#: More draws than this take longer than anyone waits, and tell no more.
MOST_DRAWS = 100_000
PERCENT = 100


def opportunity(
    release: OpenRelease,
    recipe: str,
    n: int = DRAWS,
    seed: int = SEED,
    year: int | None = None,
    against: str | None = None,
    format_: str = "csv",
    out: Path | None = None,
) -> tuple[str | None, str]:
    """Work out a recipe (a file, or the id of one of ours) and return (the table as text, what it says in words).

    The table has a row per tract; it is written to `out` if given, whole or not at all, and is then None. `against`:
    another recipe, to see which tracts change level. Raises FairtownError if anything is wrong.
    """
    if format_ not in FORMATS:
        raise FairtownError(f"scenario: format {format_!r} is unknown; there are: {', '.join(FORMATS)}")
    if n != 0 and not LEAST_DRAWS <= n <= MOST_DRAWS:
        raise FairtownError(
            f"scenario: draws is {n}, expected 0 for none, or {LEAST_DRAWS} to {MOST_DRAWS:,}"
        )
    if seed < 0:
        raise FairtownError(f"scenario: seed is {seed}, expected a whole number ≥ 0")
    asked = [recipes.read(name) for name in (recipe, against) if name is not None]
    asked = [r if year is None else r.of(year) for r in asked]
    laboratory = Laboratory(release, asked[0].year)
    bar = tqdm(total=n, file=sys.stderr, disable=None, desc="draws", leave=False)
    made = laboratory.work_out(asked[0], n, seed, bar.update)
    bar.close()
    other = laboratory.work_out(asked[1].of(asked[0].year), 0) if against else None
    text = _text(table(made, other), format_)
    said = summary(made, laboratory.who_lives_where(made), other)
    if out is None:
        return text, said
    part = out.with_name(out.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(out)
    return None, said


def _text(rows: pd.DataFrame, format_: str) -> str:
    if format_ == "csv":
        return rows.to_csv(index=False)
    plain = rows.astype(object).where(rows.notna(), None)
    return json.dumps(plain.to_dict("records"), ensure_ascii=False, indent=1, default=str) + "\n"


def summary(made: Evaluated, people: list[Row], other: Evaluated | None) -> str:
    """Return what a recipe says, in some lines: levels, how sure, who lives where, which tracts change."""
    recipe, words = made.recipe, words_of(made.recipe)
    counts = [int((made.levels == i).sum()) for i in range(1, recipe.n_levels + 1)]
    lines = [
        f"{recipe.title}: {int((~np.isnan(made.scores)).sum())} of {len(made.scores)} tracts have a score",
        "levels: " + ", ".join(f"{w} {n}" for w, n in zip(words, counts, strict=True)),
    ]
    if made.sure is not None:
        sure = [int((made.sure.certainty == i).sum()) for i in range(len(CERTAINTY))]
        told = ", ".join(f"{n} {w}" for w, n in zip(reversed(CERTAINTY), reversed(sure), strict=True))
        lines.append(f"how sure (draws with the level shown): {told}")
    else:
        lines.append("how sure: not known, these figures have no margins or no draws were made")
    if people:
        low = " and ".join(words[: lower_levels(recipe)])
        lines.append(f"share living in {low} tracts: as mapped; with survey error taken out ± 90% margin")
        lines += [f"  {GROUP_WORDS[p['group']]:<32} {_share(p)}" for p in people]
    if other is not None:
        lines.append(_compared(made, other))
    return "\n".join(lines) + "\n"


def _compared(made: Evaluated, other: Evaluated) -> str:
    """Return how many tracts change level, or why that cannot be said."""
    name = f"{other.recipe.title}, on the figures of {other.recipe.year}"
    if made.recipe.n_levels != other.recipe.n_levels:
        return f"levels cannot be compared with {name}: {made.recipe.n_levels} here, {other.recipe.n_levels} there"
    return f"{len(changed(made, other))} of {len(made.levels)} tracts change level against {name}"


def _share(of: Row) -> str:
    if of["value"] is None:
        return "not known"
    text = f"{of['value'] * PERCENT:5.1f}%"
    if of["corrected"] is not None and of["moe"] is not None:
        text += f"; {of['corrected'] * PERCENT:.1f}% ± {of['moe'] * PERCENT:.1f}"
    return text
