"""Make src/fairtown/reports/atlas_files and the map of Vermont's districts from a folder of compiled public figures.

    .venv/bin/python tools/tabulate_vermont_zoning.py ATLAS_FOLDER TRACTS_2000_CSV TRACTS_2020_2024_CSV

ATLAS_FOLDER holds the Vermont Zoning Atlas as a table and a layer, the other two race by tract of the nation. Rows are
copied as they are; people are added up by county; shapes are drawn, simplified to about 160 meters,
and of each town to 15. What a district allows is what its row of the table says, whose land the shares are of.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry import shape

from fairtown.reports.atlas_towns import homes_class
from fairtown.reports.zoning_atlas import KINDS

ROOT = Path(__file__).parents[1] / "src" / "fairtown"
FILES, MAP = ROOT / "reports" / "atlas_files", ROOT / "hub" / "static" / "zoning" / "vermont.svg"
FIPS, PLANE = "50", 32145
#: Meters: what lines lose, and a unit of the drawing; of the state's map, and of those of its towns.
SIMPLIFIED, UNIT = 160, 100
TOWN_SIMPLIFIED, TOWN_UNIT = 15, 10
GROUPS = ("pop_total", "pop_nh_white", "pop_nh_black", "pop_nh_asian", "pop_hispanic", "pop_nh_other")
OTHERS = ("pop_nh_aian", "pop_nh_nhpi", "pop_nh_other_race", "pop_nh_two_or_more")
#: What a district allows as of right, the most homes first: its class in the drawing, and the color.
CLASSES = {
    "four": "#1b6e5a", "few": "#7fb89f", "one": "#e3b04b", "hearing": "#c9c3e6", "none": "#b9b9b9",
    "unknown": "#f4f4f4",
}  # fmt: skip


def treatments(rule: dict[str, str]) -> dict[str, str]:
    return {kind: rule.get(f"{kind}_treatment") or "" for kind in KINDS}


def rings(area: shapely.Geometry, west: float, north: float, unit: float = UNIT) -> str:
    """Return the path of a polygon in whole units, as steps from point to point."""
    parts = []
    for polygon in getattr(area, "geoms", [area]):
        for ring in (polygon.exterior, *polygon.interiors):
            points = [(round((x - west) / unit), round((north - y) / unit)) for x, y in ring.coords]
            points = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
            if len(points) > 3:
                steps = (f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(points[:-1]))
                parts.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z")
    return "".join(parts)


def key(own: Mapping[str, Any]) -> tuple[str, str, str, float]:
    """Return what tells a district: table and layer write Woodstock and R-14 in two ways."""
    abbreviation = re.sub(r"\W", "", own["district_abbr"] or "")
    return own["county"], own["jurisdiction"].removesuffix(" Town"), abbreviation, float(own["acres"])


def read(layer: Path, table: Path) -> list[tuple[int, dict[str, str], shapely.Geometry]]:
    """Return the districts of a layer, with its row number in the table, the row, and its shape in meters."""
    features = json.loads(gzip.decompress(layer.read_bytes()))["features"]
    rows = pd.read_csv(table, dtype=str, keep_default_na=False).to_dict("records")
    row_of = {key(own): row for row, own in enumerate(rows) if own["acres"]}
    numbers = [row_of[key(f["properties"])] for f in features]
    to_plane = Transformer.from_crs(4326, PLANE, always_xy=True)
    shapes = [
        shapely.transform(shape(f["geometry"]), to_plane.transform, interleaved=False) for f in features
    ]
    return [(row, rows[row], area) for row, area in zip(numbers, shapes, strict=True)]


def draw_towns(districts: list[tuple[int, dict[str, str], shapely.Geometry]]) -> None:
    """Write the outlines of each town's districts in units from the town's own corner, by their row in the table."""
    towns = defaultdict(list)
    for row, own, area in districts:
        towns[f"{own['county']};{own['jurisdiction']}"].append((row, area))
    found = {}
    for name, of_town in sorted(towns.items()):
        west, south, east, north = shapely.total_bounds([area for _row, area in of_town])
        shapes = {}
        for row, area in sorted(of_town, key=lambda own: own[0]):
            circle = shapely.maximum_inscribed_circle(area, tolerance=10)
            (x, y), *_rest = circle.coords
            at = ((x - west) / TOWN_UNIT, (north - y) / TOWN_UNIT, circle.length / TOWN_UNIT)
            if line := rings(area.simplify(TOWN_SIMPLIFIED), west, north, TOWN_UNIT):
                shapes[row] = (line, *map(round, at))
        size = (round((east - west) / TOWN_UNIT), round((north - south) / TOWN_UNIT))
        found[name] = {"width": size[0], "height": size[1], "shapes": shapes}
    text = json.dumps(found, separators=(",", ":"), ensure_ascii=False)
    (FILES / "vermont_shapes.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{len(found)} towns, {sum(len(own['shapes']) for own in found.values())} districts")


def draw(districts: list[tuple[int, dict[str, str], shapely.Geometry]]) -> None:
    base = [(own, area) for _row, own, area in districts if own["overlay"] == "no"]
    west, south, east, north = shapely.union_all([area.envelope for _own, area in base]).bounds
    paths = []
    for own, area in sorted(base, key=lambda district: district[0]["jurisdiction"]):
        line = rings(area.simplify(SIMPLIFIED), west, north)
        if line:
            paths.append(f'<path class="{homes_class(treatments(own))}" d="{line}"/>')
    style = "path{stroke:#fff;stroke-width:1}" + "".join(
        f".{name}{{fill:{color}}}" for name, color in CLASSES.items()
    )
    width, height = round((east - west) / UNIT), round((north - south) / UNIT)
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><style>{style}</style>'
    text = f"{start}{''.join(paths)}</svg>\n"
    MAP.write_text(text)
    print(f"{len(paths)} districts, {len(text):,} bytes, {width} x {height}")


def people(of_2000: Path, of_today: Path) -> pd.DataFrame:
    old = pd.read_csv(of_2000, dtype={"geoid_2000": str}).rename(columns={"geoid_2000": "geoid"})
    old["pop_nh_other"] = old[list(OTHERS)].sum(axis=1)
    new = pd.read_csv(of_today, dtype={"geoid": str})
    names = (
        new[new.geoid.str[:2] == FIPS]
        .groupby(new.geoid.str[:5])
        .county_name.first()
        .str.removesuffix(" County")
    )
    out = []
    for period, rows in (("2000", old), ("2020-2024", new)):
        own = rows[rows.geoid.str[:2] == FIPS]
        sums = own.groupby(own.geoid.str[:5])[list(GROUPS)].sum()
        out.append(sums.assign(county=names, period=period))
    return pd.concat(out)[["county", "period", *GROUPS]]


if __name__ == "__main__":
    atlas, of_2000, of_today = map(Path, sys.argv[1:4])
    FILES.mkdir(exist_ok=True)
    rows = (atlas / "vermont_districts.csv").read_bytes()
    (FILES / "vermont_districts.csv.gz").write_bytes(gzip.compress(rows, mtime=0))
    people(of_2000, of_today).to_csv(FILES / "vermont_people.csv", index=False, lineterminator="\n")
    read_districts = read(atlas / "vermont_zoning_districts.geojson.gz", atlas / "vermont_districts.csv")
    draw(read_districts)
    draw_towns(read_districts)
