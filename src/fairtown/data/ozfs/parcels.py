"""The .parcel file of the Open Zoning Feed Specification: parcels as columns, their edges as lines in degrees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from fairtown.data.geometry.coordinates import WGS84, datum_of, is_swapped, swapped
from fairtown.data.ozfs.shapes import positions
from fairtown.data.ozfs.strict_json import (
    Given,
    as_list,
    as_object,
    item,
    load_json,
    name_of,
    number,
    quoted,
    refuse,
    text,
)
from fairtown.work_budget import spend

Array = NDArray[np.float64]
#: Largest file that is parsed, in bytes: some 100,000 parcels.
MOST_BYTES_PARCEL = 256_000_000
#: What an edge of a parcel can be; the street side of a corner lot that is not the front is exterior.
SIDES = ("front", "rear", "interior side", "exterior side", "unknown")
UNKNOWN_SIDE = SIDES.index("unknown")
EXTERIOR_SIDE = SIDES.index("exterior side")
CENTROID = "centroid"
#: Width and depth of a parcel whose edges could not be told apart: a placeholder, read as missing.
PLACEHOLDER_FT = 1.0
#: Steps to read an edge or a centroid.
FEATURE = 8.5


@dataclass(frozen=True, eq=False)
class Parcels:
    """Parcels of a municipality as columns of shape (parcels,); NaN where a figure is unknown.

    Edges stand together by parcel: those of parcel i are `edge_start[i]` to `edge_start[i + 1]`, in the order of the
    file. `edge_side`: index into SIDES; `edge_line`: in degrees.
    """

    ids: NDArray[np.object_]
    lon: Array
    lat: Array
    lot_width_ft: Array
    lot_depth_ft: Array
    lot_area_acres: Array
    edge_start: NDArray[np.intp]
    edge_side: NDArray[np.intp]
    edge_line: NDArray[np.object_] = field(repr=False)
    #: of the positions in the file: NAD83 is treated as WGS84
    datum: str = WGS84

    def __len__(self) -> int:
        """Return the number of parcels."""
        return len(self.ids)

    @property
    def edge_parcel(self) -> NDArray[np.intp]:
        """The parcel that each edge belongs to, shape (edges,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.edge_start))

    @property
    def is_classified(self) -> NDArray[np.bool_]:
        """Whether any edge of a parcel has a known side, shape (parcels,)."""
        return self._any(self.edge_side != UNKNOWN_SIDE)

    @property
    def is_corner(self) -> NDArray[np.bool_]:
        """Whether a parcel has an exterior side, shape (parcels,)."""
        return self._any(self.edge_side == EXTERIOR_SIDE)

    def _any(self, of_edges: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.bincount(self.edge_parcel, of_edges, minlength=len(self)) > 0

    def take(self, rows: NDArray[np.intp]) -> Parcels:
        """Return some of the parcels, in the order of `rows`; one may be chosen more than once."""
        first, counts = self.edge_start[rows], np.diff(self.edge_start)[rows]
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
        edges = np.repeat(first - start[:-1], counts) + np.arange(start[-1])
        return Parcels(
            self.ids[rows],
            self.lon[rows],
            self.lat[rows],
            self.lot_width_ft[rows],
            self.lot_depth_ft[rows],
            self.lot_area_acres[rows],
            start,
            self.edge_side[edges],
            self.edge_line[edges],
            self.datum,
        )


def read_parcels(given: Given, most_bytes: int = MOST_BYTES_PARCEL) -> Parcels:
    """Return the parcels in a .parcel file, in the order of their first feature.

    Raises FairtownError, in one line, on a missing key, a side or a shape that the standard does not know, a figure
    that is no number, or a parcel without a centroid or with two.
    """
    where = name_of(given, "parcel")
    whole_file = load_json(given, "parcel", most_bytes)
    if whole_file.get("type") != "FeatureCollection":
        raise refuse(where, f"type is {quoted(whole_file.get('type'))}, expected 'FeatureCollection'")
    features = as_list(where, "features", item(where, whole_file, "features"))
    if not features:
        raise refuse(where, "features is empty, expected edges and centroids of parcels; add them")
    spend(FEATURE * len(features), "reading")
    reading = _Reading(where, datum_of(where, whole_file.get("crs")))
    for i, feature in enumerate(features, 1):
        reading.add(i, feature)
    return reading.parcels()


class _Reading:
    """Parcels as they come, feature by feature."""

    def __init__(self, where: str, datum: str) -> None:
        self.where = where
        self.datum = datum
        self.rows: dict[str, int] = {}
        self.centroids: dict[int, tuple[float, ...]] = {}
        self.parcel_of: list[int] = []
        self.sides: list[int] = []
        self.lines: list[Array] = []

    def add(self, i: int, feature: Any) -> None:
        at = f"{self.where}: feature {i}"
        own = as_object(at, "properties", item(at, as_object(at, "it", feature), "properties"))
        parcel_id = text(at, "parcel_id", item(at, own, "parcel_id"))
        at = f"{self.where}: parcel {parcel_id}"
        shape = as_object(at, "geometry", item(at, feature, "geometry"))
        kind, place = shape.get("type"), item(at, shape, "coordinates")
        row = self.rows.setdefault(parcel_id, len(self.rows))
        side = item(at, own, "side")
        if side == CENTROID:
            if kind != "Point":
                raise refuse(at, f"its centroid is {quoted(kind)}, expected a Point; correct it")
            if row in self.centroids:
                raise refuse(
                    at, "it has a second centroid, expected one; remove it or give its parcel another id"
                )
            lon, lat = positions(at, [place], 1)[0]
            self.centroids[row] = (lon, lat, *_sizes(at, own))
            return
        if side not in SIDES:
            raise refuse(at, f"side is {quoted(side)}, expected {', '.join(SIDES)} or {CENTROID}; correct it")
        if kind != "LineString":
            raise refuse(at, f"an edge is {quoted(kind)}, expected a LineString; correct it")
        self.parcel_of.append(row)
        self.sides.append(SIDES.index(side))
        self.lines.append(positions(at, place))

    def parcels(self) -> Parcels:
        names = list(self.rows)
        if len(self.centroids) < len(names):
            first = next(name for name, row in self.rows.items() if row not in self.centroids)
            raise refuse(
                self.where,
                f"{len(names) - len(self.centroids)} parcels without a centroid, first {quoted(first)}; expected one "
                "Point each, with lot_width, lot_depth and lot_area; add it",
            )
        centroids = np.array([self.centroids[row] for row in range(len(names))])
        lon, lat, width, depth, area = centroids.T
        parcel_of, sides = np.array(self.parcel_of, np.intp), np.array(self.sides, np.intp)
        order = np.argsort(parcel_of, kind="stable")
        start = np.concatenate([[0], np.cumsum(np.bincount(parcel_of, minlength=len(names)))]).astype(np.intp)
        ids = np.empty(len(names), object)
        ids[:] = names
        self._refuse_swapped(names, lon, lat)
        lines = _lines(self.lines)
        parcels = Parcels(ids, lon, lat, width, depth, area, start, sides[order], lines[order], self.datum)
        placeholder = (width == PLACEHOLDER_FT) & (depth == PLACEHOLDER_FT) & ~parcels.is_classified
        width[placeholder] = depth[placeholder] = np.nan
        return parcels

    def _refuse_swapped(self, names: list[str], lon: Array, lat: Array) -> None:
        """Raise FairtownError naming the first parcel of which a position has its latitude first."""
        x, y = np.concatenate([np.column_stack([lon, lat]), *self.lines]).T
        parcel = np.concatenate(
            [np.arange(len(names)), np.repeat(self.parcel_of, [len(line) for line in self.lines])]
        )
        if (found := is_swapped(x, y)).any():
            first = int(found.argmax())
            raise swapped(
                f"{self.where}: parcel {names[int(parcel[first])]}", float(x[first]), float(y[first])
            )


def _sizes(where: str, own: dict[str, Any]) -> tuple[float, ...]:
    """Return width and depth in ft and area in acres; null is unknown, a missing key is refused."""
    sizes = []
    for key in ("lot_width", "lot_depth", "lot_area"):
        if key not in own:
            raise refuse(where, f"{key} of its centroid is missing, expected a number or null; add it")
        sizes.append(np.nan if own[key] is None else number(where, key, own[key], 0.0, above=True))
    return tuple(sizes)


def _lines(rows: list[Array]) -> NDArray[np.object_]:
    if not rows:
        return np.empty(0, object)
    counts = [len(row) for row in rows]
    return shapely.linestrings(np.concatenate(rows), indices=np.repeat(np.arange(len(rows)), counts))
