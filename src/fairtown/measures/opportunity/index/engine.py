"""The index engine: figures and a recipe in, scores and levels out; one code for every index and for every draw.

Figures have shape (replicates, tracts). A published index is one replicate; a draw of the survey, or a choice made
otherwise, is another. What figures are measured by (means, spreads, cuts) is a `Ruler`: fitted anew to each
replicate, or given, so that later figures are held against those of a base year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from fairtown.measures.opportunity.index.recipe import Recipe, refuse
from fairtown.measures.opportunity.index.standardise import (
    Array,
    Yardstick,
    apply_yardstick,
    fit_yardstick,
    quantiles,
    rows_taken,
)

#: Fewer tracts than this are no reference: their mean and spread say little.
LEAST_TRACTS = 10
#: Scores closer than this are equal but for rounding, and go together.
TIE = 1e-10
#: Before geometric aggregation each indicator is set to this range.
LOWEST, HIGHEST = 1.0, 100.0


@dataclass(frozen=True)
class Figures:
    """Indicators over tracts, more is better: `values` (indicators, tracts), NaN unknown.

    `errors`: standard errors, same shape: NaN unknown, 0 none. `unit`: which draw of survey error a tract shares,
    (indicators, tracts): its own, or that of its town. `is_household_based`: whose errors in a tract have something in
    common, (indicators,). `areas`: the reference area of each tract. `base`: people or
    children for levels that hold equal shares of them.
    """

    ids: tuple[str, ...]
    values: Array
    errors: Array
    unit: NDArray[np.intp]
    is_share: NDArray[np.bool_]
    is_household_based: NDArray[np.bool_]
    areas: NDArray[np.intp]
    area_names: tuple[str, ...] = ("the state",)
    base: Array | None = None

    @classmethod
    def plain(cls, values: Array, ids: tuple[str, ...] = (), errors: Array | None = None) -> Figures:
        """Return figures of one reference area from `values` (tracts, indicators); no errors unless given."""
        table = np.ascontiguousarray(np.asarray(values, float).T)
        k, n = table.shape
        ids = ids or tuple(f"indicator_{i + 1}" for i in range(k))
        spread = np.zeros((k, n)) if errors is None else np.ascontiguousarray(np.asarray(errors, float).T)
        unit = np.tile(np.arange(n), (k, 1))
        none = np.zeros(k, bool)
        return cls(ids, table, spread, unit, none, none, np.zeros(n, np.intp))

    @property
    def known(self) -> NDArray[np.bool_]:
        """Where there is a value, shape (indicators, tracts)."""
        return ~np.isnan(self.values)


@dataclass(frozen=True)
class Ruler:
    """What scores and levels are measured by: a yardstick and a range per indicator and area, and the cuts."""

    yardsticks: tuple[tuple[Yardstick, ...], ...]
    ranges: tuple[tuple[tuple[Array, Array], ...], ...]
    cuts: Array = field(default_factory=lambda: np.empty((0, 0)))


@dataclass(frozen=True)
class Scored:
    """Scores and levels (replicates, tracts); NaN where a tract has too few indicators.

    `domains`: score of each domain; `standardized`: each indicator as measured, where `keep` asks for it.
    """

    scores: Array
    levels: Array
    domains: dict[str, Array]
    standardized: Array | None
    ruler: Ruler


def prepare(recipe: Recipe, figures: Figures) -> Figures:
    """Return the figures of the recipe's indicators, transformed and filled as it says.

    Raises FairtownError if an indicator is not there, has no value anywhere, or a reference area is too small.
    """
    rows = []
    for part in recipe.indicators:
        if part.id not in figures.ids:
            raise refuse(recipe, f"indicator {part.id!r} is unknown; there are: {', '.join(figures.ids)}")
        rows.append(figures.ids.index(part.id))
    values, errors = figures.values[rows].copy(), figures.errors[rows].copy()
    is_share = figures.is_share[rows].copy()
    for k, part in enumerate(recipe.indicators):
        if np.isnan(values[k]).all():
            raise refuse(recipe, f"indicator {part.id} has no value in any tract; leave it out")
        if part.transform == "log":
            if (values[k] <= 0).any():
                raise refuse(recipe, f"indicator {part.id} has values of 0 or less; log needs more than 0")
            errors[k] = errors[k] / values[k]
            values[k] = np.log(values[k])
            is_share[k] = False
    _refuse_small_areas(recipe, figures)
    if recipe.missing == "impute_median":
        _impute(values, errors, figures.areas)
    return replace(
        figures,
        ids=recipe.ids,
        values=values,
        errors=errors,
        unit=figures.unit[rows],
        is_share=is_share,
        is_household_based=figures.is_household_based[rows],
    )


def _refuse_small_areas(recipe: Recipe, figures: Figures) -> None:
    counts = np.bincount(figures.areas, minlength=len(figures.area_names))
    for name, n in zip(figures.area_names, counts, strict=True):
        if n < LEAST_TRACTS:
            raise refuse(
                recipe,
                f"reference area {name} has {n} tracts, expected at least {LEAST_TRACTS}; take a larger one, "
                "like reference = 'state'",
            )


def _impute(values: Array, errors: Array, areas: NDArray[np.intp]) -> None:
    """Put the median of its area in place of each unknown value; its error stays unknown."""
    for area in np.unique(areas):
        inside = areas == area
        for value, error in zip(values, errors, strict=True):
            blank, known = inside & np.isnan(value), inside & ~np.isnan(value)
            if known.any():
                value[blank], error[blank] = np.median(value[known]), np.nan


def score_tracts(
    recipe: Recipe,
    figures: Figures,
    draw: Callable[[int], Array] | None = None,
    ruler: Ruler | None = None,
    keep: bool = False,
) -> Scored:
    """Return scores and levels of prepared figures.

    `draw`: gives replicates of indicator k (replicates, tracts); default the figures themselves, once. `ruler`: what
    to measure by; default fitted to each replicate. `keep`: keep the standardized indicators.
    """
    sticks: list[tuple[Yardstick, ...]] = []
    ranges: list[tuple[tuple[Array, Array], ...]] = []
    standardized: list[Array] = []
    sums: dict[str, _Sum] = {part.domain: _Sum() for part in recipe.indicators}
    for k, part in enumerate(recipe.indicators):
        x = figures.values[k][np.newaxis] if draw is None else draw(k)
        own, z = _measured(recipe, figures, k, x, ruler)
        if recipe.cap < np.inf:
            z = np.clip(z, -recipe.cap, recipe.cap)
        if keep:
            standardized.append(z)
        span: tuple[tuple[Array, Array], ...] = ()
        if recipe.aggregate == "geometric":
            span = ruler.ranges[k] if ruler else _spans(z, figures, k)
            z = np.log(_ranged(z, figures.areas, span))
        sticks.append(own)
        ranges.append(span)
        sums[part.domain].add(z, figures.known[k], part.weight)
    domains, scores = _together(recipe, figures, sums)
    cuts = ruler.cuts if ruler else cuts_of(recipe, scores, figures.base)
    used = Ruler(tuple(sticks), tuple(ranges), cuts)
    return Scored(scores, levels_of(scores, cuts), domains, np.stack(standardized) if keep else None, used)


def _measured(
    recipe: Recipe, figures: Figures, k: int, x: Array, ruler: Ruler | None
) -> tuple[tuple[Yardstick, ...], Array]:
    """Return the yardstick of indicator `k` in each area, of `ruler` or fitted to `x`, and `x` held against it.

    Raises FairtownError where it cannot tell tracts apart.
    """
    if len(figures.area_names) == 1:
        stick = ruler.yardsticks[k][0] if ruler else _fitted(recipe, figures, k, 0, x, figures.known[k])
        return (stick,), apply_yardstick(x, stick)
    out = np.empty(np.broadcast_shapes(x.shape, figures.areas.shape))
    sticks = []
    for area in range(len(figures.area_names)):
        inside = np.flatnonzero(figures.areas == area)
        own = x[..., inside]
        stick = (
            ruler.yardsticks[k][area]
            if ruler
            else _fitted(recipe, figures, k, area, own, figures.known[k][inside])
        )
        out[..., inside] = apply_yardstick(own, stick)
        sticks.append(stick)
    return tuple(sticks), out


def _fitted(
    recipe: Recipe, figures: Figures, k: int, area: int, own: Array, known: NDArray[np.bool_]
) -> Yardstick:
    """Return the yardstick of indicator `k` in an area, fitted to the area's figures, of which some are known."""
    where = f"indicator {figures.ids[k]} in {figures.area_names[area]}"
    if not known.any():
        raise refuse(recipe, f"{where} has no value; leave it out, or take a larger reference")
    stick = fit_yardstick(own, known, recipe.standardise, recipe.winsorise)
    if stick.is_flat:
        raise refuse(
            recipe, f"{where} is constant or has under two values; leave it out or widen the reference"
        )
    return stick


def _spans(z: Array, figures: Figures, k: int) -> tuple[tuple[Array, Array], ...]:
    """Return the lowest and highest of indicator `k`, as measured, in each area."""
    out = []
    for area in range(len(figures.area_names)):
        own = z[..., (figures.areas == area) & figures.known[k]]
        out.append((own.min(axis=-1, keepdims=True), own.max(axis=-1, keepdims=True)))
    return tuple(out)


def _ranged(z: Array, areas: NDArray[np.intp], spans: tuple[tuple[Array, Array], ...]) -> Array:
    """Return indicators set to `LOWEST` to `HIGHEST` between the ends of each area."""
    out = np.empty(z.shape)
    for area, (low, high) in enumerate(spans):
        inside = areas == area
        width = np.where(high > low, high - low, 1.0)
        out[..., inside] = LOWEST + (HIGHEST - LOWEST) * (z[..., inside] - low) / width
    return np.clip(out, LOWEST, None)


class _Sum:
    """A weighted sum of indicators, (replicates, tracts), and the weight of those known, (tracts,)."""

    def __init__(self) -> None:
        self.parts: list[Array] = []
        self.weight: Array = np.zeros(1)

    def add(self, z: Array, known: NDArray[np.bool_], weight: float) -> None:
        """Add an indicator; a single replicate is kept apart until `total`, many are added up at once."""
        part = z if known.all() else np.where(known, z, 0.0)
        if weight != 1:
            part = part * weight
        self.weight = self.weight + weight * known
        if self.parts and len(part) > 1:
            self.parts[0] = self.parts[0] + part
        else:
            self.parts.append(part)

    def mean(self) -> Array:
        """Return the mean; one replicate is added up as a row of a table is, so that not a bit depends on this file."""
        total = self.parts[0] if len(self.parts) == 1 else np.stack(self.parts, axis=-1).sum(axis=-1)
        return _mean(total, self.weight)


def _together(recipe: Recipe, figures: Figures, sums: dict[str, _Sum]) -> tuple[dict[str, Array], Array]:
    """Return the score of each domain, and of all: means over what is known, blank where too little is."""
    weights = recipe.domain_weights
    share = known_share(recipe, figures)
    enough = (share > 0) & (share >= (1.0 if recipe.missing == "drop" else recipe.least_share))
    domains = {name: own.mean() for name, own in sums.items()}
    if len(domains) == 1:
        score = next(iter(domains.values()))
    else:
        present = {name: np.where(sums[name].weight > 0, weights[name], 0.0) for name in domains}
        total = sum(np.where(present[name] > 0, d * weights[name], 0.0) for name, d in domains.items())
        score = _mean(np.asarray(total), np.asarray(sum(present.values())))
    if recipe.aggregate == "geometric":
        domains, score = {name: np.exp(d) for name, d in domains.items()}, np.exp(score)
    return domains, np.where(enough, score, np.nan)


def _mean(total: Array, weight: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weight > 0, total / weight, np.nan)


def known_share(recipe: Recipe, figures: Figures) -> Array:
    """Return the share of the whole weight that the known indicators of each tract have, shape (tracts,).

    The weight of an indicator is that in the score: its share of its domain times the weight of the domain.
    """
    of_domain = recipe.domain_weights
    total = {name: sum(p.weight for p in recipe.indicators if p.domain == name) for name in of_domain}
    weight = np.array(
        [
            p.weight / total[p.domain] * of_domain[p.domain] if total[p.domain] > 0 else 0.0
            for p in recipe.indicators
        ]
    )
    share = (weight[:, None] * figures.known).sum(axis=0) / weight.sum()
    return np.where((figures.known | (weight == 0)[:, None]).all(axis=0), 1.0, share)


def cuts_of(recipe: Recipe, scores: Array, base: Array | None = None) -> Array:
    """Return the scores at which levels divide, (replicates, levels − 1); a level holds its upper cut.

    Raises FairtownError if nothing has a score, or levels hold people or children and `base` is not given.
    """
    if recipe.levels == "cuts":
        return np.array([recipe.cuts])
    known = ~np.isnan(scores[0])
    if not known.any():
        raise refuse(recipe, "no tract has a score; ask for fewer indicators per tract (least_share)")
    shares = np.arange(1, recipe.n_levels) / recipe.n_levels
    if recipe.levels == "tracts":
        return quantiles(scores[..., known], shares).T
    if base is None:
        raise refuse(recipe, f"levels is {recipe.levels!r} but their number is not there")
    if not np.nansum(base[known]) > 0:
        raise refuse(recipe, f"levels is {recipe.levels!r} but nobody is counted; say levels = 'tracts'")
    return weighted_cuts(scores[..., known], base[known], recipe.n_levels)


def weighted_cuts(scores: Array, base: Array, n_levels: int) -> Array:
    """Return the highest score of each level but the last, when a level holds an equal share of `base`.

    A tract goes where the middle of its people falls; tracts of equal score go together. −∞ for an empty level.
    """
    order = np.argsort(scores, axis=-1, kind="stable")
    rising = rows_taken(scores, order)
    weight = np.nan_to_num(base)[order]
    upto = weight.cumsum(axis=-1)
    edge = np.ones((len(scores), 1), bool)
    is_new = np.diff(rising, axis=-1) > TIE
    start = np.maximum.accumulate(np.where(np.hstack([edge, is_new]), upto - weight, 0.0), axis=-1)
    ends = np.where(np.hstack([is_new, edge]), upto, np.inf)[..., ::-1]
    end = np.minimum.accumulate(ends, axis=-1)[..., ::-1]
    middle = (start + end) / 2 / upto[..., -1:]
    level = np.clip(np.ceil(middle * n_levels), 1, n_levels)
    cuts = [np.where(level <= at, rising, -np.inf).max(axis=-1) for at in range(1, n_levels)]
    return np.stack(cuts, axis=-1)


def levels_of(scores: Array, cuts: Array) -> Array:
    """Return levels from 1 (lowest) by rising cuts (replicates, levels − 1), closed on the right; NaN stays NaN."""
    level = np.ones(scores.shape)
    for cut in np.moveaxis(cuts, -1, 0):
        level += scores > cut[:, np.newaxis] + TIE
    return np.where(np.isnan(scores), np.nan, level)


def index(recipe: Recipe, figures: Figures) -> Scored:
    """Return the index of a recipe: one replicate of scores, levels, domains and standardized indicators."""
    return score_tracts(recipe, prepare(recipe, figures), keep=True)
