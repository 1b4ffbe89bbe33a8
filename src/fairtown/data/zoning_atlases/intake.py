"""Read files of others: checked for size first, and read whole or not at all.

CSV (`data/delimited.py`) and GeoJSON, plain or gzip. Cells and properties come out as text; a yes or no of JSON is
`yes` or `no`, a null is blank. Shapes are degrees WGS84.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.data import delimited
from fairtown.data.geometry.coordinates import NAD83, NAD83_NOTE, datum_of
from fairtown.data.ozfs.strict_json import without_repeats

#: A larger file is refused before it is read: a state's zoning atlas has some 50 MB.
MOST_BYTES = 256_000_000
MEGABYTE = 1_000_000
SHAPES = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class RawTable:
    """Rows as text with the number that each has in its file, shapes or None, and what was left out."""

    name: str
    rows: pd.DataFrame
    file_row: list[int]
    geometry: NDArray[np.object_] | None
    notes: tuple[str, ...] = ()


def read_table(given: Path | bytes, name: str = "", is_header: delimited.IsHeader | None = None) -> RawTable:
    """Return the rows and shapes of a CSV or GeoJSON file, or of its bytes.

    `is_header`: whether a row of names is the header of a table, see `delimited.read`. Raises FairtownError in one line
    if the file is missing, too large, cut short, or neither of the two.
    """
    name = name or (given.name if isinstance(given, Path) else "zoning file")
    text = delimited.decode(name, contents(given, name))
    if text.lstrip()[:1] == "{":
        return _layer(name, text)
    return _table(name, text, is_header)


def contents(given: Path | bytes, name: str) -> bytes:
    """Return the bytes of a file, unpacked; raises FairtownError if they are more than `MOST_BYTES`."""
    if isinstance(given, Path):
        if not given.is_file():
            raise FairtownError(f"{name}: no such file; give the path of a CSV or GeoJSON file")
        _refuse_large(name, given.stat().st_size)
        given = given.read_bytes()
    _refuse_large(name, len(given))
    if given[:2] != b"\x1f\x8b":
        return given
    try:
        with gzip.open(io.BytesIO(given)) as packed:
            raw = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise FairtownError(f"{name}: the gzip file is broken or cut short; pack it again") from None
    _refuse_large(name, len(raw))
    return raw


def _refuse_large(name: str, size: int) -> None:
    if size > MOST_BYTES:
        raise FairtownError(
            f"{name}: {size / MEGABYTE:,.0f} MB or more, expected at most {MOST_BYTES / MEGABYTE:,.0f} MB; simplify "
            "the shapes or split the file by town"
        )


def _table(name: str, text: str, is_header: delimited.IsHeader | None) -> RawTable:
    table = delimited.read(name, text, is_header)
    rows = pd.DataFrame(table.rows, columns=table.columns, dtype="str")
    return RawTable(name, rows, table.file_row, None, table.notes)


def _layer(name: str, text: str) -> RawTable:
    try:
        given = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=without_repeats)
    except (ValueError, RecursionError) as error:
        why = str(error).splitlines()[0]
        raise FairtownError(f"{name}: not a GeoJSON file ({why}); export it again") from None
    features = given.get("features")
    if not isinstance(features, list) or not features:
        raise FairtownError(
            f"{name}: no features, expected a GeoJSON FeatureCollection of districts; export it again"
        )
    notes = [NAD83_NOTE] if datum_of(name, given.get("crs")) == NAD83 else []
    filled = {number: f for number, f in enumerate(features, start=1) if not _is_blank(f)}
    if not filled:
        raise FairtownError(f"{name}: no feature holds anything, expected districts; export it again")
    if blank := len(features) - len(filled):
        notes.append(f"{blank} blank {'feature was' if blank == 1 else 'features were'} skipped")
    properties = [_properties(name, number, f) for number, f in filled.items()]
    rows = pd.DataFrame(properties, dtype="str").fillna("")
    return RawTable(name, rows, list(filled), _shapes(name, filled), tuple(notes))


def _is_blank(feature: Any) -> bool:
    """Return whether a feature has neither a shape nor a property that says anything, as a blank row of a table."""
    if not isinstance(feature, dict) or feature.get("geometry") is not None:
        return False
    properties = feature.get("properties")
    if properties is None:
        return True
    return isinstance(properties, dict) and all(_says_nothing(value) for value in properties.values())


def _says_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _properties(name: str, number: int, feature: Any) -> dict[str, str]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise FairtownError(f"{name}: feature {number} has no properties; export the layer with its columns")
    return {str(key): _cell(name, number, str(key), value) for key, value in properties.items()}


def _cell(name: str, number: int, key: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return str(value)
    raise FairtownError(
        f"{name}: feature {number}, {key} is a {type(value).__name__}, expected text or a number; flatten it"
    )


def _shapes(name: str, features: dict[int, Any]) -> NDArray[np.object_] | None:
    shapes = np.full(len(features), None, object)
    for i, (number, feature) in enumerate(features.items()):
        geometry = feature.get("geometry")
        if geometry is None:
            continue
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        if kind not in SHAPES:
            raise FairtownError(
                f"{name}: feature {number} is a {kind}, expected a Polygon or MultiPolygon; leave others out"
            )
        try:
            shapes[i] = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
        except (shapely.GEOSException, ValueError):
            raise FairtownError(
                f"{name}: feature {number} has coordinates that make no {kind}; draw it again"
            ) from None
    return None if all(s is None for s in shapes) else shapes
