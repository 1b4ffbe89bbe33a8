"""A recipe worked out on observed indicators: the index, and the draws that tell how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from fairtown.measures.opportunity.draws import (
    DRAWS,
    LEAST_DRAWS,
    SEED,
    Drawn,
    HowSure,
    Sampler,
    drawn,
    how_sure,
)
from fairtown.measures.opportunity.engine import Figures, Scored, prepared, scored
from fairtown.measures.opportunity.figures import figures_of
from fairtown.measures.opportunity.recipe import Recipe
from fairtown.measures.opportunity.standardise import Array

#: Draws that the margin of a share is taken from: it is then known to about 3%; as many with twice the variance.
DRAWS_OF_SHARES = 500


@dataclass(frozen=True)
class Evaluated:
    """A recipe worked out: the index, and what draws say of it (None where no survey error is known)."""

    recipe: Recipe
    figures: Figures
    tracts: pd.DataFrame
    point: Scored
    made: Drawn | None
    again: Drawn | None
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
        if self.made is None:
            return None
        return how_sure(
            self.levels, self.scores, self.made, self.figures, self.recipe.n_levels, self.with_ranks
        )


def evaluated(
    recipe: Recipe,
    observed: pd.DataFrame,
    tracts: pd.DataFrame,
    n: int = DRAWS,
    seed: int = SEED,
    progress: Callable[[int], None] = lambda _: None,
) -> Evaluated:
    """Return a recipe worked out on observed indicators (see `figures.figures_of`), with `n` draws, 0 for none.

    `progress` is told of draws made.
    """
    return worked_out(recipe, figures_of(recipe, observed, tracts), tracts, n, seed, progress)


def worked_out(
    recipe: Recipe,
    every: Figures,
    tracts: pd.DataFrame,
    n: int = DRAWS,
    seed: int = SEED,
    progress: Callable[[int], None] = lambda _: None,
    sample: Callable[[Sampler, int, int, int], Array] | None = None,
    with_ranks: bool = True,
) -> Evaluated:
    """Return a recipe worked out on the figures of all indicators, see `evaluated`.

    `sample`: see `draws.drawn`; `with_ranks`: see `draws.how_sure`.
    """
    figures = prepared(recipe, every)
    point = scored(recipe, figures, keep=True)
    if not n or not np.nan_to_num(figures.errors).any():
        return Evaluated(recipe, figures, tracts, point, None, None)
    made = drawn(recipe, figures, n, seed, progress=progress, sample=sample)
    twice = replace(figures, errors=figures.errors * np.sqrt(2))
    n_again = min(max(n // 2, LEAST_DRAWS), DRAWS_OF_SHARES)
    again = drawn(recipe, twice, n_again, seed + 1, sample=sample)
    return Evaluated(recipe, figures, tracts, point, made, again, with_ranks)
