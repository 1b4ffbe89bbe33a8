"""The land of tracts: how much each has, and the point on a plane that represents it.

Land of 2010 tracts is as published. Land of 2020 tracts is the sum of the land that each shares with 2010 tracts, from
the Bureau's relationship file: every square meter of a tract lies in some tract of 2010.
The point is the centroid of the generalised boundary, water within it included, in meters (`data.projection`). A few
tracts are bent so that it lies outside of them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from fairtown.concepts import FairtownError
from fairtown.data.projection import center, equal_area

BOUNDARIES = "census_boundaries.tracts"
RELATIONSHIP = "census_geography.tract_relationship"
TRACTS_2010, TRACTS_2020 = "census_geography.tracts_2010", "census_geography.tracts_2020"
#: The tables that hold the land of the tracts of a vintage.
LAND_TABLES = {"2010": (TRACTS_2010,), "2022": (RELATIONSHIP, TRACTS_2020)}
M2_PER_SQ_MI = 1609.344**2


def land_tables(vintage: str) -> tuple[str, ...]:
    """Return the addresses of the tables with the land of a vintage; FairtownError if there are none."""
    if vintage not in LAND_TABLES:
        raise FairtownError(
            f"ground: no land of tracts of vintage {vintage!r}; expected one of {', '.join(LAND_TABLES)}"
        )
    return LAND_TABLES[vintage]


def land_of_2010(tracts_2010: pd.DataFrame) -> pd.DataFrame:
    """Return geoid, vintage and land_sq_mi of 2010 tracts that have land."""
    rows = tracts_2010.rename(columns={"land_area_sq_mi": "land_sq_mi"})[["geoid", "vintage", "land_sq_mi"]]
    return rows[rows.land_sq_mi > 0].reset_index(drop=True)


def land_of_2020(relationship: pd.DataFrame, tracts_2020: pd.DataFrame) -> pd.DataFrame:
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
