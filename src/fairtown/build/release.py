"""Builds a release: runs the measures, writes everything beside the last release, then names it.

A release is a folder `<date>` that never changes. A failed build leaves the last one in place;
a build that gives the same bytes as the last one writes nothing.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from fairtown import files
from fairtown.build import database, tiles
from fairtown.build.cache import Cache, code_of, digest, versions
from fairtown.build.inputs import CleanTables
from fairtown.build.run import MeasureResult, Run, run
from fairtown.build.workers import workers
from fairtown.build.workspace import locked, workspace
from fairtown.concepts import PEOPLE_OF_COLOR, FairtownError, Release
from fairtown.data.places import GEOGRAPHY
from fairtown.drawings import divergence_map, recipe_map, tract_rings
from fairtown.drawings import divergence_shades as divergence
from fairtown.drawings.svg_map import Outline, TownOutlines
from fairtown.measures import all_measures
from fairtown.processes import little_garbage
from fairtown.release.reader import MANIFEST, latest, states_in
from fairtown.states import state
from fairtown.states.profile import State
from fairtown.translations import catalogs

STEPS_BESIDE_MEASURES, TABLES = 6, "tables"
#: zlib's own default: 9 takes twice as long for drawings that are 1% smaller.
GZIP_LEVEL = 6
#: What the map shows of the index of today.
MODERN_OUTPUTS = ["level", "p_shown", "certainty"]


def build(
    out: Path,
    own: State | None = None,
    date: str | None = None,
    folder: Path | None = None,
    cache: Cache | None = None,
) -> Release:
    """Build the release of a state under `out` and return it; the same figures give the same bytes.

    `own`: the state, by default the one that its profile says is the default.
    `folder`: clean tables, default those of the state. `cache`: what earlier builds made, default nothing.
    Raises FairtownError, and leaves `out` as it was, if anything is wrong with the tables.
    """
    clean = CleanTables(own or state(), folder)
    _refuse_other_state(out, clean.state)
    date = checked_date(date)
    if out.exists() and not out.is_dir():
        raise FairtownError(f"build: {out} is a file, expected a folder for releases; give another --out")
    with in_one_line(out), little_garbage(), workspace(out) as temporary:
        work = temporary / "release"
        work.mkdir()
        _write(work, clean, cache or Cache(None))
        with locked(out):
            return keep(work, out, date, clean.state.code)


def _refuse_other_state(out: Path, own: State) -> None:
    """Raise FairtownError where a folder has releases of another state: readers open the newest."""
    others = [name for code, name in states_in(out).items() if code != own.code]
    if others:
        raise FairtownError(
            f"build: {out} holds releases of {others[0]}, expected none but of {own.name}; give another --out"
        )


@contextmanager
def in_one_line(out: Path) -> Iterator[None]:
    """Tell what the disk or the system did to a build as one FairtownError; the releases are as they were."""
    try:
        yield
    except OSError as error:
        raise FairtownError(f"build: no release was made in {out}: {files.reason(error)}") from None
    except sqlite3.Error as error:
        raise FairtownError(f"build: no release was made in {out}: {error}; is the disk full?") from None


def checked_date(date: str | None) -> str:
    """Return a day in ISO form, today by default; raises FairtownError where it is none."""
    try:
        return dt.date.fromisoformat(date).isoformat() if date else dt.date.today().isoformat()
    except ValueError:
        raise FairtownError(f"build: --date is {date!r}, expected a day like 2026-11-21") from None


def _write(work: Path, clean: CleanTables, cache: Cache) -> None:
    style = {"disable": None, "bar_format": "{l_bar}{bar}| {n_fmt}/{total_fmt} {desc}"}
    with tqdm(total=STEPS_BESIDE_MEASURES, file=sys.stderr, **style) as bar:

        def progress(step: str) -> None:
            if step != TABLES:
                # measures are imported while the tables are read
                bar.total = len(all_measures()) + STEPS_BESIDE_MEASURES
            bar.set_description_str(step)
            bar.update()

        progress(TABLES)
        done = run(clean, progress, cache)
        progress("shapes")
        shapes = tiles.Shapes(clean)
        map_layers = _map_layers(done.results, clean.places, shapes.vintages[-1], clean.state.indices[0])
        key = _key_of_tiles(clean, map_layers) if cache.is_on else ""
        with workers(2) as artists:
            progress("drawings and tiles")
            drawn = (shapes, map_layers, clean.places, clean.state.name)
            artists.start("maps", cache.fill, work / "maps", _key_of_maps(key), _draw, *drawn)
            figures = (map_layers.levels, map_layers.modern, map_layers.color)
            artists.start(
                "tiles", cache.fill, work / "tiles", key, tiles.write_tiles, shapes, clean.places, *figures
            )
            progress("observations")
            database.write(work, done, clean, tiles.bounds(shapes, clean.places))
            _copy_tables(work / "tables", done, clean)
            while artists.is_at_work:
                artists.answers()
        progress("manifest")
        (work / MANIFEST).write_text(manifest(work))
        progress("done")


def _key_of_tiles(clean: CleanTables, layers: MapLayers) -> str:
    """Return the key of the tiles in the cache: what they and the maps are made of."""
    return digest(code_of(__name__), versions(), _tables_behind_maps(clean), vars(layers))


def _key_of_maps(key: str) -> str:
    """Return the key of the maps in the cache: `key` and the catalogs, which their texts are from."""
    return digest(key, *(path.read_bytes() for path in catalogs()))


def _tables_behind_maps(clean: CleanTables) -> list[str]:
    addresses = ("census_boundaries.tracts", "census_boundaries.towns", *GEOGRAPHY)
    return [clean.clean(address, year).sha256 for address in addresses for year in clean.years(address)]


def _copy_tables(folder: Path, done: Run, clean: CleanTables) -> None:
    """Keep the clean tables that were read, byte for byte, so that their checksums can be checked."""
    folder.mkdir()
    for address, year in database.editions_read(done.results, clean):
        name = clean.clean(address, year).file
        shutil.copyfile(clean.folder / name, folder / name)


@dataclass(frozen=True)
class MapLayers:
    """The figures of the maps, each a row per tract, and the periods they are of; None where a measure has none."""

    levels: pd.DataFrame
    modern: pd.DataFrame
    color: pd.DataFrame
    divergence: pd.DataFrame | None
    period: str | None
    color_period: str
    divergence_period: str


def _map_layers(results: list[MeasureResult], places: pd.DataFrame, vintage: str, index: str) -> MapLayers:
    """Return the figures of the maps; `vintage`: of the newest tracts; `index`: that of today."""
    tracts = places[(places.level == "tract") & (places.vintage == vintage) & ~places.is_water]
    residents = _newest(results, "residents.race_ethnicity")
    if residents is None:
        raise FairtownError(
            "build: nothing tells who lives where, expected acs5.race_ethnicity; a map needs it"
        )
    people = residents.rows
    people = people[(people.output == "people") & (people.group == PEOPLE_OF_COLOR)]
    color = people.merge(tracts[["geoid", "town"]], on="geoid")[["geoid", "town", "value"]]
    today, local = _newest(results, f"opportunity.{index}"), _newest(results, divergence.MEASURE)
    return MapLayers(
        _levels_of_2014(_newest(results, "opportunity.oca_2014")),
        _modern(today, places, tracts),
        color,
        local.rows[local.rows.output == "value"] if local else None,
        today.lineage["period"] if today else None,
        residents.lineage["period"],
        local.lineage["period"] if local else "",
    )


def _newest(results: list[MeasureResult], measure_id: str) -> MeasureResult | None:
    """Return a measure's result for its newest year, or None where it has no figures."""
    return max((m for m in results if m.measure.id == measure_id), key=lambda m: m.year, default=None)


def _levels_of_2014(index: MeasureResult | None) -> pd.DataFrame:
    if index is None:
        return pd.DataFrame({"geoid": [], "score": [], "level": []})
    published = index.rows[index.rows.variant == next(iter(index.measure.variants))]
    published = published[published.output.isin(["score", "level"])]
    return published.pivot(index="geoid", columns="output", values="value").reset_index()


def _modern(index: MeasureResult | None, places: pd.DataFrame, tracts: pd.DataFrame) -> pd.DataFrame:
    """Return level, probability and certainty of each tract, blank where there is no index."""
    if index is None:
        return tracts[["geoid"]].assign(**dict.fromkeys(MODERN_OUTPUTS, np.nan))
    figures = index.rows[index.rows.output.isin(MODERN_OUTPUTS)]
    modern = figures[figures.geoid.isin(places[places.level == "tract"].geoid)]
    return modern.pivot(index="geoid", columns="output", values="value").reset_index()


def _draw(
    folder: Path, shapes: tiles.Shapes, layers: MapLayers, places: pd.DataFrame, state_name: str
) -> None:
    """Draw the state and its towns, and keep the outlines that the laboratory draws any recipe on."""
    tiles.write_drawings(folder, shapes, layers.levels, layers.color, state_name, layers.color_period)
    by_today = layers.period is not None
    shown = (layers.modern, shapes.newest) if by_today else (layers.levels, shapes.oldest)
    tiles.write_town_drawings(folder / "towns", shapes, shown[0], places, shown[1])
    if layers.divergence is not None:
        divergence_map.write_divergence(
            folder, shapes.newest, shapes.towns, layers.divergence, state_name, layers.divergence_period
        )
    for vintage in shapes.vintages:
        outline = Outline.of(dict(sorted(shapes.tracts[vintage].items())), shapes.towns)
        (folder / f"outline-{vintage}.json").write_text(outline.text())
    own = places[(places.level == "town") & (places.vintage == shapes.town_vintage)]
    keys = dict(zip(own.geoid, own.key, strict=True))
    names = dict(zip(places.geoid, places.name, strict=True))
    (folder / tract_rings.FILE).write_text(tract_rings.text(shapes.newest, names))
    (folder / "towns.json").write_text(TownOutlines.of(dict(sorted(shapes.towns.items())), keys).text())
    if layers.period is not None:
        recipe_map.write_index(folder, outline, layers.modern, state_name, layers.period)
    for drawing in folder.rglob("*.svg"):
        # what browsers get of it
        Path(f"{drawing}.gz").write_bytes(gzip.compress(drawing.read_bytes(), GZIP_LEVEL, mtime=0))


def manifest(work: Path) -> str:
    """Return the checksum and name of every file of a release, a line each."""
    files = sorted(p for p in work.rglob("*") if p.is_file())
    lines = (
        f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(work).as_posix()}\n" for p in files
    )
    return "".join(lines)


def keep(work: Path, out: Path, date: str, state_code: str) -> Release:
    """Give a finished release its name; where the newest has the same files, return that one."""
    last = latest(out)
    if last and (last / MANIFEST).read_text() == (work / MANIFEST).read_text():
        return Release(last.name, str(last), state_code)
    name, n = date, 2
    while (out / name).exists():
        name, n = f"{date}.{n}", n + 1
    work.rename(out / name)
    return Release(name, str(out / name), state_code)
