"""How many homes the rules of a town allow on its parcels, from files of the Open Zoning Feed Specification.

A screen, no forecast: nobody need build, and setbacks and the shape of a parcel are left out. Nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.data import delimited
from fairtown.data.ozfs.feed import Parcels, read_parcels, read_zoning
from fairtown.data.zoning_atlases.intake import contents
from fairtown.measures.zoning.ozfs.capacity import ENDS, Capacity, CapacityChoices, capacity, rules_of
from fairtown.measures.zoning.ozfs.most import Most, most_of
from fairtown.measures.zoning.ozfs.notices import NOTICES, Notice, notices_of
from fairtown.measures.zoning.ozfs.town import Town, refuse_elsewhere, town_of
from fairtown.scenarios.typed_numbers import whole

__all__ = ["CapacityChoices", "ZonedCapacity", "count_homes", "summary", "table"]
Array = NDArray[np.float64]
ID, HOMES = "parcel_id", "homes"
#: Longest text of a file that is quoted in a refusal.
LONGEST = 40
#: Notices that bear on a sum over parcels, and those of rules that cannot be meant.
ABOUT_SUMS = (
    "overlay", "no_district", "two_districts", "nad83", "undefined_type", "undefined_word", "negative_limit",
    "range_as_subtraction",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class ZonedCapacity:
    """What a town's parcels may hold: by the strict ends of its rules, by the relaxed ones, and what stands there."""

    place: str
    date: str
    town: Town
    most: Most
    existing: Array
    sure: Capacity
    at_best: Capacity
    notices: tuple[Notice, ...]
    #: what was left out of the file of existing homes
    notes: tuple[str, ...] = ()

    @property
    def districts(self) -> Array:
        """The name of each row's district, blank in none."""
        names = np.array([*(d.abbr for d in self.town.zoning.districts), ""], object)
        return names[self.town.district]


def count_homes(
    files: Mapping[str, Path | bytes], existing: Path | None = None, choices: CapacityChoices | None = None
) -> ZonedCapacity:
    """Return what the rules (`zoning`) allow on the parcels (`parcel`).

    `existing`: a CSV of parcel_id and homes that stand there; parcels it does not name are unknown, never empty.
    Raises FairtownError, in one line, on what is wrong in a file, or where rules and parcels are of two places.
    """
    zoning, parcels = read_zoning(files["zoning"]), read_parcels(files["parcel"])
    town = town_of(zoning, parcels)
    refuse_elsewhere(town)
    homes, notes = (np.full(len(parcels), np.nan), ()) if existing is None else _existing(existing, parcels)
    most, own = most_of(town), homes[town.parcel]
    sure, at_best = (capacity(rules_of(most, own, end), choices) for end in ENDS)
    return ZonedCapacity(
        zoning.muni_name,
        zoning.date.isoformat(),
        town,
        most,
        own,
        sure,
        at_best,
        notices_of(zoning, None, town),
        tuple(f"homes that stand there: {note}" for note in notes),
    )


def _existing(file: Path, parcels: Parcels) -> tuple[Array, tuple[str, ...]]:
    """Return the homes that stand on each parcel, NaN where the file names none, and notes on rows left out."""
    name = file.name
    text = delimited.decode(name, contents(file, name))
    expected = FairtownError(f"{name}: expected rows with columns {ID} and {HOMES}; name them so")
    if not text.strip():
        raise expected
    rows = delimited.read(name, text, lambda cells: {ID, HOMES} <= set(cells), pad=True)
    if {ID, HOMES} - set(rows.columns):
        raise expected
    at = {parcel: i for i, parcel in enumerate(parcels.ids)}
    out = np.full(len(at), np.nan)
    for number, row in zip(rows.file_row, rows.rows, strict=True):
        where, cells = f"{name}: row {number}", dict(zip(rows.columns, row, strict=True))
        parcel = _place(cells[ID].strip(), at)
        if parcel is None:
            raise FairtownError(f"{where}: parcel {cells[ID]!r} is not in the file of parcels; take it out")
        if not np.isnan(out[parcel]):
            raise FairtownError(f"{where}: parcel {cells[ID]!r} stands twice; add its homes up")
        if homes := cells[HOMES].strip():
            out[parcel] = _homes_on(where, homes)
    return out, rows.notes


def _place(parcel: str, at: Mapping[str, int]) -> int | None:
    """Return the place of a parcel by its id, also where a spreadsheet made a number of it (29180.0)."""
    return at.get(parcel, at.get(parcel.removesuffix(".0")))


def _homes_on(where: str, text: str) -> int:
    try:
        return whole(text)
    except ValueError:
        raise FairtownError(
            f"{where}: homes is {text[:LONGEST]!r}, expected a whole number, or blank for unknown"
        ) from None


def table(zoned: ZonedCapacity) -> pd.DataFrame:
    """Return a row per parcel and base district: most homes by both ends of the rules, what binds, gross and net."""
    return pd.DataFrame(
        {
            ID: np.array(zoned.town.parcels.ids, object)[zoned.town.parcel],
            "district": zoned.districts,
            "type": zoned.most.res_type,
            "existing_homes": zoned.existing,
            "gross": zoned.sure.gross,
            "gross_at_best": zoned.at_best.gross,
            "net": zoned.sure.net,
            "net_at_best": zoned.at_best.net,
            "bounded_by": zoned.sure.binding,
        }
    )


def summary(zoned: ZonedCapacity) -> str:
    """Return a summary of what the town and each district may hold, some lines; unknown apart."""
    rows = table(zoned)
    lines = [f"{zoned.place}, rules in force on {zoned.date}: {_homes(rows)}"]
    for abbr, own in rows[rows.district != ""].groupby("district"):
        parcels = "parcel:" if len(own) == 1 else "parcels:"
        lines.append(f"  {abbr:<10} {len(own):>7,} {parcels:<8} {_homes(own)}")
    lines += [f"note: {NOTICES[n.code]}{_place_of(n)}" for n in zoned.notices if n.code in ABOUT_SUMS]
    lines += [f"note: {note}" for note in zoned.notes]
    lines.append(
        "a screen, no forecast: setbacks and the shape of parcels are left out, and nobody need build"
    )
    return "\n".join(lines) + "\n"


def _place_of(notice: Notice) -> str:
    """Return where a notice is from, or on how many parcels it bears."""
    if notice.value is not None:
        return f" ({notice.value:,.0f})"
    where = ", ".join(filter(None, (notice.district, notice.rule, notice.text)))
    return f" ({where})" if where else ""


def _homes(rows: pd.DataFrame) -> str:
    sums = [f"{_between(rows.gross, rows.gross_at_best)} homes by the rules"]
    sums.append(f"{_between(rows.net, rows.net_at_best)} more than stand there")
    parts = []
    for text, column in zip(sums, ("gross", "net"), strict=True):
        unknown = int(rows[column].isna().sum())
        if unknown == len(rows):
            continue
        parts.append(
            text + (f" (unknown on {unknown:,} parcel{'s' if unknown != 1 else ''})" if unknown else "")
        )
    return ", ".join(parts) or "unknown"


def _between(low: pd.Series, high: pd.Series) -> str:
    ends = [f"{column.sum():,.0f}" for column in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
