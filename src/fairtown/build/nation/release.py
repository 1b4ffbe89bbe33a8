"""Builds the release of the nation: the tasks of all states, then one folder in the form that every release has.

It stands beside the releases of states, in a folder of its own, and changes as they do: a new one under a new date, and
none where the bytes are the same.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from fairtown.build import database
from fairtown.build.cache import code_of, digest, versions
from fairtown.build.inputs import CleanTables
from fairtown.build.nation import draws, steps
from fairtown.build.nation.tasks import PROCESSES, Task, run
from fairtown.build.release import checked_date, in_one_line, keep, manifest
from fairtown.build.run import MeasureResult, Run
from fairtown.build.workspace import locked, workspace
from fairtown.concepts import FairtownError, Measure, Parameter, Release
from fairtown.data import clean_tables
from fairtown.data.catalog import Catalog
from fairtown.data.nation import areas, by_state, districts, tracts
from fairtown.drawings.county_map import COUNTIES
from fairtown.measures.observations import COLUMNS
from fairtown.measures.residents import race_ethnicity
from fairtown.measures.segregation.estimation.by_area import N_SURVEYS
from fairtown.measures.segregation.estimation.draws import SEED
from fairtown.release.nation_lines import write_areas
from fairtown.release.reader import MANIFEST
from fairtown.states.governments import GOVERNMENTS

MEASURES: tuple[Measure, ...] = (race_ethnicity.MEASURE, *(module.MEASURE for module in steps.INDICES))
#: How the surveys behind an interval are drawn: they stand in its explanation.
DRAWS: tuple[Parameter, ...] = (
    Parameter(
        "surveys_drawn",
        "surveys",
        {str(tracts.SURVEY.year): N_SURVEYS},
        "a state, and the counties and metropolitan areas in it",
    ),
    Parameter(
        "surveys_drawn_across_states",
        "surveys",
        {str(tracts.SURVEY.year): draws.N_ACROSS},
        "the nation, and metropolitan areas in several states",
    ),
    Parameter(
        "seed", "", {str(tracts.SURVEY.year): SEED}, "of the random numbers, the same on every machine"
    ),
)


class NationTables(CleanTables):
    """The tables of the nation, as the writer of a release asks for them; `some`: the states that are built."""

    some: tuple[str, ...] = ()

    @property
    def catalog(self) -> Catalog:
        """The sources: tracts, and voting districts where they are held."""
        found = {table.source.code: table.source for table in steps.held(self.folder).values()}
        if steps.has_margins(self.folder):
            found[tracts.SOURCE_WITH_MARGINS.code] = tracts.SOURCE_WITH_MARGINS
        return Catalog(found)

    def years(self, address: str) -> list[int]:
        """Return the years of the people by tract or by voting district, or of their margins."""
        return [year for table, year in steps.files(self.folder) if table.address == address]

    def clean(self, address: str, year: int) -> clean_tables.Clean:
        """Return the people of the tracts or districts at a date, or the cells with their margins."""
        (table,) = (
            own for own, own_year in steps.files(self.folder) if (own.address, own_year) == (address, year)
        )
        rows = table.read(year, folder=self.folder)
        rows = rows[rows.geoid.str[: by_state.STATE_DIGITS].isin(self.some)].reset_index(drop=True)
        return clean_tables.Clean(rows, table.file_name(year), table.checksum(year, self.folder))

    @cached_property
    def places(self) -> pd.DataFrame:
        """The nation, its metropolitan areas, and the states and counties that are built."""
        rows = areas.areas(self.folder)
        return rows[(rows.state == "") | rows.state.isin(self.some)].reset_index(drop=True)


def build(
    out: Path,
    date: str | None = None,
    on: str = PROCESSES,
    some: Sequence[str] = (),
    root: Path | None = None,
    folder: Path = by_state.FOLDER,
) -> Release:
    """Build the release of the nation under `out` and return it.

    `on`: see `tasks.run`; `some`: two digits of the states to build, default all; `root`: the folder in which results
    of tasks stay for the next time, default none. Raises FairtownError, and leaves `out` as it was, if anything is
    wrong.
    """
    date = checked_date(date)
    held = list(tracts.states_in(tracts.SURVEY.year, folder))
    if unknown := sorted(set(some) - set(held)):
        raise FairtownError(f"nation: no state {unknown[0]!r}; there are {', '.join(held)}")
    tables = NationTables(areas.PROFILE, folder)
    tables.some = tuple(code for code in held if not some or code in some)
    with in_one_line(out), workspace(out) as temporary:
        rows = _observations(tables, on, root or temporary / "tasks")
        work = temporary / "release"
        work.mkdir()
        _write(work, rows, tables)
        with locked(out):
            return keep(work, out, date, areas.PROFILE.code)


def _observations(tables: NationTables, on: str, root: Path) -> pd.DataFrame:
    """Return the observations of all tasks, those of the nation first."""
    sums = [table.checksum(year, tables.folder) for table, year in steps.files(tables.folder)]
    sums += [
        sum_ for name, sum_ in clean_tables.digests(tables.folder) if name in (areas.AREAS, areas.METROS)
    ]
    code = digest(code_of(steps.__name__), versions())
    with tqdm(total=2 * len(tables.some) + 1, file=sys.stderr) as bar:

        def progress(name: str) -> None:
            bar.set_description_str(name.removeprefix("nation-"))
            bar.update()

        def do(tasks: list[Task]) -> dict[str, str]:
            return run(tasks, steps.STEPS, on, (tables.folder, root), progress)

        people = [Task("people", state, digest(code, sums, state)) for state in tables.some]
        found = do(people)
        keys = {task.place: digest(code, sums, found[task.name]) for task in people}
        figures = [Task("figures", task.place, keys[task.place], (task,)) for task in people]
        whole = Task("whole", areas.NATION, digest(code, sums, found), tuple(people))
        # the longest first: what is begun last ends last
        _check_people([steps.result(task, root) for task in people], len(tables.some) == len(GOVERNMENTS))
        largest_first = sorted(figures, key=lambda task: -_size(task, tables.folder))
        if steps.has_margins(tables.folder):
            # what crosses states is drawn with them
            do(largest_first)
            do([whole])
            draws.forget(root, people)
        else:
            do([whole, *largest_first])
    return pd.concat([steps.result(task, root) for task in (whole, *figures)], ignore_index=True)


def _size(task: Task, folder: Path) -> int:
    return tracts.sizes(tracts.SURVEY.year, folder)[task.place]


def _check_people(parts: list[pd.DataFrame], is_whole: bool) -> None:
    """Refuse people of all states that are not as many as the Bureau prints, at each date."""
    found = pd.concat(parts).groupby("year")[by_state.TOTAL].sum()
    for year, expected in {**tracts.PEOPLE, **districts.PEOPLE}.items() if is_whole else ():
        if found.get(year, expected) != expected:
            raise FairtownError(
                f"nation: {found[year]:,} people in {year}, expected {expected:,}, as the Bureau prints; "
                "restore the tables"
            )


def _write(work: Path, rows: pd.DataFrame, tables: NationTables) -> None:
    # a file for everyone, written once: pages of a release compute nothing
    more = partial(write_areas, places=tables.places, levels=areas.LEVELS)
    database.write(work, Run(_results(rows, tables), {}), tables, {}, more)
    (work / "tables").mkdir()
    names = [table.file_name(year) for table, year in steps.files(tables.folder)]
    for name in filter(lambda name: (tables.folder / name).exists(), (*names, areas.AREAS, areas.METROS)):
        shutil.copyfile(tables.folder / name, work / "tables" / name)
    (work / "maps").mkdir()
    outlines = areas.county_paths(tables.folder)
    paths = dict(zip(outlines.geoid, outlines.path, strict=True))
    (work / "maps" / COUNTIES).write_text(json.dumps(paths) + "\n")
    (work / MANIFEST).write_text(manifest(work))


def _results(rows: pd.DataFrame, tables: NationTables) -> list[MeasureResult]:
    """Return the observations as results of their measures, each with what it was made from."""
    out = []
    has_margins = steps.has_margins(tables.folder)
    for measure in MEASURES:
        # people are added up, not drawn
        parameters = DRAWS if has_margins and measure is not race_ethnicity.MEASURE else ()
        drawn = replace(measure, parameters=(*measure.parameters, *parameters)) if parameters else measure
        for year, table in steps.held(tables.folder).items():
            own = rows[(rows.measure == measure.id) & (rows.year == year)]
            is_survey = year == tracts.SURVEY.year
            lineage = {
                "period": table.table.edition(year).period,
                "tables": [[t.address, y] for t, y in steps.files(tables.folder) if y == year],
                "measures": [],
                "through": [],
                "parameters": {p.name: p.at(str(year)) for p in parameters if is_survey},
            }
            out.append(MeasureResult(drawn, year, own[list(COLUMNS)].reset_index(drop=True), lineage))
    return out
