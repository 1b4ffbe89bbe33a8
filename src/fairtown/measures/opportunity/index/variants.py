"""All variants of a recipe: each choice that an opportunity index rests on made otherwise, each with each.

How indicators are standardized, weighted, added up and freed of extreme values, which one is left out, and against
which area they are held. Source: OECD and JRC, Handbook on Constructing Composite Indicators (2008), step 7.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.coherence import principal_components
from fairtown.measures.opportunity.index.draws import SEED, stream
from fairtown.measures.opportunity.index.engine import Figures, _ranged, _spans, prepare, score_tracts
from fairtown.measures.opportunity.index.recipe import Recipe, refuse
from fairtown.measures.opportunity.index.standardise import PERCENT, Array

#: The six choices, in the order of the axes of what is counted per variant.
CHOICES = ("standardise", "weighting", "aggregate", "winsorise", "leave_out", "reference")
#: Those on which standardized figures rest.
HELD = ("standardise", "winsorise", "reference")
AS_RECIPE, EQUAL, DOMAIN_EQUAL, COMPONENT = "recipe", "equal", "domain_equal", "pca"
WEIGHTINGS: dict[str, str] = {
    AS_RECIPE: "weights of the recipe",
    EQUAL: "every indicator alike",
    DOMAIN_EQUAL: "every domain alike, and within it every indicator",
    COMPONENT: "squared loadings on the first principal component",
}
#: Begins the name of a draw of weights from the flat Dirichlet distribution.
RANDOM = "random_"
#: Names what is not done: no winsorising, no indicator left out.
NONE = "none"
WHOLE = (0.0, 1.0)
#: A recipe's cap counts spreads; with other ways of standardizing it would mean something else.
IN_SPREADS = ("z", "z_population", "robust_z")
MOST_RANDOM = 1_000
#: Decimals to which weights agree that are the same.
DECIMALS = 12


@dataclass(frozen=True)
class Areas:
    """A reference: the area of each tract, (tracts,), and the names of the areas."""

    codes: NDArray[np.intp]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """What is tried beside the recipe's own; what says the same as the recipe is not counted twice.

    `random_weights`: draws of weights from the flat Dirichlet distribution. `references`: by name, beside that of the
    recipe and the state. `domains`: that of each indicator, for weighting by domains; default the recipe's.
    """

    standardise: tuple[str, ...] = ("z", "percentile", "min_max", "robust_z")
    weighting: tuple[str, ...] = (EQUAL, DOMAIN_EQUAL, COMPONENT)
    random_weights: int = 20
    aggregate: tuple[str, ...] = ("mean", "geometric")
    winsorise: tuple[tuple[float, float], ...] = (WHOLE, (0.05, 0.95))
    leave_out: bool = True
    references: Mapping[str, Areas] = field(default_factory=dict)
    domains: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Weights:
    """Weights of variants: `parts` (variants, indicators); `domain` (indicators,) counts in `domain_weights`."""

    parts: Array
    domain: NDArray[np.intp]
    domain_weights: Array

    def without_each(self, included: Array) -> _Weights:
        """Return the weights for each row of `included` (variants, indicators), 0 for the indicator left out."""
        return replace(self, parts=self.parts * included)

    def signature(self) -> tuple[object, ...]:
        """Return a key that is equal for sets of weights that always give the same scores."""
        within = self.parts[0] / np.bincount(self.domain, self.parts[0])[self.domain]
        rounded = (
            np.round(within, DECIMALS),
            np.round(self.domain_weights / self.domain_weights.sum(), DECIMALS),
        )
        return (tuple(self.domain), *map(tuple, rounded))


class Factorial:
    """All variants of a recipe; what several of them share is computed once.

    `options` names the options of each of `CHOICES`, the recipe's own first; `left_out`: choice, option and why it is
    not computed; `figures_of`: the figures of each reference, for which the engine computes a `recipe_of`.
    """

    def __init__(
        self, recipe: Recipe, figures: Figures, choices: Choices | None = None, seed: int = SEED
    ) -> None:
        """Lay out the options and standardize; `choice_uncertainty` says what is given and what is refused."""
        self.tried = tried = choices or Choices()
        self.recipe, self.figures = _counted(recipe), figures
        _check(self.recipe, figures, tried)
        ids = self.recipe.ids
        self.areas = {recipe.reference: Areas(figures.areas, figures.area_names)}
        self.areas |= {k: v for k, v in tried.references.items() if k != recipe.reference}
        self.areas.setdefault("state", Areas(np.zeros_like(figures.areas), ("the state",)))
        self.bounds = {_bounds_name(w): w for w in (recipe.winsorise, *tried.winsorise)}
        each = 1 - np.eye(len(ids)) if tried.leave_out and len(ids) > 1 else np.empty((0, len(ids)))
        self.included = np.vstack([np.ones(len(ids)), each])
        self.weights = self._weights(seed)
        self.options: dict[str, tuple[str, ...]] = {
            "standardise": tuple(dict.fromkeys((recipe.standardise, *tried.standardise))),
            "weighting": tuple(self.weights),
            "aggregate": tuple(dict.fromkeys((recipe.aggregate, *tried.aggregate))),
            "winsorise": tuple(self.bounds),
            "leave_out": (NONE, *ids)[: len(self.included)],
            "reference": tuple(self.areas),
        }
        self.left_out: list[tuple[str, str, str]] = []
        self.figures_of = {name: self._figures(area) for name, area in self.areas.items()}
        self.patterns: dict[str, tuple[NDArray[np.bool_], NDArray[np.intp]]] = {}
        self.z = self._standardized()
        self.components = self._components()

    def _weights(self, seed: int) -> dict[str, _Weights]:
        """Return the weights of each weighting, no indicator left out; equivalent ones are listed once."""
        parts, tried = self.recipe.indicators, self.tried
        alike = np.ones((1, len(parts)))
        named = [tried.domains.get(p.id, p.domain) for p in parts]
        known = {EQUAL: _flat(alike), DOMAIN_EQUAL: _nested(alike, named, {}), COMPONENT: _flat(alike)}
        own = np.array([[p.weight for p in parts]])
        out = {AS_RECIPE: _nested(own, [p.domain for p in parts], self.recipe.domain_weights)}
        if len(parts) == 1:
            return out
        for name in tried.weighting:
            signatures = [w.signature() for other, w in out.items() if other != COMPONENT]
            if name == COMPONENT or (name != AS_RECIPE and known[name].signature() not in signatures):
                out[name] = known[name]
        # a stream for each indicator: neither their order nor another one changes its weights
        streams = [stream(seed, f"weight of {p.id}", 0) for p in parts]
        drawn = np.array([s.standard_exponential(tried.random_weights) for s in streams]).T
        return out | {f"{RANDOM}{i + 1}": _flat(row[np.newaxis]) for i, row in enumerate(drawn)}

    def _figures(self, areas: Areas) -> Figures:
        return replace(self.figures, areas=areas.codes, area_names=areas.names)

    def recipe_of(self, **options: str) -> Recipe:
        """Return the recipe of a variant: the options of `CHOICES` by name, default the recipe's own."""
        chosen = {name: options.get(name, own[0]) for name, own in self.options.items()}
        how, at = chosen["standardise"], self.options["leave_out"].index(chosen["leave_out"])
        held = (how, chosen["winsorise"], chosen["reference"])
        weights = self.weights[chosen["weighting"]].without_each(self.included)
        if chosen["weighting"] == COMPONENT:
            weights = self.components[held]
        named = [str(d) if len(weights.domain_weights) > 1 else "" for d in weights.domain]
        included = np.flatnonzero(self.included[at])
        return replace(
            self._held(held),
            aggregate=chosen["aggregate"],
            indicators=tuple(
                replace(self.recipe.indicators[k], domain=named[k], weight=float(weights.parts[at, k]))
                for k in included
            ),
            domains={named[k]: float(weights.domain_weights[weights.domain[k]]) for k in included},
        )

    def _held(self, held: tuple[str, str, str]) -> Recipe:
        """Return the recipe with other choices of `HELD`."""
        how, winsorise, reference = held
        cap = self.recipe.cap if how in IN_SPREADS or how == self.recipe.standardise else np.inf
        return replace(
            self.recipe, standardise=how, winsorise=self.bounds[winsorise], reference=reference, cap=cap
        )

    def _all_held(self) -> Iterator[tuple[str, str, str]]:
        ways, bounds, references = (self.options[name] for name in HELD)
        return product(ways, bounds, references)

    def _standardized(self) -> dict[tuple[str, str, str], tuple[Figures, Array]]:
        """Return prepared figures and standardized ones, (indicators, tracts), of all choices of `HELD`.

        Some cannot be computed: where half of a region's tracts are in one town, a town's figure has no spread about
        its median there. Of the recipe's own it is refused.
        """
        out, failed = {}, {}
        for held in self._all_held():
            recipe = self._held(held)
            try:
                ready = prepare(recipe, self.figures_of[held[-1]])
                z = score_tracts(recipe, ready, keep=True).standardized
            except FairtownError as error:
                failed[held] = error
                continue
            assert z is not None
            if held[-1] not in self.patterns:
                self.patterns[held[-1]] = np.unique(ready.known, axis=1, return_inverse=True)
            out[held] = (ready, np.where(ready.known, z[:, 0], np.nan))
        self._give_up(failed)
        return {held: out[held] for held in self._all_held()}

    def _give_up(self, failed: dict[tuple[str, str, str], FairtownError]) -> None:
        """Leave out options that cannot be computed with all others, so that as many variants as can be remain."""
        ways, bounds, references = (self.options[name] for name in HELD)
        if (own := (ways[0], bounds[0], references[0])) in failed:
            raise failed[own]
        best: tuple[tuple[str, ...], ...] = ((), (), ())
        for b, r in product(_with_first(bounds), _with_first(references)):
            able = tuple(w for w in ways if not any((w, *other) in failed for other in product(b, r)))
            if ways[0] in able and len(able) * len(b) * len(r) > math.prod(map(len, best)):
                best = (able, b, r)
        for n, name in enumerate(HELD):
            for option in [o for o in self.options[name] if o not in best[n]]:
                why = next(str(error) for held, error in failed.items() if held[n] == option)
                self._leave_out(name, option, why)

    def _leave_out(self, choice: str, option: str, why: str) -> None:
        self.left_out.append((choice, option, why))
        self.options[choice] = tuple(o for o in self.options[choice] if o != option)

    def _components(self) -> dict[tuple[str, str, str], _Weights]:
        """Return squared loadings on the first component, anew for each indicator left out."""
        if COMPONENT not in self.weights:
            return {}
        out = {}
        try:
            for held, (_, z) in self.z.items():
                parts = np.zeros(self.included.shape)
                for row, included in zip(parts, self.included > 0, strict=True):
                    ids = tuple(np.array(self.recipe.ids)[included])
                    row[included] = principal_components(z[included], ids).loadings[:, 0] ** 2
                out[held] = _flat(parts)
        except FairtownError as error:
            del self.weights[COMPONENT]
            self._leave_out("weighting", COMPONENT, str(error))
            return {}
        return out

    def scores(self, standardise: str, aggregate: str, winsorise: str, reference: str) -> Array:
        """Return the scores of all weightings and indicators left out, (weightings, left out, tracts)."""
        held = (standardise, winsorise, reference)
        figures, x = self.z[held]
        if aggregate == "geometric":
            rows = [row[np.newaxis] for row in x]
            ranged = [_ranged(row, figures.areas, _spans(row, figures, k)) for k, row in enumerate(rows)]
            x = np.log(np.vstack(ranged))
        x = np.where(figures.known, x, 0.0)
        patterns, back = self.patterns[reference]
        out = np.empty((len(self.weights), len(self.included), x.shape[1]))
        for i, (name, one) in enumerate(self.weights.items()):
            weights = self.components[held] if name == COMPONENT else one.without_each(self.included)
            out[i] = _weighted(x, patterns, back, weights, self.recipe)
        return np.exp(out, out=out) if aggregate == "geometric" else out


def _weighted(
    x: Array, patterns: NDArray[np.bool_], back: NDArray[np.intp], weights: _Weights, recipe: Recipe
) -> Array:
    """Return the weighted mean of each tract's known indicators, shape (variants, tracts), as the engine does.

    `patterns` (indicators, patterns) are the ways in which indicators are missing, `back` (tracts,) which one a tract
    has. Added up one by one, not by a matrix product: tracts of the same figures keep the same score to the last bit.
    """
    total = np.zeros(1)
    present = np.zeros((len(weights.parts), patterns.shape[1]))
    for d, domain_weight in enumerate(weights.domain_weights):
        inside = np.flatnonzero(weights.domain == d)
        part = np.zeros((len(weights.parts), x.shape[1]))
        weight = np.zeros(present.shape)
        for k in inside:
            part += np.multiply.outer(weights.parts[:, k], x[k])
            weight += np.multiply.outer(weights.parts[:, k], patterns[k])
        part /= _each(np.where(weight > 0, weight, 1.0), back)
        if len(weights.domain_weights) > 1:
            part *= _each(np.where(weight > 0, domain_weight, 0.0), back)
        total = total + part
        present += np.where(weight > 0, domain_weight, 0.0)
    if len(weights.domain_weights) > 1:
        total /= _each(np.where(present > 0, present, 1.0), back)
    # a weight counts as in the score: its share of its domain, times the weight of the domain
    of_domain = np.stack(
        [weights.parts[:, weights.domain == d].sum(axis=1) for d in range(len(weights.domain_weights))],
        axis=1,
    )
    shares = weights.parts / np.where(of_domain > 0, of_domain, 1.0)[:, weights.domain]
    whole = shares * weights.domain_weights[weights.domain]
    share = np.einsum("vk,kp->vp", whole, patterns) / whole.sum(axis=1, keepdims=True)
    full = (patterns | (whole == 0)[:, :, np.newaxis]).all(axis=1)
    least = 1.0 if recipe.missing == "drop" else recipe.least_share
    blank = ~full & ((share <= 0) | (share < least))
    return np.where(_each(blank, back), np.nan, total) if blank.any() else total


def _each(of_patterns: NDArray, back: NDArray[np.intp]) -> NDArray:
    """Return each tract's value of its pattern of missing indicators; broadcast where there is one pattern."""
    return of_patterns if of_patterns.shape[1] == 1 else of_patterns[:, back]


def _with_first(options: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return all sets of options that hold the first, large ones first."""
    others = options[1:]
    sizes = range(len(others), -1, -1)
    return [(options[0], *some) for size in sizes for some in combinations(others, size)]


def _flat(parts: Array) -> _Weights:
    return _Weights(parts, np.zeros(parts.shape[1], np.intp), np.ones(1))


def _nested(parts: Array, named: list[str], weights: Mapping[str, float]) -> _Weights:
    names = list(dict.fromkeys(named))
    domain = np.array([names.index(name) for name in named], np.intp)
    return _Weights(parts, domain, np.array([weights.get(name, 1.0) for name in names]))


def _counted(recipe: Recipe) -> Recipe:
    """Return the recipe without indicators of weight 0, which another weighting must not call in.

    Its levels hold equal shares: cuts at fixed scores mean nothing to figures that are standardized otherwise.
    """
    weights = recipe.domain_weights
    parts = tuple(p for p in recipe.indicators if p.weight * weights[p.domain] > 0)
    levels = "tracts" if recipe.levels == "cuts" else recipe.levels
    named = {p.domain: weights[p.domain] for p in parts}
    return replace(recipe, indicators=parts, domains=named, levels=levels, cuts=())


def _bounds_name(bounds: tuple[float, float]) -> str:
    return NONE if bounds == WHOLE else "/".join(f"{share * PERCENT:g}" for share in bounds)


def _check(recipe: Recipe, figures: Figures, tried: Choices) -> None:
    """Refuse in one line what is no option; the recipe itself refuses what it does not know."""
    for how in tried.standardise:
        replace(recipe, standardise=how)
    for how in tried.aggregate:
        replace(recipe, aggregate=how)
    for bounds in tried.winsorise:
        replace(recipe, winsorise=bounds)
    if unknown := [w for w in tried.weighting if w not in WEIGHTINGS]:
        raise refuse(recipe, f"choices: weighting is {unknown[0]!r}, expected of {', '.join(WEIGHTINGS)}")
    n_random = tried.random_weights
    if not (isinstance(n_random, int) and 0 <= n_random <= MOST_RANDOM):
        raise refuse(
            recipe,
            f"choices: random_weights is {n_random}, expected a whole number from 0 to {MOST_RANDOM}",
        )
    if tried.domains and (lacking := [i for i in recipe.ids if i not in tried.domains]):
        raise refuse(
            recipe, f"choices: domains do not name that of {lacking[0]}; name one for each indicator"
        )
    n = figures.values.shape[1]
    for name, areas in tried.references.items():
        replace(recipe, reference=name)
        codes = np.asarray(areas.codes)
        if (
            codes.shape != (n,)
            or codes.dtype.kind not in "iu"
            or (codes < 0).any()
            or (codes >= len(areas.names)).any()
        ):
            raise refuse(
                recipe,
                f"choices: areas of {name} do not give each of {n} tracts one of {len(areas.names)} areas; "
                "number them from 0",
            )
