"""The land of tracts: how much each has, and the point on a plane that represents it.

Land is as published, or, where the table of tracts has none, the sum of what each shares with 2010 tracts, from the
Bureau's relationship file: every square meter of a tract lies in some tract of 2010.
The point is the centroid of the generalised boundary, water within it included, in meters (`data.projection`). A few
tracts are bent so that it lies outside of them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from fairtown.concepts import FairtownError
from fairtown.data.catalog import Catalog
from fairtown.data.geometry.projection import center, equal_area
from fairtown.data.places import tracts_table
from fairtown.states.profile import State
from fairtown.units import M2_PER_SQ_MI

BOUNDARIES = "census_boundaries.tracts"
RELATIONSHIP = "census_geography.tract_relationship"
LAND = "land_area_sq_mi"


def land_tables(state: State, known: Catalog, vintage: str) -> tuple[str, ...]:
    """Return the addresses of the tables with the land of the tracts of a vintage; FairtownError if there are none."""
    epochs = {epoch.vintage: epoch for epoch in state.epochs}
    if vintage not in epochs:
        raise FairtownError(
            f"ground: no land of tracts of vintage {vintage!r}; expected one of {', '.join(epochs)}"
        )
    address = tracts_table(epochs[vintage])
    has_land = LAND in {column.name for column in known.table(address)[1].columns}
    return (address,) if has_land else (RELATIONSHIP, address)


def published_land(tracts: pd.DataFrame) -> pd.DataFrame:
    """Return geoid, vintage and land_sq_mi of tracts that have land."""
    rows = tracts.rename(columns={LAND: "land_sq_mi"})[["geoid", "vintage", "land_sq_mi"]]
    return rows[rows.land_sq_mi > 0].reset_index(drop=True)


def shared_land(relationship: pd.DataFrame, tracts_2020: pd.DataFrame) -> pd.DataFrame:
    """Return geoid, vintage and land_sq_mi of 2020 tracts; FairtownError if one shares no land with 2010."""
    shared = relationship.groupby("geoid_2020").land_m2.sum() / M2_PER_SQ_MI
    rows = tracts_2020[["geoid", "vintage"]].assign(land_sq_mi=tracts_2020.geoid_2020.map(shared))
    without = rows[~(rows.land_sq_mi > 0)]
    if len(without):
        raise FairtownError(
            f"ground: {len(without)} tracts without land, first {without.geoid.iloc[0]}; complete {RELATIONSHIP}"
        )
    return rows.reset_index(drop=True)


def tract_points(boundaries: pd.DataFrame) -> pd.DataFrame:
    """Return geoid, vintage, x_m and y_m: centroids in meters from the middle of all boundaries.

    `boundaries`: geoid, vintage, geometry (WKT, degrees WGS84).
    """
    shapes = shapely.from_wkt(boundaries.geometry.to_numpy())
    middle = center(*shapely.get_coordinates(shapes).T)

    def flat(lon_lat: np.ndarray) -> np.ndarray:
        return np.column_stack(equal_area(lon_lat[:, 0], lon_lat[:, 1], middle))

    x, y = shapely.get_coordinates(shapely.centroid(shapely.transform(shapes, flat))).T
    return boundaries[["geoid", "vintage"]].assign(x_m=x, y_m=y).reset_index(drop=True)
