"""Latitude first and NAD83 are known wherever a geometry is read; other reference systems are refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data.geometry import polygons
from fairtown.data.geometry.coordinates import AMERICA, NAD83, NAD83_NOTE, WGS84, datum_of, is_swapped
from fairtown.data.ozfs.feed import read_parcels, read_zoning
from fairtown.data.zoning_atlases import intake

OUTSIDE = Path(__file__).parents[1] / "outside"
RULES, PARCELS = OUTSIDE / "ozfs_Z_base.zoning", OUTSIDE / "ozfs_Z_base.parcel"
#: Longitude and latitude of places where American zoning lies, and of some where it does not.
AMERICAN = [
    (-72.7, 41.7),
    (-157.9, 21.3),
    (-149.9, 61.2),
    (-66.1, 18.4),
    (144.8, 13.5),
    (-170.7, -14.3),
    (173, 52.9),
]
FOREIGN = [
    (13.4, 52.5),
    (52.5, 13.4),
    (-0.1, 51.5),
    (139.7, 35.7),
    (151.2, -33.9),
    (18.4, -33.9),
    (-58.4, -34.6),
]


def named(name):
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(("lon", "lat"), AMERICAN)
def test_american_places_with_latitude_first_are_known(lon, lat):
    assert is_swapped(lat, lon)
    assert not is_swapped(lon, lat)


@pytest.mark.parametrize(("lon", "lat"), FOREIGN)
def test_of_other_countries_nothing_is_said(lon, lat):
    assert not is_swapped(lon, lat)


@given(st.sampled_from(AMERICA), st.floats(0, 1), st.floats(0, 1))
def test_no_place_is_taken_for_another_one_in_both_orders(box, across, up):
    south, north, west, east = box
    lon, lat = west + across * (east - west), south + up * (north - south)
    assert is_swapped(lat, lon)
    assert not is_swapped(lon, lat)


@pytest.mark.parametrize(
    ("crs", "datum"),
    [
        (None, WGS84),
        (named("urn:ogc:def:crs:OGC:1.3:CRS84"), WGS84),
        (named("urn:ogc:def:crs:EPSG::4326"), WGS84),
        (named("EPSG:4326"), WGS84),
        (named("http://www.opengis.net/def/crs/EPSG/0/4326"), WGS84),
        ({"type": "EPSG", "properties": {"code": 4326}}, WGS84),
        ("EPSG:4326", WGS84),
        (named("urn:ogc:def:crs:EPSG::4269"), NAD83),
        (named("urn:ogc:def:crs:OGC:1.3:CRS83"), NAD83),
        (named("EPSG:6318"), NAD83),
        ({"type": "EPSG", "properties": {"code": 4269}}, NAD83),
    ],
)
def test_systems_of_longitude_and_latitude_are_known_by_their_codes(crs, datum):
    assert datum_of("a.geojson", crs) == datum


@pytest.mark.parametrize(
    "crs",
    [
        named("EPSG:4267"),
        named("urn:ogc:def:crs:EPSG::2234"),
        named("EPSG:43260"),
        named("EPSG:3857"),
        named(""),
        named(None),
        {},
        {"type": "link", "properties": {"href": "http://example.org/4326.prj", "type": "proj4"}},
        [4326],
        True,
        4326.5,
    ],
)
def test_other_systems_are_refused_in_one_line(crs):
    with pytest.raises(
        FairtownError, match=r"^a\.geojson: crs is .*expected longitude and latitude"
    ) as error:
        datum_of("a.geojson", crs)
    assert "\n" not in str(error.value)


def square(west, south, size=0.01):
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def layer(*shapes, **more):
    features = [{"type": "Feature", "properties": {"a": "x"}, "geometry": shape} for shape in shapes]
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        ([square(41.7, -72.7)], r"feature 1 has the point 41\.7, -72\.7"),
        ([square(-72.7, 41.7), square(41.7, -72.6)], r"feature 2 has the point 41\.7, -72\.6"),
        ([square(21.3, -157.9)], r"feature 1 has the point 21\.3, -157\.9"),
    ],
)
def test_a_layer_with_latitude_first_is_refused_by_feature(shapes, message):
    table = intake.read_table(layer(*shapes), "a.geojson")
    with pytest.raises(FairtownError, match=message + ": positions look like latitude, longitude"):
        polygons.repair_polygons("a.geojson", table.geometry)


def test_a_layer_in_nad83_is_read_with_a_note_and_one_in_feet_is_not():
    assert intake.read_table(layer(square(-72.7, 41.7), crs=named("EPSG:4269")), "a").notes == (NAD83_NOTE,)
    assert intake.read_table(layer(square(-72.7, 41.7)), "a").notes == ()
    with pytest.raises(FairtownError, match="reproject the layer"):
        intake.read_table(layer(square(-72.7, 41.7), crs=named("EPSG:2234")), "a")


def turned(value):
    """A GeoJSON value with every position the other way round."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, float) for v in value):
        return value[::-1]
    if isinstance(value, list):
        return [turned(v) for v in value]
    return {k: turned(v) for k, v in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize(
    ("read", "file", "where"),
    [(read_zoning, RULES, "district R"), (read_parcels, PARCELS, "parcel p1")],
)
def test_rules_and_parcels_know_latitude_first_and_nad83_too(read, file, where):
    plain = json.loads(file.read_text())
    assert read(file).datum == WGS84
    assert read(json.dumps(plain | {"crs": named("EPSG:4269")})).datum == NAD83
    with pytest.raises(
        FairtownError, match=rf"{where} has the point 41\.\d+, -72\.\d+: positions look like latitude"
    ):
        read(json.dumps(turned(plain)))
    with pytest.raises(FairtownError, match=r"crs is .*expected longitude and latitude"):
        read(json.dumps(plain | {"crs": named("EPSG:2234")}))


def test_one_edge_with_latitude_first_is_found():
    plain = json.loads(PARCELS.read_text())
    edge = plain["features"][1]["geometry"]
    edge["coordinates"] = turned(edge["coordinates"])
    with pytest.raises(FairtownError, match="parcel p1 has the point"):
        read_parcels(json.dumps(plain))


def test_a_position_of_hawaii_with_latitude_first_is_no_riddle():
    plain = json.loads(PARCELS.read_text())
    plain["features"][-1]["geometry"]["coordinates"] = [21.3, -157.9]
    with pytest.raises(FairtownError, match="positions look like latitude, longitude"):
        read_parcels(json.dumps(plain))
    plain["features"][-1]["geometry"]["coordinates"] = [10**400, -157.9]
    with pytest.raises(FairtownError, match="is no longitude and latitude"):
        read_parcels(json.dumps(plain))


def test_parcels_keep_their_datum_when_some_are_picked():
    parcels = read_parcels(json.dumps(json.loads(PARCELS.read_text()) | {"crs": named("EPSG:4269")}))
    assert parcels.take(np.array([0])).datum == NAD83
