"""Cartographic boundary files as the Census Bureau publishes them: zipped shapefiles, made of shapes as WKT."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from pyogrio import raw

#: So that the same shapes give the same bytes.
EPOCH = (2021, 1, 1, 0, 0, 0)


def boundary_zip(rows: pd.DataFrame, level: str, year: int) -> bytes:
    """Return the zip of a boundary file; `rows`: geoid, geometry (WKT) and, if known, land in square meters."""
    shapes = shapely.to_wkb(shapely.from_wkt(rows.geometry.to_numpy()))
    code = {2010: "GEO_ID", 2020: "AFFGEOID", 2022: "AFFGEOID"}[year]
    number = {"tract": "140", "cousub": "060", "place": "160", "county": "050"}[level]
    full = np.array([f"{number}0000US{geoid}" for geoid in rows.geoid], dtype=object)
    fields = {code: full}
    if year != 2010:
        land = rows.get("land_m2", pd.Series(1, index=rows.index))
        fields |= {"GEOID": rows.geoid.to_numpy(dtype=object), "ALAND": land.to_numpy(dtype="int64")}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"cb_{level}.shp"
        raw.write(
            str(path),
            shapes,
            list(fields.values()),
            list(fields),
            driver="ESRI Shapefile",
            geometry_type="MultiPolygon",
            crs="EPSG:4269",
        )
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for file in sorted(Path(folder).iterdir()):
                archive.writestr(zipfile.ZipInfo(file.name, EPOCH), file.read_bytes())
    return content.getvalue()
