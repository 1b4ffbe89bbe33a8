"""Counts at every level: added up where not published, never guessed where unknown."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.aggregation import at_every_level

TRACTS = ["01", "02", "03", "04"]


def cells(geoids, homes, moes, vintage="2010") -> pd.DataFrame:
    return pd.DataFrame({"geoid": geoids, "vintage": vintage, "homes": homes, "homes_moe": moes}).astype(
        {"homes": float, "homes_moe": float}
    )


def added(small_state, table) -> pd.DataFrame:
    return at_every_level(table, small_state, ["homes"]).set_index("geoid")


def test_tracts_add_up_to_towns_county_regions_and_state(small_state):
    rows = added(small_state, cells(TRACTS, [10, 20, 30, 40], [3, 4, 6, 8]))
    assert rows.homes[["alder", "birch", "wood", "north", "09"]].tolist() == [30, 70, 100, 100, 100]
    assert rows.homes_moe[["alder", "birch"]].tolist() == [5, 10]
    assert rows.homes_moe["09"] == pytest.approx(np.sqrt(125))
    assert rows.level["09"] == "state"


def test_what_was_added_up_says_so_and_what_was_published_does_not(small_state):
    rows = added(small_state, cells(TRACTS, [10, 20, 30, 40], [3, 4, 6, 8]))
    assert rows.flag[TRACTS].tolist() == ["", "", "", ""]
    assert rows.flag[["alder", "wood", "09"]].tolist() == ["summed"] * 3


def test_a_region_whose_border_a_tract_crosses_says_so(small_state):
    rows = added(small_state, cells(TRACTS, [10, 20, 30, 40], [3, 4, 6, 8]))
    assert rows.flag["north"] == "summed;shared_tract"


def test_a_town_with_a_shared_tract_says_so(small_state):
    assert (
        added(small_state, cells(TRACTS, [1, 1, 1, 1], [1, 1, 1, 1])).flag["birch"] == "summed;shared_tract"
    )


def test_a_town_without_tracts_stays_blank_and_says_why(small_state):
    row = added(small_state, cells(TRACTS, [1, 1, 1, 1], [1, 1, 1, 1])).loc["cedar"]
    assert np.isnan(row.homes)
    assert np.isnan(row.homes_moe)
    assert row.flag == "not_published"


def test_published_towns_and_areas_are_kept_and_the_rest_is_added_up_from_towns(small_state):
    published = cells(
        ["09", "wood", "alder", "birch", "cedar", *TRACTS],
        [1000, 900, 300, 200, 50, 1, 1, 1, 1],
        [9, 8, 3, 4, 12, 1, 1, 1, 1],
    )
    rows = added(small_state, published)
    assert rows.homes[["09", "wood", "alder"]].tolist() == [1000, 900, 300]
    assert rows.flag[["09", "wood", "alder"]].tolist() == ["", "", ""]
    assert rows.homes[["north", "south"]].tolist() == [500, 50]
    assert rows.homes_moe[["north", "south"]].tolist() == [5, 12]
    assert rows.flag["north"] == "summed"


def test_an_unknown_margin_stays_unknown_in_every_sum_that_holds_it(small_state):
    rows = added(small_state, cells(TRACTS, [10, 20, 30, 40], [np.nan, 4, 6, 8]))
    assert rows.homes_moe[["alder", "wood", "north", "09"]].isna().all()
    assert rows.homes_moe["birch"] == 10
    assert rows.homes["09"] == 100


def test_an_unknown_count_stays_unknown_in_every_sum_that_holds_it(small_state):
    rows = added(small_state, cells(TRACTS, [10, np.nan, 30, 40], [3, 4, 6, 8]))
    assert rows.homes[["alder", "wood", "09"]].isna().all()
    assert rows.homes["birch"] == 70


@pytest.fixture
def many_tracts(small_state):
    """The made-up state with 400 more tracts in Alder."""
    alder = small_state[(small_state.geoid == "01")]
    more = [alder.assign(geoid=f"more{i}", key=f"more{i}@2010") for i in range(400)]
    return pd.concat([small_state, *more], ignore_index=True)


def with_one_more(homes: float) -> pd.DataFrame:
    known = [*TRACTS, *(f"more{i}" for i in range(400))]
    return cells([*known, "77"], [1] * len(known) + [homes], [1] * (len(known) + 1))


def test_people_in_a_place_of_no_list_are_refused(many_tracts):
    with pytest.raises(FairtownError) as error:
        added(many_tracts, with_one_more(5))
    line = str(error.value)
    assert line.startswith("1 places with people are in no list of places, first 77 (2010)")
    assert "census_geography" in line
    assert "\n" not in line


def test_a_place_of_no_list_without_people_is_left_out(many_tracts):
    rows = added(many_tracts, with_one_more(0))
    assert "77" not in rows.index
    assert rows.homes["09"] == 404


def test_too_many_places_of_no_list_are_refused_even_without_people(small_state):
    with pytest.raises(FairtownError, match=r"80\.0% of 5 places matched, expected at least 99%"):
        added(small_state, cells([*TRACTS, "77"], [1, 1, 1, 1, 0], [1] * 5))


def test_places_under_the_codes_of_another_vintage_are_refused(small_state):
    with pytest.raises(FairtownError, match=r"0\.0% of 4 places matched"):
        added(small_state, cells(TRACTS, [1, 1, 1, 1], [1] * 4, vintage="2022"))


@settings(max_examples=15)
@given(homes=st.lists(st.integers(0, 10**6), min_size=4, max_size=4), moes=st.permutations([3, 5, 7, 11]))
def test_every_level_adds_up_to_the_state(small_state, homes, moes):
    rows = at_every_level(cells(TRACTS, homes, moes), small_state, ["homes"])
    by_level = rows.groupby("level").homes.sum()
    assert (by_level == sum(homes)).all()
    squares = (rows.homes_moe**2).groupby(rows.level).sum()
    assert np.allclose(squares, sum(m * m for m in moes))
