"""Survey error: what the margins of error of the counts mean for an index, and an interval for it.

Survey error makes places look more different than they are: an index of estimates is too high, often by more
than its own spread. A survey finds households, each of which stands for many people, some for few and some for very
many. So a survey of a truth λ is a sum of Poisson(2 λ / w) households whose people are exponential with mean w / 2:
unbiased, never below 0, with variance λ × w, and with the skew that published tables show. A cell with estimate x and
standard error s says w = s² / x, but says it badly where few were found: those that are found by luck with a small
weight have a small margin. There w leans on that of the group elsewhere.

The truth is first drawn given the estimates, with the spread of shares over all units as the prior (empirical Bayes,
Robbins 1956); then the survey is drawn from that truth. The index of the second minus the index of the first is the
error that this survey makes (docs/decisions/0010, 0020).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from scipy.special import i1e

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.estimation.counts import (
    AreaLabels,
    Array,
    check_counts,
    check_shapes,
    groups_first,
    number_labels,
    part,
    ratio,
)
from fairtown.measures.segregation.estimation.draws import (
    DRAWS,
    SEED,
    Index,
    draw_and_evaluate,
    evaluate_draws,
)
from fairtown.measures.uncertainty import Z_90, standard_error

#: Where no error is published each household stands for nearly nobody else: the count is as good as known.
LEAST_WEIGHT = 1e-3
#: Cells with fewer found than this, (estimate / standard error)², tell the weight that small cells lean on.
FEW_FOUND = 16
#: That weight counts for as much as so many found in the cell itself.
PRIOR_FOUND = 10
#: The mean of an exponential as a part of its mean square over its mean.
MEAN_OF_WEIGHT = 0.5
#: Cells between these, (estimate / standard error)², hold one household: their spread is that of households.
ONE_FOUND = (0.8, 1.25)
#: The least cells that tell it, and the least and the most shape of a gamma distribution that is believed.
LEAST_CELLS, SHAPES = 30, (0.5, 20.0)
#: Points of the prior, even in the root of the share, where survey error has the same spread everywhere.
N_POINTS, LARGEST_ROOT = 240, 1.1
#: Steps towards the likeliest prior; more would make it spiky.
N_STEPS = 60
#: How much the correction may itself change the spread.
SLOPES = (0.7, 1.3)


@dataclass(frozen=True)
class Interval:
    """An index as computed, corrected for survey error, and the 90% margin of that; arrays (areas,) or numbers."""

    value: Array
    corrected: Array
    moe: Array


@dataclass(frozen=True)
class Survey:
    """Estimates of people (groups, units) with what is needed to draw their truth and to survey it again."""

    estimate: Array
    weight: Array
    #: where the margin is 0, as of a full count: nothing to draw
    known: NDArray[np.bool_]
    #: cumulative probability of each point of the prior, shape (groups × units, points)
    cumulative: Array

    @classmethod
    def from_estimates(cls, estimate: ArrayLike, moe: ArrayLike) -> Survey:
        """Return the survey of `estimate` with 90% margins `moe`, both people (units, groups).

        Raises FairtownError on unequal shapes, bad counts, or a margin that is missing or negative.
        """
        margins = np.asarray(moe, float).T
        (people,) = check_counts(groups_first(estimate))
        check_shapes(people, margins)
        if not margins.min(initial=0) >= 0:
            n_bad = int((~(margins >= 0)).sum())
            raise FairtownError(
                f"survey error: {n_bad} margins are missing or negative, expected one ≥ 0 per count; leave out "
                "those units, or show the index without an interval"
            )
        weight = weights(people, standard_error(margins))
        total = people.sum(axis=0)
        likely = [_likely(*cells, total) for cells in zip(people, weight, strict=True)]
        return cls(people, weight, margins == 0, np.concatenate(likely).cumsum(axis=1))

    def drawn(
        self, n: int = DRAWS, seed: int = SEED, shape: float = 1.0, sizes: Array | None = None
    ) -> Array:
        """Return `n` truths and a survey of each, people (n, 2, units, groups).

        `shape`: of the gamma distribution of people per household found; 1 is the exponential one. `sizes`: people of
        households to draw from instead, as parts of their mean, see `household_sizes`.
        """
        return np.moveaxis(
            draw_and_evaluate(
                lambda rng, k: self._draw(rng, k, shape, sizes), lambda d: d, n, 2 * self.estimate.size, seed
            ),
            -2,
            -1,
        )

    def _draw(self, rng: Generator, k: int, shape: float, sizes: Array | None) -> Array:
        """Return people of shape (k, 2, groups, units): what follows adds up over units."""
        cells = np.arange(len(self.cumulative))[:, None]
        wanted = rng.random((len(cells), k)) * self.cumulative[:, -1:]
        # one search for all cells: each has its own stretch of a rising line
        line = (self.cumulative + 2 * cells).ravel()
        found = np.searchsorted(line, (wanted + 2 * cells).ravel()).reshape(len(cells), k)
        point = np.clip(found - N_POINTS * cells, 0, N_POINTS - 1) + rng.random((len(cells), k))
        share = (point.T * (LARGEST_ROOT / N_POINTS)) ** 2
        truth = share.reshape(k, *self.estimate.shape) * self.estimate.sum(axis=0)
        if sizes is None:
            mean = shape / (shape + 1) * self.weight
            again = mean / shape * rng.standard_gamma(shape * rng.poisson(truth / mean))
        else:
            mean = float(1 / np.square(sizes).mean()) * self.weight
            again = mean * np.stack([_found(rng, one / mean, sizes) for one in truth])
        return np.where(self.known, self.estimate, np.stack([truth, again], axis=1))


def interval(
    index: Index,
    estimate: ArrayLike,
    moe: ArrayLike,
    areas: AreaLabels = None,
    n: int = DRAWS,
    seed: int = SEED,
) -> Interval:
    """Return `index` of the estimates corrected for survey error and its 90% margin, per area.

    `estimate`, `moe`: people (units, groups) and their 90% margins. Give all units of a kind (a whole state) and say
    their `areas`: how shares are spread over all of them separates likely truths from unlikely ones. `index` is called
    with people (..., units, groups) and areas, see `draws.of_two_groups` and `draws.of_group`. Where the truth is
    near 0 too little is taken off: an index below its margin cannot be distinguished from 0.
    Raises FairtownError as `Survey.from_estimates`, or on fewer than 2 draws.
    """
    counts = np.asarray(estimate, float)
    areas = number_labels(areas, len(counts))
    drawn = evaluate_draws(
        Survey.from_estimates(estimate, moe).drawn(n, seed), lambda people: index(people, areas)
    )
    return corrected(index(counts, areas), drawn[:, 0], drawn[:, 1])


def corrected(value: Array, truth: Array, again: Array) -> Interval:
    """Return the interval from the index of the estimates, of drawn truths and of surveys of them.

    `value`: shape (areas,) or a number; `truth`, `again`: one row per draw. NaN where the index is not defined in
    some draw. The margin is widened where a larger index is corrected by less, as near the upper end.
    """
    error = again - truth
    spread = truth - truth.mean(axis=0)
    slope = ratio((spread * again).mean(axis=0), np.square(spread).mean(axis=0))
    sd = error.std(axis=0)
    moe = np.where(sd == 0, 0.0, Z_90 * sd / np.clip(_usual(slope), *SLOPES))
    return Interval(value, value - error.mean(axis=0), moe)


def _usual(slope: Array) -> Array:
    """Return the median slope of the areas (last axis): that of one area would add its own noise to the margin."""
    if not slope.ndim or np.isnan(slope).all(axis=-1).any():
        return slope
    return np.where(np.isnan(slope), np.nan, np.nanmedian(slope, axis=-1, keepdims=True))


def weights(people: Array, error: Array) -> Array:
    """Return w, the variance of a cell per person in it, (groups, units), from estimates and standard errors.

    The cell's own, s² / x, and that of the group's small cells together, sum of s² / sum of x, each counting for as
    many as were found: the second for `PRIOR_FOUND`. Where nobody was found it is the second alone.
    """
    variance = np.square(error)
    found = ratio(np.square(people), variance)
    is_small = (people > 0) & (found < FEW_FOUND)
    shared = [_shared_weight(*group) for group in zip(people, variance, is_small, strict=True)]
    own = np.where(people > 0, np.nan_to_num(found), 0.0)
    leaning = (people + PRIOR_FOUND * np.array(shared)[:, None]) / (own + PRIOR_FOUND)
    return np.maximum(np.where(variance > 0, leaning, 0.0), LEAST_WEIGHT)


def household_sizes(people: Array, error: Array) -> Array | None:
    """Return people of the households that cells of one tell, as parts of their mean; None where too few cells tell.

    `people`, `error`: estimates and standard errors (groups, units), each group against its own mean.
    """
    groups = [own / own.mean() for own in _of_one(people, error)]
    found = np.concatenate(groups) if groups else np.empty(0)
    return found if len(found) >= LEAST_CELLS else None


def household_shape(people: Array, error: Array) -> float:
    """Return the shape of the gamma distribution of people per household found, from estimates and standard errors.

    1 over the squared coefficient of variation of the cells (groups, units) in which one household was found, each
    group against its own mean. 1, the exponential distribution, where too few cells tell.
    """
    groups = _of_one(people, error)
    n = sum(map(len, groups))
    if n < LEAST_CELLS:
        return 1.0
    spread = sum(len(own) * own.var(ddof=1) / own.mean() ** 2 for own in groups) / n
    return float(np.clip(1 / max(spread, 1 / SHAPES[1]), *SHAPES))


def _of_one(people: Array, error: Array) -> list[Array]:
    """Return the cells in which one household was found, of each group that has more than one such."""
    found = ratio(np.square(people), np.square(error))
    ones = (people > 0) & (found >= ONE_FOUND[0]) & (found < ONE_FOUND[1])
    return [own[cells] for own, cells in zip(people, ones, strict=True) if cells.sum() > 1]


def _found(rng: Generator, expected: Array, sizes: Array) -> Array:
    """Return people found in each cell, in households drawn from `sizes`; `expected`: households, (groups, units)."""
    n = rng.poisson(expected)
    cell = np.repeat(np.arange(n.size), n.ravel())
    return np.bincount(cell, rng.choice(sizes, len(cell)), n.size).astype(float).reshape(n.shape)


def _shared_weight(people: Array, variance: Array, is_small: NDArray[np.bool_]) -> float:
    """Return the sum of variances over the sum of people of the small cells of a group; of all if none is small."""
    cells = is_small if is_small.any() else people > 0
    return float(variance[cells].sum() / people[cells].sum()) if cells.any() else 0.0


def _likely(people: Array, weight: Array, total: Array) -> Array:
    """Return the posterior of each point of the share in each unit, shape (units, points), by the EM algorithm."""
    share = np.square((np.arange(N_POINTS) + 1 / 2) * LARGEST_ROOT / N_POINTS)
    expected = np.maximum(total, np.finfo(float).tiny)[:, None] * share
    log_likely = log_density(people[:, None], expected, weight[:, None])
    likely = np.exp(log_likely - log_likely.max(axis=1, keepdims=True))
    prior = np.full(N_POINTS, 1 / N_POINTS)
    for _ in range(N_STEPS):
        # the mean over the units of what each says of the points, as a product of matrices
        prior = (1 / (likely @ prior)) @ likely / len(likely) * prior
    posterior = likely * prior
    return part(posterior, posterior.sum(axis=1, keepdims=True))


def log_density(people: Array, truth: Array, weight: Array) -> Array:
    """Return the log density of finding `people` where `truth` live, up to a term without `truth`; they broadcast.

    A Poisson number of exponentials: for people > 0 a noncentral χ² with 0 degrees of freedom (Siegel 1979), whose
    Bessel function is scaled so that it does not overflow.
    """
    mean = MEAN_OF_WEIGHT * weight
    nobody = -truth / mean
    gap = np.square(np.sqrt(truth) - np.sqrt(people)) / mean
    bessel = i1e(2 * np.sqrt(truth * people) / mean)
    with np.errstate(divide="ignore"):
        somebody = np.log(truth) / 2 - gap + np.log(bessel)
    return np.where(people > 0, somebody, nobody)
