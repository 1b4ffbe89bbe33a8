"""A state of a few blocks as the Census Bureau's files give it: codes are real, counts round and made up.

Blocks stand in a row, each a square of a tenth of a degree. A quarter of the people are Black, the rest White; half of
the homes are owned.
"""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import shapely

from fairtown.data import publishers
from fairtown.data.readers.redistricting import CELLS, WIDTH
from fairtown.states.governments import GOVERNMENTS, PLACES_IN_SUBDIVISIONS

from .rhode_island_files import redistricting_zip
from .shape_files import boundary_zip
from .survey_files import CONTROLLED, NO_MARGIN, NO_SAMPLE, dat, path_of

YEAR = 2022
#: County, tract, county subdivision and its class, place and its class, people, homes, land.
Block = tuple[str, str, str, str, str, str, int, int, int]
MARGIN_OF_NOBODY, MEDIAN = 12, "60000"
SIDE = 0.1


def frame(code: str, blocks: list[Block]) -> pd.DataFrame:
    """Return the blocks with the codes of the places they are in, by level."""
    fips = GOVERNMENTS[code].fips
    names = ["county", "tract", "cousub", "cousub_class", "place", "place_class", "people", "homes", "land"]
    rows = pd.DataFrame(blocks, columns=names)
    county = fips + rows.county
    return rows.assign(
        level_040=fips, level_050=county, level_060=county + rows.cousub, level_140=county + rows.tract,
        level_070=county + rows.cousub + rows.place.replace("", "99999"),
        level_160=(fips + rows.place).where(rows.place != "", ""),
        geoid=[f"{c}{t}{1000 + i}" for i, (c, t) in enumerate(zip(county, rows.tract, strict=True))],
    )  # fmt: skip


def header(code: str, blocks: list[Block], names: dict[str, str]) -> str:
    """Return the geographic header: places of five levels; `names`: of counties and places, by code."""
    rows = frame(code, blocks)
    lines = []

    def line(level: str, geoid: str, own: pd.DataFrame, **cells: str) -> None:
        row = [""] * WIDTH
        known = {"SUMLEV": level, "GEOCOMP": "00", "GEOCODE": geoid, "STATE": GOVERNMENTS[code].fips, **cells}
        sums = {
            "POP100": own.people.sum(),
            "HU100": own.homes.sum(),
            "AREALAND": own.land.sum(),
            "AREAWATR": 1,
        }
        for name, value in {**known, **sums}.items():
            row[CELLS[name]] = str(value)
        lines.append("|".join(row))

    for level in ("050", "060", "140", "160"):
        for geoid, own in rows.groupby(f"level_{level}"):
            name = names.get(geoid, f"Name {geoid}")
            if geoid:
                line(
                    level, geoid, own, COUNTY=own.county.iloc[0], NAME=name, BASENAME=name.rpartition(" ")[0]
                )
    for i, row in enumerate(rows.itertuples()):
        own = rows.iloc[i : i + 1]
        places = {
            "COUSUB": row.cousub,
            "COUSUBCC": row.cousub_class,
            "PLACE": row.place,
            "PLACECC": row.place_class,
        }
        line("750", row.geoid, own, COUNTY=row.county, TRACT=row.tract, **places)
    return "\n".join(lines) + "\n"


def survey(code: str, blocks: list[Block], gone: tuple[str, ...] = ()) -> dict[str, pd.DataFrame]:
    """Return the cells of three tables of the survey at every level; `gone`: places that it does not have."""
    rows = frame(code, blocks)
    levels = ("040", "050", "060", "070", "140", "160")
    sums = pd.concat([rows.groupby(f"level_{level}")[["people", "homes"]].sum() for level in levels])
    sums = sums[(sums.index != "") & ~sums.index.isin(gone)]
    black, owned = sums.people // 4, sums.homes // 2
    race = {f"{n:03}": 0 * sums.people for n in (5, 6, 7, 8, 9, 12)}
    race |= {"001": sums.people, "003": sums.people - black, "004": black}
    tenure = {"001": sums.homes, "002": owned, "003": sums.homes - owned}
    found = {table: _cells(table, cells) for table, cells in (("B03002", race), ("B25003", tenure))}
    is_part = sums.index.str.len() == 15
    median = pd.DataFrame({"B19013_E001": MEDIAN, "B19013_M001": "3000"}, index=sums.index)
    median.loc[is_part, :] = NO_SAMPLE, NO_MARGIN
    return {**found, "B19013": median}


def _cells(table: str, counts: dict[str, pd.Series]) -> pd.DataFrame:
    found = {}
    for number, count in sorted(counts.items()):
        margin = (10 * count**0.5).round().clip(lower=MARGIN_OF_NOBODY).astype(int).astype(str)
        found[f"{table}_E{number}"] = count.astype(str)
        found[f"{table}_M{number}"] = margin.where(count.index.str.len() > 5, CONTROLLED)
    return pd.DataFrame(found)


def shapes(code: str, blocks: list[Block], level: str) -> pd.DataFrame:
    """Return geoid and geometry of the places of a level that have land."""
    rows = frame(code, blocks)
    edges = [-100 + SIDE * i for i in range(len(rows) + 1)]
    rows["shape"] = [shapely.box(west, 40, east, 40 + SIDE) for west, east in pairwise(edges)]
    rows = rows[(rows.land > 0) & (rows[f"level_{level}"] != "")]
    found = [
        (geoid, shapely.union_all(own["shape"].to_numpy(), grid_size=1e-6))
        for geoid, own in rows.groupby(f"level_{level}")
    ]
    many = [(g, s if s.geom_type == "MultiPolygon" else shapely.MultiPolygon([s])) for g, s in found]
    return pd.DataFrame(
        [(g, shapely.to_wkt(s, rounding_precision=6)) for g, s in many], columns=["geoid", "geometry"]
    )


def files(
    code: str, blocks: list[Block], names: dict[str, str], gone: tuple[str, ...] = ()
) -> dict[str, bytes]:
    """Return the files of the state by their paths; counties are in a file with one of another state."""
    own = GOVERNMENTS[code]
    other = pd.DataFrame([("99001", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))")], columns=["geoid", "geometry"])
    counties = pd.concat([other, shapes(code, blocks, "050")], ignore_index=True)
    found = {
        path_of(publishers.survey_table(YEAR, table)): dat(table, cells)
        for table, cells in survey(code, blocks, gone).items()
    }
    found[path_of(publishers.redistricting(code, own.name))] = redistricting_zip(header(code, blocks, names))
    found[path_of(publishers.county_boundaries(2020))] = boundary_zip(counties, "county", 2020)
    levels = [("tract", "140", 2022), ("place", "160", 2020)]
    levels += [("cousub", "060", 2020)] if own.decides == PLACES_IN_SUBDIVISIONS else []
    for level, number, year in levels:
        path = path_of(publishers.boundaries(year, own.fips, level))
        found[path] = boundary_zip(shapes(code, blocks, number), level, year)
    return found
