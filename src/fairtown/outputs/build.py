"""Builds a release: runs the measures, writes everything beside the last release, then names it.

A release is a folder `<date>` that never changes. A failed build leaves the last one in place;
a build that gives the same bytes as the last one writes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from fairtown.concepts import PEOPLE_OF_COLOR, FairtownError, Release
from fairtown.data import catalog, states, warehouse
from fairtown.data.places import GEOGRAPHY
from fairtown.measures import all_measures
from fairtown.outputs import divergence, divergence_map, files, maps, recipe_map, store
from fairtown.outputs.cache import Cache, code_of, digest, versions
from fairtown.outputs.inputs import CleanTables
from fairtown.outputs.release import MANIFEST, latest
from fairtown.outputs.run import Made, run
from fairtown.outputs.svg_map import Outline, TownOutlines
from fairtown.outputs.workers import workers
from fairtown.outputs.workspace import locked, workspace

STEPS_BESIDE_MEASURES = 6
#: The index whose levels, and how sure they are, stand on the map beside those of 2014.
MODERN = "opportunity.modern"


def build(
    out: Path,
    state_code: str = "ct",
    date: str | None = None,
    folder: Path | None = None,
    cache: Cache | None = None,
) -> Release:
    """Build the release of a state under `out` and return it; the same figures give the same bytes.

    `folder`: clean tables, default those of the package. `cache`: what earlier builds made, default nothing.
    Raises FairtownError, and leaves `out` as it was, if anything is wrong with the tables.
    """
    state = states.state(state_code)
    date = _checked_date(date)
    if out.exists() and not out.is_dir():
        raise FairtownError(f"build: {out} is a file, expected a folder for releases; give another --out")
    clean = CleanTables(state, folder or warehouse.FOLDER)
    with _in_one_line(out), workspace(out) as temporary:
        work = temporary / "release"
        work.mkdir()
        _write(work, clean, cache or Cache(None))
        with locked(out):
            return _keep(work, out, date, state_code)


@contextmanager
def _in_one_line(out: Path) -> Iterator[None]:
    """Tell what the disk or the system did to a build as one FairtownError; the releases are as they were."""
    try:
        yield
    except OSError as error:
        raise FairtownError(f"build: no release was made in {out}: {files.reason(error)}") from None
    except sqlite3.Error as error:
        raise FairtownError(f"build: no release was made in {out}: {error}; is the disk full?") from None


def _checked_date(date: str | None) -> str:
    try:
        return dt.date.fromisoformat(date).isoformat() if date else dt.date.today().isoformat()
    except ValueError:
        raise FairtownError(f"build: --date is {date!r}, expected a day like 2026-11-21") from None


def _write(work: Path, clean: CleanTables, cache: Cache) -> None:
    style = {"disable": None, "bar_format": "{l_bar}{bar}| {n_fmt}/{total_fmt} {desc}"}
    with tqdm(total=len(all_measures()) + STEPS_BESIDE_MEASURES, file=sys.stderr, **style) as bar:

        def progress(step: str) -> None:
            bar.set_description_str(step)
            bar.update()

        progress("tables")
        made = run(clean, progress, cache)
        progress("shapes")
        shapes = maps.Shapes(clean)
        of_map = _map_figures(made, clean.places)
        key = digest(code_of(__name__), versions(), _tables_behind_maps(clean), vars(of_map))
        with workers(2) as artists:
            progress("drawings and tiles")
            of_places = (shapes, of_map, clean.places, clean.state.name)
            artists.start("maps", cache.fill, work / "maps", key, _draw, *of_places)
            figures = (of_map.levels, of_map.modern, of_map.color)
            artists.start(
                "tiles", cache.fill, work / "tiles", key, maps.write_tiles, shapes, clean.places, *figures
            )
            progress("observations")
            store.write(work, made, clean, maps.bounds(shapes, clean.places))
            _copy_tables(work / "tables", made, clean)
            while artists.is_at_work:
                artists.answers()
        progress("manifest")
        (work / MANIFEST).write_text(_manifest(work))
        progress("done")


def _tables_behind_maps(clean: CleanTables) -> list[str]:
    addresses = ("census_boundaries.tracts", "census_boundaries.towns", *GEOGRAPHY)
    return [clean.clean(a, e.year).sha256 for a in addresses for e in catalog.table(a)[1].editions]


def _copy_tables(folder: Path, made: list[Made], clean: CleanTables) -> None:
    """Keep the clean tables that were read, byte for byte, so that their checksums can be checked."""
    folder.mkdir()
    for address, year in store.editions_read(made):
        name = clean.clean(address, year).file
        shutil.copyfile(clean.folder / name, folder / name)


@dataclass(frozen=True)
class OfMap:
    """The figures of the maps, each a row per tract, and the periods they are of."""

    levels: pd.DataFrame
    modern: pd.DataFrame
    color: pd.DataFrame
    divergence: pd.DataFrame
    period: str
    color_period: str
    divergence_period: str


def _map_figures(made: list[Made], places: pd.DataFrame) -> OfMap:
    index = _newest(made, "opportunity.oca_2014")
    published = index.rows[index.rows.variant == next(iter(index.measure.variants))]
    published = published[published.output.isin(["score", "level"])]
    levels = published.pivot(index="geoid", columns="output", values="value").reset_index()
    today = _newest(made, MODERN)
    figures = today.rows[today.rows.output.isin(["level", "p_shown", "certainty"])]
    modern = figures[figures.geoid.isin(places[places.level == "tract"].geoid)]
    modern = modern.pivot(index="geoid", columns="output", values="value").reset_index()
    residents = _newest(made, "residents.race_ethnicity")
    people = residents.rows
    people = people[(people.output == "people") & (people.group == PEOPLE_OF_COLOR)]
    tracts = places[(places.level == "tract") & (places.vintage == "2022")][["geoid", "town"]]
    color = people.merge(tracts, on="geoid")[["geoid", "town", "value"]]
    local = _newest(made, divergence.MEASURE)
    values = local.rows[local.rows.output == "value"]
    periods = (m.lineage["period"] for m in (today, residents, local))
    return OfMap(levels, modern, color, values, *periods)


def _newest(made: list[Made], measure_id: str) -> Made:
    """Return what a measure makes of its newest year."""
    return max((m for m in made if m.measure.id == measure_id), key=lambda m: m.year)


def _draw(folder: Path, shapes: maps.Shapes, of: OfMap, places: pd.DataFrame, state_name: str) -> None:
    """Draw the state and its towns, and keep the outlines that the laboratory draws any recipe on."""
    maps.write_drawings(folder, shapes, of.levels, of.color, state_name, of.color_period)
    maps.write_town_drawings(folder / "towns", shapes, of.levels, places)
    divergence_map.write_divergence(
        folder, shapes.tracts_2022, shapes.towns, of.divergence, state_name, of.divergence_period
    )
    for vintage, tracts in (("2010", shapes.tracts_2010), ("2022", shapes.tracts_2022)):
        outline = Outline.of(dict(sorted(tracts.items())), shapes.towns)
        (folder / f"outline-{vintage}.json").write_text(outline.text())
    own = places[(places.level == "town") & (places.vintage == "2010")]
    keys = dict(zip(own.geoid, own.key, strict=True))
    (folder / "towns.json").write_text(TownOutlines.of(dict(sorted(shapes.towns.items())), keys).text())
    recipe_map.write_index(folder, outline, of.modern, state_name, of.period)


def _manifest(work: Path) -> str:
    files = sorted(p for p in work.rglob("*") if p.is_file())
    lines = (
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(work).as_posix()}\n" for p in files
    )
    return "".join(lines)


def _keep(work: Path, out: Path, date: str, state_code: str) -> Release:
    last = latest(out)
    if last and (last / MANIFEST).read_text() == (work / MANIFEST).read_text():
        return Release(last.name, str(last), state_code)
    name, n = date, 2
    while (out / name).exists():
        name, n = f"{date}.{n}", n + 1
    work.rename(out / name)
    return Release(name, str(out / name), state_code)
