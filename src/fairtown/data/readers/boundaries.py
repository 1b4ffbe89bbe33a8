"""Cartographic boundary files: a zipped shapefile of a state's tracts, county subdivisions or places, 1:500,000.

Coordinates are degrees NAD83 (EPSG:4269), within two meters of WGS84 and taken as such. The code stands in GEOID from
2013 on, and with a level before it in AFFGEOID until 2022, GEOIDFQ since, GEO_ID in 2010. Land is in square meters.
"""

from __future__ import annotations

import io

import pandas as pd
import shapely

from fairtown.concepts import FairtownError
from fairtown.units import M2_PER_SQ_MI

#: Columns that hold a code with a level before it.
FULL_CODES = ("AFFGEOID", "GEOIDFQ", "GEO_ID")
DECIMALS = 6


def rows(file: str, content: bytes, fips: str, *, of_nation: bool = False) -> pd.DataFrame:
    """Return geoid, land_area_sq_mi (NaN where the file has none) and geometry, WKT of six decimals, in their order.

    `of_nation`: the file has the places of all states. Raises FairtownError, in one line that begins with `file`, if it
    is no such file, if a place is of another state or stands twice, or if a shape is not valid.
    """
    columns, shapes = _read(file, content)
    geoids = _codes(file, columns)
    if of_nation:
        is_own = geoids.str.startswith(fips).to_numpy(bool)
        columns, geoids = columns[is_own].reset_index(drop=True), geoids[is_own].reset_index(drop=True)
        shapes = [shape for shape, own in zip(shapes, is_own, strict=True) if own]
    if odd := sorted({geoid for geoid in geoids if not geoid.startswith(fips)}):
        raise FairtownError(f"{file}: {odd[0]} is not of state {fips}; it is the file of another state")
    if geoids.duplicated().any():
        raise FairtownError(
            f"{file}: {geoids[geoids.duplicated()].iloc[0]} stands twice, expected each place once"
        )
    wkt = [_wkt(file, geoid, shape) for geoid, shape in zip(geoids, shapes, strict=True)]
    land = pd.to_numeric(columns["ALAND"]) / M2_PER_SQ_MI if "ALAND" in columns else float("nan")
    found = pd.DataFrame({"geoid": geoids, "geometry": wkt}).assign(land_area_sq_mi=land)
    return found.sort_values("geoid", ignore_index=True)


def _read(file: str, content: bytes) -> tuple[pd.DataFrame, list[shapely.Geometry]]:
    try:
        from pyogrio import raw
        from pyogrio.errors import DataSourceError
    except ImportError as error:
        raise FairtownError(f"fetch: {error.name} is not installed; install fairtown[states]") from None
    try:
        meta, _, geometry, fields = raw.read(io.BytesIO(content).getvalue())
    except DataSourceError:
        raise FairtownError(f"{file}: no shapefile in it, expected .shp, .shx and .dbf") from None
    columns = pd.DataFrame(dict(zip(meta["fields"], fields, strict=True)))
    return columns, list(shapely.from_wkb(geometry))


def _codes(file: str, columns: pd.DataFrame) -> pd.Series:
    if "GEOID" in columns:
        return columns["GEOID"].astype(str)
    for name in FULL_CODES:
        if name in columns:
            return columns[name].str.partition("US")[2]
    raise FairtownError(f"{file}: no column GEOID; it has {', '.join(columns)}")


def _wkt(file: str, geoid: str, shape: shapely.Geometry) -> str:
    if shape is None or not shapely.is_valid(shape) or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise FairtownError(f"{file}: the shape of {geoid} is no valid polygon")
    many = shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
    return shapely.to_wkt(many, rounding_precision=DECIMALS)
