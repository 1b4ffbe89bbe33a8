"""Make the clean tables of src/fairtown/states/massachusetts/tables from a folder of compiled public figures.

    .venv/bin/python tools/tabulate_massachusetts.py FOLDER TRACTS_GEOJSON

FOLDER holds towns with their codes and outlines, tracts of 2010 by town (MAPC/mapcdatakeys) and the American Community
Survey of 2014-2018 by tract; TRACTS_GEOJSON the Bureau's cartographic boundaries of 2018. Run once when the figures
change. It selects and renames published figures. Two things are computed: what is left of all residents beside four
groups, and, from shapes, which tracts lie in several towns.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry import shape

from fairtown.data import catalog, clean_tables
from fairtown.states import state
from fairtown.states.massachusetts.forms import KEPT

SQ_M_PER_SQ_MI = 2589988.110336
#: The state plane of Massachusetts (NAD83), meters.
PLANE = 26986
#: A tract lies in a town that it holds nearly all of, or that shares as much of both; less is coarse lines.
WHOLE_TOWN, PART_OF_BOTH = 0.9, 0.15


def put(address: str, rows: pd.DataFrame, year: int | None = None) -> None:
    own = state("ma")
    source, table = catalog.for_state(own).table(address)
    edition = table.edition(year) if year else table.editions[-1]
    rows = rows.assign(vintage=edition.vintage).astype(object)
    clean_tables.write(source.code, table, edition, rows.where(rows.notna(), ""), own.folder)


def shapes(path: Path) -> tuple[dict[str, shapely.Geometry], dict[str, int]]:
    """Return shapes by code, and the land in square meters where the file has it."""
    features = json.loads(path.read_text())["features"]
    found = {f["properties"]["geoid"]: shape(f["geometry"]) for f in features}
    land = {f["properties"]["geoid"]: f["properties"].get("land_area_sq_m", 0) for f in features}
    return found, land


def on_plane(found: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    to_plane = Transformer.from_crs(4326, PLANE, always_xy=True)
    return {code: shapely.transform(s, to_plane.transform, interleaved=False) for code, s in found.items()}


def shared(
    tracts: dict[str, shapely.Geometry], towns: dict[str, shapely.Geometry], own: pd.Series
) -> pd.DataFrame:
    """Return the towns of each tract that lies in several, and the share of its land within each outline."""
    rows = []
    tree, codes = shapely.STRtree(list(tracts.values())), list(tracts)
    for town, outline in towns.items():
        for i in tree.query(outline):
            part = outline.intersection(tracts[codes[i]]).area
            of_tract, of_town = part / tracts[codes[i]].area, part / outline.area
            if of_town >= WHOLE_TOWN or min(of_tract, of_town) >= PART_OF_BOTH or own[codes[i]] == town:
                rows.append({"geoid": codes[i], "town_geoid": town, "land_share": round(of_tract, 4)})
    found = pd.DataFrame(rows)
    several = found[found.geoid.duplicated(keep=False)]
    return several.sort_values(["geoid", "town_geoid"], ignore_index=True)


def geography(folder: Path, tract_shapes: Path) -> None:
    towns, outlines = pd.read_csv(folder / "towns.csv", dtype=str), shapes(folder / "towns.geojson")[0]
    by_tract = pd.read_csv(folder / "tract_2010_to_town.csv", dtype=str).set_index("geoid").town_geoid
    drawn, land = shapes(tract_shapes)
    is_water = by_tract.index.str[5:7] == "99"
    people = (
        pd.read_csv(folder / "tracts_2010_acs5_2014_2018.csv", dtype={"geoid": str})
        .set_index("geoid")
        .pop_total
    )
    # the survey found 67 people in a tract of water: they are counted in the town that it lies beside
    by_tract = by_tract.mask(is_water & (people.reindex(by_tract.index) == 0).to_numpy(), "")
    drawn = {geoid: s for geoid, s in drawn.items() if geoid[5:7] != "99"}
    plane = on_plane(outlines)
    parts = shared(on_plane(drawn), plane, by_tract)
    own_land = (pd.Series({geoid: land[geoid] for geoid in drawn}) / SQ_M_PER_SQ_MI).groupby(by_tract).sum()
    torn = set(parts.town_geoid) | (set(outlines) - set(own_land.index))
    within = {
        town: plane[town].area / SQ_M_PER_SQ_MI if town in torn else own_land[town] for town in outlines
    }
    rows = towns.rename(columns={"town_geoid_2010": "geoid"})
    rows = rows.assign(
        county=rows.county.str.removesuffix(" County"),
        county_geoid=rows.geoid.str[:5],
        land_area_sq_mi=rows.geoid.map(within).round(3),
    )
    put("census_geography.towns", rows[["geoid", "town", "county_geoid", "county", "land_area_sq_mi"]])
    others = parts[parts.town_geoid != parts.geoid.map(by_tract)]
    second = (
        others.sort_values("land_share", ascending=False)
        .drop_duplicates("geoid")
        .set_index("geoid")
        .town_geoid
    )
    tracts = pd.DataFrame({"geoid": by_tract.index, "town_geoid": by_tract.to_numpy()})
    number = tracts.geoid.str[5:].astype(int)
    tracts["tract_name"] = [f"{n // 100}" if n % 100 == 0 else f"{n // 100}.{n % 100:02}" for n in number]
    tracts["also_town_geoid"] = tracts.geoid.map(second)
    tracts["land_area_sq_mi"] = (tracts.geoid.map(land) / SQ_M_PER_SQ_MI).round(4).mask(is_water)
    put("census_geography.tracts_2010", tracts)
    put("census_geography.shared_tracts", parts.assign(people=None, homes=None), 2010)
    put("census_boundaries.tracts", as_text(drawn), 2010)
    put("census_boundaries.towns", as_text(outlines))


def as_text(found: dict[str, shapely.Geometry]) -> pd.DataFrame:
    rows = []
    for geoid, s in sorted(found.items()):
        whole = s if s.geom_type == "MultiPolygon" else shapely.MultiPolygon([s])
        rows.append({"geoid": geoid, "geometry": shapely.to_wkt(whole, rounding_precision=6)})
    return pd.DataFrame(rows)


def survey(folder: Path) -> None:
    rows = pd.read_csv(folder / "tracts_2010_acs5_2014_2018.csv", dtype={"geoid": str})
    rows["pop_nh_other"] = rows.pop_total - rows[list(KEPT[1:])].sum(axis=1)
    put("acs5.race_ethnicity", rows.assign(pop_nh_other_moe=None), 2018)
    rows["households"] = rows.housing_units - rows.vacant_units
    put("acs5.tenure", rows.assign(households_moe=None), 2018)


if __name__ == "__main__":
    folder, tract_shapes = map(Path, sys.argv[1:3])
    state("ma").folder.mkdir(exist_ok=True)
    geography(folder, tract_shapes)
    survey(folder)
    clean_tables.write_checksums(state("ma").folder)
