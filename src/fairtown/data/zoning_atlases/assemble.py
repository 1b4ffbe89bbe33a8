"""The one door to the zoning record: every reader hands its rows over here, and they come out checked.

Refused are unknown words, negative land, dates that are none, a district that says two things. What cannot be decided
is refused; what is odd but told plainly by its source is kept, and named in the notes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.data.geometry.polygons import overlaps
from fairtown.data.zoning_atlases.record import (
    HOMES,
    KINDS,
    RULE_COLUMNS,
    TREATMENT_COLUMNS,
    TREATMENTS,
    Origin,
    Zoning,
    districts_frame,
)

YEAR = re.compile(r"\d{4}", re.ASCII)
#: A district is the same one if all of these agree.
IDENTITY = ["region", "jurisdiction", "district", "valid_from", "code_date"]
UNKNOWN = "unknown"
#: How many things of one sort a note names; the rest is counted.
NAMED = 3


def assemble(
    name: str,
    origin: Origin,
    columns: Mapping[str, Any],
    rules: Sequence[tuple[Any, ...]] = (),
    geometry: NDArray[np.object_] | None = None,
    notes: Sequence[str] = (),
) -> Zoning:
    """Return checked zoning from columns of `record.COLUMNS`, at least jurisdiction and district.

    `rules`: rows by `record.rule_row`; `geometry`: one shape per district, or None. What is not given is unknown.
    Raises FairtownError in one line for the first thing that cannot be right.
    """
    districts = districts_frame(columns, len(columns["jurisdiction"]), origin)
    table = pd.DataFrame(list(rules), columns=list(RULE_COLUMNS))
    table = table.astype({"row": int, "low": float, "high": float})
    return checked(Zoning(name, origin, districts, table, geometry, tuple(notes)))


def checked(zoning: Zoning) -> Zoning:
    """Return zoning with notes on what is odd; raises FairtownError naming the first row that cannot be right."""
    rows = zoning.districts
    if not len(rows):
        raise FairtownError(f"{zoning.name}: no district; expected at least one")
    for column in ("jurisdiction", "district"):
        _refuse(zoning, rows[column] == "", f"no {column}", "name it")
    _refuse(
        zoning, ~rows.kind.isin(list(KINDS)), "a kind that is none of " + ", ".join(KINDS), "mend it", "kind"
    )
    for column in TREATMENT_COLUMNS:
        wrong = ~rows[column].isin(list(TREATMENTS))
        _refuse(zoning, wrong, f"{column} that is none of {', '.join(TREATMENTS)}", "mend it", column)
    _refuse(
        zoning, (rows.acres < 0) | np.isinf(rows.acres), "land that is no area", "mend the acres", "acres"
    )
    _check_dates(zoning)
    _refuse_twice(zoning)
    return replace(zoning, notes=(*zoning.notes, *_overlaps(zoning), *_odd(zoning)))


def in_force(zoning: Zoning, day: str) -> Zoning:
    """Return the districts that were in force on a day (ISO): of several dated versions one, so that land counts once.

    A district without dates is in force always. Raises FairtownError if the day is none, or no district is in force.
    """
    if not is_date(day):
        raise FairtownError(f"{zoning.name}: {day!r} is no day or year; write it like 2023-08-31 or 2023")
    rows = zoning.districts
    begun = (rows.valid_from == "") | (rows.valid_from.str[: len(day)] <= day)
    lasting = [to == "" or day[: len(to)] <= to for to in rows.valid_to]
    positions = np.flatnonzero(begun.to_numpy(bool) & np.array(lasting))
    if not len(positions):
        raise FairtownError(f"{zoning.name}: no district was in force on {day}; see valid_from and valid_to")
    rules = zoning.rules[zoning.rules.row.isin(positions)]
    return replace(
        zoning,
        districts=rows.iloc[positions].reset_index(drop=True),
        rules=rules.assign(row=np.searchsorted(positions, rules.row)).reset_index(drop=True),
        geometry=None if zoning.geometry is None else zoning.geometry[positions],
    )


def place(zoning: Zoning, row: int) -> str:
    """Return how a line names a district: its row in the file, jurisdiction and code."""
    district = zoning.districts.iloc[row]
    return f"row {district.file_row} ({district.jurisdiction or '?'}, {district.district or '?'})"


def _refuse(zoning: Zoning, wrong: pd.Series, what: str, todo: str, column: str = "") -> None:
    if wrong.any():
        first = int(wrong.to_numpy().argmax())
        got = zoning.districts[column].iloc[first] if column else ""
        found = f": {got if isinstance(got, float) else repr(got)}" if column else ""
        more = f", and {int(wrong.sum()) - 1} more" if wrong.sum() > 1 else ""
        raise FairtownError(f"{zoning.name}: {place(zoning, first)} has {what}{found}{more}; {todo}")


def _check_dates(zoning: Zoning) -> None:
    rows = zoning.districts
    for column in ("code_date", "valid_from", "valid_to"):
        wrong = rows[column].map(lambda v: v != "" and not is_date(v))
        _refuse(zoning, wrong, f"{column} that is no day or year", "write it like 2023-08-31 or 2023", column)
    upside_down = (rows.valid_to != "") & (rows.valid_to.str[:10] < rows.valid_from)
    _refuse(zoning, upside_down, "valid_to before valid_from", "mend one of them", "valid_to")


def is_date(text: str) -> bool:
    """Return whether a text is a year or an ISO day."""
    if YEAR.fullmatch(text):
        return True
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _overlaps(zoning: Zoning) -> tuple[str, ...]:
    """Return a note if base districts lie on each other: shares would count that land twice."""
    base = ~zoning.districts.overlay.fillna(False).to_numpy(bool)
    if zoning.geometry is None or not base.any() or (zoning.districts.valid_to != "").any():
        return ()
    return overlaps(zoning.geometry[base])


def _refuse_twice(zoning: Zoning) -> None:
    """Refuse a district that contradicts itself, or is listed twice in a table without shapes."""
    rows = zoning.districts
    again = rows[rows.duplicated(IDENTITY, keep=False)]
    if not len(again):
        return
    same = [*TREATMENT_COLUMNS, "kind", "overlay"]
    values = again[same].astype(object).where(again[same].notna(), UNKNOWN)
    identity = again.groupby(IDENTITY, sort=False).ngroup().to_numpy()
    first = again.index[np.unique(identity, return_index=True)[1]][identity]
    differs = values.to_numpy() != values.loc[first].to_numpy()
    if differs.any():
        at = int(differs.any(axis=1).argmax())
        column = same[int(differs[at].argmax())]
        later, earlier = int(again.index[at]), int(first[at])
        raise FairtownError(
            f"{zoning.name}: {place(zoning, earlier)} and {place(zoning, later)} contradict each other in {column}: "
            f"{values[column].loc[earlier]} and {values[column].loc[later]}; keep the rule in force, or date both with "
            f"valid_from"
        )
    if zoning.geometry is None:
        at = int((again.index != first).argmax())
        later, earlier = int(again.index[at]), int(first[at])
        raise FairtownError(
            f"{zoning.name}: {place(zoning, earlier)} stands again in {place(zoning, later)}, and its land would count "
            "twice; remove one, or date both with valid_from"
        )


def _odd(zoning: Zoning) -> list[str]:
    """Return notes on what the source says plainly but does not fit together; the rows stay unchanged."""
    rows = zoning.districts
    plainly = rows[[f"treat_{h}" for h in HOMES if h not in ("f1", "adu")]].eq("allowed").any(axis=1)
    houses = [f"treat_{h}" for h in HOMES if h != "adu"]
    homes = rows[houses].isin(["allowed", "hearing"]).any(axis=1)
    base = ~rows.overlay.fillna(False).astype(bool)
    cases = (
        (rows.single_family_only.fillna(False).astype(bool) & plainly,
         "marked as single-family only, yet other homes are allowed as of right"),
        (rows.kind.isin(["residential", "mixed"]) & base & rows[houses].eq("prohibited").all(axis=1),
         "classed as land for homes, yet no kind of home is allowed"),
        ((rows.kind == "nonresidential") & homes, "classed as not for homes, yet some homes are allowed"),
        (rows.acres.isna(), "without an area: in no share"),
        (rows.valid_to != "", "of a dated version: take those in force on a day before land is added up"),
        ((rows.kind == "unknown") & base, "not classified: their land is told as unknown"),
        (_is_twice(zoning), "of a district under several dates of the code: its land adds up more than once"),
        (rows.code_date == "", "without a date of the code: no change over time can be told"),
    )  # fmt: skip
    return [
        counted_note(zoning, which.to_numpy(bool), description) for which, description in cases if which.any()
    ]


def _is_twice(zoning: Zoning) -> pd.Series:
    """Return which rows of a table are one district under several dates of the code, none of them with valid dates."""
    rows = zoning.districts
    again = rows.duplicated(["region", "jurisdiction", "district"], keep=False)
    return again & (zoning.geometry is None) & (rows.valid_from == "") & (rows.valid_to == "")


def counted_note(zoning: Zoning, which: np.ndarray, description: str) -> str:
    """Return a note that counts rows and names the first few."""
    first = "; ".join(place(zoning, int(row)) for row in np.flatnonzero(which)[:NAMED])
    return f"{int(which.sum())} of {len(which)} rows {description}: {first}"
