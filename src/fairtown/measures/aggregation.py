"""Counts at every level: as published where they are, added up from smaller places where not.

The Bureau publishes the areas that its codes begin with, counties in most states; areas of another kind are the
sum of their towns, with the root of the summed squares as its margin, and says so by a flag.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.data.places import join, torn

AREA_LEVELS = ("county", "region", "state")
PARENTS = ("town", "county", "region", "state")
SECOND = ("also_town", "also_county", "also_region")
#: Share of cells that must be about a known place; the rest are water tracts without people.
LEAST_MATCHED = 0.99


def at_every_level(cells: pd.DataFrame, places: pd.DataFrame, counts: Sequence[str]) -> pd.DataFrame:
    """Return counts with margins for every place of the cells' year, one row per place.

    `cells`: geoid, vintage, the columns `counts` and each with `_moe`. The result adds `level`, `key`,
    `flag` and keeps the columns. A town without cells stays, blank and flagged `not_published`.
    Rows of no known place (water tracts) must be empty of people, else FairtownError.
    """
    columns = [*counts, *[c + "_moe" for c in counts]]
    identity = ["geoid", "vintage", "level", "key", *PARENTS, *SECOND]
    own = places[places.vintage == cells.vintage.iloc[0]]
    found = join(cells[["geoid", "vintage", *columns]], own[identity], "at_every_level", LEAST_MATCHED)
    _refuse_lost_people(found, counts)
    found = found[found.level.notna()].assign(flag="")
    parts = [found]
    have = set(found.level)
    if "town" not in have:
        towns = _sum_to_level(found, places, "town", columns, counts)
        parts.append(_with_missing_towns(towns, places, str(cells.vintage.iloc[0])))
    else:
        # places come and go between a census, which lists them, and a survey
        missing = _missing_towns(found, places, str(cells.vintage.iloc[0]))
        parts += [missing] if len(missing) else []
    base = found if "town" not in have else found[found.level == "town"]
    for level in AREA_LEVELS:
        if level not in have:
            parts.append(_sum_to_level(base, places, level, columns, counts))
    result_columns = ["geoid", "vintage", "level", "key", *PARENTS, *columns, "flag"]
    return pd.concat(parts, ignore_index=True)[result_columns]


def _refuse_lost_people(found: pd.DataFrame, counts: Sequence[str]) -> None:
    lost = found[found.level.isna() & (found[counts[0]] > 0)]
    if len(lost):
        raise FairtownError(
            f"{len(lost)} places with people are in no list of places, first {lost.geoid.iloc[0]} "
            f"({lost.vintage.iloc[0]}); add them to census_geography"
        )


def _sum_to_level(
    base: pd.DataFrame, places: pd.DataFrame, level: str, columns: list[str], counts: Sequence[str]
) -> pd.DataFrame:
    with_parent = base[base[level].notna() & (base[level] != "")]
    squares = with_parent.assign(**{c + "_moe": with_parent[c + "_moe"] ** 2 for c in counts})
    sums = squares.groupby(level)[columns].sum(skipna=False)
    for count in counts:
        sums[count + "_moe"] = np.sqrt(sums[count + "_moe"])
    target = places[(places.level == level)].drop_duplicates("key", keep="first")
    rows = target.merge(sums, left_on="key", right_index=True)
    return rows.assign(flag=np.where(rows.key.isin(list(torn(base, level))), "summed;shared_tract", "summed"))


def _with_missing_towns(towns: pd.DataFrame, places: pd.DataFrame, vintage: str) -> pd.DataFrame:
    return pd.concat([towns, _missing_towns(towns, places, vintage)])


def _missing_towns(rows: pd.DataFrame, places: pd.DataFrame, vintage: str) -> pd.DataFrame:
    every = places[(places.level == "town") & (places.vintage == vintage)]
    return every[~every.key.isin(rows.key)].assign(flag="not_published")
