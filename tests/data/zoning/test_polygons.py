"""Shapes: mended where there is one way to, named where there are two; land in true acres; inside its own town."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data.geometry import polygons

UNIT = shapely.box(-72.0, 41.0, -71.9, 41.1)


def shapes(*given) -> np.ndarray:
    out = np.empty(len(given), object)
    out[:] = given
    return out


def test_an_acre_is_an_acre():
    side = np.sqrt(polygons.ACRE_M2)
    assert side == pytest.approx(63.6149, abs=1e-4)
    # one minute of latitude at 41.5 degrees north is 1,851.3 m, of longitude 1,391.6 m (WGS84 ellipsoid)
    minute = shapely.box(-72.0, 41.5 - 1 / 120, -72.0 + 1 / 60, 41.5 + 1 / 120)
    assert polygons.acres(shapes(minute))[0] == pytest.approx(1851.03 * 1391.55 / polygons.ACRE_M2, rel=3e-4)


def test_land_is_the_same_on_the_ellipsoid_wherever_it_is_measured():
    geod = pytest.importorskip("pyproj").Geod(ellps="WGS84")
    for west, south in ((-72.7, 41.7), (-122.4, 37.8), (-159.5, 22.0), (-66.1, 18.4), (-149.9, 61.2)):
        shape = shapely.segmentize(shapely.box(west, south, west + 0.05, south + 0.04), 0.0005)
        true = abs(geod.geometry_area_perimeter(shape)[0]) / polygons.ACRE_M2
        assert polygons.acres(shapes(shape))[0] == pytest.approx(true, rel=2e-6)


def test_a_district_without_a_shape_has_no_area():
    assert np.isnan(polygons.acres(shapes(None, UNIT))).tolist() == [True, False]
    assert np.isnan(polygons.acres(shapes(None))).all()


@given(st.floats(-72, -71), st.floats(41, 42), st.floats(0.001, 0.1), st.floats(0.1, 0.9))
def test_parts_of_a_shape_make_its_whole(west, south, side, cut):
    whole = shapely.box(west, south, west + side, south + side)
    parts = [
        shapely.box(west, south, west + cut * side, south + side),
        shapely.box(west + cut * side, south, west + side, south + side),
    ]
    acres = polygons.acres(shapes(whole, *parts))
    assert acres[0] == pytest.approx(acres[1] + acres[2], rel=1e-6)


def test_a_spike_is_cut_off_and_told():
    spike = shapely.Polygon([(0, 0), (1, 0), (1, 1), (1, 2), (1, 1), (0, 1), (0, 0)])
    assert not spike.is_valid
    repaired, notes = polygons.repair_polygons("t", shapes(UNIT, spike))
    assert repaired[1].is_valid
    assert repaired[1].area == pytest.approx(1)
    assert repaired[0] is UNIT
    assert notes == ("1 shapes cross or touch themselves and were mended without a change of area: 2",)


def test_a_hole_that_touches_its_ring_along_a_line_is_mended():
    shape = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(0, 1), (2, 1), (2, 3), (0, 3)]])
    repaired, notes = polygons.repair_polygons("t", shapes(shape))
    assert repaired[0].area == pytest.approx(12)
    assert notes


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)]),
        shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(3, 3), (6, 3), (6, 6), (3, 6)]]),
        shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)]),
        shapely.Polygon([(0, 0), (1, 0), (0, 0)]),
    ],
    ids=["bow tie", "hole outside", "parts on each other", "no area"],
)
def test_what_can_be_mended_in_two_ways_is_named(shape):
    with pytest.raises(
        FairtownError, match=r"^t: feature 2 is no valid shape .*depends on how it is mended"
    ) as e:
        polygons.repair_polygons("t", shapes(UNIT, shape))
    assert "\n" not in str(e.value)


def test_meters_in_place_of_degrees_are_refused():
    with pytest.raises(FairtownError, match=r"feature 1 has the point 600100, 4\.6e\+06, expected longitude"):
        polygons.repair_polygons("t", shapes(shapely.box(600_000, 4_600_000, 600_100, 4_600_100)))


def test_an_empty_shape_is_refused():
    with pytest.raises(FairtownError, match="feature 1 is empty"):
        polygons.repair_polygons("t", shapes(shapely.Polygon()))


def test_a_district_in_another_town_is_refused():
    towns = {"Alder": UNIT, "Birch": shapely.box(-71.9, 41.0, -71.8, 41.1)}
    there = np.array(["Alder", "Birch"], object)
    with pytest.raises(
        FairtownError, match="100% of feature 2 lies outside of Birch, expected less than 50%"
    ):
        polygons.inside("t", shapes(UNIT, UNIT), there, towns)


def test_land_over_the_border_is_told():
    towns = {"Alder": shapely.box(-72.0, 41.0, -71.92, 41.1)}
    notes = polygons.inside("t", shapes(UNIT, None), np.array(["Alder", "Alder"], object), towns)
    assert notes == ("land outside of its town: feature 1 (Alder, 20%)",)


def test_the_width_of_a_line_is_not_told():
    towns = {"Alder": shapely.box(-72.0, 41.0, -71.9002, 41.1)}
    assert polygons.inside("t", shapes(UNIT), np.array(["Alder"], object), towns) == ()


def test_a_town_without_outline_is_refused_by_name():
    with pytest.raises(
        FairtownError, match="feature 1 is of 'Ceder', which has no outline; there are Alder and 0"
    ):
        polygons.inside("t", shapes(UNIT), np.array(["Ceder"], object), {"Alder": UNIT})


def test_land_that_counts_twice_is_told():
    half = shapely.box(-72.0, 41.0, -71.95, 41.1)
    (note,) = polygons.overlaps(shapes(UNIT, half))
    assert "count twice" in note
    assert polygons.counted_twice(shapes(UNIT, half)) == pytest.approx(
        polygons.acres(shapes(half))[0], rel=1e-3
    )
    assert polygons.overlaps(shapes(half, shapely.box(-71.95, 41.0, -71.9, 41.1))) == ()
