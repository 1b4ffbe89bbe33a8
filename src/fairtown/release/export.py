"""The observations of a release as tables: for export, and for Python as DataFrames."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from fairtown import files
from fairtown.concepts import FairtownError
from fairtown.release.reader import PARQUET, OpenRelease
from fairtown.vocabulary import OPPORTUNITY_LEVELS

IDENTITY = ["geoid", "vintage", "geo_level", "name", "year", "period"]
LONG_COLUMNS = [*IDENTITY, "variant", "group", "output", "value", "moe", "unit", "flag"]
LEVEL_NAMES = dict(enumerate(OPPORTUNITY_LEVELS, start=1))
FORMATS = ("csv", "json", "parquet", "geojson")
#: Tables of boundaries by level.
BOUNDARIES = {"tract": "census_boundaries.tracts", "town": "census_boundaries.towns"}


def long_table(
    release: OpenRelease, measure: str, level: str | None = None, year: int | None = None
) -> pd.DataFrame:
    """Return one row per observation: identity, variant, group, output, value, moe, unit, flag.

    Raises FairtownError on an unknown measure, level or year, naming those there are.
    """
    release.published(measure, level, year)
    wanted = (("measure", measure), ("geo_level", level), ("year", year))
    rows = pd.read_parquet(
        release.path / PARQUET,
        filters=[(column, "==", value) for column, value in wanted if value is not None],
    )
    if rows.empty:
        there = ", ".join(release.levels_of(measure))
        raise FairtownError(f"{measure} has no figures for level {level}; there are: {there}")
    return rows[LONG_COLUMNS]


def table(
    release: OpenRelease,
    measure: str,
    level: str | None = None,
    year: int | None = None,
    variant: str | None = None,
) -> pd.DataFrame:
    """Return a measure as a table whose first column is `geoid`.

    A measure without groups has one row per place and year and a column per output (`_moe` beside it
    where there is a margin); one with groups stays long. `variant`: default the measure's first.
    """
    rows = long_table(release, measure, level, year)
    variants = list(release.measure(measure)["variants"])
    if variant is not None and variant not in variants:
        raise FairtownError(
            f"{measure} has no variant {variant!r}; there are: {', '.join(variants) or 'none'}"
        )
    rows = rows[rows.variant == (variant or (variants[0] if variants else ""))]
    if rows.empty:
        raise FairtownError(f"{measure} has no figures for level {level}, year {year} and variant {variant}")
    identity = IDENTITY + (["variant"] if variants else [])
    if (rows["group"] != "").any():
        unused = [c for c, many in (("variant", variants), ("output", rows.output.nunique() > 1)) if not many]
        return rows.drop(columns=unused)
    return _wide(rows, [o["name"] for o in release.measure(measure)["outputs"]], identity)


def _wide(rows: pd.DataFrame, outputs: list[str], identity: list[str]) -> pd.DataFrame:
    shown = [o for o in outputs if o in set(rows.output)]
    values = rows.pivot(index=identity, columns="output", values="value")[shown]
    moes = rows.pivot(index=identity, columns="output", values="moe")[shown]
    columns: dict[str, Any] = {}
    for name in shown:
        columns[name] = values[name]
        if moes[name].notna().any():
            columns[name + "_moe"] = moes[name]
        if name == "level":
            columns[name] = values[name].astype("Int64")
            columns["level_name"] = values[name].map(LEVEL_NAMES)
    flags = rows.groupby(identity).flag.agg(
        lambda s: ";".join(dict.fromkeys(f for x in s for f in x.split(";") if f))
    )
    return pd.DataFrame(columns).join(flags).reset_index()


def with_shapes(release: OpenRelease, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return GeoJSON features for rows of tracts or towns.

    A place has one feature a year: groups become properties like `nh_black_share`. Outer rings run counterclockwise,
    holes clockwise (RFC 7946, 3.1.6). Raises FairtownError for levels whose shapes we do not hold.
    """
    rows = _one_row_per_place(rows)
    shapes = _shapes(release, rows)
    return [
        {
            "type": "Feature",
            "id": record["geoid"],
            "geometry": shapely.geometry.mapping(shapes[record["geoid"], record["vintage"]]),
            "properties": record,
        }
        for record in json.loads(rows.to_json(orient="records"))
    ]


def _one_row_per_place(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a long table with a column per group and output, and one per margin; a wide one as it is."""
    if "group" not in rows:
        return rows
    identity = [c for c in (*IDENTITY, "variant") if c in rows]
    name = rows["group"].str.replace("|", "_to_", regex=False)
    name = name + "_" + rows["output"] if "output" in rows else name
    named = rows.assign(name_of_figure=name)
    values = named.pivot(index=identity, columns="name_of_figure", values="value")
    moes = named.pivot(index=identity, columns="name_of_figure", values="moe").dropna(axis=1, how="all")
    return values.join(moes.add_suffix("_moe")).reset_index()


def _shapes(release: OpenRelease, rows: pd.DataFrame) -> dict[tuple[str, str], Any]:
    out: dict[tuple[str, str], Any] = {}
    places = {(p["geoid"], p["vintage"]): p for p in release.all_places}
    read: dict[str, dict[str, str]] = {}
    for geoid, vintage in rows[["geoid", "vintage"]].drop_duplicates().itertuples(index=False):
        place = places[geoid, vintage]
        if place["level"] not in BOUNDARIES:
            raise FairtownError(f"no shapes for level {place['level']}; geojson is for --level tract or town")
        if place["level"] not in read:
            read[place["level"]] = _outlines(release, place["level"])
        # a town keeps its key, and its shape, while its codes change
        text = read[place["level"]][place["key"]]
        out[geoid, vintage] = shapely.orient_polygons(shapely.from_wkt(text))
    return out


def _outlines(release: OpenRelease, level: str) -> dict[str, str]:
    """Return the outlines of all places of a level by key, as text."""
    keys = {(p["geoid"], p["vintage"]): p["key"] for p in release.all_places if p["level"] == level}
    out = {}
    for (address, _year), edition in release.editions.items():
        if address == BOUNDARIES[level]:
            content = io.BytesIO(release.table_file(edition["file"]))
            rows = pd.read_csv(content, dtype=str, keep_default_na=False)
            for geoid, vintage, geometry in rows[["geoid", "vintage", "geometry"]].itertuples(index=False):
                out[keys[geoid, vintage]] = geometry
    return out


def write(release: OpenRelease, rows: pd.DataFrame, format_: str, out: Path | None) -> str | None:
    """Write a table to `out`, whole or not at all, or return its text for csv, json and geojson."""
    if format_ not in FORMATS:
        raise FairtownError(f"format {format_!r} is unknown; there are: {', '.join(FORMATS)}")
    if format_ == "parquet" and out is None:
        raise FairtownError("format parquet is binary; name a file with --out FILE")
    content = _content(release, rows, format_)
    if out is None:
        assert isinstance(content, str)
        return content
    files.write(out, content)
    return None


def _content(release: OpenRelease, rows: pd.DataFrame, format_: str) -> str | bytes:
    if format_ == "parquet":
        return rows.to_parquet(None, index=False)
    if format_ == "csv":
        return rows.to_csv(index=False, lineterminator="\n")
    if format_ == "json":
        return rows.to_json(orient="records", force_ascii=False, double_precision=15) + "\n"
    return json.dumps({"type": "FeatureCollection", "features": with_shapes(release, rows)}) + "\n"
