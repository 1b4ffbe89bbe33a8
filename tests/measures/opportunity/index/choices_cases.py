"""Small tables of figures for tests of variants."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fairtown.measures.opportunity.index.engine import Figures
from fairtown.measures.opportunity.index.recipe import Part, Recipe
from fairtown.measures.opportunity.index.variants import Areas
from fairtown.measures.opportunity.oca_2014 import INDICATORS

OCA_2014 = Recipe("oca_2014", "As published", tuple(Part(i) for i in INDICATORS), 2014)
SMALL = replace(OCA_2014, id="small", indicators=tuple(Part(i) for i in ("a", "b", "c")))


def some_figures(k: int = 5, n: int = 60, blanks: float = 0.15, seed: int = 1) -> Figures:
    """Return random figures that have something in common; some are missing, two tracts have the same."""
    rng = np.random.default_rng(seed)
    values = rng.gamma(3.0, 1.0, (n, 1)) + rng.gamma(2.0, 1.0, (n, k))
    values[rng.random((n, k)) < blanks] = np.nan
    values[1] = values[0]
    return Figures.plain(values, tuple("abcdefghij"[:k]))


def halves(n: int = 60) -> Areas:
    return Areas(np.arange(n) % 2, ("one half", "the other"))


WEIGHED = Recipe(
    "weighed",
    "Three domains, weights everywhere",
    (
        Part("a", "one", 2.0),
        Part("b", "one"),
        Part("c", "two", 0.5),
        Part("d", "three"),
        Part("e", "three", 3.0),
    ),
    2014,
    domains={"one": 1.0, "two": 2.0, "three": 0.7},
)


RECIPES = {
    "weighed": WEIGHED,
    "flat": replace(WEIGHED, indicators=tuple(Part(i) for i in "abcde"), domains={}),
    "least share": replace(WEIGHED, least_share=0.6),
    "drop": replace(WEIGHED, missing="drop"),
    "imputed": replace(
        WEIGHED, missing="impute_median", indicators=(*WEIGHED.indicators[:4], Part("e", "three"))
    ),
    "capped, of people": replace(WEIGHED, cap=1.2, levels="people", n_levels=4),
    "own ways": replace(
        WEIGHED, standardise="z_population", winsorise=(0.02, 0.9), aggregate="geometric", reference="county"
    ),
    "logarithm": replace(WEIGHED, indicators=(Part("a", "one", 2.0, "log"), *WEIGHED.indicators[1:])),
}
