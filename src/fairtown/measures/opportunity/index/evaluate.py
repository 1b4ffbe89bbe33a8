"""Evaluate a recipe on observed indicators: the index, and draws of survey error that show how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from fairtown.measures.opportunity.index.draws import (
    DRAWS,
    LEAST_DRAWS,
    SEED,
    Drawn,
    HowSure,
    Sampler,
    draw_index,
    how_sure,
)
from fairtown.measures.opportunity.index.engine import Figures, Scored, prepare, score_tracts
from fairtown.measures.opportunity.index.figures import figures_of
from fairtown.measures.opportunity.index.recipe import Recipe
from fairtown.measures.opportunity.index.standardise import Array

#: Draws that the margin of a share is taken from: it is then known to about 3%; as many with twice the variance.
DRAWS_OF_SHARES = 500


@dataclass(frozen=True)
class Evaluated:
    """An evaluated recipe: the index, and its draws with once and twice the error variance (`doubled`).

    Both are None where no survey error is known.
    """

    recipe: Recipe
    figures: Figures
    tracts: pd.DataFrame
    point: Scored
    draws: Drawn | None
    doubled: Drawn | None
    with_ranks: bool = True

    @property
    def scores(self) -> Array:
        """The score of each tract, NaN for none."""
        return self.point.scores[0]

    @property
    def levels(self) -> Array:
        """The level of each tract from 1, NaN for none."""
        return self.point.levels[0]

    @cached_property
    def sure(self) -> HowSure | None:
        """What the draws say of each tract, or None."""
        if self.draws is None:
            return None
        return how_sure(
            self.levels, self.scores, self.draws, self.figures, self.recipe.n_levels, self.with_ranks
        )


def evaluate(
    recipe: Recipe,
    observed: pd.DataFrame,
    tracts: pd.DataFrame,
    n: int = DRAWS,
    seed: int = SEED,
    progress: Callable[[int], None] = lambda _: None,
) -> Evaluated:
    """Evaluate a recipe on observed indicators (see `figures.figures_of`), with `n` draws, 0 for none.

    `progress` is called with the number of draws in each chunk as it is done.
    """
    return evaluate_figures(recipe, figures_of(recipe, observed, tracts), tracts, n, seed, progress)


def evaluate_figures(
    recipe: Recipe,
    every: Figures,
    tracts: pd.DataFrame,
    n: int = DRAWS,
    seed: int = SEED,
    progress: Callable[[int], None] = lambda _: None,
    sample: Callable[[Sampler, int, int, int], Array] | None = None,
    with_ranks: bool = True,
) -> Evaluated:
    """Evaluate a recipe on the figures of all indicators, see `evaluate`.

    `sample`: see `draws.draw_index`; `with_ranks`: see `draws.how_sure`.
    """
    figures = prepare(recipe, every)
    point = score_tracts(recipe, figures, keep=True)
    if not n or not np.nan_to_num(figures.errors).any():
        return Evaluated(recipe, figures, tracts, point, None, None)
    draws = draw_index(recipe, figures, n, seed, progress=progress, sample=sample)
    twice = replace(figures, errors=figures.errors * np.sqrt(2))
    n_again = min(max(n // 2, LEAST_DRAWS), DRAWS_OF_SHARES)
    doubled = draw_index(recipe, twice, n_again, seed + 1, sample=sample)
    return Evaluated(recipe, figures, tracts, point, draws, doubled, with_ranks)
