"""How an index becomes figures of a release: for state, counties, regions and towns, from people by tract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import GROUPS, Output
from fairtown.data.places import torn
from fairtown.measures.inputs import Inputs
from fairtown.measures.levels import PARENTS, SECOND
from fairtown.measures.observe import gather, join_flags, observe
from fairtown.measures.segregation.counts import Array

PEOPLE = "residents.race_ethnicity"
YEARS = (2016, 2019, 2023)
LEVELS = ("state", "county", "region", "town")
#: With fewer tracts an index says more about the drawing of the tracts than about people.
LEAST_TRACTS = 10


@dataclass(frozen=True)
class People:
    """People by tract and group, shape (..., tracts, groups) in the order of `GROUPS`."""

    counts: Array

    def of(self, group: str) -> Array:
        """Return the people of a group of `GROUPS`, shape (..., tracts)."""
        return self.counts[..., list(GROUPS).index(group)]

    @property
    def everyone(self) -> Array:
        """All residents, shape (..., tracts)."""
        return self.counts.sum(axis=-1)


#: An index of all areas from the people of their tracts and the area of each tract, shape (..., areas).
Index = Callable[[People, NDArray[np.intp]], Array]


@dataclass(frozen=True)
class AreaTracts:
    """The areas of one level: their places, their tracts with people, and each tract's area."""

    level: str
    places: pd.DataFrame
    tracts: pd.DataFrame
    codes: NDArray[np.intp]

    @property
    def people(self) -> People:
        """People of the tracts as published."""
        return People(self.tracts[list(GROUPS)].to_numpy(float))

    def blank_where_few(self, values: Array) -> Array:
        """Return `values` (areas,), blank where an area has fewer than `LEAST_TRACTS` tracts."""
        return np.where(self.n_tracts < LEAST_TRACTS, np.nan, self._padded(values))

    def flag(self, values: Array) -> NDArray[np.object_]:
        """Return why each of `values` (as blanked) is blank, if it is."""
        absent = np.where(np.isnan(values), "group_absent", "")
        blank = np.where(self.n_tracts < LEAST_TRACTS, "too_few_tracts", absent)
        shared = self.places.key.isin(list(torn(self.tracts, self.level)))
        return join_flags(blank, np.where(shared & ~np.isnan(values), "shared_tract", ""))

    @property
    def n_tracts(self) -> NDArray[np.intp]:
        """Tracts with people in each area."""
        return np.bincount(self.codes, minlength=len(self.places))

    def _padded(self, values: Array) -> Array:
        padded = np.full(len(self.places), np.nan)
        padded[: len(values)] = values
        return padded


def outputs(unit: str, meaning: str) -> tuple[Output, ...]:
    """Return the outputs of an index that `observe_indices` makes."""
    return (Output("value", unit, meaning),)


def observe_indices(inputs: Inputs, year: int, indices: Mapping[str, Index]) -> pd.DataFrame:
    """Return the figures of one index per group label, for state, counties, regions and towns."""
    out = []
    for area in area_levels(inputs, year):
        for label, index in indices.items():
            out.extend(figures(area, label, index))
    return gather(out)


def figures(area: AreaTracts, label: str, index: Index, name: str = "value") -> list[dict[str, Any]]:
    """Return the observations of one index for the areas of one level."""
    value = area.blank_where_few(index(area.people, area.codes))
    return [observe(area.places, name, value, group=label, flag=area.flag(value))]


def tracts(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return people per tract: geoid, vintage, parents' keys and a column per group of `GROUPS`."""
    rows = inputs.measure(PEOPLE, year)
    rows = rows[(rows.output == "people") & rows.group.isin(list(GROUPS))]
    people = rows.pivot(index=["geoid", "vintage"], columns="group", values="value").reset_index()
    places = inputs.places()
    parents = places[(places.level == "tract") & (places.town != "")]
    return people.merge(parents[["geoid", "vintage", *PARENTS, *SECOND]])


def area_levels(inputs: Inputs, year: int) -> Iterator[AreaTracts]:
    """Yield state, counties, regions and towns with their tracts, for one period."""
    people = tracts(inputs, year)
    lived_in = people[people[list(GROUPS)].sum(axis=1) > 0]
    vintage = people.vintage.iloc[0]
    places = inputs.places()
    for level in LEVELS:
        own = places[places.level == level]
        own = own[own.vintage == vintage] if level in ("town", "state") else own
        index = {key: i for i, key in enumerate(own.key)}
        codes = lived_in[level].map(index).to_numpy(np.intp)
        yield AreaTracts(level, own, lived_in, codes)
