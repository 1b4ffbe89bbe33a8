"""From published indicators to the figures of the engine: turned so that more is better, with their errors."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.measures.opportunity.index.catalogue import EVERY
from fairtown.measures.opportunity.index.engine import LEAST_TRACTS, Figures
from fairtown.measures.opportunity.index.recipe import Definition, Recipe, refuse
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.uncertainty import standard_error

#: A town with fewer residents per square mile of land is rural: our decision, as no state law sets one.
RURAL_PER_SQ_MI = 500
DENSITY = "residents_per_sq_mi_of_town"
RURAL = "rural tracts"
#: A region with fewer towns that are not rural is counted among the rural tracts.
LEAST_TOWNS = 2
#: What levels may hold equal shares of, and where their number stands.
BASE_OUTPUT = {"people": "residents", "children": "children"}


def figures_of(recipe: Recipe, observed: pd.DataFrame, tracts: pd.DataFrame) -> Figures:
    """Return the figures of all indicators that are observed for `tracts`, which are in the order of their codes.

    `observed`: observations of `opportunity.indicators` of one year (geoid, output, value, moe, flag), and of
    indicators that the recipe defines. Raises FairtownError if levels ask for people or children not observed.
    """
    return Observed(observed, tracts, recipe.define).under(recipe)


class Observed:
    """Observed indicators of tracts as arrays, read once; `under` a recipe they become the engine's figures."""

    def __init__(
        self, observed: pd.DataFrame, tracts: pd.DataFrame, define: tuple[Definition, ...] = ()
    ) -> None:
        """Read observations, see `figures_of`."""
        definitions = EVERY | {d.id: d for d in define}
        rows = observed[observed.geoid.isin(tracts.geoid)]
        wide = {
            c: rows.pivot(index="geoid", columns="output", values=c).reindex(tracts.geoid)
            for c in ("value", "moe")
        }
        top = rows[rows.flag.str.contains("top_coded")].set_index(["geoid", "output"]).index
        self.tracts = tracts
        self.ids = tuple(i for i in definitions if i in wide["value"].columns)
        present = [definitions[i] for i in self.ids]
        self.values = np.stack([_turned(d, wide["value"][d.id].to_numpy(float)) for d in present])
        self.errors = np.stack([standard_error(wide["moe"][d.id].to_numpy(float)) for d in present])
        for geoid, output in top:
            # printed as "or more": held at that, for what is above is the same under any cut
            if output in self.ids:
                self.errors[self.ids.index(output), tracts.geoid.searchsorted(geoid)] = 0.0
        self.is_share = np.array([d.unit == "share" for d in present])
        self.unit = np.stack([_unit(d, tracts) for d in present])
        self.is_household_based = np.array([d.household_based for d in present])
        named = (DENSITY, *BASE_OUTPUT.values())
        self.bases = {b: wide["value"][b].to_numpy(float) for b in named if b in wide["value"].columns}

    def under(self, recipe: Recipe) -> Figures:
        """Return the figures with the reference areas and the people or children that a recipe asks for."""
        areas, names = _areas(recipe, self.tracts, self.bases)
        base = _base(recipe, self.bases)
        return Figures(
            self.ids,
            self.values,
            self.errors,
            self.unit,
            self.is_share,
            self.is_household_based,
            areas,
            names,
            base,
        )


def _turned(definition: Definition, value: Array) -> Array:
    """Return the figure so that more is better."""
    if definition.direction > 0:
        return value
    return 1 - value if definition.unit == "share" else -value


def _unit(definition: Definition, tracts: pd.DataFrame) -> NDArray[np.intp]:
    """Return which draw each tract shares: that of its town, or one of its own."""
    if definition.level == "town":
        return pd.factorize(tracts.town, sort=True)[0]
    return np.arange(len(tracts))


def _base(recipe: Recipe, bases: dict[str, Array]) -> Array | None:
    if recipe.levels not in BASE_OUTPUT:
        return None
    output = BASE_OUTPUT[recipe.levels]
    if output not in bases:
        raise refuse(
            recipe, f"levels is {recipe.levels!r}, but {output} of {recipe.year} are not there; say 'tracts'"
        )
    return bases[output]


def _areas(
    recipe: Recipe, tracts: pd.DataFrame, bases: dict[str, Array]
) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return the reference area of each tract and the names of the areas."""
    if recipe.reference == "state":
        return np.zeros(len(tracts), np.intp), ("the state",)
    if recipe.reference in ("region", "county"):
        labels = tracts[recipe.reference].to_numpy(object)
    else:
        if DENSITY not in bases:
            raise refuse(
                recipe,
                f"reference is {recipe.reference!r}, but the density of towns in {recipe.year} is not there",
            )
        rural = bases[DENSITY] < RURAL_PER_SQ_MI
        labels = np.where(rural, RURAL, tracts.region.to_numpy(object))
        by_area = tracts.town.groupby(labels)
        few = by_area.transform("size").to_numpy() < LEAST_TRACTS
        # in a region of one town the figures of towns would be the same everywhere
        one_town = by_area.transform("nunique").to_numpy() < LEAST_TOWNS
        labels = np.where(few | one_town, RURAL, labels)
    codes, names = pd.factorize(labels, sort=True)
    return codes.astype(np.intp), tuple(names)
