"""Zoning atlases in the style of the National Zoning Atlas: a table of districts, or a layer of their shapes.

Columns: jurisdiction, district_abbr, f1_treatment to f4plus_treatment, and as many of the others as there are, under
these names or those of the atlas's teams (`atlas_names`). Codes: allowed, hearing, prohibited; nomention is silent;
overlay is an overlay's silence on what lies under it; blank is unknown. Dimensions are read where they are plain
numbers (`rule_text`). A layer without a column of acres is measured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from fairtown.concepts import FairtownError
from fairtown.data.geometry import polygons
from fairtown.data.zoning_atlases import national_rules
from fairtown.data.zoning_atlases.assemble import assemble
from fairtown.data.zoning_atlases.intake import RawTable, read_table
from fairtown.data.zoning_atlases.national_names import is_header, rename_columns
from fairtown.data.zoning_atlases.record import HOMES, Origin, Zoning

#: Cells of programs that stand for nothing: unknown, never prohibited.
UNKNOWN = ("", "n/a", "na", "nan", "none", "null", "<null>")
TREATMENT_CODES: dict[str, str] = {
    **dict.fromkeys(("allowed", "allowed/conditional", "permitted", "allowed/permitted"), "allowed"),
    "allowed/permitted (hearing not required)": "allowed",
    **dict.fromkeys(("hearing", "public hearing", "public hearing required", "special permit"), "hearing"),
    "prohibited": "prohibited",
    **dict.fromkeys(("nomention", "no mention", "not mentioned", "overlay"), "silent"),
    **dict.fromkeys(UNKNOWN, "unknown"),
}
KIND_CODES: dict[str, str] = {
    "primarily residential": "residential",
    "mixed with residential": "mixed",
    **dict.fromkeys(("nonresidential", "non-residential", "no residential"), "nonresidential"),
    **dict.fromkeys(("overlay not affecting use", "overlay"), "overlay"),
    **dict.fromkeys(UNKNOWN, "unknown"),
}
YES_NO: dict[str, bool | None] = {
    "yes": True, "no": False, "true": True, "false": False, "t": True, "f": False, **dict.fromkeys(UNKNOWN, None),
}  # fmt: skip
NEEDED = ("jurisdiction", "district_abbr", *(f"{h}_treatment" for h in HOMES if h != "adu"))
PLAIN = {
    "region": "region",
    "county": "county",
    "jurisdiction": "jurisdiction",
    "district": "district_abbr",
    "name": "district_name",
    "code_date": "code_date",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
    "source": "source",
    "url": "url",
}
FLAG_COLUMNS = {
    "overlay": "overlay",
    "mapped": "mapped",
    "extinct": "extinct",
    "single_family_only": "single_family_detached_only",
}
DATES = ("code_date", "valid_from", "valid_to")
#: How days are written, and where year, month and day stand.
DAYS = (
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ][\d:.]+Z?", re.ASCII), (1, 2, 3)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?", re.ASCII), (1, 2, 3)),
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII), (3, 1, 2)),
)
#: A year that a program took for a number: where some are blank it writes 2023.0.
YEAR_AS_NUMBER = re.compile(r"(\d{4})\.0+", re.ASCII)
#: Columns that hold the land of a district; where there are several, the caller says which.
ACRES = ("acres", "municipal_acres", "zone_acres", "table_acres", "geom_acres")


def read(
    given: Path | bytes,
    origin: Origin,
    name: str = "",
    acres: str = "",
    outlines: Mapping[str, shapely.Geometry] | None = None,
) -> Zoning:
    """Return the zoning of an atlas's table or layer.

    `acres`: the column of land to take, or `measured` for the area of the shapes; needed where there are several.
    `outlines`: shapes of the jurisdictions by name: districts that lie outside are refused.
    Raises FairtownError in one line for the first thing that is wrong; nothing is half read.
    """
    return zoning_from_table(read_table(given, name, is_header), origin, acres, outlines)


def zoning_from_table(
    table: RawTable,
    origin: Origin,
    acres: str = "",
    outlines: Mapping[str, shapely.Geometry] | None = None,
) -> Zoning:
    """Return the zoning of a raw table, see `read`."""
    table = rename_columns(table)
    rows, name = table.rows, table.name
    if missing := [c for c in NEEDED if c not in rows]:
        raise FairtownError(
            f"{name}: no column {', '.join(missing)}; expected at least {', '.join(NEEDED)}, or the names of the "
            "National Zoning Atlas (Jurisdiction, Abbreviated District Name, 1-Family Treatment …): rename the columns"
        )
    notes = list(table.notes)
    shapes = table.geometry
    if shapes is not None:
        shapes, repairs = polygons.repair_polygons(name, shapes)
        notes += repairs
        if outlines is not None:
            notes += polygons.inside(name, shapes, rows.jurisdiction.to_numpy(object), outlines)
    columns: dict[str, Any] = {"file_row": table.file_row, "acres": _acres(table, shapes, acres)}
    columns |= {own: rows[theirs].str.strip() for own, theirs in PLAIN.items() if theirs in rows}
    columns |= {own: columns[own].map(iso_day) for own in DATES if own in columns}
    if "district_type" in rows:
        columns["kind"] = decode_column(table, "district_type", KIND_CODES)
    for homes in HOMES:
        if f"{homes}_treatment" in rows:
            columns[f"treat_{homes}"] = decode_column(table, f"{homes}_treatment", TREATMENT_CODES)
    for own, theirs in FLAG_COLUMNS.items():
        if theirs in rows:
            columns[own] = decode_column(table, theirs, YES_NO)
    columns |= _limits(table)
    rules, odd = national_rules.rules(table)
    return assemble(name, origin, columns, rules, shapes, (*notes, *odd))


def decode_column(table: RawTable, column: str, codes: Mapping[str, Any]) -> list[Any]:
    """Return a column of codes as the record's values; raises FairtownError naming the first unknown code."""
    texts = table.rows[column].str.split().str.join(" ").str.lower()
    wrong = ~texts.isin(list(codes))
    if wrong.any():
        first = int(wrong.to_numpy().argmax())
        known = ", ".join(c for c in codes if c and c not in UNKNOWN)
        raise FairtownError(
            f"{table.name}: row {table.file_row[first]}, {column} is {table.rows[column].iloc[first]!r}, expected "
            f"one of {known}, or blank for unknown; mend it ({int(wrong.sum())} rows have an unknown code)"
        )
    return [codes[t] for t in texts]


def iso_day(text: str) -> str:
    """Return a day as 2023-08-31 where it is written so with a time, without signs, or as Americans do (8/31/2023).

    A year written as 2023.0 is 2023. Any other text comes back as it is: a year may be one, and what is none is refused
    with its row.
    """
    for pattern, order in DAYS:
        if found := pattern.fullmatch(text.strip()):
            year, month, day = (int(found[i]) for i in order)
            return f"{year:04}-{month:02}-{day:02}"
    found = YEAR_AS_NUMBER.fullmatch(text.strip())
    return found[1] if found else text


def _limits(table: RawTable) -> dict[str, list[Any]]:
    """Return who homes are reserved for: by type of home, or for the whole district."""
    out = {}
    for own, whole in (("elderly_only", "elderly_district"), ("affordable_only", "affordable_district")):
        everywhere = decode_column(table, whole, YES_NO) if whole in table.rows else [None] * len(table.rows)
        for homes in HOMES:
            column = f"{homes}_{own}"
            given = decode_column(table, column, YES_NO) if column in table.rows else [None] * len(table.rows)
            out[f"{own}_{homes}"] = [True if w else g for w, g in zip(everywhere, given, strict=True)]
    return out


def _acres(table: RawTable, shapes: polygons.Shapes | None, column: str) -> np.ndarray:
    there = [c for c in ACRES if c in table.rows]
    if not column:
        if len(there) > 1:
            raise FairtownError(
                f"{table.name}: land stands in {', '.join(there)}; say which of them is meant by acres=, or "
                "acres='measured' for the area of the shapes"
            )
        if not there and shapes is None:
            return np.full(len(table.rows), np.nan)
        column = there[0] if there else "measured"
    if column == "measured":
        if shapes is None:
            raise FairtownError(
                f"{table.name}: a table has no shapes to measure; give a layer, or a column of {', '.join(ACRES)}"
            )
        return polygons.acres(shapes)
    if column not in table.rows:
        raise FairtownError(
            f"{table.name}: no column {column}; there are {', '.join(there) or 'none of land'}"
        )
    texts = table.rows[column].str.strip()
    numbers = pd.to_numeric(texts.where(texts != ""), errors="coerce")
    wrong = (numbers.isna() & (texts != "")) | np.isinf(numbers)
    if wrong.any():
        first = int(wrong.to_numpy().argmax())
        raise FairtownError(
            f"{table.name}: row {table.file_row[first]}, {column} is {texts.iloc[first]!r}, expected a number of "
            "acres, or blank for unknown; mend it"
        )
    return np.asarray(numbers.astype(float)) + 0.0
