"""Makes the nation's tables from the publishers' files: people by tract of the newest survey, and metropolitan areas.

The survey's table of race is one file for the whole nation, of which the tracts are taken state by state, with the
margin of each cell; a state is refused whose tracts do not add up to the state's own row. The counts of 2000 and 2020,
the areas and the outlines of counties are those that are carried. As with a state's tables: all of them, checked, or
none.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pandas as pd

from fairtown.concepts import FairtownError
from fairtown.data import clean_tables, publishers
from fairtown.data.fetch import all_or_none
from fairtown.data.nation import areas, by_state, tracts
from fairtown.data.nation.districts import DISTRICTS
from fairtown.data.nation.districts import EDITION as BY_DISTRICT
from fairtown.data.publishers import Remote
from fairtown.data.readers import statistical_areas
from fairtown.data.readers.survey_cells import MISSING
from fairtown.data.snapshots import Snapshots
from fairtown.states.governments import GOVERNMENTS

#: The cells that are added up to what is left of all residents.
REST = ("pop_nh_aian", "pop_nh_nhpi", "pop_nh_other_race", "pop_nh_two_or_more")
#: What stands in place of the margin of an estimate that is controlled, and so has none.
CONTROLLED = "-555555555"
TRACT, STATE = b"1400000US", b"0400000US"
METROPOLITAN = "metropolitan"


def tables_folder(home: Path) -> Path:
    """Return where the nation's tables are that were fetched into a data folder."""
    return home / areas.NATION / "tables"


def fetch(
    snapshots: Snapshots,
    home: Path,
    some: Sequence[str] = (),
    progress: Callable[[str], object] = lambda state: None,
) -> Path:
    """Get the files, make the tables under `home` and return their folder.

    `some`: two digits of the states whose tracts are taken, default all; `progress` is told each state that is done.
    Raises FairtownError, in one line, and leaves the tables as they were, if a file cannot be had or does not hold.
    """
    states = list(some) or [own.fips for own in GOVERNMENTS.values()]
    if unknown := sorted(set(states) - {own.fips for own in GOVERNMENTS.values()}):
        raise FairtownError(
            f"nation: no state has the number {unknown[0]!r}; write them like 10, for Delaware"
        )
    remotes = publishers.survey_table(tracts.SURVEY.year, "B03002"), publishers.delineation()
    people, delineation = (snapshots.get(remote) for remote in remotes)
    link = tables_folder(home)
    with all_or_none(link, snapshots) as work:
        counted = tracts.file_name(tracts.COUNT.year), DISTRICTS.file_name(BY_DISTRICT.year)
        for name in (*counted, areas.SHAPES):
            shutil.copyfile(by_state.FOLDER / name, work / name)
        with people.open("rb") as lines:
            cells = _cells(remotes[0].name, lines, states, progress)
        for table in (tracts.TRACTS, tracts.MARGINS):
            table.write(cells, tracts.SURVEY.year, work)
            table.read(tracts.SURVEY.year, folder=work)
        _write_areas(remotes[1].name, delineation.read_bytes(), states, work)
        _write_lineage(work, remotes, snapshots)
        clean_tables.write_checksums(work)
    return link


def _cells(
    file: str, lines: Iterable[bytes], states: Sequence[str], progress: Callable[[str], object]
) -> pd.DataFrame:
    """Return geoid, counts and the cells with their margins, of the tracts of states.

    Raises FairtownError where a state is missing, cut or stands twice, or a cell is no number.
    """
    every = iter(lines)
    header = next(every, b"").decode("utf-8-sig", "replace").strip().split("|")
    names = [f"B03002_{kind}{number}" for kind in "EM" for number, _ in tracts.CELLS.values()]
    if missing := [name for name in names if name not in header]:
        raise FairtownError(f"{file}: no column {missing[0]}; the publisher renamed or dropped it")
    at = [header.index(name) for name in names]
    found: dict[str, list[tuple[str, list[int | None]]]] = {state: [] for state in states}
    whole: dict[str, list[int | None]] = {}
    for line in every:
        state = line[9:11].decode("ascii", "replace")
        if state not in found or not line.startswith((TRACT, STATE)):
            continue
        cells = line.decode("ascii", "replace").rstrip("\r\n").split("|")
        numbers = _numbers(file, cells, at)
        if line.startswith(STATE):
            whole[state] = numbers
        else:
            found[state].append((cells[0].partition("US")[2], numbers))
    parts = []
    for state in sorted(found):
        parts.append(_of_state(file, state, found[state], whole.get(state)))
        progress(state)
    return pd.concat(parts, ignore_index=True)


def _numbers(file: str, cells: Sequence[str], at: Sequence[int]) -> list[int | None]:
    """Return the estimates of a line and then their margins; a margin that is not published is None."""
    try:
        estimates = [int(cells[i]) for i in at[: len(tracts.CELLS)]]
        margins = [cells[i].strip() for i in at[len(tracts.CELLS) :]]
        known = [None if m in MISSING - {CONTROLLED} else 0 if m == CONTROLLED else int(m) for m in margins]
    except (ValueError, IndexError):
        raise FairtownError(f"{file}: {cells[0]} has a cell that is no count, or too few cells") from None
    if wrong := [m for m in known if m is not None and m < 0]:
        raise FairtownError(
            f"{file}: {cells[0]} has the margin {wrong[0]}, a negative number of no known meaning"
        )
    return [*estimates, *known]


def _of_state(
    file: str, state: str, found: list[tuple[str, list[int | None]]], whole: list[int | None] | None
) -> pd.DataFrame:
    if not found or whole is None:
        raise FairtownError(f"{file}: no tract of state {state} is in it, or not the state itself: cut?")
    names = [*tracts.CELLS, *(f"{name}{tracts.MOE}" for name in tracts.CELLS)]
    rows = pd.DataFrame([numbers for _, numbers in found], columns=names).astype("Int64")
    rows.insert(0, "geoid", [geoid for geoid, _ in found])
    if rows[list(tracts.CELLS)].sum().tolist() != whole[: len(tracts.CELLS)]:
        raise FairtownError(
            f"{file}: tracts of state {state} have {rows[by_state.TOTAL].sum():,} people, expected {whole[0]:,} as in "
            "its own row, and so each group; it is not whole"
        )
    return rows.assign(pop_nh_other=rows[list(REST)].sum(axis=1))


def _write_areas(file: str, content: bytes, states: Sequence[str], work: Path) -> None:
    """Write the areas with metropolitan ones among them, and the metropolitan area of each county."""
    every = pd.read_csv(by_state.FOLDER / areas.AREAS, dtype=str, keep_default_na=False)
    found = statistical_areas.rows(file, content, *states)
    found = found[found.kind == METROPOLITAN]
    counties = every[every.level == "county"]
    now, then = (
        counties[counties.vintage == e.vintage].set_index("geoid").key for e in (tracts.SURVEY, tracts.COUNT)
    )
    if unknown := sorted(set(found.geoid) - set(now.index)):
        raise FairtownError(
            f"{file}: county {unknown[0]} is none of {tracts.SURVEY.period}; it is of other years"
        )
    if both := sorted(set(found.area_code) & {*now.index, *then.index}):
        raise FairtownError(f"{file}: area {both[0]} has the code of a county")
    # an area is the same land at both dates where each of its counties is
    is_same = (found.geoid.map(then) == found.geoid.map(now)).groupby(found.area_code).all()
    names = found.drop_duplicates("area_code").set_index("area_code").area
    rows = [
        {"level": "region", "geoid": code, "vintage": edition.vintage, "name": name, "key": code}
        for edition in tracts.EDITIONS
        for code, name in names.items()
        if edition is tracts.SURVEY or is_same[code]
    ]
    pd.concat([every, pd.DataFrame(rows)], ignore_index=True).to_csv(
        work / areas.AREAS, index=False, lineterminator="\n"
    )
    metros = found.rename(columns={"geoid": "county_geoid", "area_code": "region_geoid"})
    metros[["county_geoid", "region_geoid"]].sort_values("county_geoid").to_csv(
        work / areas.METROS, index=False, lineterminator="\n"
    )


def _write_lineage(work: Path, remotes: tuple[Remote, Remote], snapshots: Snapshots) -> None:
    people, delineation = ([snapshots.snapshot(remote).lineage] for remote in remotes)
    lineage = {
        tracts.file_name(tracts.SURVEY.year): people,
        tracts.MARGINS.file_name(tracts.SURVEY.year): people,
        areas.AREAS: delineation,
        areas.METROS: delineation,
    }
    (work / clean_tables.PUBLISHER_FILES).write_text(json.dumps(lineage, indent=1, sort_keys=True) + "\n")
