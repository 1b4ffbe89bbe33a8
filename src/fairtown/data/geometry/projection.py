"""From degrees to meters on a plane, without another library: two equal-area projections.

Lambert's azimuthal one touches the earth at a center taken from the data, so any state serves. Areas are true; lengths
near the center are too: 100 km away they are off by about 1 part in 30,000, 600 km away by about 1 in 900.
Albers's conic one is the common choice for areas of the mainland (EPSG:5070) and of Hawaii (ESRI:102007).
Formulas for the ellipsoid: J. P. Snyder, Map Projections: A Working Manual (1987), pages 101, 102, 187 and 188.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError

Array = NDArray[np.float64]
#: The ellipsoid of WGS84: half its width in meters, and its flattening.
EQUATOR_M, FLATTENING = 6_378_137.0, 1 / 298.257223563
E2 = FLATTENING * (2 - FLATTENING)
MOST_LON, MOST_LAT = 180, 90
#: A projection: longitudes and latitudes in degrees to x and y in meters.
Onto = Callable[[ArrayLike, ArrayLike], tuple[Array, Array]]


@dataclass(frozen=True)
class Conic:
    """Parameters of Albers's projection in degrees, the ellipsoid, and where it is the common choice."""

    code: str
    lon_0: float
    lat_0: float
    lat_1: float
    lat_2: float
    equator_m: float
    flattening: float
    #: west, south, east, north of the middle of what it serves
    serves: tuple[float, float, float, float]


#: The ellipsoid of the North American Datum of 1983 (GRS 80); its datum is within 2 m of that of WGS84.
GRS80 = (6_378_137.0, 1 / 298.257222101)
MAINLAND = Conic("EPSG:5070", -96, 23, 29.5, 45.5, *GRS80, serves=(-125, 24, -66, 50))
HAWAII = Conic("ESRI:102007", -157, 13, 8, 18, *GRS80, serves=(-179, 15, -150, 29))


def center(lon: ArrayLike, lat: ArrayLike) -> tuple[float, float]:
    """Return longitude and latitude of the middle of points in degrees; right across the date line too."""
    east, north = _radians(lon, lat)
    x, y, z = (
        np.mean(v) for v in (np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north))
    )
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y))))


def equal_area(lon: ArrayLike, lat: ArrayLike, at: tuple[float, float]) -> tuple[Array, Array]:
    """Return x (east) and y (north) in meters from `at` (longitude, latitude) of points in degrees WGS84.

    `at` is no pole. Raises FairtownError on a missing coordinate or one that is no longitude or latitude.
    """
    east, north = _radians(lon, lat)
    east_0, north_0 = _radians(*at)
    at_pole = _q(np.asarray(np.pi / 2))
    beta, beta_0 = (np.arcsin(np.clip(_q(phi) / at_pole, -1, 1)) for phi in (north, north_0))
    radius = EQUATOR_M * np.sqrt(at_pole / 2)
    turned = east - east_0
    width = np.cos(north_0) / np.sqrt(1 - E2 * np.sin(north_0) ** 2)
    stretch = EQUATOR_M * width / (radius * np.cos(beta_0))
    facing = np.sin(beta_0) * np.sin(beta) + np.cos(beta_0) * np.cos(beta) * np.cos(turned)
    scale = radius * np.sqrt(2 / (1 + facing))
    x = scale * stretch * np.cos(beta) * np.sin(turned)
    up = np.cos(beta_0) * np.sin(beta) - np.sin(beta_0) * np.cos(beta) * np.cos(turned)
    return x, scale / stretch * up


def albers(lon: ArrayLike, lat: ArrayLike, conic: Conic) -> tuple[Array, Array]:
    """Return x (east) and y (north) in meters of points in degrees, by Snyder's (14-1) to (14-15).

    Raises FairtownError on a missing coordinate or one that is no longitude or latitude.
    """
    east, north = _radians(lon, lat)
    e2 = conic.flattening * (2 - conic.flattening)
    east_0, north_0 = _radians(conic.lon_0, conic.lat_0)
    parallels = np.radians([conic.lat_1, conic.lat_2])
    m = np.cos(parallels) / np.sqrt(1 - e2 * np.sin(parallels) ** 2)
    q = _q(parallels, e2)
    n = (m[0] ** 2 - m[1] ** 2) / (q[1] - q[0])
    c = m[0] ** 2 + n * q[0]
    radius, radius_0 = (conic.equator_m * np.sqrt(c - n * _q(phi, e2)) / n for phi in (north, north_0))
    turned = n * (east - east_0)
    return radius * np.sin(turned), radius_0 - radius * np.cos(turned)


def flat_for(lon: ArrayLike, lat: ArrayLike) -> Onto:
    """Return the projection for the areas of what lies at these points: Albers's where it serves, else Lambert's."""
    middle = center(lon, lat)
    for conic in (MAINLAND, HAWAII):
        west, south, east, north = conic.serves
        if west <= middle[0] <= east and south <= middle[1] <= north:
            return partial(albers, conic=conic)
    return partial(equal_area, at=middle)


def _q(phi: Array, e2: float = E2) -> Array:
    """Return Snyder's q (3-12): the area between the equator and a latitude, up to a factor."""
    e, sine = np.sqrt(e2), np.sin(phi)
    return (1 - e2) * (sine / (1 - e2 * sine**2) + np.arctanh(e * sine) / e)


def _radians(lon: ArrayLike, lat: ArrayLike) -> tuple[Array, Array]:
    east, north = np.asarray(lon, float), np.asarray(lat, float)
    bad = ~((np.abs(east) <= MOST_LON) & (np.abs(north) <= MOST_LAT))
    if bad.any():
        first = int(np.argmax(bad))
        raise FairtownError(
            f"projection: {int(bad.sum())} of {bad.size} points are no longitude and latitude, first "
            f"{east.flat[first]}, {north.flat[first]}; expected degrees, longitude first"
        )
    return np.radians(east), np.radians(north)
