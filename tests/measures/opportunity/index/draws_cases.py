"""Small tables of figures and margins for tests of draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fairtown.measures.opportunity.index.draws import (
    draw_index,
    how_sure,
)
from fairtown.measures.opportunity.index.engine import Figures, score_tracts
from fairtown.measures.opportunity.index.recipe import Part, Recipe

ABC = Recipe("abc", "Three indicators", (Part("a"), Part("b"), Part("c")), 2023)
NAN = np.nan


def some(n: int = 40, k: int = 3, seed: int = 1, error: float = 0.3) -> Figures:
    """Return random figures that have something in common, with errors."""
    rng = np.random.default_rng(seed)
    values = rng.gamma(3, 1, (n, 1)) + rng.gamma(2, 1, (n, k))
    return Figures.plain(values, tuple("abcdefgh"[:k]), error * rng.uniform(0.5, 1.5, (n, k)))


def sure_of(figures: Figures, n: int = 300, recipe: Recipe = ABC, seed: int = 7):
    point = score_tracts(recipe, figures)
    draws = draw_index(recipe, figures, n, seed)
    return how_sure(point.levels[0], point.scores[0], draws, figures, recipe.n_levels)


def mixed() -> Figures:
    """Return figures of 40 tracts in 6 towns: a share near 1, a figure of the town, a dollar figure."""
    figures = some(40)
    values, errors = figures.values.copy(), figures.errors.copy()
    town = np.arange(40) % 6
    values[0], errors[0] = 0.9 + values[0] / 200, 0.03
    values[1], errors[1] = values[1, town], errors[1, town]
    unit = np.stack([np.arange(40), town, np.arange(40)])
    return replace(figures, values=values, errors=errors, unit=unit, is_share=np.array([True, False, False]))
