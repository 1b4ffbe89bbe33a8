"""Small .zoning, .parcel and .bldg files, how to change one, and the line that a reader refuses one with."""

import copy
import json
from pathlib import Path

import pytest

from fairtown.concepts import FairtownError
from fairtown.data.ozfs import strict_json

SAMPLES = Path(__file__).parent / "ozfs"
SQUARE = [[0.0, 0.0], [0.001, 0.0], [0.001, 0.001], [0.0, 0.001], [0.0, 0.0]]


def packed(value) -> bytes:
    return json.dumps(value).encode()


def refusal(read, value) -> str:
    with pytest.raises(FairtownError) as error:
        read(value if isinstance(value, bytes | str | Path) else packed(value))
    line = str(error.value)
    assert "\n" not in line
    assert len(line) <= strict_json.LONGEST_MESSAGE
    return line


def changed(value, *path, to=None, without=False):
    """Return a copy with the value at a path set, or taken out."""
    copied = copy.deepcopy(value)
    at = copied
    for key in path[:-1]:
        at = at[key]
    if without:
        del at[path[-1]]
    else:
        at[path[-1]] = to
    return copied


ZONING = {
    "type": "FeatureCollection",
    "version": "0.5.0",
    "muni_name": "Anytown",
    "date": "2026-01-31",
    "definitions": {"height": [{"expression": "height_top"}], "res_type": [{"expression": "'1_unit'"}]},
    "features": [
        {
            "type": "Feature",
            "properties": {
                "dist_abbr": "R-1",
                "res_types_allowed": "1_unit",
                "constraints": {"height": {"max_val": [{"expression": "35"}]}},
            },
            "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        }
    ],
}
FEATURE = ("features", 0)
RULE = (*FEATURE, "properties", "constraints", "height")


def edge(side: str, *points, parcel_id="p1"):
    shape = {"type": "LineString", "coordinates": [list(p) for p in points]}
    return {"type": "Feature", "properties": {"parcel_id": parcel_id, "side": side}, "geometry": shape}


def centroid(parcel_id="p1", **sizes):
    own = {"lot_width": 100, "lot_depth": "120.5", "lot_area": 0.25, **sizes}
    shape = {"type": "Point", "coordinates": [0.0005, 0.0005]}
    return {
        "type": "Feature",
        "properties": {"parcel_id": parcel_id, "side": "centroid", **own},
        "geometry": shape,
    }


PARCEL = {
    "type": "FeatureCollection",
    "features": [
        edge("front", SQUARE[0], SQUARE[1]),
        edge("exterior side", SQUARE[1], SQUARE[2]),
        edge("rear", SQUARE[2], SQUARE[3]),
        centroid(),
        edge("interior side", SQUARE[3], SQUARE[0]),
    ],
}
BUILDING = {
    "bldg_info": {"height_top": "30", "height_plate": 20, "width": 40, "depth": 30},
    "unit_info": [{"fl_area": 900, "bedrooms": 2, "entry_level": 1, "outside_entry": "True", "qty": "2"}],
    "level_info": [{"level": 1, "gross_fl_area": 1000}, {"level": -1, "gross_fl_area": 500}],
}
#: The rules of a file of before 0.5.
OLD = {
    **{k: v for k, v in ZONING.items() if k != "version"},
    "features": [
        {
            "type": "Feature",
            "geometry": [],
            "properties": {
                "dist_abbr": "R",
                "res_uses": ["1_family", "4_family"],
                "lot_size": [{"use_name": ["4_family"], "min_val": "0.5"}],
                "height": [{"use_name": ["4_family", "1_family"], "max_val": 35}],
                "stories": [{"max_val": [{"conditions": "roof_type == 'flat'", "expression": 3}]}],
            },
        }
    ],
}
