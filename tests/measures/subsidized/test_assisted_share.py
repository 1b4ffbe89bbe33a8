"""Assisted share: the worked example, the unrounded line, and every town of the published list."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.subsidized.assisted_share import MEASURE, SUMS, TEN_PERCENT, TYPES, is_exempt

LIST = "ct_appeals_list.assisted_units"


def town(geoid, homes, parts, total=None, year=2023):
    figures = dict(zip(TYPES, parts, strict=True))
    known = [p for p in parts if p is not None]
    total = sum(known) if total is None else total
    row = {"geoid": geoid, "vintage": "2010", "year": year, "census_housing_units": homes, **figures}
    return row | {"total_assisted": total}


def listed(*towns):
    return {LIST: pd.DataFrame(towns).astype(dict.fromkeys(SUMS, float))}


def test_the_worked_example(compute, one):
    rows = compute(MEASURE, 2023, listed(town("alder", 5000, (300, 100, 80, 20))))
    assert one(rows, "alder", "total_assisted").value == 500
    assert one(rows, "alder", "assisted_share").value == 0.1
    assert one(rows, "alder", "is_exempt").value == 1


def test_a_share_that_only_rounds_to_ten_percent_is_below_the_line(compute, one):
    rows = compute(MEASURE, 2023, listed(town("alder", 50_000, (4_999, 0, 0, 0))))
    assert f"{one(rows, 'alder', 'assisted_share').value:.1%}" == "10.0%"
    assert one(rows, "alder", "is_exempt").value == 0


@given(tenth=st.integers(1, 10**6))
def test_exactly_ten_percent_is_at_the_line_whatever_the_size(tenth):
    assert is_exempt(np.array([tenth, tenth - 1]), np.array([10 * tenth] * 2), 0.10).tolist() == [1, 0]


def test_a_town_of_unknown_homes_is_neither_above_nor_below():
    assert np.isnan(is_exempt(np.array([5.0]), np.array([np.nan]), 0.10)).all()


def test_towns_add_up_to_county_regions_and_state(compute, one):
    towns = town("alder", 1000, (100, 10, 5, 5)), town("birch", 1000, (20, 0, 0, 0))
    rows = compute(MEASURE, 2023, listed(*towns))
    for area in ("wood", "north", "09"):
        assert one(rows, area, "total_assisted").value == 140
        assert one(rows, area, "assisted_share").value == 0.07
        assert one(rows, area, "towns_at_or_above").value == 1
        assert one(rows, area, "towns_below").value == 1


def test_parts_above_the_total_are_flagged(compute, one):
    rows = compute(MEASURE, 2023, listed(town("alder", 1000, (60, 0, 0, 5), total=60)))
    assert one(rows, "alder", "assisted_share").flag == "parts_exceed_total"


def test_a_part_that_is_not_printed_stays_blank(compute, one):
    rows = compute(MEASURE, 2023, listed(town("alder", 1000, (None, 10, 5, 5), total=20)))
    part = one(rows, "alder", "governmentally_assisted")
    assert np.isnan(part.value)
    assert part.flag == "not_published"
    assert one(rows, "alder", "assisted_share").value == 0.02


def test_a_sum_over_an_unknown_part_is_blank_or_says_so(results, one):
    state = one(results["subsidized.assisted_share", 2017].rows, "09", "governmentally_assisted")
    assert np.isnan(state.value) or "not_published" in state.flag


def test_before_its_first_date_the_line_has_no_value():
    with pytest.raises(FairtownError, match="parameter exemption_share: no value on 2001-12-31"):
        TEN_PERCENT.at("2001-12-31")


@pytest.mark.parametrize(
    ("year", "assisted", "exempt"),
    [
        (2012, 161_379, 31),
        (2013, 167_504, 31),
        (2017, 168_576, 30),
        (2018, 167_911, 29),
        (2019, 172_277, 30),
        (2023, 175_548, 28),
    ],
)
def test_the_state_by_year(results, one, year, assisted, exempt):
    rows = results["subsidized.assisted_share", year].rows
    assert one(rows, "09", "total_assisted").value == assisted
    assert one(rows, "09", "towns_at_or_above").value == exempt
    assert one(rows, "09", "towns_below").value == 169 - exempt


@pytest.mark.parametrize(("year", "percent"), [(2012, "10.85%"), (2018, "11.29%"), (2023, "11.47%")])
def test_the_state_in_percent(results, one, year, percent):
    share = one(results["subsidized.assisted_share", year].rows, "09", "assisted_share").value
    assert f"{share:.2%}" == percent


def test_brooklyn_2012_is_the_closest_call(results, one):
    brooklyn = one(results["subsidized.assisted_share", 2012].rows, "0901509190", "assisted_share")
    assert f"{brooklyn.value:.3%}" == "10.015%"


def test_hamden_2007_is_the_one_town_whose_parts_exceed_its_total(results):
    flagged = {
        (year, geoid)
        for (name, year), m in results.items()
        if name == MEASURE.id
        for geoid in m.rows.geoid[m.rows.flag.str.contains("parts_exceed_total")]
    }
    assert flagged == {(2007, "0900935650")}


@pytest.mark.parametrize("year", MEASURE.years)
def test_every_town_agrees_with_a_plain_division_of_the_list(clean, results, year):
    rows = results["subsidized.assisted_share", year].rows
    shares = rows[rows.output == "assisted_share"].set_index("geoid").value
    listed_year = clean.rows(LIST).query("year == @year").set_index("geoid")
    plain = listed_year.total_assisted / listed_year.census_housing_units
    assert (shares[plain.index] - plain).abs().max() <= 1e-12
