"""West Hartford from 1924 to 1958, and the facts of today's code beside it."""

import pytest

from fairtown.measures.zoning.historical_change import DIRECTION_WORDS, MEASURE
from fairtown.measures.zoning.historical_shares import EVERY, WEST_HARTFORD


@pytest.fixture
def figure(results, one):
    rows = results[MEASURE.id, 1958].rows
    return lambda output, group="": one(rows, WEST_HARTFORD, output, group).value


def test_three_quarters_of_the_town_asked_for_more_land(figure):
    assert figure("share", "tightened") == pytest.approx(0.740, abs=0.0005)
    assert figure("share", "loosened") == pytest.approx(0.021, abs=0.0005)
    assert figure("acres", "tightened") == pytest.approx(10_558, abs=1)


def test_parts_make_the_whole(figure):
    for output, whole in (
        ("acres", "land_acres"),
        ("homes_before", "all_homes_before"),
        ("homes_after", "all_homes_after"),
    ):
        assert sum(figure(output, g) for g in DIRECTION_WORDS) == pytest.approx(figure(whole))
    assert sum(figure("share", g) for g in DIRECTION_WORDS) == pytest.approx(1)


def test_each_map_by_itself_says_nearly_the_same(figure, results, one):
    """Only strips along the town's border are on one map alone: under half a percent of the land."""
    for year, output in ((1924, "all_homes_before"), (1958, "all_homes_after")):
        alone = one(
            results["zoning.historical_shares", year].rows, WEST_HARTFORD, "homes_at_minimum", "", EVERY
        ).value
        assert figure(output) == pytest.approx(alone, rel=0.005)
    assert figure("land_acres") == pytest.approx(14_334, rel=0.005)


def test_what_changed_goes_the_way_that_it_is_called(figure):
    assert figure("homes_after", "tightened") < figure("homes_before", "tightened")
    assert figure("homes_after", "loosened") > figure("homes_before", "loosened")
    assert figure("homes_after", "same") == pytest.approx(figure("homes_before", "same"))
    assert figure("homes_after", "dropped") == figure("acres", "added") == 0


def test_the_largest_minimum_grew_from_map_to_map_to_todays_code(results):
    """9,000 square feet in 1924, 18,000 in 1958, 20,000 in 2008 and 80,000 since 2014 in single districts."""
    largest = {}
    for year in (1924, 1958):
        rows = results["zoning.historical_shares", year].rows
        own = rows[(rows.geoid == WEST_HARTFORD) & (rows.output == "acres")]
        largest[year] = max(map(int, own.group))
    for year in (2008, 2014):
        rows = results["zoning.town_facts", year].rows
        largest[year] = rows[rows.geoid == WEST_HARTFORD].value.max()
    assert largest == {1924: 9000, 1958: 18_000, 2008: 20_000, 2014: 80_000}
