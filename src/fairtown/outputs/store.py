"""Writes the observations of a release into one SQLite file, the same bytes for the same figures.

Tables: `place`, `observation`, `lineage`, `measure`, `source`, `meta`, and one `in_…` table per edition
of a clean table that a measure read, so that a release explains itself without anything else.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pandas as pd

from fairtown.concepts import FLAGS, Column, Measure, Source, Table
from fairtown.data import catalog
from fairtown.data.places import COLUMNS as PLACE_COLUMNS
from fairtown.measures import all_measures
from fairtown.outputs.inputs import CleanTables
from fairtown.outputs.run import Made

#: Tables that pages show as they are, beside our figures or as dated law; no measure need read them.
SHOWN = (
    "ct_housing_law.duties",
    "ct_housing_law.filing_counts",
    "ct_housing_law.filings",
    "ct_housing_law.zoning_duties",
    "ct_housing_law.zoning_steps",
    "oca_claims.access_by_race",
    "on_the_line.zone_list",
    "us_fair_housing.affh_timeline",
)
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE source (code TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE edition (
  address TEXT, year INTEGER, period TEXT, vintage TEXT, file TEXT, sha256 TEXT, row_count INTEGER,
  input_table TEXT, PRIMARY KEY (address, year));
CREATE TABLE measure (id TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE lineage (id INTEGER PRIMARY KEY, measure TEXT, year INTEGER, period TEXT, content TEXT NOT NULL);
CREATE TABLE place (id INTEGER PRIMARY KEY, {place_columns}, bounds TEXT);
CREATE INDEX place_geoid ON place (geoid);
CREATE INDEX place_slug ON place (slug);
CREATE INDEX place_key ON place (key);
CREATE INDEX place_town ON place (town, level);
CREATE TABLE observation (
  measure TEXT, year INTEGER, place INTEGER, grp TEXT, output TEXT, variant TEXT,
  value REAL, moe REAL, flag TEXT, lineage INTEGER,
  PRIMARY KEY (place, measure, year, variant, grp, output)) WITHOUT ROWID;
CREATE INDEX observation_measure ON observation (measure, year, output);
""".format(place_columns=", ".join(f"{c} TEXT" for c in PLACE_COLUMNS))


def input_table(address: str, year: int) -> str:
    """Return the name of the SQLite table that holds one edition of a clean table."""
    return f"in_{address.replace('.', '__')}__{year}"


def measure_content(measure: Measure) -> dict[str, Any]:
    """Return what a release says of a measure: everything but its code, and the code's file."""
    content = {k: v for k, v in measure.__dict__.items() if k != "compute"}
    for name in ("outputs", "parameters", "checks"):
        content[name] = [asdict(x) for x in content[name]]
    content["worked"] = asdict(measure.worked)
    content["variants"] = dict(measure.variants)
    content["group_words"] = dict(measure.group_words)
    content["file"] = "src/fairtown/measures/" + measure.id.replace(".", "/") + ".py"
    return content


#: What a reader of a release needs not be told of tables and columns: how their files are checked.
CHECKS = {f.name for kind in (Table, Column) for f in fields(kind)} - {
    *("name", "title", "key", "columns", "editions", "universe", "notes"),
    *("unit", "meaning", "code", "has_moe", "official"),
}


def source_content(source: Source) -> dict[str, Any]:
    """Return what a release says of a source: everything but how its files are checked."""
    return asdict(
        source, dict_factory=lambda pairs: {name: value for name, value in pairs if name not in CHECKS}
    )


def editions_read(made: list[Made]) -> list[tuple[str, int]]:
    """Return the editions of tables that a release holds: those that measures read, and those shown as they are."""
    read = {(address, year) for m in made for address, year in m.lineage["tables"]}
    shown = {(address, e.year) for address in SHOWN for e in catalog.table(address)[1].editions}
    return sorted(read | shown)


def write(path: Path, made: list[Made], clean: CleanTables, bounds: dict[str, str]) -> None:
    """Write a whole release database at `path`; `bounds`: "west,south,east,north" by place key."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA page_size = 8192")
    db.execute("PRAGMA journal_mode = OFF")
    db.executescript(SCHEMA)
    ids = _places(db, clean.places, bounds)
    _observations(db, made, ids)
    _inputs(db, editions_read(made), clean)
    for measure in all_measures().values():
        db.execute("INSERT INTO measure VALUES (?, ?)", (measure.id, _json(measure_content(measure))))
    for source in catalog.all_sources().values():
        db.execute("INSERT INTO source VALUES (?, ?)", (source.code, _json(source_content(source))))
    meta = {
        "state": clean.state.code,
        "name": clean.state.name,
        "fips": clean.state.fips,
        "flags": _json(FLAGS),
    }
    db.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
    db.commit()
    db.execute("ANALYZE")
    db.execute("VACUUM")
    db.close()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _places(
    db: sqlite3.Connection, places: pd.DataFrame, bounds: dict[str, str]
) -> dict[tuple[str, str], int]:
    ids = {}
    for i, row in enumerate(places[list(PLACE_COLUMNS)].itertuples(index=False), start=1):
        ids[row.geoid, row.vintage] = i
        marks = ", ".join("?" * (len(PLACE_COLUMNS) + 2))
        db.execute(f"INSERT INTO place VALUES ({marks})", (i, *row, bounds.get(row.key, "")))  # noqa: S608
    return ids


def _observations(db: sqlite3.Connection, made: list[Made], ids: dict[tuple[str, str], int]) -> None:
    frames = []
    for lineage, m in enumerate(made, start=1):
        db.execute(
            "INSERT INTO lineage VALUES (?, ?, ?, ?, ?)",
            (lineage, m.measure.id, m.year, m.lineage["period"], _json(m.lineage)),
        )
        keys = zip(m.rows.geoid.to_numpy(object), m.rows.vintage.to_numpy(object), strict=True)
        frames.append(
            m.rows.assign(measure=m.measure.id, year=m.year, lineage=lineage, place=[ids[k] for k in keys])
        )
    columns = ["measure", "year", "place", "group", "output", "variant", "value", "moe", "flag", "lineage"]
    rows = pd.concat(frames)[columns]
    rows[["value", "moe"]] = rows[["value", "moe"]].astype(object).where(rows[["value", "moe"]].notna(), None)
    rows = rows.sort_values(["place", "measure", "year", "variant", "group", "output"], kind="stable")
    values = [rows[c].to_numpy(object) for c in columns]
    db.executemany("INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", zip(*values, strict=True))


def _inputs(db: sqlite3.Connection, read: list[tuple[str, int]], clean: CleanTables) -> None:
    for address, year in read:
        table = catalog.table(address)[1]
        edition = table.edition(year)
        found = clean.clean(address, year)
        name = input_table(address, year)
        db.execute(
            "INSERT INTO edition VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (address, year, edition.period, edition.vintage, found.file, found.sha256, len(found.rows), name),
        )
        shapeless = [c for c in found.rows.columns if c != "geometry"]
        rows = found.rows[shapeless].astype(object).where(found.rows[shapeless].notna(), None)
        quoted = ", ".join(f'"{c}"' for c in shapeless)
        db.execute(f'CREATE TABLE "{name}" ({quoted})')
        marks = ", ".join("?" * len(shapeless))
        db.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows.itertuples(index=False, name=None))  # noqa: S608
        if "geoid" in shapeless:
            db.execute(f'CREATE INDEX "{name}_geoid" ON "{name}" (geoid)')
