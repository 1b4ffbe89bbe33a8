"""Boundaries: one valid shape for every land tract and town, in degrees, inside Connecticut."""

import pytest
import shapely

BOX = (-73.73, 40.95, -71.78, 42.06)


@pytest.mark.parametrize(
    ("address", "year", "number"),
    [
        ("census_boundaries.tracts", 2010, 829),
        ("census_boundaries.tracts", 2020, 879),
        ("census_boundaries.towns", 2020, 169),
    ],
)
def test_shapes_are_valid_multipolygons_inside_the_state(clean, address, year, number):
    shapes = shapely.from_wkt(clean.rows(address, year).geometry.to_numpy())
    assert len(shapes) == number
    assert shapely.is_valid(shapes).all()
    assert set(shapely.get_type_id(shapes)) == {shapely.GeometryType.MULTIPOLYGON}
    west, south, east, north = shapely.total_bounds(shapes)
    assert BOX[0] < west < east < BOX[2]
    assert BOX[1] < south < north < BOX[3]


def test_every_place_with_land_has_a_shape(clean):
    old = clean.rows("census_geography.tracts_2010").query("town_geoid != ''")
    assert set(clean.rows("census_boundaries.tracts", 2010).geoid) == set(old.geoid)
    new = clean.rows("census_geography.tracts_2020")
    assert set(clean.rows("census_boundaries.tracts", 2020).geoid) == set(new.geoid)
    towns = clean.rows("census_geography.towns")
    assert set(clean.rows("census_boundaries.towns").geoid) == set(towns.geoid)
