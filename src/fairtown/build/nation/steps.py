"""The steps of the nation's figures, each a function of one state and of what it reads: the same bytes wherever it
runs.

People: the tracts of a state at each date, checked. Figures: people and indices of the state and its counties. Whole:
the same of the nation and its metropolitan areas, which cross the borders of states, from the people of all. Where
voting districts are held they are a third date, by the same steps: of states, counties and metropolitan areas that are
whole in them. The indices are those of a state's release: `measures/segregation`, to which the areas and their tracts
are handed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from fairtown.build.cache import Cache
from fairtown.build.nation.tasks import Task
from fairtown.concepts import GROUPS, FairtownError
from fairtown.data.nation import areas, by_state, tracts
from fairtown.data.nation.by_state import PeopleByState
from fairtown.data.nation.districts import DISTRICTS
from fairtown.data.nation.districts import EDITION as BY_DISTRICT
from fairtown.measures.observations import Columns, join_flags
from fairtown.measures.residents import race_ethnicity
from fairtown.measures.segregation import dissimilarity, entropy, exposure, isolation
from fairtown.measures.segregation.estimation.by_area import AreaTracts, chance_of, values_of

INDICES: tuple[ModuleType, ...] = (dissimilarity, entropy, exposure, isolation)
#: What is to be said of every figure of an edition.
SOURCE_FLAGS: Mapping[int, str] = {
    tracts.COUNT.year: "full_count",
    BY_DISTRICT.year: "full_count",
    tracts.SURVEY.year: "no_margin",
}
STATE_LEVELS, WHOLE_LEVELS = ("state", "county"), ("nation", "region")
VINTAGES: Mapping[int, str] = {edition.year: edition.vintage for edition in tracts.EDITIONS}
#: The tables by year, in the order of time; each but that of voting districts has to be there.
TABLES: Mapping[int, PeopleByState] = {
    year: DISTRICTS if year == BY_DISTRICT.year else tracts.TRACTS for year in sorted(SOURCE_FLAGS)
}


def held(folder: Path) -> dict[int, PeopleByState]:
    """Return the tables by year that are read from a folder."""
    return {y: table for y, table in TABLES.items() if y in VINTAGES or table.is_held(y, folder)}


def people(task: Task, folder: Path, root: Path) -> str:
    """Do the first step for a state, and return the checksum of what it made."""
    return _kept(root, task, lambda: _people(task.place, folder))


def figures(task: Task, folder: Path, root: Path) -> str:
    """Do the second step for a state."""
    return _kept(root, task, lambda: _figures(task, folder, root, STATE_LEVELS))


def whole(task: Task, folder: Path, root: Path) -> str:
    """Do the last step, for the nation."""
    return _kept(root, task, lambda: _figures(task, folder, root, WHOLE_LEVELS))


STEPS: Mapping[str, Callable[[Task, Path, Path], str]] = {
    "people": people,
    "figures": figures,
    "whole": whole,
}


def result(task: Task, root: Path) -> pd.DataFrame:
    """Return the rows that a task made; raises FairtownError where they are gone."""
    content = Cache(root).read(task.name, task.key)
    if content is None:
        raise FairtownError(
            f"nation: the result of {task.name} is not in {root}; is the folder shared, and large enough?"
        )
    return pq.read_table(io.BytesIO(content)).to_pandas()


def _kept(root: Path, task: Task, make: Callable[[], pd.DataFrame]) -> str:
    """Return the checksum of a task's result, which the cache holds under the key of all that it depends on."""
    return Cache(root).checksum(task.name, task.key, lambda: _to_bytes(make()))


def _to_bytes(rows: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), file, compression="zstd")
    return file.getvalue()


def _people(state: str, folder: Path) -> pd.DataFrame:
    """Return the people of a state in its tracts, and districts if it has any, each with its year."""
    found = held(folder)
    if BY_DISTRICT.year in found and state not in DISTRICTS.states_in(BY_DISTRICT.year, folder):
        del found[BY_DISTRICT.year]
    rows = [table.read(year, state, folder).assign(year=year) for year, table in found.items()]
    return pd.concat(rows, ignore_index=True)


def _figures(task: Task, folder: Path, root: Path, levels: Sequence[str]) -> pd.DataFrame:
    """Return the observations of areas of some levels, each with its measure and year."""
    every = pd.concat([result(other, root) for other in task.needs], ignore_index=True)
    places, metro_of = areas.areas(folder), areas.metros(folder)
    out, of_areas = [], []
    for year in sorted(every.year.unique()):
        own = areas.with_areas(every[every.year == year].sort_values("geoid", ignore_index=True), metro_of)
        for level in levels:
            of_level = _places_at(year, places[places.level == level], own, metro_of)
            if len(of_level):
                area = tracts_of_areas(of_level, own, level)
                of_areas.append(_counts(area).assign(year=year))
                out += observations(area, year)
    return pd.concat([_residents(pd.concat(of_areas, ignore_index=True)), _table(out)], ignore_index=True)


def _places_at(year: int, places: pd.DataFrame, rows: pd.DataFrame, metro_of: pd.Series) -> pd.DataFrame:
    """Return the places of a level that the `rows` of a year are in, `rows` with the codes of `areas.with_areas`.

    The counties of the districts have the codes of today, or those of 2000 where they were given up after 2020. An area
    of which districts are missing is left out, as the nation is.
    """
    if year in VINTAGES:
        found = places[places.vintage == VINTAGES[year]]
    else:
        # the newest code of an area stands for it: states have both
        found = places.sort_values("vintage").drop_duplicates("geoid", keep="last")
        partly = metro_of[~metro_of.index.isin(rows.county.unique())]
        found = found[(found.level != "nation") & ~found.geoid.isin(partly)]
    level = places.level.iloc[0] if len(places) else "nation"
    return found[found.geoid.isin(rows[level].unique())].reset_index(drop=True)


def _table(observed: Sequence[Columns]) -> pd.DataFrame:
    return pd.DataFrame({name: np.concatenate([own[name] for own in observed]) for name in observed[0]})


def tracts_of_areas(places: pd.DataFrame, rows: pd.DataFrame, level: str) -> AreaTracts:
    """Return the areas `places` of a level with their tracts of `rows`, which have `by_state.COUNTS`."""
    lived_in = rows[rows[level].isin(places.geoid) & (rows[by_state.TOTAL] > 0)].reset_index(drop=True)
    lived_in = lived_in.rename(columns={f"pop_{group}": group for group in GROUPS})
    codes = lived_in[level].map({geoid: i for i, geoid in enumerate(places.geoid)}).to_numpy(np.intp)
    return AreaTracts(level, places, lived_in, codes, whole=areas.LEVELS[0])


def observations(area: AreaTracts, year: int) -> list[Columns]:
    """Return what every index says of the areas of a level, each with its measure and year."""
    out = []
    for module in INDICES:
        # placements of everyone in twice as many districts would take half of a build's time
        by_chance = [] if year == BY_DISTRICT.year else chance_of(area, module.INDICES)
        for found in (*values_of(area, module.INDICES), *by_chance):
            known = np.where(np.isnan(found["value"]), "", SOURCE_FLAGS[year])
            unit = "by_district" if year == BY_DISTRICT.year else ""
            about = {
                "measure": np.full(len(known), module.MEASURE.id, object),
                "year": np.full(len(known), year),
            }
            out.append({**found, "flag": join_flags(found["flag"], known, unit), **about})
    return out


def _counts(area: AreaTracts) -> pd.DataFrame:
    """Return the people of each group in each area, added up from its tracts."""
    counts = {f"pop_{group}": people for group, people in zip(GROUPS, area.members, strict=True)}
    counts[by_state.TOTAL] = area.members.sum(axis=0)
    rows = area.places[["geoid", "vintage", "level"]].assign(**counts, flag="summed")
    return rows.assign(**{f"{name}_moe": np.nan for name in counts})


def _residents(rows: pd.DataFrame) -> pd.DataFrame:
    """Return people and shares of each group in areas of all levels and years."""
    found = race_ethnicity.of_counts(rows, rows.year.map(SOURCE_FLAGS).to_numpy(object))
    year = np.tile(rows.year.to_numpy(), len(found) // len(rows))
    return found.assign(measure=race_ethnicity.MEASURE.id, year=year)
