"""The areas of the nation: the nation itself, states, metropolitan areas and counties, at each date that is held.

An area keeps its `key` where it is the same land at both dates, however its code changed. Where land moved between
counties, both sides have a key for each date, so that nobody compares them.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.data import clean_tables, places
from fairtown.data.nation.by_state import COUNTY_DIGITS, FOLDER, STATE_DIGITS
from fairtown.data.nation.tracts import EDITIONS
from fairtown.states.profile import Epoch, State

NATION = "us"
AREAS, METROS, SHAPES = "us_areas.areas.csv", "us_areas.metros.csv", "us_areas.county_shapes.csv"
LEVELS = ("nation", "state", "region", "county")

#: What a release of the nation says of it; its regions are metropolitan areas.
PROFILE = State(
    code=NATION,
    fips=NATION,
    name="United States",
    folder=FOLDER,
    epochs=tuple(Epoch(e.vintage, since=e.year, tracts=e.year) for e in EDITIONS),
    labels={"county": "county", "region": "metropolitan area"},
    indices=(),
)


def areas(folder: Path = FOLDER) -> pd.DataFrame:
    """Return every area at each date as a release knows places, with the columns `places.COLUMNS`."""
    return _areas(folder, dict(clean_tables.digests(folder)).get(AREAS, ""))


@lru_cache(maxsize=2)
def _areas(folder: Path, checksum: str) -> pd.DataFrame:
    """Return the areas of a file, read once: every task of a process asks for them. `checksum`: of its bytes."""
    rows = _table(folder, AREAS)
    rows = rows.assign(
        slug=rows.name.map(places.slug),
        state=rows.geoid.str[:STATE_DIGITS].where(rows.level.isin(["state", "county"]), ""),
        county=rows.geoid.where(rows.level == "county", ""),
        region=rows.geoid.where(rows.level == "region", ""),
        is_water=False,
    )
    rows = rows.reindex(columns=list(places.COLUMNS)).astype(object)
    return rows.where(rows.notna(), "").sort_values(["level", "vintage", "geoid"], ignore_index=True)


def metros(folder: Path = FOLDER) -> pd.Series:
    """Return the metropolitan area of each county by both codes; empty where no delineation is held."""
    if not (folder / METROS).exists():
        return pd.Series(dtype=object)
    return _table(folder, METROS).set_index("county_geoid").region_geoid


def county_paths(folder: Path = FOLDER) -> pd.DataFrame:
    """Return the outline of each county as drawn: geoid and the path of an SVG, in half pixels."""
    return _table(folder, SHAPES)


def with_areas(tracts: pd.DataFrame, metro_of: pd.Series) -> pd.DataFrame:
    """Return tracts with the code of their nation, state, region and county; "" where they are in none.

    The columns `also_…` are blank: no tract of the Bureau crosses a county line.
    """
    county = tracts.geoid.str[:COUNTY_DIGITS]
    own = {"nation": NATION, "state": tracts.geoid.str[:STATE_DIGITS], "county": county}
    region = county.map(metro_of).fillna("") if len(metro_of) else ""
    blank = {f"also_{level}": "" for level in ("town", "county", "region")}
    return tracts.assign(**own, region=region, **blank)


def _table(folder: Path, name: str) -> pd.DataFrame:
    found = dict(clean_tables.digests(folder)).get(name)
    if found is None or found != clean_tables.checksums(folder).get(name):
        raise FairtownError(f"{name}: missing or altered in {folder}; {clean_tables.RESTORE}")
    return pd.read_csv(folder / name, dtype=str, keep_default_na=False)
