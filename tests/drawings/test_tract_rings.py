import json

import shapely

from fairtown.drawings import tract_rings


def test_rings_lead_back_to_the_corners() -> None:
    shape = shapely.Polygon(
        [(-72.5, 41), (-72.4, 41), (-72.4, 41.1)], [[(-72.45, 41.02), (-72.44, 41.02), (-72.44, 41.03)]]
    )
    outer, hole = tract_rings.rings(shape)
    assert outer == [-7_250_000, 4_100_000, 10_000, 0, 0, 10_000]
    assert hole[:2] == [-7_245_000, 4_102_000]


def test_each_part_of_a_tract_has_its_rings_and_each_tract_its_name() -> None:
    parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)])
    found = json.loads(
        tract_rings.text({"b": shapely.box(5, 5, 6, 6), "a": parts}, {"a": "Tract 1", "b": "Tract 2"})
    )
    assert list(found["tracts"]) == ["a", "b"]
    assert found["tracts"]["b"]["name"] == "Tract 2"
    assert [len(tract["rings"]) for tract in found["tracts"].values()] == [2, 1]


def test_the_text_gives_the_polygons_back() -> None:
    with_hole = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(3, 3), (6, 3), (6, 6), (3, 6)]])
    parts = shapely.MultiPolygon([shapely.box(-72, 41, -71, 42), shapely.box(-70, 41, -69, 42)])
    found = tract_rings.shapes(
        tract_rings.text({"a": with_hole, "b": parts}, {"a": "Tract 1", "b": "Tract 2"})
    )
    assert found["a"].equals(with_hole)
    assert found["b"].equals(parts)
