"""How sure an index is: the index computed over and over from figures that the same survey might have given.

Each draw moves every figure by its survey error, standardizes, adds up and divides into levels anew. A town's
figure is drawn once for all its tracts. Income, poverty, housing costs, tenure and cars of a tract come from the same
few households, so that their errors are correlated: each has a part in one factor of the tract (docs/decisions/0022).
Streams of random numbers hang on seed, indicator and chunk, so that neither the number of cores nor another indicator
changes a draw; tracts stand in the order of their codes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index.engine import Figures, Ruler, score_tracts
from fairtown.measures.opportunity.index.recipe import Recipe
from fairtown.measures.opportunity.index.standardise import Array, places_upto
from fairtown.threads import in_threads

SEED = 20_240_601
DRAWS = 2_000
LEAST_DRAWS = 2
#: Bytes of a name's hash that seed its stream of random numbers.
NAME_BYTES = 8
#: Figures of one indicator held at once by one core: bounds memory and fits the caches.
MOST_FIGURES = 200_000
#: A share this many standard errors from 0 or 1 is drawn from a beta distribution.
NEAR = 2.0
#: Normal scores between which quantiles of a beta distribution are interpolated: its mean is off by under 0.2% of its
#: standard deviation.
KNOTS = np.linspace(-5, 5, 65)
#: Stream of the factor that the household-based indicators of a tract share.
HOUSEHOLDS = "error of the households asked"
#: Common errors held at once, one for each core at work, and quantiles: of each indicator of a year, once and doubled.
MOST_COMMON, MOST_QUANTILES = 8, 24
#: Ends of the 90% interval.
ENDS = (0.05, 0.95)
#: From these probabilities on a level is stable, or leans; below, it is uncertain.
STABLE, LEANING = 0.90, 0.60


@dataclass(frozen=True)
class Drawn:
    """Scores (float32) and levels (0 for none) of every draw, shape (draws, tracts)."""

    scores: NDArray[np.float32]
    levels: NDArray[np.int8]


@dataclass(frozen=True)
class HowSure:
    """What the draws say of each tract; arrays (tracts,), `p_level` (levels, tracts).

    Rank 1 is the highest score. NaN where the index has no score or an indicator's error is unknown.
    """

    p_level: Array
    p_shown: Array
    certainty: Array
    rank_lo90: Array
    rank_hi90: Array
    score_se: Array
    score_shift: Array


def chunks(n_draws: int, n_tracts: int) -> list[int]:
    """Return the sizes of the chunks in which draws are made; they do not depend on the number of cores."""
    size = max(LEAST_DRAWS, MOST_FIGURES // max(n_tracts, 1))
    return [min(size, n_draws - start) for start in range(0, n_draws, size)]


def stream(seed: int, name: str, chunk: int) -> Generator:
    """Return the random numbers of one indicator (or other name) in one chunk."""
    word = int.from_bytes(sha256(name.encode()).digest()[:NAME_BYTES], "big")
    return Generator(PCG64(SeedSequence([seed, word, chunk])))


class Sampler:
    """Draws the figures of one indicator: what does not change from draw to draw is computed once."""

    def __init__(self, figures: Figures, k: int, correlation: float = 0.0) -> None:
        """Prepare indicator `k`: units that are drawn, their middle, their error, and which are near 0 or 1.

        `correlation`: of the errors of household-based indicators in a tract; one alone has none to go with.
        """
        self.name = figures.ids[k]
        is_common = figures.is_household_based[k] and figures.is_household_based.sum() > 1
        self.correlation = correlation if is_common else 0.0
        units, first, self.back = np.unique(figures.unit[k], return_index=True, return_inverse=True)
        self.is_own = len(units) == figures.values.shape[1] and bool(
            (self.back == np.arange(len(units))).all()
        )
        self.value = figures.values[k][first]
        # an unknown error moves nothing here; the tracts it is about are blanked afterwards
        self.error = np.nan_to_num(figures.errors[k][first])
        self.is_share = bool(figures.is_share[k])
        self.near, self.size = self._near() if self.is_share else (np.empty(0, np.intp), np.empty(0))

    def _near(self) -> tuple[NDArray[np.intp], Array]:
        """Return the units whose share lies near 0 or 1, where a beta distribution has such a spread, and its size."""
        x, error = self.value, self.error
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            size = x * (1 - x) / error**2 - 1
            close = np.minimum(x, 1 - x) < NEAR * error
            possible = np.isfinite(size) & (x * size > 0) & ((1 - x) * size > 0)
        near = np.flatnonzero(close & possible)
        return near, size[near]

    @cached_property
    def quantiles(self) -> Array:
        """Quantiles of the beta distributions of the units near 0 or 1, shape (knots, units)."""
        x = self.value[self.near]
        return _beta_quantiles((x * self.size).tobytes(), ((1 - x) * self.size).tobytes())

    def __call__(self, seed: int, chunk: int, n: int) -> Array:
        """Return `n` draws of a chunk, shape (n, tracts)."""
        out = self._normal(seed, chunk, n)
        near = self._near_0_or_1(out[:, self.near], seed, chunk) if len(self.near) else None
        out *= self.error
        out += self.value
        if self.is_share:
            np.clip(out, 0.0, 1.0, out=out)
        if near is not None:
            out[:, self.near] = near
        return out if self.is_own else out[:, self.back]

    def _normal(self, seed: int, chunk: int, n: int) -> Array:
        """Return standard normal errors, shape (n, units), with their part of the factor of each tract."""
        shape = (n, len(self.value))
        out = stream(seed, self.name, chunk).standard_normal(shape)
        if self.correlation:
            out *= np.sqrt(1 - self.correlation)
            out += _common(seed, chunk, shape, self.correlation)
        return out

    def _near_0_or_1(self, normal: Array, seed: int, chunk: int) -> Array:
        """Return beta draws of the units near 0 or 1, shape (n, units); at their normal errors if these go together."""
        if self.correlation:
            return _interpolated(normal, self.quantiles)
        x = self.value[self.near]
        beta = stream(seed, self.name + " near 0 or 1", chunk).beta
        return np.asarray(beta(x * self.size, (1 - x) * self.size, size=normal.shape))


@lru_cache(maxsize=MOST_COMMON)
def _common(seed: int, chunk: int, shape: tuple[int, int], correlation: float) -> Array:
    """Return the part of the errors that all household-based indicators of a tract share, drawn once for all."""
    drawn = stream(seed, HOUSEHOLDS, chunk).standard_normal(shape)
    drawn *= np.sqrt(correlation)
    return drawn


@lru_cache(maxsize=MOST_QUANTILES)
def _beta_quantiles(a: bytes, b: bytes) -> Array:
    """Return quantiles of beta distributions, (knots, units); recipes of a year have the same ones."""
    return np.asarray(betaincinv(np.frombuffer(a), np.frombuffer(b), ndtr(KNOTS)[:, np.newaxis]))


def _interpolated(normal: Array, quantiles: Array) -> Array:
    """Return the quantiles (knots, units) at normal scores (draws, units), by linear interpolation between knots."""
    at = (np.clip(normal, KNOTS[0], KNOTS[-1]) - KNOTS[0]) / (KNOTS[1] - KNOTS[0])
    knot = np.minimum(at.astype(np.intp), len(KNOTS) - 2)
    unit = np.arange(normal.shape[1])
    lower = quantiles[knot, unit]
    return lower + (at - knot) * (quantiles[knot + 1, unit] - lower)


def draw_index(
    recipe: Recipe,
    figures: Figures,
    n: int = DRAWS,
    seed: int = SEED,
    ruler: Ruler | None = None,
    progress: Callable[[int], None] = lambda _: None,
    sample: Callable[[Sampler, int, int, int], Array] | None = None,
) -> Drawn:
    """Return the index of `n` draws of the survey, from prepared figures in the order of their codes.

    `ruler`: hold means, spreads and cuts fixed; default each draw has its own. `progress` gets the size of each chunk.
    `sample`: gives the figures of a sampler for seed, chunk and size; default drawn now (a page caches them instead).
    Raises FairtownError on fewer than 2 draws.
    """
    if n < LEAST_DRAWS:
        raise FairtownError(f"draws: n is {n}, expected a whole number from {LEAST_DRAWS}; {DRAWS} is usual")
    take = sample or Sampler.__call__
    samplers = [Sampler(figures, k, recipe.correlation) for k in range(len(figures.ids))]
    n_tracts = figures.values.shape[1]
    sizes = chunks(n, n_tracts)
    starts = np.cumsum([0, *sizes[:-1]])
    out = Drawn(np.empty((n, n_tracts), np.float32), np.empty((n, n_tracts), np.int8))

    def one(chunk: int) -> None:
        size, rows = sizes[chunk], slice(starts[chunk], starts[chunk] + sizes[chunk])
        index = score_tracts(recipe, figures, lambda k: take(samplers[k], seed, chunk, size), ruler)
        out.scores[rows] = index.scores
        out.levels[rows] = np.nan_to_num(index.levels)
        progress(size)

    in_threads(one, range(len(sizes)))
    return out


def how_sure(
    levels: Array, scores: Array, draws: Drawn, figures: Figures, n_levels: int, with_ranks: bool = True
) -> HowSure:
    """Return what draws say of each tract's shown level and score, arrays (tracts,).

    `with_ranks`: also the ranges of ranks, which take most of the time; else they are NaN.
    """
    blank = np.isnan(scores) | unknown_error(figures)
    p = np.stack([(draws.levels == level).mean(axis=0) for level in range(1, n_levels + 1)])
    shown = np.nan_to_num(levels, nan=1.0).astype(int) - 1
    p_shown = p[shown, np.arange(len(shown))]
    certainty = np.where(p_shown >= STABLE, 2.0, np.where(p_shown >= LEANING, 1.0, 0.0))
    low, high = rank_range(draws.scores) if with_ranks else np.full((2, len(scores)), np.nan)
    with np.errstate(invalid="ignore"):
        spread, shift = draws.scores.std(axis=0), draws.scores.mean(axis=0, dtype=float) - scores
    values = (p_shown, certainty, low, high, spread, shift)
    return HowSure(np.where(blank, np.nan, p), *(np.where(blank, np.nan, v) for v in values))


def unknown_error(figures: Figures) -> NDArray[np.bool_]:
    """Return the tracts with an indicator whose survey error is unknown, shape (tracts,)."""
    return np.asarray((np.isnan(figures.errors) & figures.known).any(axis=0))


def rank_range(scores: NDArray[np.float32]) -> tuple[Array, Array]:
    """Return the ends of the 90% interval of each tract's rank over draws; 1 is the highest score, ties share one."""
    known = ~np.isnan(scores[0])
    ranks = np.empty((len(scores), int(known.sum())), np.int32)

    def rank(start: int) -> None:
        own = scores[start : start + size, known]
        ranks[start : start + size] = own.shape[1] + 1 - places_upto(own)

    def ends_of(start: int) -> Array:
        columns = np.ascontiguousarray(ranks[:, start : start + wide].T)
        return np.partition(columns, at, axis=1)[:, at].T.astype(float)

    size = max(1, MOST_FIGURES // max(ranks.shape[1], 1))
    wide = max(1, MOST_FIGURES // len(scores))
    at = np.round(np.array(ENDS) * (len(scores) - 1)).astype(int)
    ends = np.full((2, scores.shape[1]), np.nan)
    in_threads(rank, range(0, len(scores), size))
    parts = in_threads(ends_of, range(0, ranks.shape[1], wide))
    ends[:, known] = np.concatenate(parts, axis=1)
    return ends[0], ends[1]
