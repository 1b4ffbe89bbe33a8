"""Zoning maps of 1924 and the 1950s: as many polygons, zones and acres as published, and no lot by itself."""

import pytest
import shapely

WEST_HARTFORD, AVON, BLOOMFIELD = "0900382590", "0900302060", "0900305910"


@pytest.fixture
def zones(clean):
    return clean.rows("on_the_line.zones")


def test_every_polygon_of_the_two_files_is_here(zones):
    counts = zones.groupby(["geoid", "year", "map"]).size().to_dict()
    assert counts == {
        (AVON, 1953, "metro_hartford_1950s"): 17,
        (BLOOMFIELD, 1958, "metro_hartford_1950s"): 37,
        (WEST_HARTFORD, 1924, "area_districts"): 18,
        (WEST_HARTFORD, 1924, "use_districts"): 34,
        (WEST_HARTFORD, 1958, "metro_hartford_1950s"): 74,
    }


def test_districts_of_1924_have_the_published_acres(zones):
    """Table of README, ontheline/otl-zoning-west-hartford: 6,430, 5,540, 1,825, 435 and 109 of 14,339 acres."""
    areas = zones[zones["map"] == "area_districts"].groupby("zone").acres.sum()
    assert areas.round().to_dict() == {"A": 6430, "B": 5540, "C": 1825, "D": 435, "E": 109}
    assert round(areas.sum()) == 14_339


def test_least_land_of_1924_is_by_district_and_uses_have_none(zones):
    areas = zones[zones["map"] == "area_districts"]
    least = areas.groupby("zone").min_land_per_family_sqft.agg(["min", "max"])
    assert (
        least["min"].to_dict()
        == least["max"].to_dict()
        == {"A": 9000, "B": 6000, "C": 3000, "D": 1500, "E": 750}
    )
    assert set(areas.use) == {""}
    uses = zones[zones["map"] == "use_districts"]
    assert uses.min_land_per_family_sqft.isna().all()
    assert set(uses.use) == {"business", "industrial", "residential"}


def test_only_land_for_homes_has_a_minimum_in_the_1950s(zones):
    later = zones[zones.year > 1924]
    assert set(later[later.min_land_per_family_sqft.notna()].use) == {"residential", "residential_business"}
    assert set(later.use) == {
        "residential",
        "residential_business",
        "business",
        "industrial",
        "not_zoned",
        "other",
    }


def test_shapes_are_valid_and_lie_in_their_town(zones, clean):
    towns = clean.rows("census_boundaries.towns").set_index("geoid").geometry
    shapes = shapely.from_wkt(zones.geometry.to_numpy())
    assert shapely.is_valid(shapes).all()
    assert set(shapely.get_type_id(shapes)) <= {3, 6}
    for geoid, own in zones.groupby("geoid"):
        town = shapely.from_wkt(towns[geoid]).buffer(0.003)
        assert shapely.within(shapely.from_wkt(own.geometry.to_numpy()), town).all(), geoid


def test_lots_are_sums_by_district(clean):
    """Table of README: 2,821, 3,725, 1,201, 316 and 84 of 8,147 acres."""
    lots = clean.rows("on_the_line.parcels_1924").set_index("zone")
    assert lots.acres.round().to_dict() == {"A": 2821, "B": 3725, "C": 1201, "D": 316, "E": 84}
    assert round(lots.acres.sum()) == 8147
    assert lots.parcels.sum() == 19_895
    assert lots.parcels.min() > 200


def test_zones_in_legends_of_the_time(clean):
    named = clean.rows("on_the_line.zone_list")
    assert len(named) == 42
    assert named.groupby(["geoid", "year"]).ngroups == 10
    avon = named[named.geoid == AVON].set_index("zone").min_land_per_family_sqft.to_dict()
    assert avon == {"R87": 87_000, "R30": 30_000}
