"""Whether the indicators of an index say one thing: correlations, components, alpha, what each one really weighs.

Standardized indicators have shape (indicators, tracts), NaN where a tract has none. Source: OECD and JRC, Handbook
on Constructing Composite Indicators (2008), steps 4 and 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import FairtownError, Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe
from fairtown.measures.opportunity import modern, oca_2014
from fairtown.measures.opportunity.index.by_recipe import INDICATORS
from fairtown.measures.opportunity.index.catalogue import EVERY, INDEX_YEAR, SURVEY_YEARS
from fairtown.measures.opportunity.index.engine import Figures, prepare, score_tracts
from fairtown.measures.opportunity.index.figures import figures_of
from fairtown.measures.opportunity.index.recipe import Definition, Recipe
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.indicators import tracts_of

#: A variance below this share of the sum of squares that it comes from is rounding, not spread.
ROUNDING = 1e-12
#: Fewest tracts between which two figures can go together or against each other.
LEAST_TRACTS = 3
#: The indices that are looked into, by the year of their figures.
RECIPES: dict[int, Recipe] = {INDEX_YEAR: oca_2014.RECIPE, SURVEY_YEARS[-1]: modern.RECIPE}


@dataclass(frozen=True)
class Components:
    """Principal components of the correlations, largest first; `n` tracts have all indicators.

    `sd` and `share` (of the variance) have shape (components,), `loadings` (indicators, components): the squares of
    a component sum to 1, and its sign is the one by which most of it is positive.
    """

    sd: Array
    share: Array
    loadings: Array
    n: int


@dataclass(frozen=True)
class Coherence:
    """How the indicators of an index go together; `ids` (indicators,) names the rows.

    `correlations` (indicators, indicators); `effective` (indicators,): squared correlation with the score, which
    sums to 1 as `weights`; `with_rest` (indicators,): correlation with the rest of the domain; `runs_against`
    (indicators,): whether that is below 0.
    """

    ids: tuple[str, ...]
    correlations: Array
    components: Components
    alpha: float
    effective: Array
    weights: Array
    with_rest: Array
    runs_against: NDArray[np.bool_]


def correlations(z: Array) -> Array:
    """Return correlations, shape (indicators, indicators), over the tracts that have both of a pair.

    NaN where fewer than three tracts have both, or one of the two is the same in all of these.
    """
    known = ~np.isnan(z)
    # about 0, so that subtracting squares loses nothing
    x = np.where(known, z - _mean_of_known(z)[:, np.newaxis], 0.0)
    has = known.astype(float)
    n = has @ has.T
    sums, squares = x @ has.T, (x * x) @ has.T
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = x @ x.T - sums * sums.T / n
        variance = squares - sums * sums / n
        spread = np.sqrt(np.where(variance > ROUNDING * squares, variance, np.nan))
        r = np.clip(covariance / (spread * spread.T), -1.0, 1.0)
    r[np.diag_indices(len(r))] += 1.0 - np.diag(r)
    return np.where(n >= LEAST_TRACTS, r, np.nan)


def _mean_of_known(z: Array) -> Array:
    known = ~np.isnan(z)
    return np.asarray(np.where(known, z, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1))


def complete(z: Array, ids: Sequence[str] = ()) -> Array:
    """Return the tracts that have all indicators, shape (indicators, complete tracts).

    Raises FairtownError if they are fewer than three, or an indicator (named by `ids`) is the same in all of them.
    """
    full = z[:, ~np.isnan(z).any(axis=0)]
    if full.shape[1] < LEAST_TRACTS:
        raise FairtownError(
            f"coherence: {full.shape[1]} tracts have all {len(z)} indicators, expected at least {LEAST_TRACTS}; "
            "leave out the indicator that most tracts lack"
        )
    apart = full - full.mean(axis=1, keepdims=True)
    flat = (apart**2).sum(axis=1) <= ROUNDING * (full**2).sum(axis=1)
    if flat.any():
        which = int(np.argmax(flat))
        raise FairtownError(
            f"coherence: indicator {ids[which] if ids else which + 1} is the same in all {full.shape[1]} tracts that "
            "have all indicators, expected a spread; leave it out"
        )
    return full


def principal_components(z: Array, ids: Sequence[str] = ()) -> Components:
    """Return the principal components of the correlations between the tracts that have all indicators.

    Raises FairtownError as `complete` does. Source: OECD and JRC 2008, section 4.2; R's `prcomp(scale. = TRUE)`.
    """
    full = complete(z, ids)
    values, vectors = np.linalg.eigh(correlations(full))
    values, vectors = np.maximum(values[::-1], 0.0), vectors[:, ::-1]
    # eigh leaves the sign open; this one makes a component of agreeing indicators positive
    sign = np.where((vectors * np.abs(vectors)).sum(axis=0) < 0, -1.0, 1.0)
    return Components(np.sqrt(values), values / values.sum(), vectors * sign, full.shape[1])


def cronbach_alpha(z: Array, ids: Sequence[str] = ()) -> float:
    """Return k / (k − 1) × (1 − sum of variances / variance of the sum), over the tracts that have all k indicators.

    1 where all indicators say the same, 0 where they have nothing in common, below 0 where they cancel out; −∞ where
    their sum is the same everywhere. Raises FairtownError on one indicator, or as `complete` does. Source: Cronbach
    1951; OECD and JRC 2008, section 4.3.
    """
    k = len(z)
    if k < 2:
        raise FairtownError(f"alpha: {k} indicator, expected at least 2; add one")
    full = complete(z, ids)
    each, total = full.var(axis=1, ddof=1).sum(), full.sum(axis=0).var(ddof=1)
    if total <= ROUNDING * each:
        return -np.inf
    return float(k / (k - 1) * (1 - each / total))


def effective_weights(z: Array, scores: Array) -> tuple[Array, Array]:
    """Return each indicator's squared correlation with the score, and the same set to sum 1, both (indicators,).

    `scores` (tracts,): over the tracts that have both. NaN as for `correlations`; such an indicator counts nothing in
    the sum. It is seldom what the recipe says, and an indicator that runs against the others can have much of it: see
    `with_rest`. Source: Paruolo, Saisana and Saltelli 2013.
    """
    squared = _correlation_with(z, scores[np.newaxis]) ** 2
    total = np.nansum(squared)
    return squared, squared / total if total > 0 else np.full(len(z), np.nan)


def with_rest(z: Array, domains: Sequence[str], weights: Array) -> Array:
    """Return each indicator's correlation with the weighted mean of the others of its domain, (indicators,).

    The mean is over what a tract has; `domains` and `weights` have a value per indicator. NaN for an indicator alone
    in its domain. Source: the corrected item-total correlation, OECD and JRC 2008, section 4.3.
    """
    if not len(domains) == len(weights) == len(z):
        raise FairtownError(
            f"coherence: {len(domains)} domains and {len(weights)} weights for {len(z)} indicators; give one of each"
        )
    known = ~np.isnan(z)
    names = np.array(domains)
    others = (names[:, np.newaxis] == names) & ~np.eye(len(z), dtype=bool)
    share = others * np.asarray(weights, float)
    weight = share @ known
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = np.where(weight > 0, share @ np.where(known, z, 0.0) / weight, np.nan)
    return _correlation_with(z, rest)


def _correlation_with(z: Array, other: Array) -> Array:
    """Return the correlation of each row with the same row of `other`; a single row of `other` is broadcast."""
    pairs = zip(z, np.broadcast_to(other, z.shape), strict=True)
    return np.array([correlations(np.stack(pair))[0, 1] for pair in pairs])


def coherence(recipe: Recipe, figures: Figures) -> Coherence:
    """Return how the indicators of a recipe go together, as it standardizes, weights and adds them up.

    Raises FairtownError as the engine does, on a single indicator, or if fewer than three tracts have all of them.
    """
    ready = prepare(recipe, figures)
    index = score_tracts(recipe, ready, keep=True)
    assert index.standardized is not None
    z = np.where(ready.known, index.standardized[:, 0], np.nan)
    squared, weights = effective_weights(z, index.scores[0])
    domains = [part.domain for part in recipe.indicators]
    rest = with_rest(z, domains, np.array([part.weight for part in recipe.indicators]))
    components, alpha = principal_components(z, recipe.ids), cronbach_alpha(z, recipe.ids)
    return Coherence(recipe.ids, correlations(z), components, alpha, squared, weights, rest, rest < 0)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return how the indicators of the year's index go together over the tracts of the state."""
    recipe = RECIPES[year].for_year(year)
    observed = inputs.measure(INDICATORS, year)
    places = inputs.places()
    vintage = str(observed.vintage.iloc[0])
    result = coherence(recipe, figures_of(recipe, observed, tracts_of(places, vintage)))
    pairs = combinations(range(len(result.ids)), 2)
    by_group: dict[str, dict[str, float]] = {
        "alpha": {"": result.alpha},
        "tracts": {"": float(result.components.n)},
        "component_share": {_component(i): float(s) for i, s in enumerate(result.components.share)},
        "weight": stated_weights(recipe),
        "effective_weight": _by_id(result.ids, result.weights),
        "with_rest": _by_id(result.ids, result.with_rest),
        "runs_against": _by_id(result.ids, result.runs_against),
        "correlation": {
            f"{result.ids[i]}|{result.ids[j]}": float(result.correlations[i, j]) for i, j in pairs
        },
    }
    state = places[(places.level == "state") & (places.vintage == vintage)]
    return gather(
        [
            observe(pd.concat([state] * len(values)), name, list(values.values()), group=list(values))
            for name, values in by_group.items()
        ]
    )


def stated_weights(recipe: Recipe) -> dict[str, float]:
    """Return the part that each indicator has in the whole weight, as the recipe says; they sum to 1."""
    weights = recipe.domain_weights
    inside = {name: sum(p.weight for p in recipe.indicators if p.domain == name) for name in weights}
    whole = sum(weights.values())
    return {p.id: p.weight / inside[p.domain] * weights[p.domain] / whole for p in recipe.indicators}


def _by_id(ids: Sequence[str], values: NDArray) -> dict[str, float]:
    return {name: float(value) for name, value in zip(ids, values, strict=True)}


def _component(i: int) -> str:
    return f"component_{i + 1}"


def _group_labels() -> dict[str, str]:
    """Return the labels of all groups: components, indicators, and pairs of them."""
    labels = {_component(i): f"Component {i + 1}" for i in range(max(len(r.ids) for r in RECIPES.values()))}
    for recipe in RECIPES.values():
        labels |= {i: _title(EVERY[i]) for i in recipe.ids}
        labels |= {f"{a}|{b}": f"{labels[a]} · {labels[b]}" for a, b in combinations(recipe.ids, 2)}
    return labels


def _title(definition: Definition) -> str:
    """Return the title of an indicator; what it correlates with is its figure turned so that more is better."""
    return definition.title if definition.direction > 0 else f"{definition.title} (fewer is better)"


MEASURE = Measure(
    id="opportunity.coherence",
    title="Whether the indicators of an opportunity map agree",
    summary="Whether the indicators behind the map of 2014 and that of today say one thing, what each of them really "
    "weighs, and which ones pull against the others.",
    formula="Over the tracts, each indicator on the scale of its map, higher is better. Alpha (Cronbach) = "
    "k / (k − 1) × (1 − sum of the variances of the k indicators / variance of their sum), over the tracts that have "
    "all of them; components = principal components of the correlations over the same tracts. Weight in effect = "
    "squared correlation of an indicator with the score / sum of these squares. With the rest = correlation of an "
    "indicator with the weighted mean of the others of its domain (of all others where the map has no domains); below "
    "0 it runs against them.",
    outputs=(
        Output(
            "alpha",
            "score",
            "how far the indicators agree (Cronbach's alpha), 1 wholly, 0 not at all",
        ),
        Output(
            "tracts",
            "tracts",
            "tracts that have all indicators, over which alpha and components are computed",
        ),
        Output(
            "component_share", "share", "share of all differences that a principal component accounts for"
        ),
        Output("weight", "share", "weight of an indicator as the recipe says"),
        Output(
            "effective_weight", "share", "weight in effect, by how closely the score follows the indicator"
        ),
        Output(
            "with_rest", "score", "correlation of an indicator with the others of its domain, from −1 to 1"
        ),
        Output("runs_against", "yes/no", "whether an indicator runs against the others of its domain"),
        Output(
            "correlation",
            "score",
            "correlation of two indicators, both turned so that higher is better, from −1 to 1",
        ),
    ),
    years=tuple(RECIPES),
    reads=GEOGRAPHY,
    uses=(INDICATORS,),
    group_words=_group_labels(),
    references=(
        "OECD and JRC, Handbook on Constructing Composite Indicators (2008), steps 4 and 5: components, alpha",
        "L. Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16 (1951)",
        "P. Paruolo, M. Saisana and A. Saltelli, Ratings and rankings: voodoo or science?, Journal of the Royal "
        "Statistical Society A 176 (2013): weights in effect",
    ),
    limits=(
        "Good for: seeing which indicators a map really follows, which say the same twice, and which pull against the "
        "rest. Not for: telling what belongs in a map; an indicator can matter because it differs from the others.",
        "High agreement does not make a map right: indicators can all measure the same wrong thing, and two that say "
        "the same count twice.",
        "The weight in effect is a square and hides the direction: an indicator that the score runs against can have "
        "much of it. Read it with the correlation with the rest.",
        "Survey error is not taken out. It makes indicators look less alike than they are.",
        "Figures of a town are the same in all its tracts, which makes them look alike within a town.",
        "Alpha grows with the number of indicators: do not compare maps of twelve and of seven by it alone.",
    ),
    worked=WorkedExample(
        given="Four tracts have the figures 1, 2, 3, 4 of indicator A, 1, 3, 2, 4 of B and 3, 4, 1, 2 of C, all of the "
        "same spread (sum of squares 5); the score is their sum: 5, 9, 6, 10 (sum of squares 17).",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("alpha", "3 / 2 × (1 − 3 × 5 / 17)", "0.18"),
            ("correlation of A and B", "(2.25 − 0.25 − 0.25 + 2.25) / 5", "0.80"),
            ("squared correlation with the score: A", "6² / (5 × 17)", "0.424"),
            ("squared correlation with the score: B", "9² / (5 × 17)", "0.953"),
            ("squared correlation with the score: C", "2² / (5 × 17)", "0.047"),
            ("weight in effect of A, B and C", "0.424, 0.953 and 0.047, each / 1.424", "30%, 67%, 3%"),
            ("C with the rest (A + B: 2, 5, 5, 8)", "−3 / √(5 × 18)", "−0.32"),
        ),
        result="Each is said to weigh a third; in effect B decides, and C runs against the rest.",
    ),
    compute=compute,
)
