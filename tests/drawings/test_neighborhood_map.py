"""The drawing of a neighborhood: what it shows, outlines, names and leaves out."""

from xml.etree import ElementTree

import shapely

from fairtown.drawings import neighborhood_map
from fairtown.drawings.town_map import Shown

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '"><script>alert(1)</script>&'
#: Four squares of half a degree, three in a row and one far away.
SIDE = 0.5
PLACES = {"a": -72, "b": -71.5, "c": -71, "z": -60}
SHAPES = {name: shapely.box(x, 41, x + SIDE, 41 + SIDE) for name, x in PLACES.items()}
TOWNS = {"a": "Avon", "b": "Berlin", "c": "Berlin", "z": "Zanzibar"}


def drawn(own: list[str], shown: dict[str, Shown]) -> ElementTree.Element:
    return ElementTree.fromstring(neighborhood_map.drawing(SHAPES, own, shown, TOWNS))


def test_the_neighborhood_and_what_lies_around_it_are_drawn_with_their_names_and_links() -> None:
    root = drawn(["b"], {name: Shown("l3", f"Tract {name}", f"/tracts/{name}/") for name in SHAPES})
    links = root.findall(f"{SVG}a")
    assert [a.attrib["href"] for a in links] == ["/tracts/a/", "/tracts/b/", "/tracts/c/"]
    assert [t.text for t in root.iter(f"{SVG}title")] == ["Tract a", "Tract b", "Tract c"]
    assert [p.get("class") for p in root.iter(f"{SVG}path")][-3:] == ["towns", "halo", "own"]
    # a picture beside a table: neither read out nor reached by the keyboard
    assert root.attrib["aria-hidden"] == "true"
    assert {a.attrib["tabindex"] for a in links} == {"-1"}


def test_a_town_is_named_once_where_its_name_fits() -> None:
    names = [t.text for t in drawn(["b"], {}).iter(f"{SVG}text")]
    assert sorted(names) == ["Avon", "Berlin"]
    long = neighborhood_map.drawing(
        SHAPES, ["b"], {}, TOWNS | {"a": "A name that is longer than its land is wide"}
    )
    assert [t.text for t in ElementTree.fromstring(long).iter(f"{SVG}text")] == ["Berlin"]


def test_a_town_of_which_only_an_edge_is_in_the_frame_is_not_drawn_and_not_named() -> None:
    box = neighborhood_map.frame([SHAPES["a"]])
    shapes = {"a": SHAPES["a"], "e": shapely.box(box[2], 41, box[2] + 1, 42)}
    assert list(neighborhood_map.within(shapes, box)) == ["a"]
    text = neighborhood_map.drawing(shapes, ["a"], {}, {"a": "Avon", "e": "Ellington"})
    assert "<text" not in text


def test_neighbors_are_those_that_border_on_it() -> None:
    assert neighborhood_map.around(SHAPES, ["a"]) == ["b"]
    assert neighborhood_map.around(SHAPES, ["a", "b"]) == ["c"]


def test_a_small_neighborhood_is_seen_in_its_surroundings_and_a_large_one_is_seen_whole() -> None:
    """A degree of latitude is about 111 km; at 41 degrees one of longitude is 0.755 of that."""
    west, south, east, north = neighborhood_map.frame([shapely.box(-72, 41, -71.999, 41.001)])
    assert round(north - south, 6) == neighborhood_map.LEAST
    assert round((east - west) * 0.755, 3) == round(neighborhood_map.LEAST * 480 / 360, 3)
    west, south, east, north = neighborhood_map.frame([SHAPES["a"]])
    assert round((north - south) / SIDE, 6) == neighborhood_map.AROUND
    assert shapely.box(west, south, east, north).contains(SHAPES["a"])


def test_words_classes_and_links_are_escaped() -> None:
    text = neighborhood_map.drawing(SHAPES, ["a"], {"a": Shown(EVIL, EVIL, EVIL)}, {"a": EVIL, "b": EVIL})
    assert "<script" not in text
    ElementTree.fromstring(text)
