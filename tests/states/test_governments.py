"""The table of states, by counts that the Census Bureau publishes."""

from collections import Counter
from pathlib import Path

import pytest

from fairtown.states import governments, state
from fairtown.states.governments import GOVERNMENTS


def test_there_are_fifty_states_and_the_district():
    assert len(GOVERNMENTS) == 51
    numbers = [own.fips for own in GOVERNMENTS.values()]
    assert numbers == sorted(set(numbers))
    # numbers of the territories, and four that were never given to a state (FIPS 5-2)
    assert {f"{n:02}" for n in range(1, 57)} - set(numbers) == {"03", "07", "14", "43", "52"}


def test_counties_are_as_many_as_the_bureau_lists():
    """3,144 counties and equivalents since 2022, when nine planning regions replaced eight counties."""
    assert sum(own.counties for own in GOVERNMENTS.values()) == 3_144
    assert [GOVERNMENTS[code].counties for code in ("ct", "ri", "dc", "va", "tx")] == [9, 5, 1, 133, 254]


def test_twelve_states_have_strong_county_subdivisions():
    """The list of the Bureau's disclosure avoidance system for 2020: 09 23 25 26 27 33 34 36 42 44 50 55."""
    ways = Counter(own.decides for own in GOVERNMENTS.values())
    strong = [
        own.fips
        for own in GOVERNMENTS.values()
        if own.decides in (governments.COUNTY_SUBDIVISIONS, governments.PLACES_IN_SUBDIVISIONS)
    ]
    assert ",".join(strong) == "09,23,25,26,27,33,34,36,42,44,50,55"
    assert [own.code for own in GOVERNMENTS.values() if own.decides == governments.COUNTIES] == ["dc", "hi"]
    assert ways[governments.PLACES_IN_COUNTIES] == 37


def test_the_table_agrees_with_the_profile_that_a_state_has_itself():
    own, line = state("ct"), GOVERNMENTS["ct"]
    assert (own.fips, own.name, own.labels["town"]) == (line.fips, line.name, line.labels["town"])


@pytest.mark.parametrize(("since_2010", "vintages"), [(True, ["2010", "2020"]), (False, ["2020"])])
def test_a_plain_profile(tmp_path: Path, since_2010: bool, vintages: list[str]):
    own = governments.profile("ri", tmp_path, since_2010=since_2010)
    assert [epoch.vintage for epoch in own.epochs] == vintages
    assert own.epoch(2022).tracts == 2020
    assert own.levels == ("tract", "town", "county", "state")
