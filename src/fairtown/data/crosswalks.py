"""The only way from one level or vintage to another, with weights.

From 2020 tracts to 2010 tracts: by the people of 2020 in both, where blocks are held, else by the
land that both share, from the Bureau's relationship files. Where a 2020 tract, or everyone in it,
lies whole in a 2010 tract this is exact; where it straddles, its people are divided, and the rows
say so.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike

from fairtown.concepts import FairtownError

#: A shared strip below this share of the 2020 tract's land is a boundary redrawn, not a place people live.
SLIVER_SHARE = 0.01
#: About one kilometer: how far the generalised shore may lie from the true one.
SHORE_DEGREES = 0.01
#: Numbers of tracts of water begin with these digits.
WATER = "99"


def tracts_2020_to_2010(relationship: pd.DataFrame, tracts_2020: pd.DataFrame) -> pd.DataFrame:
    """Return rows `geoid` (2020 tract), `geoid_2010`, `weight`, `is_divided`.

    The weights of each 2020 tract add up to 1; tracts of water are left out. Slivers under `SLIVER_SHARE` are dropped
    and the rest is scaled up. Raises FairtownError if a 2020 tract has no land in any 2010 tract.
    """
    # water has no land to share, and no people
    tracts_2020 = tracts_2020[tracts_2020.geoid.str[5:7] != WATER]
    if "geoid_2020" not in tracts_2020:  # the codes did not change since
        tracts_2020 = tracts_2020.assign(geoid_2020=tracts_2020.geoid)
    pairs = relationship.merge(tracts_2020[["geoid", "geoid_2020"]], on="geoid_2020", how="right")
    lost = pairs[~(pairs.groupby("geoid").land_m2.transform("sum") > 0)]
    if len(lost):
        raise FairtownError(
            f"crosswalk 2020 to 2010: {len(lost)} tracts without a partner, first {lost.geoid.iloc[0]}; "
            "complete census_geography.tract_relationship"
        )
    size = _people_or_land(pairs)
    whole = size.groupby(pairs.geoid).transform("sum")
    links = pairs.assign(size=size)[size / whole >= SLIVER_SHARE]
    grouped = links.groupby("geoid")["size"]
    links["weight"] = links["size"] / grouped.transform("sum")
    links["is_divided"] = grouped.transform("size") > 1
    columns = ["geoid", "geoid_2010", "weight", "is_divided"]
    return links[columns].sort_values(["geoid", "geoid_2010"], ignore_index=True)


def _people_or_land(pairs: pd.DataFrame) -> pd.Series:
    """Return what each part of a 2020 tract weighs: its people, or its land where nobody is known to live in it."""
    if "people" not in pairs:
        return pairs.land_m2
    is_inhabited = pairs.groupby("geoid").people.transform("sum") > 0
    return pairs.people.where(is_inhabited, pairs.land_m2).astype(float)


def tracts_of_points(lon: ArrayLike, lat: ArrayLike, boundaries: pd.DataFrame) -> list[str]:
    """Return the geoid of the tract that holds each point (degrees WGS84).

    `boundaries`: columns geoid, geometry (WKT). A point off the generalised shore goes to the nearest
    tract within `SHORE_DEGREES`; FairtownError names the first point that is farther than that.
    """
    xy = np.column_stack([np.asarray(lon, float), np.asarray(lat, float)])
    blank = np.isnan(xy).any(axis=1)
    if blank.any():
        raise FairtownError(
            f"{int(blank.sum())} of {len(xy)} points have no latitude or longitude; leave them out"
        )
    points = shapely.points(xy)
    shapes = shapely.from_wkt(boundaries.geometry.to_numpy())
    tree = shapely.STRtree(shapes)
    nearest = tree.nearest(points)
    far = shapely.distance(points, shapes[nearest]) > SHORE_DEGREES
    if far.any():
        point = points[int(far.argmax())]
        raise FairtownError(
            f"point {point.y:.5f}, {point.x:.5f} lies in no tract, {int(far.sum())} in all; expected within "
            "the state: check that latitude and longitude are not exchanged"
        )
    return boundaries.geoid.to_numpy()[nearest].tolist()
