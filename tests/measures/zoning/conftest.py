"""The atlases that shares are tried on."""

from pathlib import Path

import pytest

from fairtown.data.zoning import atlas
from fairtown.data.zoning.record import Origin, Zoning

FOLDER = Path(__file__).parents[2] / "data" / "zoning" / "atlas"
VIRGINIA = Origin(
    "HousingForward Virginia, Virginia Zoning Atlas",
    "https://housingforwardva.org/applications/virginia-zoning-atlas/",
    "free to use by the public",
    "developable land",
    "2024",
)
HAWAII = Origin(
    "Hawaii Zoning Atlas", "https://github.com/CodeWithAloha/Hawaii-Zoning-Atlas", "MIT", "all land", "2024"
)


@pytest.fixture(scope="session")
def virginia() -> Zoning:
    return atlas.read(FOLDER / "virginia_districts.csv.gz", VIRGINIA)


@pytest.fixture(scope="session")
def kauai() -> Zoning:
    return atlas.read(FOLDER / "hawaii_kauai_zoning.geojson.gz", HAWAII)
