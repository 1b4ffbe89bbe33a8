"""The laboratory: any recipe worked out on the indicators of a release, for a page or a command, with the same code.

A release's indicators, people and places of one year are read once and kept; a recipe is then a matter of
milliseconds. Draws of survey error are kept too, so that moving a weight does not draw the survey anew.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.measures.observations import COLUMNS
from fairtown.measures.opportunity.index.by_area import (
    ALL_GROUPS,
    AreaPeople,
    PeopleIn,
    lower_levels,
    share_of,
)
from fairtown.measures.opportunity.index.by_recipe import INDICATORS, PEOPLE, WORDS, words_of
from fairtown.measures.opportunity.index.catalogue import indicators_of_year
from fairtown.measures.opportunity.index.draws import DRAWS, SEED, Sampler
from fairtown.measures.opportunity.index.evaluate import Evaluated, evaluate_figures
from fairtown.measures.opportunity.index.figures import Observed
from fairtown.measures.opportunity.index.recipe import Definition, Recipe, refuse
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.indicators import evaluate_indicator as indicator_of
from fairtown.measures.opportunity.indicators import tracts_of
from fairtown.release.reader import OpenRelease, Row
from fairtown.vocabulary import CERTAINTY

__all__ = [
    "PAGE_DRAWS",
    "Evaluated",
    "Laboratory",
    "Recipe",
    "changed",
    "is_numbered",
    "lower_levels",
    "table",
    "words_of",
]
#: Draws of a page: a probability is then known to about 3 points; the command makes 2,000.
PAGE_DRAWS = 200
#: Drawn indicators cached in memory, about 1 MB each.
DRAWS_KEPT = 60


class Laboratory:
    """The indicators, people and tracts of one year of a release."""

    def __init__(self, release: OpenRelease, year: int) -> None:
        """Read them once; raises FairtownError naming the years there are."""
        if year not in (years := release.years_of(INDICATORS)):
            raise FairtownError(f"recipe: no indicators of {year}; years: {', '.join(map(str, years))}")
        self.release, self.year, self.years = release, year, years
        self._kept: OrderedDict[tuple[Any, ...], Array] = OrderedDict()
        self._lock = threading.Lock()
        self._usual: dict[str, Evaluated] = {}

    @cached_property
    def places(self) -> pd.DataFrame:
        """All places of the release."""
        return pd.DataFrame(self.release.all_places).astype({"is_water": bool})

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The observed indicators of the year by tract."""
        return self._observations(INDICATORS, self.year)

    @cached_property
    def tracts(self) -> pd.DataFrame:
        """The tracts of the year, in the order of their codes."""
        return tracts_of(self.places, self.vintage)

    @cached_property
    def vintage(self) -> str:
        """The vintage of the codes of the year's tracts."""
        return str(self.rows.vintage.iloc[0])

    @cached_property
    def observed(self) -> Observed:
        """The indicators as arrays."""
        return Observed(self.rows, self.tracts)

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """The indicators that a recipe of the year may name."""
        return indicators_of_year(self.year)

    def usual_levels(self, recipe: Recipe) -> Evaluated:
        """Evaluate a built-in recipe without draws, to compare with; cached."""
        if recipe.id not in self._usual:
            self._usual[recipe.id] = self.work_out(recipe.for_year(self.year), 0)
        return self._usual[recipe.id]

    @cached_property
    def people(self) -> PeopleIn | None:
        """People of the state by tract and group; None where the release counts none in these tracts that year."""
        if self.year not in self.release.measure(PEOPLE)["years"]:
            return None
        return PeopleIn(self._observations(PEOPLE, self.year), self.places, self.tracts, levels=("state",))

    def _observations(self, measure: str, year: int) -> pd.DataFrame:
        rows = self.release.plain_rows(measure, year, "tract")
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"value": float, "moe": float})

    def work_out(
        self,
        recipe: Recipe,
        n: int = DRAWS,
        seed: int = SEED,
        progress: Callable[[int], None] = lambda _: None,
        keep: bool = False,
        with_ranks: bool = True,
    ) -> Evaluated:
        """Evaluate a recipe with `n` draws, 0 for none; `keep`: cache the draws for the next recipe.

        `with_ranks`: also the ranges of ranks, for which most of the time goes.

        Raises FairtownError, in one line, if the recipe is invalid.
        """
        observed = self.observed
        if recipe.define:
            observed = Observed(pd.concat([self.rows, self._defined(recipe)]), self.tracts, recipe.define)
        sample = self._sample if keep else None
        figures = observed.under(recipe)
        return evaluate_figures(recipe, figures, self.tracts, n, seed, progress, sample, with_ranks)

    def _sample(self, sampler: Sampler, seed: int, chunk: int, n: int) -> Array:
        """Return a sampler's draws, from the cache where they are in it."""
        figures = (sampler.value.tobytes(), sampler.error.tobytes())
        key = (sampler.name, sampler.correlation, *figures, seed, chunk, n)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        drawn = sampler(seed, chunk, n)
        with self._lock:
            self._kept[key] = drawn
            while len(self._kept) > DRAWS_KEPT:
                self._kept.popitem(last=False)
        return drawn

    def _defined(self, recipe: Recipe) -> pd.DataFrame:
        """Return observations of the indicators that a recipe defines itself, from the tables of the release."""
        out = []
        for definition in recipe.define:
            if definition.id in self.observed.ids:
                raise refuse(
                    recipe, f"it defines {definition.id!r}, which is one of ours; give it another id"
                )
            value, moe, flag = indicator_of(definition, self.year, self._table, self.places, self.tracts)
            out.append(
                self.tracts[["geoid", "vintage"]].assign(
                    group="", output=definition.id, variant="", value=value, moe=moe, flag=flag
                )
            )
        return pd.concat(out)

    def _table(self, address: str, year: int) -> pd.DataFrame:
        if (address, year) not in self.release.editions:
            there = sorted({a for a, y in self.release.editions if y == year})
            raise FairtownError(
                f"recipe: table {address} of {year} is not in the release; of {year}: {', '.join(there)}"
            )
        return pd.DataFrame(self.release.input_rows(address, year))

    def who_lives_where(self, index: Evaluated) -> list[Row]:
        """Return, for each group, the share in the lower levels: as mapped, and with survey error taken out.

        Keys: group, value, corrected, moe; None where unknown. Empty where no people are counted.
        """
        if self.people is None:
            return []
        area = AreaPeople(index, self.people)
        shares = share_of(index, area, 1, lower_levels(index.recipe))
        return [
            {
                "group": group,
                "value": _known(shares.value[0, g]),
                "corrected": _known(shares.corrected[0, g]) if index.draws is not None else None,
                "moe": _known(shares.moe[0, g]),
                "levels": _by_level(index, self.people, g),
            }
            for g, group in enumerate(ALL_GROUPS)
        ]


def is_numbered(recipe: Recipe) -> bool:
    """Whether the levels of a recipe have no names but their numbers."""
    return recipe.n_levels not in WORDS


def _by_level(index: Evaluated, people: PeopleIn, group: int) -> list[float | None]:
    """Return the share of a group in each level."""
    counts = people.counts[:, group]
    total = counts[~np.isnan(index.levels)].sum()
    sums = [counts[index.levels == level].sum() for level in range(1, index.recipe.n_levels + 1)]
    return [_known(s / total) if total > 0 else None for s in sums]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def changed(index: Evaluated, other: Evaluated) -> pd.DataFrame:
    """Return the tracts whose level differs between two recipes on the same tracts: geoid, name, level, before.

    Those that move furthest stand first. Raises FairtownError if tracts or numbers of levels differ.
    """
    if index.recipe.n_levels != other.recipe.n_levels:
        numbers = f"{index.recipe.n_levels} and {other.recipe.n_levels} levels"
        raise FairtownError(f"recipes: {numbers} cannot be compared; give both the same number")
    if not index.tracts.geoid.equals(other.tracts.geoid):
        raise FairtownError("recipes: tracts of two vintages cannot be compared; give both the same year")
    moved = (index.levels != other.levels) & ~(np.isnan(index.levels) & np.isnan(other.levels))
    far = np.nan_to_num(np.abs(index.levels - other.levels), nan=np.inf)
    # tracts stand in the order of their codes, and a stable sort keeps it
    order = np.flatnonzero(moved)[np.argsort(-far[moved], kind="stable")]
    rows = index.tracts.iloc[order][["geoid", "name", "town"]]
    return rows.assign(level=index.levels[order], before=other.levels[order])


def table(index: Evaluated, other: Evaluated | None = None) -> pd.DataFrame:
    """Return one row per tract as people take it away: score, level, rank, how sure; with `other`, its level too."""
    labels = words_of(index.recipe)
    rows = index.tracts[["geoid", "vintage", "name"]].copy()
    rows["score"], rows["level"] = index.scores, index.levels
    rows["level_words"] = [labels[int(v) - 1] if v == v else "" for v in index.levels]
    rows["rank"] = pd.Series(-index.scores).rank(method="min")
    rows["n_indicators"] = index.figures.known.sum(axis=0)
    if index.sure is not None:
        rows["p_shown"] = index.sure.p_shown
        rows["certainty"] = [CERTAINTY[int(c)] if c == c else "" for c in index.sure.certainty]
        rows["rank_lo90"], rows["rank_hi90"] = index.sure.rank_lo90, index.sure.rank_hi90
        for i, p in enumerate(index.sure.p_level, start=1):
            rows[f"p_level_{i}"] = p
    if other is not None:
        rows["level_before"] = other.levels
    whole = ["level", "rank", "rank_lo90", "rank_hi90", "level_before"]
    return rows.astype({c: "Int64" for c in whole if c in rows})
