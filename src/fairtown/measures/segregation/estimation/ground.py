"""Where units lie: checks of land and points, and how indices that need them become figures of a release."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import FairtownError
from fairtown.data.places import GEOGRAPHY, join
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, join_flags, observe
from fairtown.measures.segregation.estimation.by_area import area_levels
from fairtown.measures.segregation.estimation.counts import Array

LAND = (*GEOGRAPHY, "census_geography.tract_relationship")
POINTS = (*GEOGRAPHY, "census_boundaries.tracts")
LAND_AND_POINTS = (*LAND, "census_boundaries.tracts")
#: The groups whose concentration and clustering are published.
MINORITIES = ("nh_black", "hispanic", "nh_asian")
PLANE = 2
#: No meters: these are the bounds of longitude and latitude.
MOST_DEGREES = np.array([180.0, 90.0])
#: A difference below this part of its terms is rounding.
ROUNDING = 1e-12

#: An index of several groups at once, and the reader of the land or the points of tracts, see `observe_minorities`.
GroupsIndex = Callable[..., Array]
Ground = Callable[[Inputs, pd.DataFrame], Array]


def check_land(land: ArrayLike, n_units: int) -> Array:
    """Return land per unit as floats; FairtownError unless it is one known value ≥ 0 for each of `n_units`."""
    ground = np.asarray(land, float)
    if ground.shape != (n_units,):
        raise FairtownError(
            f"segregation: land has shape {ground.shape}, expected {n_units} values, one per unit; join them on "
            "geoid first"
        )
    n_missing, n_negative = int((~np.isfinite(ground)).sum()), int((ground < 0).sum())
    if n_missing or n_negative:
        raise FairtownError(
            f"segregation: {n_missing} missing and {n_negative} negative areas of land, expected square miles ≥ 0 "
            "in every unit; drop or mend those units first"
        )
    return ground


def check_points(points: ArrayLike | None, n_units: int) -> Array:
    """Return x and y per unit, shape (units, 2); FairtownError unless all are there, in meters on a plane."""
    if points is None:
        raise FairtownError("segregation: no points, expected x and y in metres of every unit; give `points`")
    where = np.asarray(points, float)
    if where.shape != (n_units, PLANE):
        raise FairtownError(
            f"segregation: points have shape {where.shape}, expected {(n_units, PLANE)}: x and y in metres, one "
            "row per unit"
        )
    missing = ~np.isfinite(where).all(axis=1)
    if missing.any():
        raise FairtownError(
            f"segregation: {int(missing.sum())} of {n_units} points have no x or y, first at row "
            f"{int(missing.argmax())}; place or drop those units first"
        )
    if n_units and (np.abs(where) <= MOST_DEGREES).all():
        raise FairtownError(
            f"segregation: points look like degrees (first {where[0, 0]:g}, {where[0, 1]:g}), expected metres in a "
            "projected system; project them first"
        )
    return where


def land_of(inputs: Inputs, tracts: pd.DataFrame) -> Array:
    """Return the square miles of land of `tracts` (geoid, vintage)."""
    land = inputs.tract_land(str(tracts.vintage.iloc[0]))
    return join(tracts[["geoid", "vintage"]], land, "land of tracts").land_sq_mi.to_numpy(float)


def points_of(inputs: Inputs, tracts: pd.DataFrame) -> Array:
    """Return x and y in meters of the centroids of `tracts` (geoid, vintage)."""
    points = inputs.tract_points(str(tracts.vintage.iloc[0]))
    return join(tracts[["geoid", "vintage"]], points, "points of tracts")[["x_m", "y_m"]].to_numpy(float)


def observe_minorities(inputs: Inputs, year: int, index: GroupsIndex, *ground: Ground) -> pd.DataFrame:
    """Return the figures of an index of each of `MINORITIES`, for state, counties, regions and towns.

    `index` gets people of the groups and everyone (groups, tracts), what `ground` reads of the tracts, and their areas.
    """
    levels = list(area_levels(inputs, year))
    # the same tracts stand behind every level
    tract_values = [read(inputs, levels[0].tracts) for read in ground]
    out = []
    for area in levels:
        people = np.stack([area.people.group(group) for group in MINORITIES])
        every = index(people, np.broadcast_to(area.people.everyone, people.shape), *tract_values, area.areas)
        for group, values in zip(MINORITIES, every, strict=True):
            value = area.blank_where_few(values)
            flag = join_flags(area.flag(value), area.small_group(group, value))
            out.append(observe(area.places, "value", value, group=group, flag=flag))
    return gather(out)
