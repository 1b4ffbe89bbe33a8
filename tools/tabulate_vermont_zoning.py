"""Make src/fairtown/reports/atlas_files and the map of Vermont's districts from a folder of compiled public figures.

    .venv/bin/python tools/tabulate_vermont_zoning.py ATLAS_FOLDER TRACTS_2000_CSV TRACTS_2020_2024_CSV

ATLAS_FOLDER holds the Vermont Zoning Atlas as a table and a layer, the other two race by tract of the nation. Rows are
copied as they are; people are added up by county; shapes are drawn, simplified to about 160 meters.
"""

from __future__ import annotations

import gzip
import json
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry import shape

ROOT = Path(__file__).parents[1] / "src" / "fairtown"
FILES, MAP = ROOT / "reports" / "atlas_files", ROOT / "hub" / "static" / "zoning" / "vermont.svg"
FIPS, PLANE = "50", 32145
#: Meters: what lines lose, and a unit of the drawing.
SIMPLIFIED, UNIT = 160, 100
GROUPS = ("pop_total", "pop_nh_white", "pop_nh_black", "pop_nh_asian", "pop_hispanic", "pop_nh_other")
OTHERS = ("pop_nh_aian", "pop_nh_nhpi", "pop_nh_other_race", "pop_nh_two_or_more")
#: What a district allows as of right, the most homes first: its class in the drawing, and the color.
CLASSES = {
    "four": "#1b6e5a", "few": "#7fb89f", "one": "#e3b04b", "hearing": "#c9c3e6", "none": "#b9b9b9",
    "unknown": "#f4f4f4",
}  # fmt: skip


def zoning_class(rule: dict[str, str]) -> str:
    kinds = ("f1", "f2", "f3", "f4plus")
    treated = {kind: rule.get(f"{kind}_treatment") or "" for kind in kinds}
    if treated["f4plus"] == "allowed":
        return "four"
    if "allowed" in (treated["f2"], treated["f3"]):
        return "few"
    if treated["f1"] == "allowed":
        return "one"
    if "hearing" in treated.values():
        return "hearing"
    return "none" if set(treated.values()) == {"prohibited"} else "unknown"


def rings(area: shapely.Geometry, west: float, north: float) -> str:
    """Return the path of a polygon in whole units, as steps from point to point."""
    parts = []
    for polygon in getattr(area, "geoms", [area]):
        for ring in (polygon.exterior, *polygon.interiors):
            points = [(round((x - west) / UNIT), round((north - y) / UNIT)) for x, y in ring.coords]
            points = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
            if len(points) > 3:
                steps = (f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(points[:-1]))
                parts.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z")
    return "".join(parts)


def draw(layer: Path) -> None:
    features = json.loads(gzip.decompress(layer.read_bytes()))["features"]
    base = [f for f in features if f["properties"]["overlay"] == "no"]
    to_plane = Transformer.from_crs(4326, PLANE, always_xy=True)
    shapes = [shapely.transform(shape(f["geometry"]), to_plane.transform, interleaved=False) for f in base]
    west, south, east, north = shapely.union_all([s.envelope for s in shapes]).bounds
    order = sorted(range(len(base)), key=lambda i: (base[i]["properties"]["jurisdiction"], i))
    paths = []
    for i in order:
        own = base[i]["properties"]
        line = rings(shapes[i].simplify(SIMPLIFIED), west, north)
        if line:
            paths.append(f'<path class="{zoning_class(own)}" d="{line}"/>')
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
    draw(atlas / "vermont_zoning_districts.geojson.gz")
