"""A municipality prepared for queries: which district each parcel lies in, and its parcels on the ground."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.data.ozfs.feed import District, Parcels, Zoning
from fairtown.measures.zoning.ozfs.building import Lots
from fairtown.measures.zoning.ozfs.fit import Fitting
from fairtown.measures.zoning.ozfs.ground import ground_of
from fairtown.work_budget import is_counted, spend

Rows = NDArray[np.intp]
#: The district of a parcel that lies in none.
NO_DISTRICT = -1
#: Steps for a district, for a parcel near it, for an edge of it that a parcel is level with, and for a parcel within.
DISTRICT, NEAR, LEVEL, ROW = 40.0, 0.3, 0.007, 0.4


@dataclass(frozen=True, eq=False)
class Town:
    """Rules and parcels, joined: a row per parcel and base district that holds its centroid.

    `parcel`, `district`: shape (rows,), by parcel and then by the order of districts in the file; a parcel in no base
    district has one row with NO_DISTRICT, one in two has two rows. `overlays`: how many parcels lie under each overlay
    district, by its place in the file.
    """

    zoning: Zoning
    parcels: Parcels
    parcel: Rows
    district: Rows
    overlays: dict[int, int]

    @cached_property
    def lots(self) -> Lots:
        """What expressions may ask of the parcels."""
        return Lots.from_parcels(self.parcels)

    @cached_property
    def fitting(self) -> Fitting:
        """The parcels on the ground, drawn on first access."""
        return Fitting(self.parcels, ground_of(self.parcels))

    @property
    def is_drawn(self) -> bool:
        """Whether the parcels have been drawn on the ground yet."""
        return "fitting" in self.__dict__

    def rows_by_district(self) -> list[tuple[District, Rows]]:
        """Return each base district that holds parcels, with its rows."""
        order = np.argsort(self.district, kind="stable")
        found, first = np.unique(self.district[order], return_index=True)
        groups = np.split(order, first[1:])
        pairs = zip(found, groups, strict=True)
        return [(self.zoning.districts[i], rows) for i, rows in pairs if i != NO_DISTRICT]


def refuse_elsewhere(town: Town) -> None:
    """Raise FairtownError where no parcel lies in a district: rules and parcels are of two places."""
    if (town.district == NO_DISTRICT).all():
        raise FairtownError(
            f"parcels: none of {len(town.parcels):,} lies in a district of {town.zoning.muni_name}; give the rules and "
            "the parcels of the same place"
        )


def town_of(zoning: Zoning, parcels: Parcels) -> Town:
    """Return a municipality's rules and parcels, joined by the centroids of the parcels.

    A centroid on the border of two districts lies in both. Overlay districts are counted, not joined.
    """
    points = shapely.points(parcels.lon, parcels.lat)
    tree = shapely.STRtree(points)
    parcel, district = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
    overlays = {}
    for i, own in enumerate(zoning.districts):
        if own.shape is None:
            continue
        near = tree.query(own.shape)
        _spend_on(own.shape, parcels.lat[near])
        shapely.prepare(own.shape)
        inside = near[shapely.intersects(own.shape, points[near])]
        spend(ROW * len(inside), "districts")
        if own.overlay:
            overlays[i] = len(inside)
            continue
        parcel.append(inside)
        district.append(np.full(len(inside), i))
    row_parcel, base = np.concatenate(parcel), np.concatenate(district)
    outside = np.setdiff1d(np.arange(len(parcels)), row_parcel)
    row_parcel = np.concatenate([row_parcel, outside])
    base = np.concatenate([base, np.full(len(outside), NO_DISTRICT)])
    order = np.lexsort((base, row_parcel))
    return Town(zoning, parcels, row_parcel[order], base[order], overlays)


def _spend_on(shape: shapely.Geometry, lat: NDArray[np.float64]) -> None:
    """Spend what it costs to find which of the points at `lat` lie within a shape: by the edges level with each."""
    if not is_counted():
        return
    xy, ring = shapely.get_coordinates(shapely.get_rings(shape), return_index=True)
    is_edge = ring[1:] == ring[:-1]
    y = np.sort(np.stack([xy[:-1, 1][is_edge], xy[1:, 1][is_edge]]), axis=0)
    low, high = np.sort(y[0]), np.sort(y[1])
    level = np.searchsorted(low, lat, "right") - np.searchsorted(high, lat, "left")
    spend(DISTRICT + len(low) + NEAR * len(lat) + LEVEL * float(level.sum()), "districts")
