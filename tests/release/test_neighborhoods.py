"""One neighborhood for all codes of the same land.

Golden cases from the Bureau's relationship file of 2020 to 2010 tracts (tab20_tract20_tract10_st09): Hartford's 5001
did not change, its 5007 became 9801, Shelton's 1106 was divided.
"""

import pytest

from fairtown.release.neighborhoods import Neighborhoods
from fairtown.release.reader import OpenRelease, Row, open_release


@pytest.fixture(scope="module")
def neighborhoods(release: OpenRelease) -> Neighborhoods:
    return Neighborhoods(release)


def tract(release: OpenRelease, geoid: str) -> Row:
    return release.find_places(geoid)[0]


@pytest.mark.parametrize(
    ("geoid", "page"),
    [
        ("09003500100", "09110500100"),
        ("09003500700", "09110980100"),
        ("09001100100", "09120100100"),
        ("09110500100", "09110500100"),
        ("09001110600", "09001110600"),
    ],
)
def test_a_code_leads_to_the_page_of_its_land(
    release: OpenRelease, neighborhoods: Neighborhoods, geoid: str, page: str
) -> None:
    assert neighborhoods.page_of(tract(release, geoid))["geoid"] == page


def test_the_parts_of_a_divided_tract_are_all_its_land(
    release: OpenRelease, neighborhoods: Neighborhoods
) -> None:
    parts = neighborhoods.newer(tract(release, "09001110600"))
    assert [o.place["name"] for o in parts] == ["Tract 1106.01, Shelton", "Tract 1106.02, Shelton"]
    assert sum(o.of_older for o in parts) == pytest.approx(1, abs=0.01)
    assert not any(o.is_same for o in parts)


def test_every_neighborhood_has_its_older_tracts(release: OpenRelease, neighborhoods: Neighborhoods) -> None:
    newest = release.profile.vintages[-1]
    tracts = [p for p in release.all_places if p["level"] == "tract"]
    for place in tracts:
        if place["vintage"] == newest:
            shares = sum(o.share for o in neighborhoods.older(place))
            assert place["is_water"] or 0.95 <= shares <= 1 + 1e-9, place["geoid"]
        else:
            assert place["is_water"] or neighborhoods.newer(place), place["geoid"]


def test_a_state_without_the_file_keeps_each_tract(toy_release) -> None:  # type: ignore[no-untyped-def]
    release = open_release(toy_release)
    own = Neighborhoods(release)
    for place in release.all_places:
        if place["level"] == "tract" and not own.newer(place):
            assert own.page_of(place) is place
