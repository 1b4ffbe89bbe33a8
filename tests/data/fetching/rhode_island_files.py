"""Rhode Island as the Census Bureau's bulk files and API give it, made of recorded answers (`rhode_island/README.md`).

Figures of tracts and county subdivisions are the Bureau's, with their margins; those of the state and counties are sums
of tracts, without margins. Three things are made up: each tract is one block, but for that it is real which town it is
in; six tracts of 2010 that were divided are cut in halves; land is that of 2010.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from fairtown.data import publishers
from fairtown.data.readers.redistricting import CELLS, WIDTH

from .shape_files import boundary_zip
from .survey_files import CONTROLLED, dat, path_of

FOLDER = Path(__file__).parent / "rhode_island"
FIPS, YEAR = "44", 2022
COUNTIES = {"001": "Bristol", "003": "Kent", "005": "Newport", "007": "Providence", "009": "Washington"}
#: The cells of the profile of 2018-2022 that are cells of detailed tables: its numbers change from year to year.
PROFILE = {
    "B03002_001": "DP05_0072", "B03002_003": "DP05_0079", "B03002_004": "DP05_0080", "B03002_005": "DP05_0081",
    "B03002_006": "DP05_0082", "B03002_007": "DP05_0083", "B03002_008": "DP05_0084", "B03002_009": "DP05_0085",
    "B03002_012": "DP05_0073", "B25003_001": "DP04_0045", "B25003_002": "DP04_0046", "B25003_003": "DP04_0047",
}  # fmt: skip
#: The airport lies in Warwick; nobody lives in it.
EMPTY_TRACTS = {"44003980000": "4400374300"}
CITIES = (
    "Central Falls",
    "Cranston",
    "East Providence",
    "Newport",
    "Pawtucket",
    "Providence",
    "Warwick",
    "Woonsocket",
)
SURVEY_PATH = f"/data/{YEAR}/acs/acs5"


@cache
def recorded(name: str) -> dict[str, list[list[str]]]:
    """Return recorded answers by level, the header first."""
    return json.loads(gzip.decompress((FOLDER / f"{name}.json.gz").read_bytes()))


def frame(name: str, level: str) -> pd.DataFrame:
    """Return a recorded answer by geoid."""
    header, *rows = recorded(name)[level]
    found = pd.DataFrame(rows, columns=header)
    return found.set_index(found.GEO_ID.str[9:].rename("geoid"))


@cache
def survey() -> pd.DataFrame:
    """Return the cells of the survey under the names of the summary file, of all places of the state, as text."""
    places = pd.concat([frame("acs5_2018_2022_profile", level) for level in ("tract", "county subdivision")])
    cells = {}
    for cell, profile in PROFILE.items():
        table, _, number = cell.rpartition("_")
        cells[f"{table}_E{number}"], cells[f"{table}_M{number}"] = (
            places[f"{profile}E"],
            places[f"{profile}M"],
        )
    found = pd.DataFrame(cells)
    tracts = found[found.index.str.len() == 11]
    estimates = [name for name in found if "_E" in name]
    for digits in (2, 5):
        sums = tracts[estimates].astype(int).groupby(tracts.index.str[:digits]).sum().astype(str)
        found = pd.concat([found, sums.reindex(columns=found.columns, fill_value=CONTROLLED)])
    return found.sort_index()


@cache
def towns_of_tracts() -> dict[str, str]:
    """Return the county subdivision of each tract: in the order of their numbers, their counts add up to a town's."""
    counts = frame("redistricting_2020", "tract").drop(columns=["GEO_ID", "NAME"]).astype(int)
    whole = frame("redistricting_2020", "county subdivision").drop(columns=["GEO_ID", "NAME"]).astype(int)
    found = dict(EMPTY_TRACTS)
    for county in COUNTIES:
        inhabited = counts[counts.index.str.startswith(FIPS + county) & (counts.P1_001N > 0)].sort_index()
        towns = {tuple(row): geoid for geoid, *row in whole.itertuples() if geoid.startswith(FIPS + county)}
        run: list[str] = []
        for tract in inhabited.index:
            run.append(tract)
            sums = tuple(inhabited.loc[run].sum())
            if sums in towns:
                found |= dict.fromkeys(run, towns.pop(sums))
                run = []
        assert not run
    return found


@cache
def shapes() -> pd.DataFrame:
    """Return geoid, geometry and land_m2 of the tracts of 2020: those of 2010, divided ones in halves."""
    older = pd.read_csv(FOLDER / "tracts_2010.csv.gz", dtype={"geoid": str}).set_index("geoid")
    now = [g for g in frame("redistricting_2020", "tract").index if g[5:7] != "99"]
    gone = sorted(set(older.index) - set(now))
    rows = [(g, shapely.from_wkt(older.geometry[g]), int(older.land_m2[g])) for g in now if g in older.index]
    new = [g for g in now if g not in older.index]
    for i, parent in enumerate(sorted(g for g in gone if g[5:7] != "99")):
        halves = _halves(shapely.from_wkt(older.geometry[parent]))
        areas = [half.area / sum(h.area for h in halves) for half in halves]
        children = zip(new[2 * i : 2 * i + 2], halves, areas, strict=True)
        rows += [(g, half, round(older.land_m2[parent] * area)) for g, half, area in children]
    found = pd.DataFrame(rows, columns=["geoid", "shape", "land_m2"])
    found["geometry"] = [shapely.to_wkt(_many(s), rounding_precision=6) for s in found["shape"]]
    return found.sort_values("geoid", ignore_index=True)


def _halves(shape: Any) -> list[Any]:
    west, south, east, north = shape.bounds
    middle = (west + east) / 2
    parts = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    return [_many(shapely.set_precision(shapely.intersection(shape, part), 1e-6)) for part in parts]


def _many(shape: Any) -> Any:
    parts = [p for p in getattr(shape, "geoms", [shape]) if p.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def town_shapes() -> pd.DataFrame:
    """Return the shapes of county subdivisions: their tracts put together."""
    tracts = shapes().assign(town=shapes().geoid.map(towns_of_tracts()))
    rows = []
    for town, own in tracts.groupby("town"):
        whole = shapely.union_all(shapely.set_precision(own["shape"].to_numpy(), 1e-6))
        rows.append((town, shapely.to_wkt(_many(whole), rounding_precision=6), int(own.land_m2.sum())))
    return pd.DataFrame(rows, columns=["geoid", "geometry", "land_m2"])


def _line(level: str, geoid: str, **cells: object) -> str:
    row = [""] * WIDTH
    row[0:2] = "PLST", "RI"
    known = {"SUMLEV": level, "GEOCOMP": "00", "GEOCODE": geoid, "STATE": FIPS, "COUNTY": geoid[2:5], **cells}
    for name, value in known.items():
        row[CELLS[name]] = str(value)
    return "|".join(row)


def geographic_header() -> str:
    """Return the geographic header of the redistricting file: places of four levels, a block in each tract."""
    tracts, subdivisions = (frame("redistricting_2020", level) for level in ("tract", "county subdivision"))
    land = shapes().set_index("geoid").land_m2
    towns = towns_of_tracts()
    lines = []
    for county, name in COUNTIES.items():
        own = tracts[tracts.index.str.startswith(FIPS + county)]
        sums = {"POP100": own.P1_001N.astype(int).sum(), "HU100": own.H1_001N.astype(int).sum()}
        area = {"AREALAND": land[land.index.str.startswith(FIPS + county)].sum(), "AREAWATR": 0}
        lines.append(
            _line("050", FIPS + county, NAME=f"{name} County", BASENAME=name, FUNCSTAT="N", **sums, **area)
        )
    for geoid, row in subdivisions.iterrows():
        name = row.NAME.split(",")[0]
        base = name.removesuffix(" town").removesuffix(" city")
        kind = "Z9" if geoid.endswith("00000") else "C5" if base in CITIES and name.endswith("city") else "T1"
        own = [tract for tract, town in towns.items() if town == geoid]
        cells = {"COUSUB": geoid[5:], "COUSUBCC": kind, "NAME": name, "BASENAME": base, "POP100": row.P1_001N}
        lines.append(_line("060", geoid, HU100=row.H1_001N, AREALAND=land[own].sum(), AREAWATR=0, **cells))
    for geoid, row in tracts.iterrows():
        counts = {"POP100": row.P1_001N, "HU100": row.H1_001N, "AREALAND": land.get(geoid, 0), "AREAWATR": 9}
        lines.append(_line("140", geoid, TRACT=geoid[5:], **counts))
        town = towns.get(geoid, f"{geoid[:5]}00000")
        name = subdivisions.NAME.get(town, "").split(",")[0]
        kind = "Z9" if town.endswith("00000") else "C5" if name.endswith(" city") else "T1"
        lines.append(_line("750", f"{geoid}1000", TRACT=geoid[5:], COUSUB=town[5:], COUSUBCC=kind, **counts))
    return "\n".join(lines) + "\n"


def redistricting_zip(header: str) -> bytes:
    """Return the zip of the redistricting file: its header, and three files of counts that nobody reads here."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(1, 4):
            archive.writestr(
                zipfile.ZipInfo(f"ri0000{number}2020.pl", (2021, 8, 1, 0, 0, 0)), "PLST|RI|000|01|0000001\n"
            )
        archive.writestr(zipfile.ZipInfo("rigeo2020.pl", (2021, 8, 1, 0, 0, 0)), header)
    return content.getvalue()


@cache
def bulk_files() -> dict[str, bytes]:
    """Return the files of Rhode Island by their paths."""
    cells = survey()
    tables = {
        table: cells[[name for name in cells if name.startswith(table)]] for table in ("B03002", "B25003")
    }
    return {
        **{path_of(publishers.survey_table(YEAR, table)): dat(table, own) for table, own in tables.items()},
        path_of(publishers.redistricting("ri", "Rhode Island")): redistricting_zip(geographic_header()),
        path_of(publishers.boundaries(2022, FIPS, "tract")): boundary_zip(shapes(), "tract", 2022),
        path_of(publishers.boundaries(2020, FIPS, "cousub")): boundary_zip(town_shapes(), "cousub", 2020),
    }


OLDER_YEAR = 2019


@cache
def parents() -> dict[str, str]:
    """Return the tract of 2010 of each tract of 2020: itself, or the one that was divided."""
    older = pd.read_csv(FOLDER / "tracts_2010.csv.gz", dtype=str).geoid
    now = frame("redistricting_2020", "tract").index
    gone = sorted(g for g in set(older) - set(now) if g[5:7] != "99")
    new = sorted(g for g in now if g not in set(older) and g[5:7] != "99")
    divided = {child: parent for n, parent in enumerate(gone) for child in new[2 * n : 2 * n + 2]}
    return {geoid: divided.get(geoid, geoid) for geoid in now}


def older_survey() -> pd.DataFrame:
    """Return a survey by the tracts of 2010: figures of 2018-2022 added up, which nobody published so."""
    cells = survey()
    of_tract = cells[cells.index.str.len() == 11].astype(int)
    margins = [name for name in cells if "_M" in name]
    of_tract[margins] = of_tract[margins] ** 2
    sums = of_tract.groupby(of_tract.index.map(parents())).sum()
    sums[margins] = (sums[margins] ** 0.5).round().astype(int)
    return pd.concat([cells[cells.index.str.len() < 11], sums.astype(str)]).sort_index()


@cache
def older_files() -> dict[str, bytes]:
    """Return what a survey by the tracts of 2010 needs beside `bulk_files`."""
    cells, land = older_survey(), shapes().set_index("geoid").land_m2
    tables = {
        table: cells[[name for name in cells if name.startswith(table)]] for table in ("B03002", "B25003")
    }
    older = pd.read_csv(FOLDER / "tracts_2010.csv.gz", dtype={"geoid": str})
    older = older[older.geoid.str[5:7] != "99"]
    whole = land.groupby(land.index.map(parents())).sum()
    pairs = ["OID_TRACT_20|GEOID_TRACT_20|GEOID_TRACT_10|AREALAND_TRACT_10|AREALAND_PART"]
    names = [
        f"{part}_{year}" for year in (2010, 2020) for part in ("STATE", "COUNTY", "TRACT", "BLK", "BLKSF")
    ]
    blocks = ["|".join([*names, "AREALAND_INT", "AREAWATER_INT"])]
    for new, old in parents().items():
        part = land.get(new, 0)
        pairs.append(f"1|{new}|{old}|{whole.get(old, 0)}|{part}")
        codes = [[g[:2], g[2:5], g[5:11], number, ""] for g, number in ((old, f"1{new[8:]}"), (new, "1000"))]
        blocks.append("|".join([*codes[0], *codes[1], str(part), "9"]))
    content, name = io.BytesIO(), zipfile.ZipInfo("tab2010_tab2020_st44_ri.txt", (2021, 8, 1, 0, 0, 0))
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, "\n".join(blocks) + "\n")
    return {
        **{
            path_of(publishers.survey_table(OLDER_YEAR, table)): dat(table, own)
            for table, own in tables.items()
        },
        path_of(publishers.boundaries(2010, FIPS, "tract")): boundary_zip(older, "tract", 2010),
        path_of(publishers.tract_relationship(FIPS)): ("\n".join(pairs) + "\n").encode(),
        path_of(publishers.block_relationship(FIPS)): content.getvalue(),
    }


DIGITS = {"state": 2, "county": 5, "county subdivision": 10, "tract": 11}
NUMBERS = {2: "040", 5: "050", 10: "060", 11: "140"}


def answer(query: dict[str, str]) -> bytes:
    """Answer as the API does: the cells that are asked for, of all places of a level, their codes last."""
    level = query["for"].partition(":")[0]
    names = query["get"].split(",")
    rows = survey()[survey().index.str.len() == DIGITS[level]]
    table: list[list[str | None]] = [[*names, "state", level]]
    for geoid, row in rows.iterrows():
        texts = [f"{NUMBERS[len(geoid)]}0000US{geoid}"]
        # B03002_001M is B03002_M001 in the summary file
        texts += [row[f"{name[:-4]}{name[-1]}{name[-4:-1]}"] for name in names[1:]]
        table.append([*texts, FIPS, geoid[5:]])
    return json.dumps(table).encode()
