"""Balance: the worked example, the Gini against a plain Lorenz curve, kinds of towns, years that cannot be compared."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.observations import gather, observe
from fairtown.measures.segregation.gini import gini
from fairtown.measures.subsidized.assisted_share import TYPES
from fairtown.measures.subsidized.balance import (
    HIGH,
    HIGH_OPPORTUNITY_FROM,
    MEASURE,
    OTHER,
    SINCE,
    lorenz_gini,
    share_of_new,
)

LIST = "ct_appeals_list.assisted_units"
NAMES = ["alder", "birch", "cedar"]
towns = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 5000)), min_size=2, max_size=12)


def listed(years, homes=1000):
    """The list of three towns: year -> homes of each, in all, or by type."""
    rows = []
    for year, counts in years.items():
        for name, count in zip(NAMES, counts, strict=True):
            parts = count if isinstance(count, tuple) else (count, 0, 0, 0)
            total = np.nansum([np.nan if p is None else p for p in parts])
            row = {"geoid": name, "vintage": "2010", "year": year, "census_housing_units": homes}
            rows.append(row | dict(zip(TYPES, parts, strict=True)) | {"total_assisted": total})
    return pd.DataFrame(rows).astype(dict.fromkeys(TYPES, float))


@pytest.fixture
def balanced(compute):
    """`higher`: share of the residents of Alder, Birch and Cedar in higher-opportunity tracts; blank for no tract."""

    def run(years, year, higher=(0.2, 0.7, 0.1), table=None):
        towns = pd.DataFrame({"geoid": NAMES, "vintage": "2010"})
        access = gather(
            [
                observe(
                    towns,
                    level,
                    np.array(higher) * part,
                    group="everyone",
                    variant="published_rows",
                    flag="x",
                )
                for level, part in (("high", 0.75), ("very_high", 0.25))
            ]
        )
        table = listed(years) if table is None else table
        return compute(MEASURE, year, {LIST: table}, {("opportunity.access_by_race", 2016): access})

    return run


def test_the_worked_example(balanced, one):
    rows = balanced({2019: (0, 15, 95), 2020: (0, 20, 100)}, 2020)
    assert one(rows, "09", "net_new").value == 10
    assert one(rows, "09", "net_new_share", HIGH).value == 0.5
    assert one(rows, "09", "gini").value == pytest.approx(200_000 / (120 * 3000))
    assert round(one(rows, "09", "gini").value, 3) == 0.556
    assert one(rows, "birch", "is_high_opportunity").value == 1
    assert one(rows, "alder", "is_high_opportunity").value == 0


def test_towns_with_none_with_few_and_with_many_are_counted(balanced, one):
    rows = balanced({2020: (0, 9, 100)}, 2020)
    assert one(rows, "09", "towns_none").value == 1
    assert one(rows, "09", "towns_below_one_percent").value == 2
    assert one(rows, "09", "towns_at_ten_percent").value == 1
    assert one(balanced({2020: (10, 10, 99)}, 2020), "09", "towns_below_one_percent").value == 0


def test_a_town_changes_by_type(balanced, one):
    before, now = (50, 40, 30, 20), (55, 30, 30, 21)
    rows = balanced({2019: (before, 0, 0), 2020: (now, 0, 0)}, 2020)
    changes = [one(rows, "alder", f"net_new_{name}").value for name in TYPES]
    assert changes == [5, -10, 0, 1]
    assert one(rows, "alder", "net_new").value == -4
    assert one(rows, "wood", "net_new_deed_restricted").value == 1


def test_before_the_first_year_there_is_nothing_to_compare(balanced, one):
    rows = balanced({2002: (1, 2, 3), 2003: (1, 2, 3)}, 2002)
    for place, output, group in (
        ("alder", "net_new", ""),
        ("09", "net_new", ""),
        ("09", "net_new_share", HIGH),
    ):
        blank = one(rows, place, output, group)
        assert np.isnan(blank.value)
        assert "first_year" in blank.flag
    assert one(rows, "09", "gini").value > 0


@pytest.mark.parametrize(
    ("year", "blank"),
    [
        (2010, {"net_new_tenant_rental_assistance"}),
        (2011, {"net_new_tenant_rental_assistance", "net_new_governmentally_assisted"}),
        (2012, set()),
    ],
)
def test_types_that_the_list_joined_until_2011_are_blank(balanced, one, year, blank):
    old, new = (50, None, 30, 20), (40, 15, 30, 20)
    counts = {y: (old if y < 2011 else new, old if y < 2011 else new, 0) for y in (year - 1, year)}
    counts = {y: (a, b, (0, None if y < 2011 else 0, 0, 0)) for y, (a, b, _) in counts.items()}
    rows = balanced(counts, year)
    found = rows[
        (rows.geoid == "alder") & rows.output.isin([f"net_new_{n}" for n in TYPES]) & rows.value.isna()
    ]
    assert set(found.output) == blank
    assert (found.flag == "counted_elsewhere").all()


def test_changes_over_years_begin_in_2011(balanced, one):
    counts = {2011: (0, 10, 20), 2012: (0, 12, 26), 2013: (0, 13, 29)}
    rows = balanced(counts, 2013)
    assert one(rows, "09", SINCE).value == 12
    assert one(rows, "09", SINCE, HIGH).value == 3
    assert one(rows, "09", f"{SINCE}_share", HIGH).value == 0.25
    assert SINCE not in set(balanced(counts, 2011).output)


def test_a_share_of_new_homes_is_blank_where_a_kind_of_town_lost_some(balanced, one):
    rows = balanced({2019: (50, 20, 0), 2020: (40, 50, 0)}, 2020)
    blank = one(rows, "09", "net_new_share", HIGH)
    assert np.isnan(blank.value)
    assert "lost_somewhere" in blank.flag
    assert one(rows, "09", "net_new", HIGH).value == 30
    assert one(rows, "09", "net_new", OTHER).value == -10
    still = balanced({2019: (5, 5, 5), 2020: (5, 5, 5)}, 2020)
    assert "no_base" in one(still, "09", "net_new_share", HIGH).flag


def test_half_of_the_residents_make_a_high_opportunity_town(balanced, one):
    rows = balanced({2020: (1, 2, 3)}, 2020, higher=(HIGH_OPPORTUNITY_FROM, 0.4999, 1.0))
    assert [one(rows, name, "is_high_opportunity").value for name in NAMES] == [1, 0, 1]


def test_a_town_without_a_tract_goes_by_the_tract_that_covers_it(balanced, one):
    """The shared tract of the small state is Birch's and reaches into Cedar."""
    rows = balanced({2020: (0, 5, 7)}, 2020, higher=(0.1, 0.8, np.nan))
    assert one(rows, "cedar", "is_high_opportunity").value == 1
    assert one(rows, "09", "assisted_part", HIGH).value == 1
    unknown = balanced({2020: (0, 5, 7)}, 2020, higher=(np.nan, 0.8, 0.1))
    assert np.isnan(one(unknown, "alder", "is_high_opportunity").value)
    assert one(unknown, "alder", "is_high_opportunity").flag == "not_published"


def test_parts_of_homes_stand_beside_parts_of_assisted_homes(balanced, one):
    rows = balanced({2020: (10, 30, 60)}, 2020)
    assert one(rows, "09", "assisted_part", HIGH).value == 0.3
    assert one(rows, "09", "homes_part", HIGH).value == pytest.approx(1 / 3)
    assert one(rows, "09", "homes_part", OTHER).value == pytest.approx(2 / 3)
    assert not ((rows.geoid == "south") & (rows.group == HIGH)).any(), "the south has no such town"


def test_a_new_census_is_told(balanced, one):
    table = pd.concat([listed({2010: (0, 5, 9)}), listed({2011: (0, 5, 9)}, homes=1100)])
    rows = balanced({}, 2011, table=table)
    assert "new_census" in one(rows, "09", "gini").flag
    assert "new_census" in one(rows, "09", "towns_below_one_percent").flag
    assert "new_census" not in one(rows, "09", "net_new").flag
    assert "new_census" not in one(balanced({2010: (0, 5, 9), 2011: (0, 5, 9)}, 2011), "09", "gini").flag


def test_an_area_that_lacks_a_town_has_no_gini(balanced, one):
    table = listed({2020: (0, 5, 9)})
    table.loc[table.geoid == "alder", "total_assisted"] = np.nan
    rows = balanced({}, 2020, table=table)
    assert np.isnan(one(rows, "09", "gini").value)
    assert "not_published" in one(rows, "09", "gini").flag
    assert one(rows, "south", "gini").value == 0


def lorenz_plainly(assisted, homes):
    order = np.argsort(np.array(assisted) / np.array(homes), kind="stable")
    x = np.concatenate([[0], np.cumsum(np.array(homes, float)[order])]) / sum(homes)
    y = np.concatenate([[0], np.cumsum(np.array(assisted, float)[order])]) / sum(assisted)
    return 1 - ((x[1:] - x[:-1]) * (y[1:] + y[:-1])).sum()


@given(rows=towns)
def test_the_gini_is_twice_the_area_under_the_diagonal(rows):
    assisted, homes = [min(a, h) for a, h in rows], [h for _, h in rows]
    assume(sum(assisted) > 0)
    assert lorenz_gini(assisted, homes) == pytest.approx(lorenz_plainly(assisted, homes), abs=1e-12)


@given(rows=towns)
def test_it_is_the_gini_of_segregation_times_the_part_not_assisted(rows):
    assisted, homes = np.array([min(a, h) for a, h in rows]), np.array([h for _, h in rows])
    assume(0 < assisted.sum() < homes.sum())
    expected = gini(assisted, homes) * (1 - assisted.sum() / homes.sum())
    assert lorenz_gini(assisted, homes) == pytest.approx(expected, abs=1e-12)


@given(rows=towns, times=st.integers(2, 9), data=st.data())
def test_the_gini_knows_no_order_no_unit_and_no_border_within_like_towns(rows, times, data):
    assisted, homes = np.array([min(a, h) for a, h in rows]), np.array([h for _, h in rows])
    assume(assisted.sum() > 0)
    value = float(lorenz_gini(assisted, homes))
    assert -1e-12 <= value < 1
    order = data.draw(st.permutations(range(len(rows))))
    for a, h in (
        (assisted[order], homes[order]),
        (assisted * times, homes * times),
        (np.concatenate([assisted, assisted]), np.concatenate([homes, homes])),
    ):
        assert lorenz_gini(a, h) == pytest.approx(value, abs=1e-12)


def test_the_gini_of_like_towns_is_zero_and_of_one_town_with_all_is_the_part_of_the_others():
    assert lorenz_gini([10, 20, 30], [100, 200, 300]) == pytest.approx(0)
    assert lorenz_gini([100, 0, 0], [100, 100, 100]) == pytest.approx(2 / 3)
    assert np.isnan(lorenz_gini([0, 0], [10, 10]))
    assert lorenz_gini([1, 0, 5, 5], [10, 10, 10, 10], areas=[0, 0, 1, 1]).tolist() == [0.5, 0]


def test_more_assisted_homes_than_homes_are_refused():
    with pytest.raises(FairtownError, match="a group is larger than everyone in 1 units"):
        lorenz_gini([11], [10])


@given(part=st.floats(-100, 100), rest=st.floats(-100, 100))
def test_a_share_of_new_homes_is_a_share_or_blank_and_the_two_kinds_add_up(part, rest):
    own, other = share_of_new(part, rest), share_of_new(rest, part)
    assert np.isnan(own) == np.isnan(other) == (part < 0 or rest < 0 or part + rest == 0)
    assert np.isnan(own) or (0 <= own <= 1 and own + other == pytest.approx(1))


def state(results, year):
    return results[MEASURE.id, year].rows


@pytest.mark.parametrize("year", [2002, 2011, 2018, 2023])
def test_towns_at_ten_percent_are_those_of_the_assisted_share(results, one, year):
    older = results["subsidized.assisted_share", year].rows
    for place in ("09", "09003", "09110"):
        ours = one(state(results, year), place, "towns_at_ten_percent").value
        assert ours == one(older, place, "towns_at_or_above").value


@pytest.mark.parametrize("year", MEASURE.years[1:])
def test_net_new_homes_are_the_difference_of_two_totals(results, one, year):
    now, before = (
        one(results["subsidized.assisted_share", y].rows, "09", "total_assisted").value
        for y in (year, year - 1)
    )
    rows = state(results, year)
    assert one(rows, "09", "net_new").value == now - before
    assert one(rows, "09", "net_new", HIGH).value + one(rows, "09", "net_new", OTHER).value == now - before


def test_types_add_up_to_the_change_of_each_town_where_all_are_known(results):
    checked = 0
    for year in range(2012, 2024):
        rows = state(results, year)
        wide = rows[rows.group == ""].pivot(index="geoid", columns="output", values="value")
        types = wide[[f"net_new_{name}" for name in TYPES]].dropna()
        checked += len(types)
        assert (types.sum(axis=1) == wide.net_new[types.index]).all()
    assert checked > 2000


def test_counties_and_regions_add_up_to_the_state(results, one):
    rows = state(results, 2020)
    for level in (
        rows.geoid.str.fullmatch("09[01].{2}") & (rows.vintage == "2010"),
        rows.geoid.str.fullmatch("091.0"),
    ):
        for output, group in (("net_new", ""), ("towns_none", ""), ("net_new", HIGH)):
            own = rows[level & (rows.output == output) & (rows.group == group)]
            assert own.value.sum() == one(rows, "09", output, group).value


def test_the_same_towns_are_high_opportunity_in_every_year_and_canaan_goes_by_norfolk(results, one):
    kinds = [
        results[MEASURE.id, year].rows.query("output == 'is_high_opportunity'").set_index("geoid").value
        for year in (2002, 2023)
    ]
    assert kinds[0].equals(kinds[1])
    assert kinds[0].notna().all()
    assert kinds[0]["0900510940"] == kinds[0]["0900553470"]
    assert kinds[0].sum() == 95


def test_the_gini_of_the_state(results, one):
    """Guards against a change by accident: no published Gini is known."""
    values = {year: one(state(results, year), "09", "gini").value for year in (2002, 2023)}
    assert values == {2002: pytest.approx(0.445, abs=0.001), 2023: pytest.approx(0.428, abs=0.001)}
