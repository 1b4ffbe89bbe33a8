"""The steps of the nation's figures, each a function of one state and of what it reads: the same bytes wherever it
runs.

People: the tracts of a state at each date, checked. Figures: people and indices of the state and its counties. Whole:
the same of the nation and its metropolitan areas, which cross the borders of states, from the people of all. Where
voting districts are held they are a third date, by the same steps: of states, counties and metropolitan areas that are
whole in them. The indices are those of a state's release: `measures/segregation`, to which the areas and their tracts
are handed. Where margins are held the error of the survey is taken out as there, from the same draws (`draws.py`).
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
from numpy.typing import NDArray

from fairtown.build.cache import Cache
from fairtown.build.nation import draws
from fairtown.build.nation.tasks import Task
from fairtown.concepts import GROUPS, FairtownError
from fairtown.data.nation import areas, by_state, tracts
from fairtown.data.nation.by_state import PeopleByState, TableByState
from fairtown.data.nation.districts import DISTRICTS
from fairtown.data.nation.districts import EDITION as BY_DISTRICT
from fairtown.measures.observations import Columns, join_flags
from fairtown.measures.residents import race_ethnicity
from fairtown.measures.segregation import dissimilarity, entropy, exposure, isolation
from fairtown.measures.segregation.estimation.by_area import (
    AreaTracts,
    chance_of,
    values_of,
)
from fairtown.measures.segregation.estimation.by_area import figures as with_intervals
from fairtown.measures.segregation.estimation.counts import Array

INDICES: tuple[ModuleType, ...] = (dissimilarity, entropy, exposure, isolation)
#: What is to be said of every figure of an edition.
SOURCE_FLAGS: Mapping[int, str] = {
    tracts.COUNT.year: "full_count",
    BY_DISTRICT.year: "full_count",
    tracts.SURVEY.year: "no_margin",
}
STATE_LEVELS, WHOLE_LEVELS = ("state", "county"), ("nation", "region")
#: The columns of a table of people that an index asks for by the name of the group alone.
GROUP_COLUMNS = frozenset(f"pop_{group}{end}" for group in GROUPS for end in ("", tracts.MOE))
TOTAL_MARGIN = f"{by_state.TOTAL}{tracts.MOE}"
MARGIN_COLUMNS = tuple(f"{count}{tracts.MOE}" for count in by_state.COUNTS)
VINTAGES: Mapping[int, str] = {edition.year: edition.vintage for edition in tracts.EDITIONS}
#: The tables by year, in the order of time; each but that of voting districts has to be there.
TABLES: Mapping[int, PeopleByState] = {
    year: DISTRICTS if year == BY_DISTRICT.year else tracts.TRACTS for year in sorted(SOURCE_FLAGS)
}


def held(folder: Path) -> dict[int, PeopleByState]:
    """Return the tables by year that are read from a folder."""
    return {y: table for y, table in TABLES.items() if y in VINTAGES or table.is_held(y, folder)}


def files(folder: Path) -> list[tuple[TableByState, int]]:
    """Return every table that is read from a folder with its year, that of margins among them."""
    found: list[tuple[TableByState, int]] = [(table, year) for year, table in held(folder).items()]
    return [*found, (tracts.MARGINS, tracts.SURVEY.year)] if has_margins(folder) else found


def has_margins(folder: Path) -> bool:
    """Return whether the margins of the newest survey are held."""
    return tracts.MARGINS.is_held(tracts.SURVEY.year, folder)


def people(task: Task, folder: Path, root: Path) -> str:
    """Do the first step for a state, and return the checksum of what it made."""
    return _kept(root, task, lambda: _people(task.place, folder))


def figures(task: Task, folder: Path, root: Path) -> str:
    """Do the second step for a state."""
    return _kept(root, task, lambda: _figures_of_state(task, folder, root))


def whole(task: Task, folder: Path, root: Path) -> str:
    """Do the last step, for the nation."""
    return _kept(root, task, lambda: _figures_of_nation(task, folder, root))


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
    """Return the people of a state in its tracts, and districts if it has any, each with its year.

    Where margins are held, with those of the newest survey; of other years they are NaN.
    """
    found = held(folder)
    if BY_DISTRICT.year in found and state not in DISTRICTS.states_in(BY_DISTRICT.year, folder):
        del found[BY_DISTRICT.year]
    rows = {year: table.read(year, state, folder).assign(year=year) for year, table in found.items()}
    if has_margins(folder):
        rows[tracts.SURVEY.year] = _with_margins(rows[tracts.SURVEY.year], state, folder)
    return pd.concat(rows.values(), ignore_index=True)


def _with_margins(rows: pd.DataFrame, state: str, folder: Path) -> pd.DataFrame:
    """Return the people of tracts with their margins; raises FairtownError unless both tables say the same of them."""
    cells = race_ethnicity.with_rest(tracts.MARGINS.read(tracts.SURVEY.year, state, folder))
    columns = ["geoid", *by_state.COUNTS]
    if not np.array_equal(cells[columns].to_numpy(object), rows[columns].to_numpy(object)):
        name = tracts.MARGINS.file_name(tracts.SURVEY.year)
        raise FairtownError(
            f"{name}: other tracts or people of state {state} than in {tracts.file_name(tracts.SURVEY.year)}; "
            "fetch both anew"
        )
    return rows.assign(**{name: cells[name].to_numpy(float) for name in MARGIN_COLUMNS})


def _figures_of_state(task: Task, folder: Path, root: Path) -> pd.DataFrame:
    """Return the observations of a state, its counties and, where margins are held, the metropolitan areas in it."""
    (people_task,) = task.needs
    every, metro_of = result(people_task, root), areas.metros(folder)
    if not has_margins(folder):
        return _figures(every, folder, STATE_LEVELS, None, metro_of)
    own, drawn = every[every.year == tracts.SURVEY.year].sort_values("geoid", ignore_index=True), None
    # a margin that is not published leaves the whole state without an interval, as in its own release
    if draws.have_margins(own):
        drawn = draws.of_state(own)
        draws.store(root, people_task, drawn)
    return _figures(every, folder, (*STATE_LEVELS, "region"), drawn, metro_of[_is_inside(metro_of)])


def _figures_of_nation(task: Task, folder: Path, root: Path) -> pd.DataFrame:
    """Return the observations of the nation and its metropolitan areas; where margins are held, of those that cross
    states."""
    parts, metro_of = [result(other, root) for other in task.needs], areas.metros(folder)
    every, drawn = pd.concat(parts, ignore_index=True), None
    if has_margins(folder):
        metro_of = metro_of[~_is_inside(metro_of)]
        own = [
            part[part.year == tracts.SURVEY.year].sort_values("geoid", ignore_index=True) for part in parts
        ]
        if all(map(draws.have_margins, own)):
            drawn = draws.across(root, task.needs, own)
    return _figures(every, folder, WHOLE_LEVELS, drawn, metro_of)


def _is_inside(metro_of: pd.Series) -> NDArray[np.bool_]:
    """Return whether the metropolitan area of each county lies in one state."""
    if metro_of.empty:
        return np.zeros(0, bool)
    state_of = pd.Series(metro_of.index.str[: by_state.STATE_DIGITS], metro_of.index, dtype=object)
    return np.asarray(state_of.groupby(metro_of).transform("nunique") == 1, bool)


def _figures(
    every: pd.DataFrame, folder: Path, levels: Sequence[str], drawn: Array | None, metro_of: pd.Series
) -> pd.DataFrame:
    """Return the observations of areas of some levels, each with its measure and year.

    `every`: people of all years; `drawn`: draws of the tracts of the newest survey that have people, by code;
    `metro_of`: the metropolitan area of each county, of those that are worked out.
    """
    places = areas.areas(folder)
    out, of_areas = [], []
    for year in sorted(every.year.unique()):
        own = areas.with_areas(every[every.year == year].sort_values("geoid", ignore_index=True), metro_of)
        for level in levels:
            of_level = _places_at(year, places[places.level == level], own, metro_of)
            if len(of_level):
                area = tracts_of_areas(of_level, own, level, drawn if year == tracts.SURVEY.year else None)
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


def tracts_of_areas(
    places: pd.DataFrame, rows: pd.DataFrame, level: str, drawn: Array | None = None
) -> AreaTracts:
    """Return the areas `places` of a level with their tracts of `rows`, which have `by_state.COUNTS`.

    `drawn`: draws of those of `rows` that have people, in their order.
    """
    with_people = rows[rows[by_state.TOTAL] > 0]
    is_in = with_people[level].isin(places.geoid).to_numpy()
    lived_in = with_people[is_in].reset_index(drop=True)
    lived_in = lived_in.rename(
        columns=lambda name: name.removeprefix("pop_") if name in GROUP_COLUMNS else name
    )
    codes = lived_in[level].map({geoid: i for i, geoid in enumerate(places.geoid)}).to_numpy(np.intp)
    given = drawn if drawn is None or is_in.all() else draws.part(drawn, is_in)
    return AreaTracts(level, places, lived_in, codes, whole=areas.LEVELS[0], given=given)


def observations(area: AreaTracts, year: int) -> list[Columns]:
    """Return what every index says of the areas of a level, each with its measure and year."""
    unit = "by_district" if year == BY_DISTRICT.year else ""
    out = []
    for module in INDICES:
        if area.given is not None:
            found, source_flag = with_intervals(area, module.INDICES), ""
        else:
            # placements of everyone in twice as many districts would take half of a build's time
            by_chance = [] if year == BY_DISTRICT.year else chance_of(area, module.INDICES)
            found, source_flag = [*values_of(area, module.INDICES), *by_chance], SOURCE_FLAGS[year]
        for own in found:
            known = np.where(np.isnan(own["value"]), "", source_flag)
            about = {
                "measure": np.full(len(known), module.MEASURE.id, object),
                "year": np.full(len(known), year),
            }
            out.append({**own, "flag": join_flags(own["flag"], known, unit), **about})
    return out


def _counts(area: AreaTracts) -> pd.DataFrame:
    """Return the people of each group in each area, added up from its tracts, with the margins of sums.

    `source_flag`: what is to be said of all of them.
    """
    counts = {f"pop_{group}": people for group, people in zip(GROUPS, area.members, strict=True)}
    counts[by_state.TOTAL] = area.members.sum(axis=0)
    rows = area.places[["geoid", "vintage", "level"]].assign(**counts, flag="summed")
    if area.given is None:
        return rows.assign(**{f"{name}_moe": np.nan for name in counts}, source_flag=None)
    of_tracts = {f"pop_{group}": moe for group, moe in zip(GROUPS, area.margins.T, strict=True)}
    of_tracts[by_state.TOTAL] = area.tracts[TOTAL_MARGIN].to_numpy(float)
    sums = {name: np.sqrt(area.areas.sum(np.square(moe))) for name, moe in of_tracts.items()}
    return rows.assign(**{f"{name}_moe": moe for name, moe in sums.items()}, source_flag="")


def _residents(rows: pd.DataFrame) -> pd.DataFrame:
    """Return people and shares of each group in areas of all levels and years."""
    flags = rows.source_flag.where(rows.source_flag.notna(), rows.year.map(SOURCE_FLAGS))
    found = race_ethnicity.of_counts(rows, flags.to_numpy(object))
    year = np.tile(rows.year.to_numpy(), len(found) // len(rows))
    return found.assign(measure=race_ethnicity.MEASURE.id, year=year)
