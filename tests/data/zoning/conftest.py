"""Zoning typed into a test, and the atlases of other places that tests are run on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fairtown.data.zoning_atlases.record import Origin

ATLAS = Path(__file__).parent / "atlas"


@pytest.fixture(scope="session")
def origin() -> Origin:
    return Origin("Test Atlas", "https://example.org/atlas", "CC0", "developable land", "2024-03-01")


@pytest.fixture(scope="session")
def atlas_file() -> Callable[[str], Path]:
    return lambda name: ATLAS / f"{name}.gz"


@pytest.fixture(scope="session")
def csv_text() -> Callable[..., bytes]:
    """Make the bytes of an atlas table from rows; what a row leaves out is a plain residential district."""
    plain = {
        "jurisdiction": "Alder", "district_abbr": "R-1", "district_type": "Primarily Residential",
        "overlay": "no", "acres": "100", "f1_treatment": "allowed", "f2_treatment": "prohibited",
        "f3_treatment": "prohibited", "f4plus_treatment": "prohibited", "adu_treatment": "hearing",
    }  # fmt: skip

    def make(*rows: dict[str, str], without: tuple[str, ...] = ()) -> bytes:
        every = [{**plain, **row} for row in rows]
        columns = [c for c in dict.fromkeys(k for row in every for k in row) if c not in without]
        lines = [",".join(columns)] + [",".join(f'"{row.get(c, "")}"' for c in columns) for row in every]
        return ("\n".join(lines) + "\n").encode()

    return make


@pytest.fixture(scope="session")
def layer() -> Callable[..., bytes]:
    """Make the bytes of a GeoJSON layer from (properties, rings) pairs; rings are of one polygon."""

    def make(*features: tuple[dict[str, Any], Any], crs: Any = None) -> bytes:
        entries = [
            {
                "type": "Feature",
                "properties": properties,
                "geometry": rings if rings is None or isinstance(rings, dict)
                else {"type": "Polygon", "coordinates": rings},
            }
            for properties, rings in features
        ]  # fmt: skip
        whole = {"type": "FeatureCollection", "features": entries}
        return json.dumps(whole if crs is None else {**whole, "crs": crs}).encode()

    return make


def square(west: float, south: float, side: float = 0.01) -> list[list[list[float]]]:
    east, north = west + side, south + side
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


@pytest.fixture(scope="session")
def a_square() -> Callable[..., list[list[list[float]]]]:
    return square
