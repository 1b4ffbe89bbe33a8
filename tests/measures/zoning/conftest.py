"""The atlases that shares are tried on."""

from pathlib import Path

import pytest

from fairtown.data.zoning_atlases import national
from fairtown.data.zoning_atlases.record import Origin, Zoning

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
    return national.read(FOLDER / "virginia_districts.csv.gz", VIRGINIA)


@pytest.fixture(scope="session")
def kauai() -> Zoning:
    return national.read(FOLDER / "hawaii_kauai_zoning.geojson.gz", HAWAII)
