"""Does the building fit on the parcel, between the setbacks? (section 4, step 5)

Two answers are sought where setbacks are ranges: with the strict ends and with the relaxed ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from fairtown.data.ozfs.feed import Parcels
from fairtown.data.ozfs.parcels import SIDES
from fairtown.measures.zoning.ozfs.constraint import Limit
from fairtown.measures.zoning.ozfs.ground import METERS_PER_FT, Ground, left_by_setbacks
from fairtown.measures.zoning.ozfs.kleene import FALSE, MAYBE, TRUE, Outcomes, outcomes
from fairtown.measures.zoning.ozfs.rectangle import Room, room_of
from fairtown.measures.zoning.ozfs.values import Array

#: The constraint that holds on each side of a parcel, in the order of SIDES; none on an unknown one.
SETBACKS = ("setback_front", "setback_rear", "setback_side_int", "setback_side_ext")
KNOWN_SIDES = len(SETBACKS)
#: Parcels drawn in one pass, and pieces cached for the next building: some hundred megabytes.
AT_ONCE, MOST_CACHED = 2_000, 20_000


@dataclass(frozen=True, eq=False)
class Setbacks:
    """What a district asks of the sides of parcels, in ft: `lo` and `hi` of shape (sides, parcels).

    Sides in the order of SIDES, the unknown one too: there the least and the most of all sides. 0 where nothing is
    asked for; `hi` is inf where the rule could not be read.
    """

    lo: Array
    hi: Array


def setbacks_of(limits: Mapping[str, Limit], n: int) -> Setbacks:
    """Return the minimum setbacks of `n` parcels of a district; a side without one has 0."""
    lo, hi = np.zeros((2, KNOWN_SIDES, n))
    for side, name in enumerate(SETBACKS):
        if name in limits:
            lo[side] = np.maximum(np.nan_to_num(limits[name].lo, nan=0.0, neginf=0.0, posinf=np.inf), 0)
            hi[side] = np.maximum(np.nan_to_num(limits[name].hi, nan=0.0, neginf=0.0, posinf=np.inf), 0)
    lo, hi = np.vstack([lo, lo.min(axis=0)]), np.vstack([hi, hi.max(axis=0)])
    assert len(lo) == len(SIDES)
    return Setbacks(lo, hi)


class Fitting:
    """Fits rectangles on the parcels of a town; what setbacks leave of a parcel is cached for the next building."""

    def __init__(self, parcels: Parcels, ground: Ground) -> None:
        self.parcels = parcels
        self.ground = ground
        self._rooms: dict[tuple[int, bytes], Room | None] = {}

    def fits(self, rows: NDArray[np.intp], setbacks: Setbacks, width_ft: float, depth_ft: float) -> Outcomes:
        """Return whether a building fits on parcels, shape (rows,): TRUE with the strict setbacks, MAYBE only with the
        relaxed ones, FALSE with neither. MAYBE where a parcel has no shape.
        """
        size = width_ft * METERS_PER_FT, depth_ft * METERS_PER_FT
        found = outcomes(np.full(len(rows), FALSE))
        found[self.no_shape(rows)] = MAYBE
        is_open, is_read = found == FALSE, np.isfinite(setbacks.hi).all(axis=0)
        for ends, outcome in ((setbacks.hi, TRUE), (setbacks.lo, MAYBE)):
            remaining = np.flatnonzero(
                is_open & (is_read if outcome == TRUE else (ends < setbacks.hi).any(axis=0))
            )
            for first in range(0, len(remaining), AT_ONCE):
                own = remaining[first : first + AT_ONCE]
                rooms = self.rooms(rows[own], ends[:, own])
                fit = own[[room is not None and room.holds(*size) for room in rooms]]
                found[fit], is_open[fit] = outcome, False
        return found

    def no_shape(self, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return where the edges of a parcel do not make a polygon, shape (rows,)."""
        return shapely.is_missing(self.ground.shapes[rows])

    def rooms(self, rows: NDArray[np.intp], setback_ft: Array) -> list[Room | None]:
        """Return what setbacks (sides, rows) leave of parcels, prepared for queries."""
        keys = [(int(row), own.tobytes()) for row, own in zip(rows, setback_ft.T, strict=True)]
        new = np.array([i for i, key in enumerate(keys) if key not in self._rooms], np.intp)
        pieces = left_by_setbacks(self.ground, self.parcels, rows[new], setback_ft[:, new])
        new_rooms = {keys[i]: room_of(piece) for i, piece in zip(new, pieces, strict=True)}
        if len(self._rooms) + len(new_rooms) <= MOST_CACHED:
            self._rooms |= new_rooms
        return [new_rooms[key] if key in new_rooms else self._rooms[key] for key in keys]
