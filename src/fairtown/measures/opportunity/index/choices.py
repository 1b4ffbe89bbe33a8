"""How much an index rests on its choices: every variant of a recipe beside the recipe.

How often a tract keeps its level, how far its rank moves, and which choice moves ranks most. Source: OECD and JRC,
Handbook on Constructing Composite Indicators (2008), step 7; Saisana, Saltelli and Tarantola 2005. Tracts stand in
the order of their codes, on which nothing hangs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from fairtown.measures.opportunity.index.draws import ENDS, SEED
from fairtown.measures.opportunity.index.engine import Figures, cuts_of, levels_of
from fairtown.measures.opportunity.index.recipe import Recipe
from fairtown.measures.opportunity.index.standardise import Array, rising_order, rows_put, rows_taken
from fairtown.measures.opportunity.index.variants import CHOICES, RANDOM, Choices, Factorial

#: The choices of which each combination is computed at once, for all weightings and indicators left out.
SHARED = ("standardise", "aggregate", "winsorise", "reference")
#: Decimals of scores that count: sums of percentile ranks are often equal, but for the rounding of the last digits.
DECIMALS = 10


@dataclass(frozen=True)
class Alone:
    """One choice made otherwise, all others as in the recipe.

    Share of tracts that keep their level, mean absolute change of rank, rank correlation (Spearman) with the recipe.
    """

    choice: str
    option: str
    share_kept: float
    rank_shift: float
    spearman: float


@dataclass(frozen=True)
class ChoiceUncertainty:
    """What the choices do to an index.

    Per tract, (tracts,), NaN where the recipe gives no score: `share_kept`, share of the variants that keep its level
    (one that gives it no score does not); `rank`, the recipe's (1 is the highest, ties get the average rank);
    `median_rank`, `rank_low`, `rank_high` (5th, 95th percentile) over the variants that score it. Per variant, with an
    axis for each of `CHOICES`: `rank_shift`, mean absolute change of rank, and `tracts_kept`, share of tracts that
    keep their level. `options`: what each axis runs over, the recipe's own first. `sobol`: share of the variance of
    `rank_shift` that one choice explains, NaN without variance. `left_out`: choice, option, why it is not computed.
    """

    share_kept: Array
    rank: Array
    median_rank: Array
    rank_low: Array
    rank_high: Array
    options: dict[str, tuple[str, ...]]
    rank_shift: Array
    tracts_kept: Array
    sobol: dict[str, float]
    alone: tuple[Alone, ...]
    left_out: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class _Ranked:
    """Ranks and levels (0 for none) of all variants, (options of each choice..., tracts)."""

    options: dict[str, tuple[str, ...]]
    left_out: tuple[tuple[str, str, str], ...]
    ranks: NDArray[np.float32]
    levels: NDArray[np.int8]

    def named(self) -> _Ranked:
        """Return the same without weights drawn at random."""
        axis = CHOICES.index("weighting")
        names = self.options["weighting"]
        indices = [i for i, name in enumerate(names) if not name.startswith(RANDOM)]
        return replace(
            self,
            options=self.options | {"weighting": tuple(names[i] for i in indices)},
            ranks=self.ranks.take(indices, axis),
            levels=self.levels.take(indices, axis),
        )


def choice_uncertainty(
    recipe: Recipe, figures: Figures, choices: Choices | None = None, seed: int = SEED
) -> ChoiceUncertainty:
    """Return what all variants of a recipe do to its levels and ranks.

    `figures` are as observed, in the order of the tracts' codes; the recipe prepares them (logarithms, medians for
    blanks), so that prepared ones must not be given. An option that cannot be computed goes into `left_out`. A
    recipe whose levels divide at fixed scores is compared by levels of equal shares of tracts. Raises FairtownError as
    the engine does for the recipe itself, or for an option that is unknown.
    """
    return _compared(_ranked(recipe, figures, choices, seed))


def without_and_with_random(
    recipe: Recipe, figures: Figures, choices: Choices | None = None, seed: int = SEED
) -> tuple[ChoiceUncertainty, ChoiceUncertainty]:
    """Return `choice_uncertainty` without weights drawn at random, and with them, at the cost of one."""
    ranked = _ranked(recipe, figures, choices, seed)
    return _compared(ranked.named()), _compared(ranked)


def _ranked(recipe: Recipe, figures: Figures, choices: Choices | None, seed: int) -> _Ranked:
    variants = Factorial(recipe, figures, choices, seed)
    shape = (*(len(variants.options[c]) for c in CHOICES), figures.values.shape[1])
    ranks, levels = np.empty(shape, np.float32), np.empty(shape, np.int8)
    for at in product(*(range(len(variants.options[c])) for c in SHARED)):
        how, together, winsorise, reference = (
            variants.options[c][i] for c, i in zip(SHARED, at, strict=True)
        )
        scores = np.round(variants.scores(how, together, winsorise, reference), DECIMALS)
        s, a, w, r = at
        order = rising_order(-scores)
        falling = rows_taken(scores, order)
        ranks[s, :, a, w, :, r] = _placed(order, falling)
        levels[s, :, a, w, :, r] = np.nan_to_num(_levels(variants.recipe, scores, falling, figures.base))
    return _Ranked(variants.options, tuple(variants.left_out), ranks, levels)


def _levels(recipe: Recipe, scores: Array, falling: Array, base: Array | None) -> Array:
    """Return levels by the rule of the recipe, shape as `scores` (..., tracts); `falling` are the same, sorted."""
    rows = scores.reshape(-1, scores.shape[-1])
    # cuts by tracts do not ask which tract is which, and sorted scores have them at once
    sorts = falling[..., ::-1].reshape(rows.shape) if recipe.levels == "tracts" else rows
    out = np.empty(rows.shape)
    # the engine takes one set of tracts with a score at a time; leaving out an indicator may change it
    for alike in _alike(np.isnan(rows)):
        out[alike] = levels_of(rows[alike], cuts_of(recipe, sorts[alike], base))
    return out.reshape(scores.shape)


def _alike(rows: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Return the indices of equal rows, an array for each set of them."""
    places: dict[bytes, list[int]] = {}
    for at, row in enumerate(rows):
        places.setdefault(row.tobytes(), []).append(at)
    return [np.array(indices) for indices in places.values()]


def average_ranks(scores: Array) -> Array:
    """Return ranks along the last axis, 1 = highest; ties get the average rank, NaN stays NaN."""
    order = rising_order(-scores)
    return _placed(order, rows_taken(scores, order))


def _placed(order: NDArray[np.intp], falling: Array) -> Array:
    """Return the ranks of scores whose `order`, highest first, gives them `falling`."""
    shape = falling.shape
    place = np.broadcast_to(np.arange(1.0, shape[-1] + 1), shape)
    is_new = falling[..., 1:] != falling[..., :-1]
    if not is_new.all():
        edge = np.ones((*shape[:-1], 1), bool)
        first = np.maximum.accumulate(np.where(np.concatenate([edge, is_new], axis=-1), place, 0.0), axis=-1)
        ends = np.where(np.concatenate([is_new, edge], axis=-1), place, np.inf)[..., ::-1]
        place = (first + np.minimum.accumulate(ends, axis=-1)[..., ::-1]) / 2
    return rows_put(np.where(np.isnan(falling), np.nan, place), order)


def first_order(effect: Array) -> Array:
    """Return the first-order Sobol index of each axis of a full factorial, Var(E[effect | axis]) / Var(effect).

    Exact, each option counting the same; from 0 to 1, in sum at most 1 (what is left is interaction). NaN where the
    effect is the same throughout, to what a number can hold. Source: Saltelli et al. 2008, Global Sensitivity
    Analysis, section 1.2.
    """
    axes = range(effect.ndim)
    whole = effect.var()
    if np.ptp(effect) == 0 or not whole > 0:
        return np.full(effect.ndim, np.nan)
    means = [effect.mean(axis=tuple(a for a in axes if a != axis)) for axis in axes]
    return np.clip([m.var() / whole for m in means], 0.0, 1.0)


def spearman(one: Array, other: Array) -> float:
    """Return the rank correlation of two figures (tracts,) over the tracts that have both.

    NaN where they are under two, or one figure is the same in all.
    """
    both = ~(np.isnan(one) | np.isnan(other))
    a, b = (average_ranks(np.asarray(x, float)[both]) for x in (one, other))
    if both.sum() < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return np.nan
    return float(np.corrcoef(a, b)[0, 1])


def _compared(ranked: _Ranked) -> ChoiceUncertainty:
    """Compare the ranks and levels of all variants with those of the recipe, whose options are first."""
    ranks, levels = ranked.ranks, ranked.levels
    own = (0,) * len(CHOICES)
    rank, level = ranks[own].astype(float), levels[own]
    has = level > 0
    keeps = (levels == level) & has
    shift = np.abs(ranks - ranks[own])
    count = (~np.isnan(shift)).sum(axis=-1)
    rank_shift = np.nansum(shift, axis=-1, dtype=float) / np.maximum(count, 1)
    tracts_kept = keeps.sum(axis=-1) / has.sum()
    middle, low, high = _middle_and_ends(ranks.reshape(-1, len(rank)))
    return ChoiceUncertainty(
        share_kept=np.where(has, keeps.mean(axis=tuple(range(len(CHOICES)))), np.nan),
        rank=rank,
        median_rank=np.where(has, middle, np.nan),
        rank_low=np.where(has, low, np.nan),
        rank_high=np.where(has, high, np.nan),
        options=ranked.options,
        rank_shift=rank_shift,
        tracts_kept=tracts_kept,
        sobol=dict(zip(CHOICES, first_order(rank_shift).tolist(), strict=True)),
        alone=tuple(
            Alone(name, option, float(tracts_kept[at]), float(rank_shift[at]), spearman(-rank, -ranks[at]))
            for name, option, at in _alone(ranked.options)
        ),
        left_out=ranked.left_out,
    )


def _alone(options: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Return choice, option and place of the variants that differ from the recipe in one choice."""
    for axis, name in enumerate(CHOICES):
        for i, option in enumerate(options[name][1:], start=1):
            yield name, option, tuple(i if axis == a else 0 for a in range(len(CHOICES)))


def _middle_and_ends(ranks: NDArray[np.float32]) -> tuple[Array, Array, Array]:
    """Return median, 5th and 95th percentile of the ranks (variants, tracts) of each tract, NaN aside."""
    rising = np.sort(ranks.T, axis=-1)
    n = (~np.isnan(rising)).sum(axis=-1)
    tracts, last = np.arange(len(rising)), np.maximum(n - 1, 0)
    middle = (rising[tracts, last // 2] + rising[tracts, (last + 1) // 2]) / 2
    # the nearest rank that occurs, as for draws of the survey
    low, high = (rising[tracts, np.round(end * last).astype(int)] for end in ENDS)
    return middle.astype(float), low.astype(float), high.astype(float)
