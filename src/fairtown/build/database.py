"""Writes the observations of a release: SQLite for pages, Parquet for programs; the same bytes for the same figures.

SQLite: `place`, `lineage`, `measure`, `source`, `meta`, one `in_…` table per edition of a clean table that a measure
read, so that a release explains itself without anything else, and the view `observation`. Behind the view each
observation is a row of `figure`: nearly all of its words are those of its `series` (measure, year, variant, group,
output) and of a `flag`, which are written once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from fairtown.build.inputs import CleanTables
from fairtown.build.run import MeasureResult, Run
from fairtown.build.workers import workers
from fairtown.concepts import FLAGS, Column, Measure, Source, Table
from fairtown.data import clean_tables
from fairtown.data.places import COLUMNS as PLACE_COLUMNS
from fairtown.measures import all_measures
from fairtown.release import profile
from fairtown.release.database import DATABASE
from fairtown.release.reader import PARQUET
from fairtown.states.profile import State

#: Tables that exports and pages of any state show as they are: shapes and dated law; no measure need read them.
SHOWN = ("census_boundaries.towns", "census_boundaries.tracts", "us_fair_housing.affh_timeline")
PLACE_TYPES = ", ".join(f"{c} {'INTEGER' if c.startswith('is_') else 'TEXT'}" for c in PLACE_COLUMNS)
#: What tells one series of a measure and year from another.
WORDS = ["variant", "group", "output"]
SCHEMA = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE source (code TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE edition (
  address TEXT, year INTEGER, period TEXT, vintage TEXT, file TEXT, sha256 TEXT, row_count INTEGER,
  input_table TEXT, PRIMARY KEY (address, year));
CREATE TABLE measure (id TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE absence (
  measure TEXT, year INTEGER, title TEXT, kind TEXT, what TEXT, detail TEXT, PRIMARY KEY (measure, year));
CREATE TABLE lineage (id INTEGER PRIMARY KEY, measure TEXT, year INTEGER, period TEXT, content TEXT NOT NULL);
CREATE TABLE place (id INTEGER PRIMARY KEY, {PLACE_TYPES}, bounds TEXT);
CREATE INDEX place_geoid ON place (geoid);
CREATE INDEX place_slug ON place (slug);
CREATE INDEX place_key ON place (key);
CREATE INDEX place_town ON place (town, level);
CREATE TABLE series (
  id INTEGER PRIMARY KEY, measure TEXT, year INTEGER, variant TEXT, grp TEXT, output TEXT, lineage INTEGER);
CREATE INDEX series_measure ON series (measure, year, output);
CREATE TABLE flag (id INTEGER PRIMARY KEY, flag TEXT NOT NULL);
CREATE TABLE figure (
  series INTEGER, place INTEGER, value REAL, moe REAL, flag INTEGER, PRIMARY KEY (series, place)) WITHOUT ROWID;
CREATE VIEW observation AS
  SELECT s.measure, s.year, f.place, s.grp, s.output, s.variant, f.value, f.moe, g.flag, s.lineage
  FROM figure f JOIN series s ON s.id = f.series JOIN flag g ON g.id = f.flag;
"""  # noqa: S608


def input_table(address: str, year: int) -> str:
    """Return the name of the SQLite table that holds one edition of a clean table."""
    return f"in_{address.replace('.', '__')}__{year}"


def measure_content(measure: Measure, own: State) -> dict[str, Any]:
    """Return what a release of a state says of a measure: everything but its code, and the code's file."""
    content = {k: v for k, v in measure.__dict__.items() if k != "compute"}
    content["checks"] = (*measure.checks, *own.checks.get(measure.id, ()))
    content["limits"] = (*measure.limits, *filter(None, [own.notes.get(measure.id)]))
    for name in ("outputs", "parameters", "checks"):
        content[name] = [asdict(x) for x in content[name]]
    content["worked"] = asdict(measure.worked)
    content["variants"] = dict(measure.variants)
    content["group_words"] = dict(measure.group_words)
    content["file"] = "src/fairtown/measures/" + measure.id.replace(".", "/") + ".py"
    return content


#: What a release leaves out of tables and columns: how their files are checked.
CHECKS = {f.name for kind in (Table, Column) for f in fields(kind)} - {
    *("name", "title", "key", "columns", "editions", "universe", "notes"),
    *("unit", "meaning", "code", "has_moe", "official"),
}


def source_content(source: Source) -> dict[str, Any]:
    """Return what a release says of a source: everything but how its files are checked."""
    return asdict(
        source, dict_factory=lambda pairs: {name: value for name, value in pairs if name not in CHECKS}
    )


def editions_read(results: list[MeasureResult], clean: CleanTables) -> list[tuple[str, int]]:
    """Return the editions of tables that a release holds: those that measures read, and those shown as they are."""
    read = {(address, year) for m in results for address, year in m.lineage["tables"]}
    shown = {(address, year) for address in (*SHOWN, *clean.state.shown) for year in clean.years(address)}
    return sorted(read | shown)


def write(
    folder: Path,
    run: Run,
    clean: CleanTables,
    bounds: dict[str, str],
    more: Callable[[Path], object] | None = None,
) -> None:
    """Write the observations of a release into `folder`; `bounds`: "west,south,east,north" by place key.

    `more`: a function of a module that writes further files from the Parquet file; another process calls it.
    """
    series, figures = series_and_figures(run.results, clean.places)
    global _written
    # a process that is forked now has them without their being sent
    _written = series, figures, clean.places
    with workers(1) as writer:
        writer.start("parquet", _write_parquet, folder / PARQUET, more)
        _write_database(folder / DATABASE, run, series, figures, clean, bounds)
        writer.answers()
    _written = None


def series_and_figures(
    results: list[MeasureResult], places: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the observations of all measures with their labels stored once.

    Series: measure, year, variant, group, output, lineage, unit and period, in the order of the first five, numbered
    from 1 by `id`. Figures: the numbers of series and place, value, moe and flag, in the order of series and place.
    """
    ordered = sorted(results, key=lambda m: (m.measure.id, m.year))
    every = pd.concat([m.rows for m in ordered], ignore_index=True)
    result = np.repeat(np.arange(len(ordered)), [len(m.rows) for m in ordered])
    series, number = _distinct(every.assign(result=result), ["result", *WORDS])
    own, place = _distinct(every, ["geoid", "vintage"])
    index = pd.MultiIndex.from_frame(places[["geoid", "vintage"]])
    place = (index.get_indexer(pd.MultiIndex.from_frame(own)) + 1)[place]
    figures = every[["value", "moe", "flag"]].assign(series=number + 1, place=place)
    figures = figures.iloc[np.lexsort((place, number))].reset_index(drop=True)
    return _about_series(series, ordered, {id(m): i for i, m in enumerate(results, start=1)}), figures


def _about_series(
    series: pd.DataFrame, ordered: list[MeasureResult], lineages: dict[int, int]
) -> pd.DataFrame:
    """Return what is known of each series; `lineages`: the number of the lineage of each result."""
    units = [{o.name: o.unit for o in m.measure.outputs} for m in ordered]
    of_series = [ordered[i] for i in series.result]
    about = {
        "measure": [m.measure.id for m in of_series],
        "year": [m.year for m in of_series],
        "lineage": [lineages[id(m)] for m in of_series],
        "unit": [units[i][output] for i, output in zip(series.result, series.output, strict=True)],
        "period": [m.lineage["period"] for m in of_series],
    }
    return series[WORDS].assign(**about).set_axis(pd.RangeIndex(1, len(series) + 1, name="id"))


def _distinct(rows: pd.DataFrame, columns: list[str]) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """Return the distinct values of columns in order, and which of them each row has."""
    code = np.zeros(len(rows), np.intp)
    every = []
    for column in columns:
        own, values = pd.factorize(rows[column], sort=True)
        code = code * len(values) + own
        every.append(values)
    codes, number = np.unique(code, return_inverse=True)
    at = np.unravel_index(codes, [len(values) for values in every])
    return pd.DataFrame({c: v[i] for c, v, i in zip(columns, every, at, strict=True)}), number


def _write_database(
    path: Path,
    run: Run,
    series: pd.DataFrame,
    figures: pd.DataFrame,
    clean: CleanTables,
    bounds: dict[str, str],
) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA page_size = 8192")
    db.execute("PRAGMA journal_mode = OFF")
    db.executescript(SCHEMA)
    _places(db, clean.places, bounds)
    for lineage, m in enumerate(run.results, start=1):
        row = (lineage, m.measure.id, m.year, m.lineage["period"], _json(m.lineage))
        db.execute("INSERT INTO lineage VALUES (?, ?, ?, ?, ?)", row)
    _observations(db, series, figures)
    _inputs(db, editions_read(run.results, clean), clean)
    _measures(db, run, clean.state)
    for source in clean.catalog.sources.values():
        db.execute("INSERT INTO source VALUES (?, ?)", (source.code, _json(source_content(source))))
    meta = profile.entries(clean.state, clean.folder) | {"flags": _json(FLAGS)}
    if made_of := clean_tables.publisher_files(clean.folder):
        meta["publisher_files"] = _json(made_of)
    db.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
    db.commit()
    db.execute("ANALYZE")
    db.execute("VACUUM")
    db.close()


def _measures(db: sqlite3.Connection, run: Run, own: State) -> None:
    """Write the measures that have figures, with the years of them, and why others, or other years, have none."""
    years: dict[str, set[int]] = {}
    for result in run.results:
        years.setdefault(result.measure.id, set()).add(result.year)
    run_measures = {result.measure.id: result.measure for result in run.results}
    for measure_id in sorted(run_measures, key=lambda name: name.split(".")):
        content = measure_content(run_measures[measure_id], own) | {"years": sorted(years[measure_id])}
        db.execute("INSERT INTO measure VALUES (?, ?)", (measure_id, _json(content)))
    for (measure_id, year), why in sorted(run.absent.items()):
        row = (measure_id, year, all_measures()[measure_id].title, why.kind, why.what, why.detail)
        db.execute("INSERT INTO absence VALUES (?, ?, ?, ?, ?, ?)", row)


#: The series, figures and places of the release that is being written.
_written: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame] | None = None


def _write_parquet(path: Path, more: Callable[[Path], object] | None) -> None:
    """Write the observations with all their labels, by measure, year and place; a row group for each measure."""
    assert _written is not None
    series, figures, places = _written
    own = series.loc[figures.series]
    rank = own.groupby(["measure", "year"]).ngroup().to_numpy()
    order = np.lexsort((figures.series, figures.place, rank))
    of_series = pa.array(figures.series.to_numpy()[order] - 1)
    of_place = pa.array(figures.place.to_numpy()[order] - 1)

    def labels(table: pd.DataFrame, columns: dict[str, str], at: pa.Array) -> dict[str, pa.Array]:
        return {name: pa.array(table[column]).take(at) for name, column in columns.items()}

    numbers = pa.Table.from_pandas(figures[["value", "moe", "flag"]].iloc[order], preserve_index=False)
    columns = {
        **labels(series, {c: c for c in ("measure", "year", "period")}, of_series),
        **labels(
            places, {"geoid": "geoid", "vintage": "vintage", "geo_level": "level", "name": "name"}, of_place
        ),
        **labels(series, {c: c for c in ("variant", "group", "output")}, of_series),
        **{c: numbers[c] for c in ("value", "moe")},
        **labels(series, {"unit": "unit"}, of_series),
        "flag": numbers["flag"],
    }
    table = pa.table(columns)
    ends = np.flatnonzero(np.diff(pd.factorize(own.measure.to_numpy()[order])[0], append=-1)) + 1
    with pq.ParquetWriter(path, table.schema, compression="zstd") as file:
        for start, end in pairwise([0, *ends]):
            file.write_table(table.slice(start, end - start))
    if more is not None:
        more(path.parent)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _places(db: sqlite3.Connection, places: pd.DataFrame, bounds: dict[str, str]) -> None:
    marks = ", ".join("?" * (len(PLACE_COLUMNS) + 2))
    for i, row in enumerate(places[list(PLACE_COLUMNS)].itertuples(index=False), start=1):
        db.execute(f"INSERT INTO place VALUES ({marks})", (i, *row, bounds.get(row.key, "")))  # noqa: S608


def _observations(db: sqlite3.Connection, series: pd.DataFrame, figures: pd.DataFrame) -> None:
    columns = ["id", "measure", "year", "variant", "group", "output", "lineage"]
    db.executemany("INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?)", _values(series.reset_index()[columns]))
    codes, flags = pd.factorize(figures.flag, sort=True)
    db.executemany("INSERT INTO flag VALUES (?, ?)", enumerate(flags))
    # by series alone: a place's figures are one search for each of some thousand series, a few milliseconds for all
    numbers = figures[["series", "place", "value", "moe"]].assign(flag=codes)
    db.executemany("INSERT INTO figure VALUES (?, ?, ?, ?, ?)", _values(numbers))


def _values(rows: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    """Return rows as tuples of Python's own values; SQLite takes NaN for NULL, and other blanks become None."""
    return zip(*(_plain(column) for _, column in rows.items()), strict=True)


def _plain(column: pd.Series) -> list[Any]:
    if column.dtype.kind in "biuf":
        return list(column.tolist())
    return list(column.astype(object).where(column.notna(), None).to_list())


def _inputs(db: sqlite3.Connection, read: list[tuple[str, int]], clean: CleanTables) -> None:
    for address, year in read:
        table = clean.catalog.table(address)[1]
        edition = table.edition(year)
        found = clean.clean(address, year)
        name = input_table(address, year)
        db.execute(
            "INSERT INTO edition VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (address, year, edition.period, edition.vintage, found.file, found.sha256, len(found.rows), name),
        )
        shapeless = [c for c in found.rows.columns if c != "geometry"]
        rows = _values(found.rows[shapeless])
        quoted = ", ".join(f'"{c}"' for c in shapeless)
        db.execute(f'CREATE TABLE "{name}" ({quoted})')
        marks = ", ".join("?" * len(shapeless))
        db.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)  # noqa: S608
        if "geoid" in shapeless:
            db.execute(f'CREATE INDEX "{name}_geoid" ON "{name}" (geoid)')
