"""From degrees to metres on a plane, without another library: Lambert's azimuthal equal-area projection.

The plane touches the earth at a centre taken from the data, so any state serves. Areas are true; lengths near the
centre are too: 100 km away they are off by about 1 part in 30,000, 600 km away by about 1 in 900.
Formulas for the ellipsoid: J. P. Snyder, Map Projections: A Working Manual (1987), pages 187 and 188.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError

Array = NDArray[np.float64]
#: The ellipsoid of WGS84: half its width in metres, and its flattening.
EQUATOR_M, FLATTENING = 6_378_137.0, 1 / 298.257223563
E2 = FLATTENING * (2 - FLATTENING)
MOST_LON, MOST_LAT = 180, 90


def centre(lon: ArrayLike, lat: ArrayLike) -> tuple[float, float]:
    """Return longitude and latitude of the middle of points in degrees; right across the date line too."""
    east, north = _radians(lon, lat)
    x, y, z = (
        np.mean(v) for v in (np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north))
    )
    return float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y))))


def equal_area(lon: ArrayLike, lat: ArrayLike, at: tuple[float, float]) -> tuple[Array, Array]:
    """Return x (east) and y (north) in metres from `at` (longitude, latitude) of points in degrees WGS84.

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


def _q(phi: Array) -> Array:
    """Return Snyder's q (3-12): the area between the equator and a latitude, up to a factor."""
    e, sine = np.sqrt(E2), np.sin(phi)
    return (1 - E2) * (sine / (1 - E2 * sine**2) + np.arctanh(e * sine) / e)


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
