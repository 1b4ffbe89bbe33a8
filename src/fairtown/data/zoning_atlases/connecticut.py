"""The layer of the Connecticut Zoning Atlas, in the short property codes of its map.

Z district, T town, Ty kind (R, M, N), MA acres without state, federal and unzoned land; 1F to 4F and AD how each home
is treated: A as of right, AH after a hearing, blank prohibited; 1E to 4E and AEld only for older people; 1MLS to 4MLS
class of the least lot. Where Ty is blank the land is not zoned and blank treatments are unknown, not prohibited.
The layer is in no public file that we know: this reads it on the day that someone has it.
Source of the codes: zoningatlas/web-map, `index.html` and `scripts/map.js`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from fairtown.concepts import FairtownError
from fairtown.data.geometry import polygons
from fairtown.data.zoning_atlases.assemble import assemble
from fairtown.data.zoning_atlases.intake import RawTable, read_table
from fairtown.data.zoning_atlases.national import decode_column
from fairtown.data.zoning_atlases.record import (
    HOMES,
    NoLimit,
    Number,
    Origin,
    Range,
    RuleValue,
    Zoning,
    rule_row,
)

CODES = dict(zip(HOMES, ("1F", "2F", "3F", "4F", "AD"), strict=True))
ELDERLY = dict(zip(HOMES, ("1E", "2E", "3E", "4E", "AEld"), strict=True))
LOT_CLASS = dict(zip(("f1", "f2", "f3", "f4plus"), ("1MLS", "2MLS", "3MLS", "4MLS"), strict=True))
NEEDED = ("Z", "T", "Ty", *CODES.values())
TREATMENTS = {"a": "allowed", "ah": "hearing", "": "prohibited"}
KINDS = {"r": "residential", "m": "mixed", "n": "nonresidential", "": "unknown"}
YES_NO = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False, "": None}
#: Classes of the least lot, acres: the map's own edges, which are 20,000, 40,000 and 80,000 square feet rounded.
LOTS: dict[str, RuleValue | None] = {
    "a": NoLimit(),
    "b": Range(0.01, 0.46),
    "c": Range(0.47, 0.91),
    "d": Range(0.92, 1.83),
    "e": Range(1.84, None),
    "": None,
}
ACCESSORY = {
    "AOwn": "owner_required",
    "AFam": "family_required",
    "ARent": "renter_prohibited",
    "APrim": "main_house_only",
    "ASize": "size_limited",
}


def read(
    given: Path | bytes,
    origin: Origin,
    name: str = "",
    outlines: Mapping[str, shapely.Geometry] | None = None,
) -> Zoning:
    """Return the zoning of the layer; raises FairtownError in one line for the first thing that is wrong.

    `outlines`: shapes of the towns by name: districts that lie outside are refused. Land is MA; where MA is blank the
    shape is not measured instead, since MA leaves public land out.
    """
    table = read_table(given, name)
    if missing := [c for c in NEEDED if c not in table.rows]:
        raise FairtownError(
            f"{table.name}: no property {', '.join(missing)}; expected at least {', '.join(NEEDED)}: an absent "
            "property is no prohibition"
        )
    notes = table.notes
    shapes = table.geometry
    if shapes is not None:
        shapes, repairs = polygons.repair_polygons(table.name, shapes)
        notes += repairs
        if outlines is not None:
            notes += polygons.inside(table.name, shapes, table.rows["T"].to_numpy(object), outlines)
    return assemble(table.name, origin, _columns(table), _rules(table), shapes, notes)


def _columns(table: RawTable) -> dict[str, Any]:
    rows = table.rows
    kind = decode_column(table, "Ty", KINDS)
    unzoned = np.array([k == "unknown" for k in kind])
    columns: dict[str, Any] = {
        "file_row": table.file_row,
        "jurisdiction": rows["T"].str.strip(),
        "district": rows["Z"].str.strip(),
        "name": rows["Z"].str.strip(),
        "kind": kind,
        # the layer has one polygon per place: overlays were flattened into it
        "overlay": [False] * len(rows),
        "acres": _land(table),
    }
    for homes, code in CODES.items():
        treated = np.array(decode_column(table, code, TREATMENTS), object)
        columns[f"treat_{homes}"] = np.where(unzoned & (treated == "prohibited"), "unknown", treated)
        if ELDERLY[homes] in rows:
            columns[f"elderly_only_{homes}"] = decode_column(table, ELDERLY[homes], YES_NO)
    for own, code in (("elderly_only", "EHD"), ("affordable_only", "AHD")):
        if code in rows:
            everywhere = decode_column(table, code, YES_NO)
            for homes in HOMES:
                given = columns.get(f"{own}_{homes}", [None] * len(rows))
                columns[f"{own}_{homes}"] = [True if w else g for w, g in zip(everywhere, given, strict=True)]
    return columns


def _land(table: RawTable) -> np.ndarray:
    if "MA" not in table.rows:
        return np.full(len(table.rows), np.nan)
    texts = table.rows["MA"].str.strip()
    numbers = pd.to_numeric(texts.where(texts != ""), errors="coerce")
    wrong = numbers.isna() & (texts != "")
    if wrong.any():
        first = int(wrong.to_numpy().argmax())
        raise FairtownError(
            f"{table.name}: row {table.file_row[first]}, MA is {texts.iloc[first]!r}, expected a number of acres"
        )
    return np.asarray(numbers.astype(float))


def _rules(table: RawTable) -> list[tuple[Any, ...]]:
    out = []
    for homes, code in LOT_CLASS.items():
        if code in table.rows:
            for row, value in enumerate(decode_column(table, code, LOTS)):
                if value is not None:
                    out.append(rule_row(row, homes, "min_lot", "acres", value))
    for code, rule in ACCESSORY.items():
        if code in table.rows:
            for row, truth in enumerate(decode_column(table, code, YES_NO)):
                if truth is not None:
                    out.append(rule_row(row, "adu", rule, "yes/no", Number(float(truth))))
    return out
