"""Places: every geoid with its level, vintage, name and parents; and the guard of joins.

A place keeps one `key` while its code changes with the codes of its county or region. Two vintages are never joined by
geoid.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import numpy as np
import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.states.profile import Epoch, State

COLUMNS = (
    "geoid", "vintage", "level", "name", "slug", "key", "town", "county", "region", "state", "also_town",
    "also_county", "also_region", "alias", "is_water",
)  # fmt: skip
TOWNS = "census_geography.towns"
#: The clean tables from which places are made, of the censuses whose tracts a state's codes name.
GEOGRAPHY = (TOWNS, "census_geography.tracts_2010", "census_geography.tracts_2020")
#: Levels of areas made of jurisdictions.
AREAS = ("county", "region")
#: Numbers of tracts of water, as printed.
WATER = r"99\d\d(\.\d\d)?"
#: Names of county equivalents that say themselves what they are.
OTHER_COUNTIES = r".* city|Carson City|.* (Municipality|Census Area)|District of Columbia"
#: The end of the code of what is left of a county around its places.
REST = "99999"


def tracts_table(epoch: Epoch) -> str:
    """Return the address of the table of the tracts that codes name."""
    return f"census_geography.tracts_{epoch.tracts}"


def slug(name: str) -> str:
    """Return the address word of a name: `New Haven` -> `new-haven`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def places(state: State, towns: pd.DataFrame, tracts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return all places of a state, one row per geoid and vintage, with the columns `COLUMNS`.

    `towns`: the places that decide on housing, with `county_geoid` and `county` and like columns of other areas;
    `tracts`: those of each vintage. `town`, `county` and `region` hold the parents' keys, `also_…` those of a second
    town that a tract reaches into; `alias` is an older code of the same place, `is_water`: a tract has no land.
    A tract without a town has the area that its own code begins with, and no other parent.
    """
    towns = towns.assign(key=[_key(state, geoid) for geoid in towns.geoid])
    parts = []
    for epoch in state.epochs:
        own = [_state_rows(state), *_areas(towns, state, epoch), _towns(towns, state, epoch)]
        if epoch.vintage in tracts:
            own.append(_tracts(tracts[epoch.vintage], towns, state, epoch))
        parts += [rows.assign(vintage=epoch.vintage) for rows in own]
    rows = pd.concat(parts, ignore_index=True).reindex(columns=list(COLUMNS)).astype(object)
    rows = rows.where(rows.notna(), "")
    rows["state"], rows["is_water"] = state.fips, rows.is_water == True  # noqa: E712
    return rows.sort_values(["level", "vintage", "geoid"], ignore_index=True)


def _key(state: State, geoid: str) -> str:
    """Return what a town is called while its code changes; what is left of a county has a number of its county only."""
    return f"{state.fips}-{geoid[2:] if geoid.endswith(REST) else geoid[-5:]}"


def _code(rows: pd.DataFrame, year: int | str) -> pd.Series:
    """Return the codes of places: those of a column of their own for a vintage or census, else their only ones."""
    return rows.get(f"geoid_{year}", rows.geoid)


def _parents(towns: pd.DataFrame, state: State) -> list[str]:
    return [level for level in AREAS if level in state.levels and f"{level}_geoid" in towns]


def _state_rows(state: State) -> pd.DataFrame:
    row = {
        "geoid": state.fips,
        "level": "state",
        "name": state.name,
        "slug": slug(state.name),
        "key": state.fips,
    }
    return pd.DataFrame([row])


def _areas(towns: pd.DataFrame, state: State, epoch: Epoch) -> list[pd.DataFrame]:
    """Return the areas whose codes an epoch's codes begin with."""
    level = epoch.areas
    if level not in _parents(towns, state):
        return []
    rows = towns.drop_duplicates(f"{level}_geoid")
    label = " " + state.labels.get(level, level).title()
    bare = rows[level].str.removesuffix(label)
    areas = {
        "geoid": rows[f"{level}_geoid"],
        "name": bare.where(bare.str.fullmatch(OTHER_COUNTIES), bare + label),
        "slug": [f"{slug(n)}-{level}" for n in bare],
    }
    return [pd.DataFrame({**areas, "level": level, "key": rows[f"{level}_geoid"]})]


def _towns(towns: pd.DataFrame, state: State, epoch: Epoch) -> pd.DataFrame:
    parents = {level: towns[f"{level}_geoid"] for level in _parents(towns, state)}
    names = {"name": towns.town, "slug": [slug(n) for n in towns.town]}
    code = _code(towns, epoch.vintage)
    return pd.DataFrame(
        {"geoid": code, "level": "town", **names, "key": towns.key, "town": towns.key, **parents}
    )


def _tracts(tracts: pd.DataFrame, towns: pd.DataFrame, state: State, epoch: Epoch) -> pd.DataFrame:
    by_geoid = towns.set_index("geoid")
    unknown = sorted(set(tracts.town_geoid) - set(by_geoid.index) - {""})
    if unknown:
        raise FairtownError(f"places: tracts name towns that do not exist: {unknown[:3]}; mend town_geoid")
    columns = {"town": "key", **{level: f"{level}_geoid" for level in _parents(towns, state)}}
    parents = {level: tracts.town_geoid.map(by_geoid[column]) for level, column in columns.items()}
    if epoch.areas in parents:
        parents[epoch.areas] = tracts.geoid.str[:5]
    is_water = tracts.tract_name.str.fullmatch(WATER)
    nameless = np.where(is_water, "water", "no " + state.labels.get("town", "town"))
    where = tracts.town_geoid.map(by_geoid.town)
    rows = pd.DataFrame(
        {
            "geoid": tracts.geoid,
            "level": "tract",
            "name": "Tract " + tracts.tract_name + ", " + where.where(where.notna(), nameless),
            "slug": tracts.geoid,
            "key": tracts.geoid + "@" + epoch.vintage,
            **parents,
            "is_water": is_water,
        }
    )
    if "also_town_geoid" in tracts:
        second = tracts.also_town_geoid
        rows = rows.assign(
            **{f"also_{level}": second.map(by_geoid[column]) for level, column in columns.items()}
        )
    older = _code(tracts, epoch.tracts)
    return rows.assign(alias=older.where(older != tracts.geoid, ""))


def torn(tracts: pd.DataFrame, level: str) -> set[str]:
    """Return the keys of areas of `level` that a tract of `tracts` belongs to only in part.

    Both sides of the border: the area that the tract is counted in, and the one that its people are missed in.
    """
    if level in ("state", "nation"):
        return set()
    across = tracts[(tracts.also_town != "") & (tracts[level] != tracts[f"also_{level}"])]
    return {*across[level], *across[f"also_{level}"]}


def join(left: pd.DataFrame, right: pd.DataFrame, what: str, least: float = 1.0) -> pd.DataFrame:
    """Return `left` joined to `right` on geoid, each row of `left` kept.

    Raises FairtownError if the two are of different vintages, if a geoid of `right` stands twice, or if
    less than the share `least` of `left` finds its partner.
    """
    vintages = sorted(left.vintage.unique()), sorted(right.vintage.unique())
    if vintages[0] != vintages[1]:
        raise FairtownError(
            f"{what}: join of vintage {'+'.join(vintages[0])} with {'+'.join(vintages[1])}; codes of two "
            "vintages do not match: go through data.crosswalks"
        )
    if (again := right.geoid.duplicated()).any():
        twice = right.geoid[again].iloc[0]
        raise FairtownError(f"{what}: geoid {twice} stands twice on the right side, expected once")
    joined = left.merge(right.drop(columns="vintage"), on="geoid", how="left")
    found = float(left.geoid.isin(right.geoid).mean()) if len(left) else 1.0
    if found < least:
        raise FairtownError(
            f"{what}: {found:.1%} of {len(left)} places matched, expected at least {least:.0%}; "
            "check that both sides use the same codes"
        )
    return joined
