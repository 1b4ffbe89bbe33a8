"""A built-in recipe as the release has it: what the laboratory shows of it unchanged is what every other page shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index.catalogue import INDEX_YEAR
from fairtown.measures.opportunity.index.draws import DRAWS, HowSure
from fairtown.measures.opportunity.index.evaluate import Evaluated
from fairtown.release.reader import Row
from fairtown.scenarios.opportunity import recipes
from fairtown.scenarios.opportunity.laboratory import Laboratory, Recipe

__all__ = ["DRAWS", "Released", "find", "other_than_published", "people"]
SURE = ("p_shown", "certainty", "rank_lo90", "rank_hi90")
LOWER, CORRECTED = "lower", "lower_corrected"


@dataclass(frozen=True)
class Released(Evaluated):
    """A recipe with the certainty of each tract as the release has it."""

    stored: HowSure | None = None

    @cached_property
    def sure(self) -> HowSure | None:
        """Return the certainty of each tract from the draws of the release."""
        return self.stored


def find(laboratory: Laboratory, recipe: Recipe) -> Released | None:
    """Return a built-in recipe as the release has it; None of another recipe, or where the release has no draws."""
    is_ours = recipe.id in recipes.built_in() and recipes.is_same(
        recipes.built_in()[recipe.id].for_year(laboratory.year), recipe
    )
    return _read(laboratory, recipe.id) if is_ours else None


@lru_cache(maxsize=16)
def _read(laboratory: Laboratory, name: str) -> Released | None:
    measure = _measure(name)
    known = laboratory.release.measures.get(measure, {"years": [], "outputs": []})
    if laboratory.year not in known["years"] or CORRECTED not in {o["name"] for o in known["outputs"]}:
        return None
    plain = laboratory.usual_levels(recipes.built_in()[name])
    levels = [f"p_level_{i}" for i in range(1, plain.recipe.n_levels + 1)]
    rows = pd.DataFrame(laboratory.release.plain_rows(measure, laboratory.year, "tract"))
    wide = rows[rows.output.isin([*SURE, *levels])].pivot(index="geoid", columns="output", values="value")
    if not plain.tracts.geoid.isin(wide.index).all():
        raise FairtownError(
            f"{measure} of {laboratory.year}: tracts of the release are missing; build it anew"
        )
    wide = wide.reindex(plain.tracts.geoid).astype(float)
    none = np.full(len(wide), np.nan)
    shown, certainty, first, last = (wide[name].to_numpy() for name in SURE)
    sure = HowSure(wide[levels].to_numpy().T, shown, certainty, first, last, none, none)
    return Released(plain.recipe, plain.figures, plain.tracts, plain.point, None, None, stored=sure)


@lru_cache(maxsize=16)
def other_than_published(laboratory: Laboratory) -> tuple[str, ...]:
    """Return the names of the tracts whose level in the index of 2014 is not the published one if worked out here.

    The published index also took in rows without land and has cuts of its own. Empty for figures of other years.
    """
    if laboratory.year != INDEX_YEAR:
        return ()
    recipe = recipes.usual(INDEX_YEAR, laboratory.release.profile.indices)
    measure = _measure(recipe.id)
    published = next(iter(laboratory.release.measure(measure)["variants"]))
    rows = laboratory.release.level_rows(measure, laboratory.year, "tract", "level", published)
    levels = {row["geoid"]: row["value"] for row in rows}
    own = laboratory.usual_levels(recipe)
    named = zip(own.tracts.geoid, own.tracts.name, own.levels, strict=True)
    return tuple(name for geoid, name, level in named if levels.get(geoid) != level)


def _measure(name: str) -> str:
    return f"opportunity.{name}"


def people(laboratory: Laboratory, index: Released) -> list[Row]:
    """Return, for each group, its rows of the release: `lower`, `corrected`, and `levels` from the lowest."""
    measure, n = _measure(index.recipe.id), index.recipe.n_levels
    state = laboratory.release.state_places
    names = [f"level_{i}" for i in range(1, n + 1)]
    rows = laboratory.release.observations([measure], state, [laboratory.year], [LOWER, CORRECTED, *names])
    found = {(r["grp"], r["output"]): r for r in rows}
    return [
        {
            "group": group,
            "lower": found[group, LOWER],
            "corrected": found[group, CORRECTED],
            "levels": [found[group, name] for name in names],
        }
        for group in dict.fromkeys(r["grp"] for r in rows)
    ]
