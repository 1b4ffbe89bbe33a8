"""Who lives where under a recipe: each group's people by level, for state, counties, regions and towns.

Survey error moves tracts across the cuts, and so mixes the levels. A share is therefore given twice: as the map shows
it, and with that error taken out. Draws with once and with twice the error variance show how much that error moves
the share, and the share is extrapolated back to none of it: a map has the survey's own error, a draw has that and one
more (SIMEX, simulation and extrapolation, Cook and Stefanski 1994; docs/decisions/0012).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from fairtown.concepts import EVERYONE, GROUPS, PEOPLE_OF_COLOR, Output
from fairtown.measures.extrapolation import error_removed
from fairtown.measures.observations import Columns, base_flag, join_flags, observe
from fairtown.measures.opportunity.access_by_race import shares_by_level
from fairtown.measures.opportunity.index.draws import Drawn
from fairtown.measures.opportunity.index.evaluate import DRAWS_OF_SHARES, Evaluated
from fairtown.measures.opportunity.index.recipe import FIVE, Recipe
from fairtown.measures.opportunity.index.standardise import PERCENT, Array, places_among
from fairtown.measures.uncertainty import Z_90

AREAS = ("state", "county", "region", "town")
#: Areas for which every level is given, not only the lower ones together.
WITH_LEVELS = ("state", "county", "region")
ALL_GROUPS = (*GROUPS, EVERYONE, PEOPLE_OF_COLOR)
PERCENTILE = "mean_percentile"
#: Two of five levels are called lower, and so in proportion.
LOWER_OF_FIVE = 2


def lower_levels(recipe: Recipe) -> int:
    """Return how many of the levels, from the lowest, are called lower: two of five, one of four."""
    return max(1, recipe.n_levels * LOWER_OF_FIVE // FIVE)


@dataclass(frozen=True)
class Shares:
    """A figure of each area and group: as the map shows it, with survey error taken out, and the 90% margin."""

    value: Array
    corrected: Array
    moe: Array


class PeopleIn:
    """People of each group by tract, (tracts, groups), with their margins, and the areas that each tract is in."""

    def __init__(
        self,
        people: pd.DataFrame,
        places: pd.DataFrame,
        tracts: pd.DataFrame,
        levels: tuple[str, ...] = AREAS,
    ) -> None:
        """Read `people` (observations by tract and group); `tracts`: rows of `places` in the order of their codes."""
        rows = people[(people.output == "people") & people.geoid.isin(tracts.geoid)]

        def wide(column: str) -> Array:
            table = rows.pivot(index="geoid", columns="group", values=column).reindex(tracts.geoid)
            return table[list(ALL_GROUPS)].to_numpy(float)

        self.counts, self.moes = wide("value"), wide("moe")
        self.places = pd.concat([_areas(places, level, tracts) for level in levels], ignore_index=True)
        # each tract is in one area of every level
        area = np.concatenate([pd.Index(self.places.key).get_indexer(tracts[level]) for level in levels])
        tract = np.tile(np.arange(len(tracts)), len(levels))
        self.tract, self.area = tract[area >= 0], area[area >= 0]

    @cached_property
    def of_people(self) -> sparse.csr_array:
        """The counts spread over areas, (tracts, areas × groups)."""
        return self.table(self.counts)

    def table(self, weights: Array) -> sparse.csr_array:
        """Return `weights` (tracts, groups) spread over the areas of each tract: (tracts, areas × groups)."""
        n = weights.shape[1]
        column = (self.area[:, None] * n + np.arange(n)).ravel()
        shape = (len(weights), len(self.places) * n)
        return sparse.csr_array(
            (weights[self.tract].ravel(), (np.repeat(self.tract, n), column)), shape=shape
        )


class AreaPeople:
    """People of each group in the tracts of every area, as far as their tract has a score."""

    def __init__(self, index: Evaluated, people: PeopleIn) -> None:
        """Count the people in tracts with a score."""
        self.people, self.counts, self.moes, self.places = people, people.counts, people.moes, people.places
        self.known = ~np.isnan(index.scores)
        self.has_tracts = np.isin(np.arange(len(self.places)), people.area[self.known[people.tract]])
        self.base = self.sums(self.known[np.newaxis].astype(float), self.counts)

    def sums(self, of_tracts: Array, weights: Array) -> Array:
        """Return Σ `of_tracts` (replicates, tracts) × `weights` (tracts, groups) per area."""
        table = self.people.of_people if weights is self.counts else self.people.table(weights)
        return np.asarray(of_tracts @ table).reshape(len(of_tracts), len(self.places), weights.shape[1])

    def mean(self, of_tracts: Array) -> Array:
        """Return the mean of a figure of tracts over the people of each group and area; NaN where there are none."""
        filled = np.where(self.known, np.nan_to_num(of_tracts), 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.base > 0, self.sums(filled, self.counts) / self.base, np.nan)


def _areas(places: pd.DataFrame, level: str, tracts: pd.DataFrame) -> pd.DataFrame:
    """Return the areas of a level, under the codes of the tracts where there are such."""
    own = places[places.level == level]
    same_vintage = own[own.vintage == tracts.vintage.iloc[0]]
    return same_vintage if len(same_vintage) else own.drop_duplicates("key", keep="first")


def share_of(index: Evaluated, area: AreaPeople, first: int, last: int) -> Shares:
    """Return the share of each group in levels `first` to `last`, arrays (areas, groups).

    The margin holds the error of the levels, from the draws, and that of the counts of people, by the Bureau's formula.
    """

    def inside(levels: np.ndarray) -> np.ndarray:
        return (levels >= first) & (levels <= last)

    return _corrected_shares(
        index,
        area,
        lambda draws: inside(draws.levels),
        inside(index.levels),
        _people_moe(area, inside(index.levels)),
    )


def mean_percentile(index: Evaluated, area: AreaPeople) -> Shares:
    """Return the percentile (0-100) of the tract in which the average member of each group lives, (areas, groups)."""
    known = area.known

    def percentiles(scores: np.ndarray) -> Array:
        own = scores[:, known]
        below, upto = places_among(own)
        out = np.zeros(scores.shape)
        out[:, known] = (below + upto) / 2 / own.shape[1] * PERCENT
        return out

    point = percentiles(index.scores[np.newaxis])[0]
    spread = area.mean(point[np.newaxis] ** 2)[0] - area.mean(point[np.newaxis])[0] ** 2
    return _corrected_shares(
        index, area, lambda draws: percentiles(draws.scores), point, _mean_moe(area, point, spread)
    )


def _corrected_shares(
    index: Evaluated, area: AreaPeople, figure: Callable[[Drawn], Array], point: Array, people_moe: Array
) -> Shares:
    """Return the mean of a figure over people, and the same corrected for the survey error of the index (SIMEX)."""
    value = area.mean(point[np.newaxis])[0]
    if index.draws is None or index.doubled is None:
        return Shares(value, value, people_moe)
    once = area.mean(
        figure(Drawn(index.draws.scores[:DRAWS_OF_SHARES], index.draws.levels[:DRAWS_OF_SHARES]))
    )
    twice = area.mean(figure(index.doubled))
    corrected, variance = error_removed(
        once.mean(axis=0), twice.mean(axis=0), once.var(axis=0), twice.var(axis=0)
    )
    moe = np.sqrt(Z_90**2 * variance + np.nan_to_num(people_moe) ** 2)
    return Shares(value, corrected, np.where(moe > 0, moe, np.nan))


def _people_moe(area: AreaPeople, inside: np.ndarray) -> Array:
    """Return the margin of a share that comes from the counts of people alone, (areas, groups)."""
    sides = np.stack([inside & area.known, ~inside & area.known]).astype(float)
    people = np.moveaxis(area.sums(sides, area.counts), 0, -1)
    squares = np.moveaxis(area.sums(sides, area.moes**2), 0, -1)
    return shares_by_level(people, np.sqrt(squares))[1][..., 0]


def _mean_moe(area: AreaPeople, point: Array, spread: Array) -> Array:
    """Return the margin of a mean over people that comes from their counts alone, (areas, groups)."""
    known = area.known.astype(float)
    base = area.sums(known[np.newaxis], area.counts)[0]
    mean = area.mean(point[np.newaxis])[0]
    terms = np.stack([known * point**2, known * point, known])
    second, first, none = area.sums(terms, area.moes**2)
    # Σ moe² (point − mean)² / people², written out so that no table of tracts by areas is needed
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(np.maximum(second - 2 * mean * first + mean**2 * none, 0.0)) / base


def area_columns(index: Evaluated, people: pd.DataFrame, places: pd.DataFrame) -> list[Columns]:
    """Return who lives where: shares of each group in the levels, and in the lower ones, for every area."""
    low = lower_levels(index.recipe)
    area = AreaPeople(index, PeopleIn(people, places, index.tracts))
    every = np.ones(len(area.places), bool)
    out = _observed(area, "lower", share_of(index, area, 1, low), every)
    out += _observed(area, PERCENTILE, mean_percentile(index, area), every)
    large = area.places.level.isin(WITH_LEVELS).to_numpy()
    for i in range(1, index.recipe.n_levels + 1):
        out += _observed(area, f"level_{i}", share_of(index, area, i, i), large)
    return out + _people(area)


def _observed(area: AreaPeople, name: str, shares: Shares, shown: NDArray[np.bool_]) -> list[Columns]:
    """Return a figure as the map shows it and with survey error taken out, for the areas that are `shown`."""
    rows, group = _rows(area, shown)
    base = area.base[0][shown].ravel()
    blank = np.where(np.repeat(area.has_tracts[shown], len(ALL_GROUPS)), base_flag(base), "not_published")
    value, corrected, moe = (a[shown].ravel() for a in (shares.value, shares.corrected, shares.moe))
    corrected = np.clip(corrected, 0.0, PERCENT if name == PERCENTILE else 1.0)
    alone = join_flags(blank, np.where(np.isnan(moe) & ~np.isnan(value), "one_side", ""))
    return [
        observe(rows, name, value, np.nan, group, flag=blank),
        observe(rows, f"{name}_corrected", corrected, moe, group, flag=alone),
    ]


def _rows(area: AreaPeople, shown: NDArray[np.bool_]) -> tuple[pd.DataFrame, np.ndarray]:
    """Return a row per area shown and group, and its group."""
    rows = area.places.loc[np.repeat(np.flatnonzero(shown), len(ALL_GROUPS)), ["geoid", "vintage"]]
    return rows, np.tile(np.array(ALL_GROUPS, object), int(shown.sum()))


def _people(area: AreaPeople) -> list[Columns]:
    """Return the people of each group in tracts with a score (the denominator) and in those without."""
    rows, group = _rows(area, np.ones(len(area.places), bool))
    has = np.repeat(area.has_tracts, len(ALL_GROUPS))
    flag = np.where(has, "", "not_published")
    out = []
    for name, mask in (("people", area.known), ("people_excluded", ~area.known)):
        inside = mask[np.newaxis].astype(float)
        value, moe = area.sums(inside, area.counts).ravel(), np.sqrt(area.sums(inside, area.moes**2)).ravel()
        nobody = np.where(value == 0, np.nan, moe)
        out.append(
            observe(rows, name, np.where(has, value, np.nan), np.where(has, nobody, np.nan), group, flag=flag)
        )
    return out


def area_outputs(recipe: Recipe, labels: tuple[str, ...]) -> list[Output]:
    """Return the outputs about areas that a recipe's measure declares; `labels` name its levels."""
    out = []
    shares = {"lower": f"share of the group in {' and '.join(labels[: lower_levels(recipe)])} tracts"}
    shares |= {f"level_{i}": f"share of the group in {w} tracts" for i, w in enumerate(labels, start=1)}
    for name, meaning in shares.items():
        out.append(Output(name, "share", meaning))
        out.append(Output(f"{name}_corrected", "share", f"{meaning}, survey error taken out"))
    percentile = (
        "percentile of the tract in which the average member of the group lives, 0 lowest to 100 highest"
    )
    out += [
        Output(PERCENTILE, "percentile", percentile),
        Output(f"{PERCENTILE}_corrected", "percentile", f"{percentile}, survey error taken out"),
        Output("people", "people", "people of the group in tracts that have a level: the denominator"),
        Output("people_excluded", "people", "people of the group in tracts without a level"),
    ]
    return out
