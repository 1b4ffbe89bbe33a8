"""Small tables of figures for tests of the index engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fairtown.measures.opportunity.index.engine import (
    Figures,
    index,
)
from fairtown.measures.opportunity.index.recipe import Part, Recipe

ABC = Recipe("abc", "Three indicators", (Part("a"), Part("b"), Part("c")), 2023)
DOMAINS = replace(ABC, indicators=(Part("a", "x"), Part("b", "x", 3.0), Part("c", "y")), domains={"y": 2.0})
NAN = np.nan


def plain_figures(values, ids=("a", "b", "c"), **changes) -> Figures:
    return replace(Figures.plain(np.asarray(values, float), tuple(ids)), **changes)


def some(n: int = 30, k: int = 3, seed: int = 1, blanks: float = 0.0) -> np.ndarray:
    """Return random indicators (tracts, indicators) that have something in common."""
    rng = np.random.default_rng(seed)
    values = rng.gamma(3, 1, (n, 1)) + rng.gamma(2, 1, (n, k))
    values[rng.random((n, k)) < blanks] = NAN
    return values


def scores_of(recipe: Recipe, values) -> np.ndarray:
    return index(recipe, plain_figures(values)).scores[0]
