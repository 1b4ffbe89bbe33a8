"""Files of a zoning feed that an attacker would send to "try a building": small to send, long to work out.

Each is close to the greatest size that a page takes, and aims at one loop: texts × parcels, pairs of edges, rings in
rings. Built anew at each call, the same each time; `size` from 0 to 1 makes a smaller one of the same kind.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

Files = dict[str, bytes]
Shape = dict[str, Any]
TYPES = [
    {"condition": f"total_units {sign}", "expression": f"'{name}'"}
    for sign, name in (("== 1", "1_unit"), ("== 2", "2_unit"), ("== 3", "3_unit"), ("> 3", "4_plus"))
]
DEFINITIONS = {"height": [{"condition": [], "expression": "height_top"}], "res_type": TYPES}
LONG_RULE = " and ".join(["total_units + lot_area * 2 > 1"] * 7)
ZONING_BYTES, PARCEL_BYTES, BUILDING_BYTES = 4_700_000, 19_000_000, 190_000


def packed(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def square(west: float = 0.0, south: float = 0.0, side: float = 1.0) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: list[list[float]]) -> Shape:
    return {"type": "Polygon", "coordinates": list(rings)}


def district(abbr: str, shape: Shape | None = None, types: Any = "4_plus", **constraints: Any) -> Shape:
    own = {"dist_abbr": abbr, "res_types_allowed": types, "constraints": constraints}
    return {"type": "Feature", "properties": own, "geometry": shape or polygon(square())}


def zoning(districts: list[Shape], definitions: Any = DEFINITIONS) -> bytes:
    head = {"type": "FeatureCollection", "version": "0.5.0", "muni_name": "Craft", "date": "2026-01-01"}
    return packed(head | {"definitions": definitions, "features": districts})


def rule(*expressions: str, condition: Any = ()) -> dict[str, Any]:
    return {"min_val": [{"expression": list(expressions), "condition": list(condition)}]}


def centroid(name: str, lon: float, lat: float) -> Shape:
    sizes = {"parcel_id": name, "side": "centroid", "lot_width": 90, "lot_depth": 110, "lot_area": 0.25}
    place = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": sizes, "geometry": place}


def edge(name: str, line: list[list[float]], side: str = "front") -> Shape:
    own = {"parcel_id": name, "side": side}
    return {"type": "Feature", "properties": own, "geometry": {"type": "LineString", "coordinates": line}}


def parcels(features: list[Shape]) -> bytes:
    return packed({"type": "FeatureCollection", "features": features})


def small_parcels(n: int) -> bytes:
    """Return `n` parcels of 30 m by 30 m, in rows within the unit square."""
    features = []
    across = math.ceil(math.sqrt(n)) + 1
    for i in range(n):
        west, south, side = (i % across + 0.5) / across, (i // across + 0.5) / across, 3e-4
        ring = square(west, south, side)
        sides = ("front", "interior side", "rear", "interior side")
        features += [edge(f"p{i}", [ring[k], ring[k + 1]], s) for k, s in enumerate(sides)]
        features.append(centroid(f"p{i}", west + side / 2, south + side / 2))
    return parcels(features)


def bare_parcels(n: int) -> bytes:
    """Return `n` parcels of which there is nothing but the centroid."""
    return parcels([centroid(f"p{i}", i % 997 / 1000 + 1e-3, i // 997 / 1000 + 1e-3) for i in range(n)])


def building(n_units: int = 1) -> bytes:
    info = {"height_top": 30, "height_plate": 20, "width": 40, "depth": 30, "roof_type": "flat"}
    unit = {"fl_area": 900, "bedrooms": 2, "entry_level": 1, "outside_entry": False, "qty": 4}
    return packed(
        {
            "bldg_info": info,
            "unit_info": [unit] * n_units,
            "level_info": [{"level": 1, "gross_fl_area": 1200}],
        }
    )


def zigzag(teeth: int, height: float = 1.0) -> list[list[float]]:
    """Return a sound ring of long teeth: every edge reaches as far up and down as all others."""
    width = 1.0 / teeth
    top = [[i * width, height * (i % 2)] for i in range(teeth + 1)]
    below = [[x, y - 0.5 * width] for x, y in reversed(top)]
    return [*top, *below, top[0]]


def slanted(teeth: int) -> list[list[float]]:
    """Return the same turned by 45 degrees, so that edges overlap in longitude too."""
    return [[0.5 + (x - y) / 2, (x + y) / 2] for x, y in zigzag(teeth)]


def star(points: int) -> list[list[float]]:
    """Return a ring that crosses itself: every edge meets nearly every other one."""
    step = math.pi * (points - 1) / points
    ring = [
        [0.5 + 0.5 * math.cos(i * step * 1.0), 0.5 + 0.5 * math.sin(i * step * 1.0)] for i in range(points)
    ]
    return [*ring, ring[0]]


def circle(points: int, radius: float = 2e-4, lon: float = 0.5, lat: float = 0.5) -> list[list[float]]:
    turns = (2 * math.pi * i / points for i in range(points))
    ring = [[lon + radius * math.cos(t), lat + radius * math.sin(t)] for t in turns]
    return [*ring, ring[0]]


def gear(points: int, lon: float, lat: float) -> list[list[float]]:
    """Return the outline of a gear, of `points` corners."""
    ring = circle(points, 2.5e-4, lon, lat)[:-1]
    ring = [
        [lon + (x - lon) * (1 - 0.3 * (i % 2)), lat + (y - lat) * (1 - 0.3 * (i % 2))]
        for i, (x, y) in enumerate(ring)
    ]
    return [*ring, ring[0]]


def _plain_parcels() -> bytes:
    return small_parcels(400)


def many_texts(size: float) -> Files:
    rows = [f"{LONG_RULE} and {i} > 0" for i in range(int(17_000 * size))]
    each = [rows[i : i + 50] for i in range(0, len(rows), 50)]
    found = [district(f"D{i}", lot_area=rule("1", condition=own)) for i, own in enumerate(each)]
    return {"zoning": zoning(found), "parcel": _plain_parcels(), "bldg": building()}


def districts_on_each_other(size: float) -> Files:
    found = [district(f"D{i}", lot_area=rule("1")) for i in range(int(15_000 * size))]
    return {"zoning": zoning(found), "parcel": bare_parcels(int(80_000 * size)), "bldg": building()}


def definitions_for_each_district(size: float) -> Files:
    heights = [
        {"condition": ["total_units > 1 and lot_area > 0"] * 95, "expression": "height_top"}
        for _ in range(100)
    ]
    found = [district(f"D{i}", lot_area=rule("1")) for i in range(int(9_000 * size))]
    files = zoning(found, {"height": heights[: max(1, int(90 * size))], "res_type": TYPES})
    return {"zoning": files, "parcel": _plain_parcels(), "bldg": building()}


def types_of_homes(size: float) -> Files:
    types = [f"t{i}" for i in range(int(450_000 * size))]
    rules = {
        "lot_area": rule("0.001 * total_units"),
        "unit_density": {"max_val": [{"expression": "total_units"}]},
    }
    return {
        "zoning": zoning([district("D", None, types, **rules)]),
        "parcel": _plain_parcels(),
        "bldg": building(),
    }


def names_of_rules(size: float) -> Files:
    rules = {f"rule{i}": rule("1") for i in range(int(18_000 * size))}
    return {
        "zoning": zoning([district("D", **rules)]),
        "parcel": bare_parcels(int(80_000 * size)),
        "bldg": building(),
    }


def plain_words(size: float) -> Files:
    """Texts that no program reads: each is told of with the parcels where it counts."""
    rules = {
        f"rule{i}": rule(*[f"as the board sees fit {i} {k}" for k in range(90)])
        for i in range(int(200 * size))
    }
    return {
        "zoning": zoning([district("D", **rules)]),
        "parcel": bare_parcels(int(80_000 * size)),
        "bldg": building(),
    }


def homes_tried_one_by_one(size: float) -> Files:
    own = {"expression": ["total_units / 1000", "0.1"], "condition": ["total_units > 0", "lot_area > 0"]}
    density = {"max_val": [own] * 40}
    types = ["4_plus", "townhome", *(f"t{i}" for i in range(20))]
    found = [district(f"D{i}", None, types, total_units=density) for i in range(int(120 * size))]
    return {"zoning": zoning(found), "parcel": small_parcels(1_900), "bldg": building()}


def sizes_of_each_home(size: float) -> Files:
    own = {"min_val": [{"expression": ["bedrooms * 200"] * 20, "condition": ["bedrooms > 0"] * 20}] * 40}
    found = [district(f"D{i}", unit_size=own) for i in range(int(10 * size) or 1)]
    return {"zoning": zoning(found), "parcel": bare_parcels(int(50_000 * size)), "bldg": building(2_000)}


def key_twice(size: float) -> Files:
    keys = ",".join(f'"{i}":0' for i in range(int(400_000 * size)))
    return {
        "zoning": f'{{{keys},"{int(400_000 * size) - 1}":0}}'.encode(),
        "parcel": _plain_parcels(),
        "bldg": building(),
    }


def rings(size: float) -> Files:
    """As many tiny polygons as fit into a file."""
    n = int(85_000 * size)
    found = [[[[i, k], [i, k + 0.1], [i + 0.1, k]]] for i in range(-150, 150) for k in range(-80, 80)][:n]
    shape = {"type": "MultiPolygon", "coordinates": found}
    return {"zoning": zoning([district("D", shape)]), "parcel": _plain_parcels(), "bldg": building()}


def sound_zigzag(size: float) -> Files:
    shape = polygon(slanted(int(58_000 * size)))
    return {"zoning": zoning([district("D", shape)]), "parcel": _plain_parcels(), "bldg": building()}


def crossing_star(size: float) -> Files:
    shape = polygon(star(int(110_000 * size) | 1))
    return {"zoning": zoning([district("D", shape)]), "parcel": _plain_parcels(), "bldg": building()}


def bow_ties(size: float) -> Files:
    """A ring that crosses itself once at each of many places, which a repair has to find."""
    n = int(55_000 * size)
    top = [[i / n, 0.5 * (i % 2)] for i in range(n + 1)]
    below = [[i / n, 0.5 * ((i + 1) % 2)] for i in range(n, -1, -1)]
    return {
        "zoning": zoning([district("D", polygon([*top, *below]))]),
        "parcel": _plain_parcels(),
        "bldg": building(),
    }


def rings_in_rings(size: float) -> Files:
    n = int(18_000 * size)
    holes = [square(0.4 * i / n + 0.01, 0.4 * i / n + 0.01, 0.9 - 0.8 * i / n) for i in range(n)]
    return {
        "zoning": zoning([district("D", polygon(square(), *holes))]),
        "parcel": _plain_parcels(),
        "bldg": building(),
    }


def teeth_over_parcels(size: float) -> Files:
    """Every parcel lies level with half of all the edges of the district."""
    found = district("D", polygon(zigzag(int(50_000 * size))), lot_area=rule("1"))
    return {
        "zoning": zoning([found, district("E")]),
        "parcel": bare_parcels(int(100_000 * size)),
        "bldg": building(),
    }


def centroids(size: float) -> Files:
    return {
        "zoning": zoning([district("D")]),
        "parcel": bare_parcels(int(110_000 * size)),
        "bldg": building(),
    }


def _one_parcel(lines: list[list[list[float]]], side: str = "front") -> Files:
    found = [edge("p", line, side) for line in lines]
    rules = {"setback_front": rule("10"), "lot_area": rule("0.1")}
    return {
        "zoning": zoning([district("D", **rules)]),
        "parcel": parcels([*found, centroid("p", 0.5, 0.5)]),
        "bldg": building(),
    }


def parcel_of_many_edges(size: float) -> Files:
    ring = circle(int(100_000 * size))
    return _one_parcel([[a, b] for a, b in pairwise(ring)])


def edges_that_do_not_meet(size: float) -> Files:
    return _one_parcel([[[i / 1e6, 0.5], [i / 1e6 + 1e-7, 0.5001]] for i in range(int(80_000 * size))])


def zigzag_parcel(size: float) -> Files:
    ring = [[0.5 + (x - 0.5) / 1e3, 0.5 + (y - 0.5) / 1e3] for x, y in slanted(int(200_000 * size))]
    return _one_parcel([ring])


def loops_of_one_parcel(size: float) -> Files:
    n = int(85_000 * size)
    return _one_parcel([square(0.5 + i % 300 / 1e6, 0.5 + i // 300 / 1e6, 5e-7) for i in range(n)])


def _shaped(outline: Callable[[float, float], list[list[float]]], n: int) -> Files:
    features = []
    for i in range(n):
        lon, lat = (i % 40 + 0.5) / 41, (i // 40 + 0.5) / 60
        ring = outline(lon, lat)
        half = len(ring) // 2
        features += [edge(f"p{i}", ring[: half + 1]), edge(f"p{i}", ring[half:], "rear")]
        features.append(centroid(f"p{i}", lon, lat))
    rules = {"setback_front": rule("5", "9"), "setback_rear": rule("5")}
    return {"zoning": zoning([district("D", **rules)]), "parcel": parcels(features), "bldg": building()}


def parcels_like_gears(size: float) -> Files:
    return _shaped(lambda lon, lat: gear(200, lon, lat), int(1_900 * size))


def parcels_like_wheels(size: float) -> Files:
    return _shaped(lambda lon, lat: circle(200, 2.5e-4, lon, lat), int(1_900 * size))


def one_great_gear(size: float) -> Files:
    return _shaped(lambda lon, lat: gear(int(380_000 * size), lon, lat), 1)


def drawn_corners(size: float) -> Files:
    """No setbacks, and so many corners that drawing them takes long."""
    files = _shaped(lambda lon, lat: circle(100, 2.5e-4, lon, lat), int(3_900 * size))
    return files | {"zoning": zoning([district("D")])}


def rows_on_a_page(size: float) -> Files:
    n = int(13_000 * size)
    found = [district(f"D{i}", polygon(square(i % 150 / 151, i // 150 / 151, 6e-3))) for i in range(n)]
    return {"zoning": zoning(found), "parcel": bare_parcels(int(60_000 * size)), "bldg": building()}


def before_05(size: float) -> Files:
    rows = [{"use_name": ["1_family"], "min_val": [{"conditions": ["lot_area > 1"], "expression": "1"}] * 95}]
    features = [
        {
            "type": "Feature",
            "properties": {"dist_abbr": f"D{i}", "res_uses": ["1_family", "4_family"], "lot_area": rows},
            "geometry": polygon(square()),
        }
        for i in range(int(900 * size))
    ]
    head = {
        "type": "FeatureCollection",
        "muni_name": "Craft",
        "date": "2024-01-01",
        "definitions": DEFINITIONS,
    }
    return {"zoning": packed(head | {"features": features}), "parcel": _plain_parcels(), "bldg": building()}


def long_names(size: float) -> Files:
    """Rules with names as long as may be, each of them open for every parcel: a table of them grows and grows."""
    rules = {f"{'n' * 190}{i}": rule("1") for i in range(int(190 * size))}
    return {
        "zoning": zoning([district("D", **rules)]),
        "parcel": bare_parcels(int(80_000 * size)),
        "bldg": building(),
    }


def nested(size: float) -> Files:
    return {"zoning": b"[" * int(ZONING_BYTES * size), "parcel": _plain_parcels(), "bldg": building()}


def shape_nested(size: float) -> Files:
    n = int(900 * size)
    text = zoning([district("D", polygon([]))]).replace(
        b'"coordinates":[[]]', b'"coordinates":' + b"[" * n + b"]" * n
    )
    return {"zoning": text, "parcel": _plain_parcels(), "bldg": building()}


CRAFTED: tuple[Callable[[float], Files], ...] = (
    many_texts, districts_on_each_other, definitions_for_each_district, types_of_homes, names_of_rules, plain_words,
    homes_tried_one_by_one, sizes_of_each_home, key_twice, rings, sound_zigzag, crossing_star, bow_ties, rings_in_rings,
    teeth_over_parcels, centroids, parcel_of_many_edges, edges_that_do_not_meet, zigzag_parcel, loops_of_one_parcel,
    parcels_like_gears, parcels_like_wheels, one_great_gear, drawn_corners, rows_on_a_page, before_05, long_names,
    nested, shape_nested,
)  # fmt: skip


def crafted(size: float = 1.0) -> Iterator[tuple[str, Files]]:
    """Yield name and files of each kind."""
    for make in CRAFTED:
        yield make.__name__, make(size)
