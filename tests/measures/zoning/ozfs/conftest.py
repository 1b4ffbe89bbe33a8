"""Paradise and Cockrell Hill, read and joined once, with their buildings."""

from pathlib import Path

import pytest

from fairtown.data.ozfs.feed import Building, read_building, read_parcels, read_zoning
from fairtown.measures.zoning.ozfs.town import Town, town_of

SAMPLES = Path(__file__).parents[3] / "data" / "zoning" / "ozfs"
NAMES = ("2_fam", "4_fam_tall", "4_fam_wide", "12_fam")


@pytest.fixture(scope="session")
def paradise() -> Town:
    return town_of(read_zoning(SAMPLES / "Paradise.zoning"), read_parcels(SAMPLES / "Paradise.parcel.gz"))


@pytest.fixture(scope="session")
def cockrell_hill() -> Town:
    name = "Cockrell_Hill_draft"
    return town_of(read_zoning(SAMPLES / f"{name}.zoning.gz"), read_parcels(SAMPLES / f"{name}.parcel.gz"))


@pytest.fixture(scope="session")
def buildings() -> dict[str, Building]:
    return {name: read_building(SAMPLES / f"{name}.bldg") for name in NAMES}
