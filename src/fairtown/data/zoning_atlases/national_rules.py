"""The dimensional columns of an atlas: which there are, in which unit, and their values as rules.

`f1_min_lot_acres` is a text of its own; `f1_min_lot_low` and `f1_min_lot_high` are the two ends of one rule; a column
that ends in `_kind` says whether a number is the whole rule, one in `_unit` what it is a number of, and one in
`_instead` what holds under some condition. Yes and no are rules too: sewers required, owner required.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from fairtown.concepts import FairtownError
from fairtown.data.zoning_atlases.intake import RawTable
from fairtown.data.zoning_atlases.record import HOMES, Conditions, Number, Range, RuleValue, rule_row
from fairtown.data.zoning_atlases.rule_text import BELOW_ZERO, LONGEST, NOT_TOLD, SEVERAL, between, parse
from fairtown.units import SQFT_PER_ACRE

#: Ends of the names of columns, what they rule, and the unit.
UNITS: dict[str, tuple[str, str]] = {
    "min_lot_acres": ("min_lot", "acres"),
    "max_units_per_acre": ("max_units_per_acre", "homes per acre"),
    "min_frontage_ft": ("min_frontage", "feet"),
    "front_setback_ft": ("front_setback", "feet"),
    "side_setback_ft": ("side_setback", "feet"),
    "rear_setback_ft": ("rear_setback", "feet"),
    "max_cov_bldg_pct": ("max_cover_buildings", "percent"),
    "max_cov_impervious_pct": ("max_cover_paved", "percent"),
    "min_parking": ("min_parking", "spaces per home"),
    "min_parking_1br": ("min_parking_1_bedroom", "spaces per home"),
    "min_parking_2br": ("min_parking_2_bedrooms", "spaces per home"),
    "max_stories": ("max_stories", "stories"),
    "max_height_ft": ("max_height", "feet"),
    "max_far": ("max_floor_area_ratio", "ratio"),
    "min_unit_sqft": ("min_home_size", "square feet"),
    "max_units_per_bldg": ("max_homes_per_building", "homes"),
    "max_bedrooms": ("max_bedrooms", "bedrooms"),
    "max_sqft": ("max_size", "square feet"),
    "max_pct_main": ("max_size_of_main_home", "percent"),
}
YES_NO = {
    "sewer_water_required": "sewer_and_water_required",
    "transit_required": "transit_required",
    "owner_required": "owner_required",
    "family_required": "family_required",
    "renter_prohibited": "renter_prohibited",
    "primary_structure_only": "main_house_only",
}
KINDS = ("", "number", "alternatives", "contextual", "notapplicable")
COLUMN = re.compile(rf"({'|'.join(HOMES)})_(.+)")
TRUTH = {"yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0, "t": 1.0, "f": 0.0}
#: How words for a unit of a column begin, and those that say that a number is not the whole rule.
UNIT_WORDS = {
    "acres": ("acre",), "feet": ("feet", "foot", "ft"), "percent": ("percent", "%"), "stories": ("stor",),
    "spaces per home": ("space", "parking"), "ratio": ("ratio",), "square feet": ("square feet", "sf", "sq"),
    "homes per acre": ("units per acre", "homes per acre"), "homes": ("unit", "home"), "bedrooms": ("bedroom",),
}  # fmt: skip
NAMED = 3


def rules(table: RawTable) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Return rows of rules of all districts, and notes on ranges that stood upside down and on numbers below zero.

    Raises FairtownError naming the first cell that is no yes or no where one is expected.
    """
    out: list[tuple[Any, ...]] = []
    upside_down: list[str] = []
    negative: list[str] = []
    for column in table.rows:
        found = COLUMN.fullmatch(column)
        if not found:
            continue
        homes, end = found[1], found[2]
        if end in UNITS:
            out += _texts(table, column, homes, end)
            negative += _negative(table, column)
        elif end in YES_NO:
            out += _truths(table, column, homes, YES_NO[end])
        elif end == "min_lot_low":
            out += _ends(table, homes, upside_down)
    notes = (
        (upside_down, "lowest values above the highest, read the other way round"),
        (negative, "rules below zero, which cannot be meant: left as text"),
    )
    return out, [f"{len(rows)} {note}: {'; '.join(rows[:NAMED])}" for rows, note in notes if rows]


def _negative(table: RawTable, column: str) -> list[str]:
    """Return where a column of numbers has one below zero."""
    texts = table.rows[column].str.strip()
    wrong = np.flatnonzero(texts.str.fullmatch(BELOW_ZERO).to_numpy(bool))
    return [f"row {table.file_row[row]}, {column}: {texts.iloc[row]}" for row in wrong]


def _texts(table: RawTable, column: str, homes: str, end: str) -> list[tuple[Any, ...]]:
    rule, unit = UNITS[end]
    rows = table.rows
    blank = [""] * len(rows)
    kind_column = f"{column}_kind"
    kinds = rows[kind_column].str.strip() if kind_column in rows else blank
    shared = "min_lot_units" if rule == "min_lot" else ""
    units = next((rows[c] for c in (f"{column}_unit", shared) if c in rows), blank)
    instead = rows.get(f"{column}_instead", blank)
    out = []
    for row, cells in enumerate(zip(rows[column], kinds, units, instead, strict=True)):
        if cells[1] not in KINDS:
            raise FairtownError(
                f"{table.name}: row {table.file_row[row]}, {kind_column} is {cells[1]!r}, expected one of "
                f"{', '.join(KINDS[1:])}, or blank; mend it"
            )
        if (value := _value(unit, *cells)) is not None:
            out.append(rule_row(row, homes, rule, unit, value))
    return out


def _value(unit: str, text: str, kind: str, unit_text: str, instead: str) -> RuleValue | None:
    """Return a rule from its cells: what it is a number of, and what holds instead, can leave it in words."""
    own_unit = unit_text.strip().lower()
    if instead.strip().lower() not in NOT_TOLD:
        return Conditions("; ".join(filter(None, (text.strip(), instead.strip())))[:LONGEST])
    if own_unit in KINDS or own_unit in NOT_TOLD or own_unit.startswith(UNIT_WORDS.get(unit, ())):
        return parse(text, own_unit if own_unit in SEVERAL else kind)
    value = parse(text, kind)
    if isinstance(value, Number) and unit == "acres" and own_unit.startswith(UNIT_WORDS["square feet"]):
        return Number(value.value / SQFT_PER_ACRE)
    return (
        Conditions(f"{text.strip()} {unit_text.strip()}"[:LONGEST])
        if isinstance(value, Number | Range)
        else value
    )


def _truths(table: RawTable, column: str, homes: str, rule: str) -> list[tuple[Any, ...]]:
    out = []
    for row, text in enumerate(table.rows[column].str.strip().str.lower()):
        if text in NOT_TOLD or text == "none":
            continue
        if text not in TRUTH:
            raise FairtownError(
                f"{table.name}: row {table.file_row[row]}, {column} is {text!r}, expected yes or no, or blank for "
                "unknown; mend it"
            )
        out.append(rule_row(row, homes, rule, "yes/no", Number(TRUTH[text])))
    return out


def _ends(table: RawTable, homes: str, upside_down: list[str]) -> list[tuple[Any, ...]]:
    rows = table.rows
    lows, high = rows[f"{homes}_min_lot_low"], f"{homes}_min_lot_high"
    highs = rows[high] if high in rows else [""] * len(rows)
    out = []
    for row, (low, most) in enumerate(zip(lows, highs, strict=True)):
        value, turned = between(low.strip(), most.strip())
        if turned:
            where = (
                f"row {table.file_row[row]} ({rows.jurisdiction.iloc[row]}, {rows.district_abbr.iloc[row]})"
            )
            upside_down.append(f"{where}: {low} and {most} acres")
        if value is not None:
            out.append(rule_row(row, homes, "min_lot", "acres", value))
    return out
