"""Two dated versions of a town's rules: what was added, loosened, tightened or dropped, in acres and in homes.

Two maps are laid over each other and each piece keeps both rules (`over_time`); two tables are compared district by
district (`compare_districts`). Where a rule is unknown in either version nothing is said of it: unknown is no change.
Homes are those that the land would yield by the least land per home alone: roads, wetlands, other rules and what
already stands there are not taken off, so they compare two rules and predict nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from fairtown.concepts import FairtownError
from fairtown.data.geometry.polygons import ACRE_M2, flat
from fairtown.data.zoning_atlases.record import HOMES, Zoning
from fairtown.measures.zoning.shares import exact_sum
from fairtown.units import SQFT_PER_ACRE

TIGHTENED, LOOSENED, SAME = "tightened", "loosened", "same"
ADDED, DROPPED, UNKNOWN = "added", "dropped", "unknown"
DIRECTIONS = (TIGHTENED, LOOSENED, SAME, ADDED, DROPPED, UNKNOWN)
#: What is allowed, from least to most; silent and unknown rules have no place in it.
ORDER = {"prohibited": 0, "hearing": 1, "allowed": 2}
#: Pieces smaller than this, in acres, are the width of a drawn line.
SLIVER_ACRES = 1e-6


@dataclass(frozen=True)
class Pieces:
    """Pieces of land with the least land per home before and after, NaN where the version sets none there."""

    acres: NDArray[np.float64]
    before: NDArray[np.float64]
    after: NDArray[np.float64]


def direction(before: ArrayLike, after: ArrayLike) -> NDArray[np.object_]:
    """Return what became of the least land per home: more is tightened, less is loosened.

    NaN says that no homes are planned there: `added` where there are now, `dropped` where there were.
    """
    old, new = np.asarray(before, float), np.asarray(after, float)
    out = np.where(new > old, TIGHTENED, np.where(new < old, LOOSENED, SAME)).astype(object)
    out[np.isnan(old) & ~np.isnan(new)] = ADDED
    out[~np.isnan(old) & np.isnan(new)] = DROPPED
    out[np.isnan(old) & np.isnan(new)] = UNKNOWN
    return out


def homes_at(acres: ArrayLike, least_sqft: ArrayLike) -> NDArray[np.float64]:
    """Return the homes that land would yield at its least land per home, not rounded; 0 where none are planned."""
    with np.errstate(divide="ignore", invalid="ignore"):
        homes = np.asarray(acres, float) * SQFT_PER_ACRE / np.asarray(least_sqft, float)
    return np.nan_to_num(homes, nan=0.0)


def over_time(before: Zoning, after: Zoning, rule: str, homes: str = "") -> Pieces:
    """Return the pieces that two maps of one town make, with the value of `rule` in each.

    Overlays are left out; land that only one of the maps covers is in no piece. Raises FairtownError if a version has
    no date or no shapes, or if the later one does not come after the other.
    """
    old, new = _base(before, after)
    every = flat(np.concatenate([old.shapes, new.shapes]))
    i, j, shapes = _laid_over(every[: len(old.shapes)], every[len(old.shapes) :])
    acres = shapely.area(shapes) / ACRE_M2
    is_no_sliver = acres > SLIVER_ACRES
    values = [own.zoning.limits(rule, homes)[0][own.at] for own in (old, new)]
    return Pieces(acres[is_no_sliver], values[0][i[is_no_sliver]], values[1][j[is_no_sliver]])


def land_by_direction(before: Zoning, after: Zoning, rule: str, homes: str = "") -> dict[str, BaseGeometry]:
    """Return the land of each direction as one shape in degrees, for a drawing; for acres see `over_time`.

    Directions without land are left out. Raises FairtownError as `over_time` does.
    """
    old, new = _base(before, after)
    i, j, shapes = _laid_over(old.shapes, new.shapes)
    was, now = (own.zoning.limits(rule, homes)[0][own.at] for own in (old, new))
    went = direction(was[i], now[j])
    has_area = shapely.area(shapes) > 0
    found = {name: shapes[(went == name) & has_area] for name in DIRECTIONS}
    return {name: shapely.union_all(own) for name, own in found.items() if len(own)}


@dataclass(frozen=True, eq=False)
class _Base:
    """The districts of a version that are no overlays: where they stand in it, and their shapes in degrees."""

    zoning: Zoning
    at: NDArray[np.bool_]
    shapes: NDArray[np.object_]


def _base(before: Zoning, after: Zoning) -> tuple[_Base, _Base]:
    _check_dates(before, after)
    out = []
    for version in (before, after):
        if version.geometry is None:
            raise FairtownError(f"{version.name}: no shapes; compare tables district by district instead")
        at = ~version.districts.overlay.fillna(False).to_numpy(bool)
        out.append(_Base(version, at, version.geometry[at]))
    return out[0], out[1]


def _laid_over(
    old: NDArray[np.object_], new: NDArray[np.object_]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.object_]]:
    """Return what each old shape shares with each new one: place of the old, of the new, and the land of both."""
    i, j = shapely.STRtree(old).query(new, predicate="intersects")[::-1]
    return i, j, shapely.intersection(old[i], new[j])


def _check_dates(before: Zoning, after: Zoning) -> None:
    for version in (before, after):
        if (version.districts.code_date == "").any():
            raise FairtownError(
                f"{version.name}: the date of its code is missing; give code_date, else nothing can be said over time"
            )
    if after.districts.code_date.min() <= before.districts.code_date.max():
        raise FairtownError(
            f"{after.name} is of {after.districts.code_date.min()}, expected later than {before.name} of "
            f"{before.districts.code_date.max()}; swap the two"
        )


def sum_by_direction(pieces: Pieces) -> pd.DataFrame:
    """Return acres and homes before and after by direction, one row each, in the order of `DIRECTIONS`."""
    went = direction(pieces.before, pieces.after)
    rows = []
    for name in DIRECTIONS:
        own = went == name
        rows.append(
            {
                "direction": name,
                "acres": float(exact_sum(pieces.acres[own])),
                "homes_before": float(exact_sum(homes_at(pieces.acres[own], pieces.before[own]))),
                "homes_after": float(exact_sum(homes_at(pieces.acres[own], pieces.after[own]))),
            }
        )
    return pd.DataFrame(rows)


def compare_districts(before: Zoning, after: Zoning) -> pd.DataFrame:
    """Return what became of each district and kind of home: jurisdiction, district, homes, before, after, direction.

    `acres_before` and `acres_after` are those of the district. Raises FairtownError if a version has no date, or if the
    later one does not come after the other.
    """
    _check_dates(before, after)
    keys = ["region", "jurisdiction", "district"]
    columns = [*keys, *(f"treat_{h}" for h in HOMES)]
    old, new = (v.districts[columns].drop_duplicates(keys).set_index(keys) for v in (before, after))
    land = [v.districts.groupby(keys).acres.sum(min_count=1) for v in (before, after)]
    every = old.index.union(new.index)
    out = []
    for home in HOMES:
        was, now = (v[f"treat_{home}"].reindex(every) for v in (old, new))
        went = [_direction_of_treatment(a, b) for a, b in zip(was, now, strict=True)]
        out.append(
            pd.DataFrame(
                {"homes": home, "before": was, "after": now, "direction": went,
                 "acres_before": land[0].reindex(every), "acres_after": land[1].reindex(every)}, index=every,
            )
        )  # fmt: skip
    return pd.concat(out).reset_index()


def _direction_of_treatment(before: object, after: object) -> str:
    if pd.isna(before):
        return ADDED
    if pd.isna(after):
        return DROPPED
    if before not in ORDER or after not in ORDER:
        return UNKNOWN
    difference = ORDER[str(after)] - ORDER[str(before)]
    return LOOSENED if difference > 0 else TIGHTENED if difference < 0 else SAME
