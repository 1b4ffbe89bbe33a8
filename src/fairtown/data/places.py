"""Places: every geoid with its level, vintage, name and parents; and the guard of joins.

A place keeps one `key` while its code changes: the town Hartford is `09-37070` under the county
code of 2010 and the region code of 2022. Two vintages are never joined by geoid.
"""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.states.profile import State

COLUMNS = (
    "geoid", "vintage", "level", "name", "slug", "key", "town", "county", "region", "state", "also_town",
    "also_county", "also_region", "alias",
)  # fmt: skip
#: The clean tables from which places are made.
GEOGRAPHY = (
    "census_geography.towns",
    "census_geography.tracts_2010",
    "census_geography.tracts_2020",
)
REGION_SUFFIX = " Planning Region"


def slug(name: str) -> str:
    """Return the address word of a name: `New Haven` -> `new-haven`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def places(
    state: State, towns: pd.DataFrame, tracts_2010: pd.DataFrame, tracts_2020: pd.DataFrame
) -> pd.DataFrame:
    """Return all places of a state, one row per geoid and vintage, with the columns `COLUMNS`.

    `town`, `county` and `region` hold the parents' keys, `also_…` those of a second town that a tract
    reaches into; `alias` is an older code of the same place.
    Water tracts have no town and keep blank parents.
    """
    towns = towns.assign(key=[f"{state.fips}-{g[-5:]}" for g in towns.geoid])
    parts = [_state_rows(state), _areas(towns, state), _towns(towns), _tracts_2010(tracts_2010, towns)]
    parts.append(_tracts_2020(tracts_2020, towns))
    rows = pd.concat(parts, ignore_index=True).reindex(columns=list(COLUMNS)).astype(object)
    rows = rows.where(rows.notna(), "")
    rows["state"] = state.fips
    return rows.sort_values(["level", "vintage", "geoid"], ignore_index=True)


def _state_rows(state: State) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "geoid": state.fips,
            "vintage": ["2010", "2022"],
            "level": "state",
            "name": state.name,
            "slug": slug(state.name),
            "key": state.fips,
        }
    )


def _areas(towns: pd.DataFrame, state: State) -> pd.DataFrame:
    counties = towns.drop_duplicates("county_geoid")
    regions = towns.drop_duplicates("region_geoid")
    names = regions.region.str.removesuffix(REGION_SUFFIX)
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "geoid": counties.county_geoid,
                    "vintage": "2010",
                    "level": "county",
                    "name": counties.county + " County",
                    "slug": [slug(n) + "-county" for n in counties.county],
                    "key": counties.county_geoid,
                }
            ),
            pd.DataFrame(
                {
                    "geoid": regions.region_geoid,
                    "vintage": "2022",
                    "level": "region",
                    "name": regions.region,
                    "slug": [slug(n) + "-region" for n in names],
                    "key": regions.region_geoid,
                }
            ),
        ]
    )


def _towns(towns: pd.DataFrame) -> pd.DataFrame:
    base = pd.DataFrame(
        {
            "level": "town",
            "name": towns.town,
            "slug": [slug(n) for n in towns.town],
            "key": towns.key,
            "town": towns.key,
            "county": towns.county_geoid,
            "region": towns.region_geoid,
        }
    )
    return pd.concat(
        [
            base.assign(geoid=towns.geoid, vintage="2010"),
            base.assign(geoid=towns.geoid_2022, vintage="2022"),
        ]
    )


def _tracts_2010(tracts: pd.DataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    rows = _tract_rows(tracts, towns)
    by_geoid = towns.set_index("geoid")
    second = {
        f"also_{level}": tracts.also_town_geoid.map(by_geoid[column])
        for level, column in (("town", "key"), ("county", "county_geoid"), ("region", "region_geoid"))
    }
    return rows.assign(vintage="2010", key=tracts.geoid + "@2010", **second)


def _tracts_2020(tracts: pd.DataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    rows = _tract_rows(tracts, towns)
    return rows.assign(vintage="2022", key=tracts.geoid + "@2022", alias=tracts.geoid_2020)


def _tract_rows(tracts: pd.DataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    by_geoid = towns.set_index("geoid")
    parent = tracts.town_geoid
    unknown = sorted(set(parent) - set(by_geoid.index) - {""})
    if unknown:
        raise FairtownError(f"places: tracts name towns that do not exist: {unknown[:3]}; mend town_geoid")
    town_names = parent.map(by_geoid.town).fillna("water")
    return pd.DataFrame(
        {
            "geoid": tracts.geoid,
            "level": "tract",
            "name": "Tract " + tracts.tract_name + ", " + town_names,
            "slug": tracts.geoid,
            "town": parent.map(by_geoid.key),
            "county": parent.map(by_geoid.county_geoid),
            "region": parent.map(by_geoid.region_geoid),
        }
    )


def torn(tracts: pd.DataFrame, level: str) -> set[str]:
    """Return the keys of areas of `level` that a tract of `tracts` belongs to only in part.

    Both sides of the border: the area that the tract is counted in, and the one that its people are missed in.
    """
    if level == "state":
        return set()
    across = tracts[(tracts.also_town != "") & (tracts[level] != tracts[f"also_{level}"])]
    return {*across[level], *across[f"also_{level}"]}


def join(left: pd.DataFrame, right: pd.DataFrame, what: str, least: float = 1.0) -> pd.DataFrame:
    """Return `left` joined to `right` on geoid, each row of `left` kept.

    Raises FairtownError if the two are of different vintages, if a geoid of `right` stands twice, or if
    less than the share `least` of `left` finds its partner.
    """
    vintages = sorted(set(left.vintage)), sorted(set(right.vintage))
    if vintages[0] != vintages[1]:
        raise FairtownError(
            f"{what}: join of vintage {'+'.join(vintages[0])} with {'+'.join(vintages[1])}; codes of two "
            "vintages do not match: go through data.crosswalks"
        )
    if right.geoid.duplicated().any():
        twice = right.geoid[right.geoid.duplicated()].iloc[0]
        raise FairtownError(f"{what}: geoid {twice} stands twice on the right side, expected once")
    joined = left.merge(right.drop(columns="vintage"), on="geoid", how="left", indicator=True)
    found = float((joined["_merge"] == "both").mean()) if len(joined) else 1.0
    if found < least:
        raise FairtownError(
            f"{what}: {found:.1%} of {len(left)} places matched, expected at least {least:.0%}; "
            "check that both sides use the same codes"
        )
    return joined.drop(columns="_merge")
