"""The dimensional columns of an atlas: which there are, in which unit, and their values as rules.

`f1_min_lot_acres` is a text of its own; `f1_min_lot_low` and `f1_min_lot_high` are the two ends of one rule; a column
that ends in `_kind` says whether a number is the whole rule. Yes and no are rules too: sewers required, owner required.
"""

from __future__ import annotations

import re
from typing import Any

from fairtown.concepts import FairtownError
from fairtown.data.zoning.intake import Taken
from fairtown.data.zoning.record import HOMES, Number, rule_row
from fairtown.data.zoning.rule_text import between, parsed

#: Ends of the names of columns, what they rule, and the unit.
UNITS: dict[str, tuple[str, str]] = {
    "min_lot_acres": ("min_lot", "acres"),
    "max_units_per_acre": ("max_units_per_acre", "homes per acre"),
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
TRUTH = {"yes": 1.0, "no": 0.0}
NAMED = 3


def rules(taken: Taken) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Return rows of rules of all districts, and notes on ranges that stood upside down.

    Raises FairtownError naming the first cell that is no yes or no where one is expected.
    """
    out: list[tuple[Any, ...]] = []
    upside_down: list[str] = []
    for column in taken.rows:
        found = COLUMN.fullmatch(column)
        if not found:
            continue
        homes, end = found[1], found[2]
        if end in UNITS:
            out += _texts(taken, column, homes, end)
        elif end in YES_NO:
            out += _truths(taken, column, homes, YES_NO[end])
        elif end == "min_lot_low":
            out += _ends(taken, homes, upside_down)
    if not upside_down:
        return out, []
    first = "; ".join(upside_down[:NAMED])
    return out, [f"{len(upside_down)} lowest values above the highest, read the other way round: {first}"]


def _texts(taken: Taken, column: str, homes: str, end: str) -> list[tuple[Any, ...]]:
    rule, unit = UNITS[end]
    texts = taken.rows[column]
    beside = f"{column}_kind"
    kinds = taken.rows[beside].str.strip() if beside in taken.rows else [""] * len(texts)
    out = []
    for row, (text, kind) in enumerate(zip(texts, kinds, strict=True)):
        if kind not in KINDS:
            raise FairtownError(
                f"{taken.name}: row {taken.file_row[row]}, {beside} is {kind!r}, expected one of "
                f"{', '.join(KINDS[1:])}, or blank; mend it"
            )
        if (value := parsed(text, kind)) is not None:
            out.append(rule_row(row, homes, rule, unit, value))
    return out


def _truths(taken: Taken, column: str, homes: str, rule: str) -> list[tuple[Any, ...]]:
    out = []
    for row, text in enumerate(taken.rows[column].str.strip().str.lower()):
        if text and text not in TRUTH:
            raise FairtownError(
                f"{taken.name}: row {taken.file_row[row]}, {column} is {text!r}, expected yes or no, or blank for "
                "unknown; mend it"
            )
        if text:
            out.append(rule_row(row, homes, rule, "yes/no", Number(TRUTH[text])))
    return out


def _ends(taken: Taken, homes: str, upside_down: list[str]) -> list[tuple[Any, ...]]:
    rows = taken.rows
    lows, high = rows[f"{homes}_min_lot_low"], f"{homes}_min_lot_high"
    highs = rows[high] if high in rows else [""] * len(rows)
    out = []
    for row, (low, most) in enumerate(zip(lows, highs, strict=True)):
        value, turned = between(low.strip(), most.strip())
        if turned:
            where = (
                f"row {taken.file_row[row]} ({rows.jurisdiction.iloc[row]}, {rows.district_abbr.iloc[row]})"
            )
            upside_down.append(f"{where}: {low} and {most} acres")
        if value is not None:
            out.append(rule_row(row, homes, "min_lot", "acres", value))
    return out
