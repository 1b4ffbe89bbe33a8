"""What the measures of segregation share: people by tract and group, and the areas they are asked for.

Every formula takes an optional `areas`: one whole number 0, 1, 2 … per tract. It then answers for every
area in one pass, without a loop over areas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import GROUPS, FairtownError
from fairtown.data.places import torn
from fairtown.measures.inputs import Inputs
from fairtown.measures.levels import PARENTS, SECOND
from fairtown.measures.observe import join_flags

PEOPLE = "residents.race_ethnicity"
YEARS = (2016, 2019, 2023)
LEVELS = ("state", "county", "region", "town")
#: With fewer tracts an index says more about the drawing of the tracts than about people.
LEAST_TRACTS = 10

Array = NDArray[np.float64]


def check_counts(*groups: ArrayLike) -> list[Array]:
    """Return the groups as float arrays; FairtownError on unequal shapes, negative or missing counts."""
    arrays = [np.asarray(g, float) for g in groups]
    shapes = [a.shape for a in arrays]
    if len(set(shapes)) > 1:
        sizes = " and ".join(str(s[0] if s else 0) for s in shapes)
        raise FairtownError(f"segregation: groups cover {sizes} tracts; join them on geoid first")
    for array in arrays:
        if np.isnan(array).any() or (array < 0).any():
            raise FairtownError(
                f"segregation: {int(np.isnan(array).sum())} missing and {int((array < 0).sum())} negative "
                "counts, expected people ≥ 0 in every tract; drop or mend those tracts first"
            )
    return arrays


def area_codes(areas: ArrayLike | None, n_tracts: int) -> tuple[NDArray[np.intp], int]:
    """Return the area of each tract and the number of areas; without `areas` all tracts are area 0."""
    if areas is None:
        return np.zeros(n_tracts, np.intp), 1
    codes = np.asarray(areas)
    if codes.shape != (n_tracts,) or codes.dtype.kind not in "iu" or (codes < 0).any():
        raise FairtownError(
            f"segregation: areas has shape {codes.shape} and type {codes.dtype}, expected {n_tracts} whole "
            "numbers from 0, one per tract"
        )
    return codes.astype(np.intp), int(codes.max(initial=-1)) + 1


def sums(values: Array, codes: NDArray[np.intp], n_areas: int) -> Array:
    """Return the sum of `values` (tracts,) or (tracts, groups) over each area."""
    if values.ndim == 1:
        return np.bincount(codes, weights=values, minlength=n_areas).astype(float)
    return np.stack([sums(column, codes, n_areas) for column in values.T], axis=-1)


@dataclass(frozen=True)
class AreaTracts:
    """The areas of one level: their places, their tracts with people, and each tract's area."""

    level: str
    places: pd.DataFrame
    tracts: pd.DataFrame
    codes: NDArray[np.intp]

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
