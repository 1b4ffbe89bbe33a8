"""Degrees to metres on an equal-area plane, against pyproj; the land and the points of Connecticut's tracts."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from fairtown.build.inputs import Inputs
from fairtown.concepts import FairtownError
from fairtown.data import tract_land
from fairtown.data.geometry.projection import (
    EQUATOR_M,
    FLATTENING,
    HAWAII,
    MAINLAND,
    Conic,
    albers,
    center,
    equal_area,
    flat_for,
)
from fairtown.measures import measure

HARTFORD = (-72.68, 41.76)


@given(st.floats(-170, 170), st.floats(-80, 80), st.floats(-8, 8), st.floats(-8, 8))
def test_it_is_pyprojs_lambert_azimuthal_equal_area(lon_0, lat_0, east, north):
    pyproj = pytest.importorskip("pyproj")
    theirs = pyproj.Proj(proj="laea", lon_0=lon_0, lat_0=lat_0, ellps="WGS84")
    lon, lat = lon_0 + east, lat_0 + north
    assert equal_area(lon, lat, (lon_0, lat_0)) == pytest.approx(theirs(lon, lat), abs=1e-3)


def test_lengths_near_the_center_are_those_on_the_ellipsoid():
    geod = pytest.importorskip("pyproj").Geod(ellps="WGS84")
    lon, lat = HARTFORD[0] + np.array([-0.9, 0.3, 1.0]), HARTFORD[1] + np.array([0.2, -0.6, 0.25])
    x, y = equal_area(lon, lat, HARTFORD)
    for a, b in ((0, 1), (1, 2), (0, 2)):
        true = geod.inv(lon[a], lat[a], lon[b], lat[b])[2]
        assert np.hypot(x[a] - x[b], y[a] - y[b]) == pytest.approx(true, rel=1e-4)


def test_areas_are_true():
    """A cell of 0.1 by 0.1 degrees anywhere in 6 degrees has the area of the ellipsoid, by integration."""
    steps = np.linspace(0, 0.1, 50)
    edges = [
        (steps, 0 * steps),
        (0 * steps + 0.1, steps),
        (steps[::-1], 0 * steps + 0.1),
        (0 * steps, steps[::-1]),
    ]
    east, north = (np.concatenate(v) for v in zip(*edges, strict=True))
    e2 = FLATTENING * (2 - FLATTENING)
    for lon, lat in (HARTFORD, (-70.0, 38.0), (-78.5, 47.0)):
        cell = shapely.Polygon(np.column_stack(equal_area(lon + east, lat + north, HARTFORD)))
        phi = np.radians(lat + (np.arange(2000) + 0.5) / 20_000)
        strip = EQUATOR_M**2 * (1 - e2) * np.cos(phi) / (1 - e2 * np.sin(phi) ** 2) ** 2
        assert cell.area == pytest.approx(np.radians(0.1) ** 2 * strip.mean(), rel=1e-6)


def test_albers_gives_snyders_own_example():
    """Snyder (1987), page 292: Clarke's ellipsoid, parallels 29.5, 45.5, origin 23 N 96 W; the point 35 N 75 W."""
    clarke = Conic("", -96, 23, 29.5, 45.5, 6_378_206.4, 1 - np.sqrt(1 - 0.00676866), (0, 0, 0, 0))
    assert albers(-75, 35, clarke) == pytest.approx((1_885_472.7, 1_535_925.0), abs=0.05)


@pytest.mark.parametrize(
    ("conic", "lon", "lat", "x", "y"),
    [
        (MAINLAND, -72.7, 41.7, 1_905_804.41, 2_312_155.48),
        (MAINLAND, -80, 30, 1_534_849.04, 898_886.09),
        (HAWAII, -157.5, 21.3, -52_240.26, 918_894.25),
        (MAINLAND, -96, 23, 0, 0),
        (HAWAII, -157, 13, 0, 0),
    ],
)
def test_albers_gives_the_coordinates_of_epsg_5070_and_esri_102007(conic, lon, lat, x, y):
    """By PROJ 9 from NAD83 degrees, to the centimeter."""
    assert albers(lon, lat, conic) == pytest.approx((x, y), abs=0.006)


@given(st.floats(-124, -67), st.floats(25, 49), st.floats(0.01, 0.5), st.floats(0.01, 0.5))
def test_areas_by_albers_are_those_of_the_ellipsoid(west, south, wide, tall):
    """Between two meridians and two parallels: b²/2 × longitudes × (s/(1 - e²s²) + artanh(es)/e), subtracted."""
    _, flattening = MAINLAND.equator_m, MAINLAND.flattening
    e2 = flattening * (2 - flattening)
    minor = MAINLAND.equator_m * (1 - flattening)

    def zone(lat):
        s = np.sin(np.radians(lat))
        return s / (1 - e2 * s**2) + np.arctanh(np.sqrt(e2) * s) / np.sqrt(e2)

    true = minor**2 / 2 * np.radians(wide) * (zone(south + tall) - zone(south))
    cell = shapely.segmentize(shapely.box(west, south, west + wide, south + tall), 0.002)
    flat = shapely.transform(cell, lambda p: np.column_stack(albers(p[:, 0], p[:, 1], MAINLAND)))
    assert flat.area == pytest.approx(true, rel=1e-6)


def test_the_whole_earth_has_its_known_surface():
    """GRS 80: 510,065,621.7 square kilometers (Moritz, Geodetic Reference System 1980)."""
    e2 = MAINLAND.flattening * (2 - MAINLAND.flattening)
    e = np.sqrt(e2)
    half = 1 / (1 - e2) + np.arctanh(e) / e
    minor = MAINLAND.equator_m * (1 - MAINLAND.flattening)
    assert 2 * np.pi * minor**2 * half / 1e6 == pytest.approx(510_065_621.7, abs=0.1)


def test_the_projection_is_that_of_the_place():
    assert flat_for([-72.7], [41.7])(-96, 23) == pytest.approx((0, 0), abs=1e-6)
    assert flat_for([-157.8], [21.3])(-157, 13) == pytest.approx((0, 0), abs=1e-6)
    assert flat_for([-66.1], [18.4])(-66.1, 18.4) == pytest.approx((0, 0), abs=1e-6)
    with pytest.raises(FairtownError, match="are no longitude and latitude"):
        flat_for([-72.7], [41.7])(650_000, 4_600_000)


def test_the_center_is_at_zero_north_is_up_and_east_right():
    assert equal_area(*HARTFORD, HARTFORD) == pytest.approx((0, 0), abs=1e-6)
    assert equal_area(HARTFORD[0], HARTFORD[1] + 0.1, HARTFORD)[1] > 11_000
    assert equal_area(HARTFORD[0] + 0.1, HARTFORD[1], HARTFORD)[0] > 8_000


def test_the_middle_of_points_holds_across_the_date_line():
    lon, lat = center([-179, 179], [52, 52])
    assert abs(lon) == pytest.approx(180)
    assert lat == pytest.approx(52, abs=0.1)
    assert center([-73, -72], [41, 42]) == pytest.approx((-72.5, 41.5), abs=0.01)


@pytest.mark.parametrize(("lon", "lat"), [([0, 41.7], [0, -172.7]), ([np.nan], [41]), ([650_000], [4e6])])
def test_what_is_no_longitude_and_latitude_is_refused(lon, lat):
    with pytest.raises(
        FairtownError, match=r"points are no longitude and latitude, first .* expected degrees"
    ):
        equal_area(lon, lat, HARTFORD)


@pytest.fixture
def inputs(clean):
    return Inputs(measure("segregation.absolute_clustering"), clean, {})


@pytest.mark.parametrize(("vintage", "n"), [("2010", 829), ("2022", 879)])
def test_every_tract_with_land_has_land_and_a_point(inputs, vintage, n):
    land, points = inputs.tract_land(vintage), inputs.tract_points(vintage)
    assert list(land.columns) == ["geoid", "vintage", "land_sq_mi"]
    assert list(points.columns) == ["geoid", "vintage", "x_m", "y_m"]
    assert len(land) == len(points) == n
    assert set(land.geoid) == set(points.geoid)
    assert set(land.vintage) == set(points.vintage) == {vintage}
    assert land.land_sq_mi.sum() == pytest.approx(4842.4, abs=0.1)
    assert points[["x_m", "y_m"]].abs().max().max() < 110_000


def test_points_are_centroids_of_true_areas(inputs, clean):
    points = inputs.tract_points("2022").set_index("geoid")
    boundaries = clean.rows("census_boundaries.tracts", 2020)
    shapes = shapely.from_wkt(boundaries.geometry.to_numpy())
    middle = center(*shapely.get_coordinates(shapes).T)
    plain = np.column_stack(equal_area(*shapely.get_coordinates(shapely.centroid(shapes)).T, middle))
    assert np.abs(points.loc[boundaries.geoid].to_numpy()[:, 1:].astype(float) - plain).max() < 20


def test_what_was_read_is_recorded_and_placed_once(inputs):
    assert inputs.tract_points("2010") is inputs.tract_points("2010")
    inputs.tract_land("2010")
    assert inputs.tables == {("census_boundaries.tracts", 2010), ("census_geography.tracts_2010", 2010)}
    inputs.tract_land("2022")
    assert ("census_geography.tract_relationship", 2020) in inputs.tables


def test_land_and_points_that_are_not_declared_are_refused(clean):
    undeclared = Inputs(measure("segregation.isolation"), clean, {})
    with pytest.raises(FairtownError, match=r"reads census_boundaries.tracts but declares"):
        undeclared.tract_points("2010")
    with pytest.raises(FairtownError, match=r"reads census_geography.tract_relationship but declares"):
        undeclared.tract_land("2022")


def test_a_vintage_without_land_or_points_is_refused_by_name(inputs):
    with pytest.raises(
        FairtownError, match="no land of tracts of vintage '2000'; expected one of 2010, 2022"
    ):
        inputs.tract_land("2000")
    with pytest.raises(FairtownError, match="none of vintage '2000'; expected one of 2010, 2022"):
        inputs.tract_points("2000")


def test_a_tract_that_shares_no_land_is_refused_by_name():
    tracts = pd.DataFrame({"geoid": ["new A", "new B"], "vintage": "2022", "geoid_2020": ["A", "B"]})
    shared = pd.DataFrame({"geoid_2020": ["A", "A"], "land_m2": [1609.344**2, 2 * 1609.344**2]})
    with pytest.raises(FairtownError, match="1 tracts without land, first new B; complete census_geography"):
        tract_land.shared_land(shared, tracts)
    assert tract_land.shared_land(shared, tracts[:1]).land_sq_mi.tolist() == pytest.approx([3])
