"""A building tried for a page or a command: words for every check and reason, and causes that add up."""

import gzip
from pathlib import Path

from fairtown.measures.zoning.ozfs.choices import CHECKS, PLANNED
from fairtown.scenarios import building

FILES = Path(__file__).parents[1] / "data" / "zoning" / "ozfs"


def test_every_check_has_words() -> None:
    assert set(building.CHECK_WORDS) == {*CHECKS, PLANNED}


def test_causes_of_a_district_are_its_commonest_and_count_parcels_once_for_each_check() -> None:
    result = building.tried(
        {
            "zoning": FILES / "Paradise.zoning",
            "parcel": gzip.decompress((FILES / "Paradise.parcel.gz").read_bytes()),
            "bldg": FILES / "12_fam.bldg",
        }
    )
    for district in result.districts:
        failing = [c for c in district.causes if c.outcome == "FALSE"]
        assert len(failing) <= building.MOST_CAUSES
        assert [c.n for c in failing] == sorted((c.n for c in failing), reverse=True)
        assert all(c.n <= district.counts["FALSE"] for c in failing)
        assert bool(failing) == bool(district.counts["FALSE"])
        assert all(c.reason in building.REASONS for c in district.causes)
