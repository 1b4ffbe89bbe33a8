"""Least lots: classes with the atlas's edges, and the land that needs an acre, between what is sure and what may be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.zoning.lot_sizes import (
    ACRE,
    BUILDERS_ACRE,
    CLASSES,
    EVERY_CLASS,
    land_by_class,
    lot_class,
    needing,
)
from fairtown.measures.zoning.shares import exact_sum, in_base
from fairtown.units import SQFT_PER_ACRE

FORMS = st.sampled_from(["number", "range", "conditions", "none", ""])


def test_edges_are_twenty_forty_and_eighty_thousand_square_feet():
    for edge, sqft in zip(list(CLASSES.values())[1:], (20_000, 40_000, 80_000), strict=True):
        assert round(sqft / SQFT_PER_ACRE, 2) == pytest.approx(edge, abs=0.011)


@pytest.mark.parametrize(
    ("lot", "form", "name"),
    [
        (0.23, "number", "up_to_0.46"),
        (20_000 / 43_560, "number", "up_to_0.46"),
        (0.47, "number", "0.47_to_0.91"),
        (40_000 / 43_560, "number", "0.92_to_1.83"),
        (0.92, "range", "0.92_to_1.83"),
        (80_000 / 43_560, "number", "1.84_or_more"),
        (10, "number", "1.84_or_more"),
        (0, "number", "none_stated"),
        (np.nan, "none", "none_stated"),
        (np.nan, "conditions", "conditions"),
        (np.nan, "", "not_told"),
    ],
)
def test_a_lot_is_in_its_class(lot, form, name):
    assert lot_class([lot], [form]).tolist() == [name]


def test_a_negative_lot_is_refused():
    with pytest.raises(FairtownError, match="a least lot is -1 acres"):
        lot_class([-1.0], ["number"])


def test_the_worked_example():
    """600 acres need 2 acres a home, 300 from half an acre to 3 by sewer, 100 in words."""
    shares = needing(
        [600, 300, 100], [2, 0.5, np.nan], [2, 3, np.nan], ["number", "range", "conditions"], ACRE
    )
    assert (shares.surely, shares.at_most, shares.in_words, shares.acres) == (0.6, 1.0, 0.1, 1000)


def test_a_builders_acre_is_no_acre():
    lots = [40_000 / SQFT_PER_ACRE]
    assert needing([1], lots, lots, ["number"], BUILDERS_ACRE).surely == 1
    assert needing([1], lots, lots, ["number"], ACRE).surely == 0


def test_nothing_is_said_of_no_land():
    assert np.isnan(needing([], [], [], [], ACRE).surely)


@given(st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 20), st.floats(0, 5), FORMS), min_size=1))
def test_classes_add_up_and_what_is_sure_is_less_than_what_may_be(rows):
    acres, low, more, form = map(np.array, zip(*rows, strict=True))
    high = low + more
    blank = np.isin(form, ["conditions", "none", ""])
    low, high = np.where(blank, np.nan, low), np.where(blank, np.nan, high)
    by_class = land_by_class(acres, lot_class(low, form))
    assert set(by_class) == set(EVERY_CLASS)
    assert sum(by_class.values()) == exact_sum(acres)
    lines = [needing(acres, low, high, form, line) for line in (0.25, BUILDERS_ACRE, ACRE, 2)]
    for shares in lines:
        if shares.acres:
            assert 0 <= shares.surely <= shares.at_most <= 1
    if lines[0].acres:
        assert [t.surely for t in lines] == sorted((t.surely for t in lines), reverse=True)


def test_virginias_land_that_needs_an_acre(virginia):
    """Of land for homes where one-family homes are allowed: an acre of 40,000 square feet, and a full one."""
    rows = virginia.districts
    low, high, form = virginia.limits("min_lot", "f1")
    homes = (
        in_base(rows.kind, rows.overlay, "residential")
        & rows.treat_f1.isin(["allowed", "hearing"]).to_numpy()
    )
    by_region = {}
    for region in rows.region.unique():
        own = homes & (rows.region == region).to_numpy()
        for line in (BUILDERS_ACRE, ACRE):
            shares = needing(rows.acres[own], low[own], high[own], form[own], line)
            by_region[region, line] = (round(shares.surely, 3), round(shares.at_most, 3))
    assert by_region == {
        ("Hampton Roads", 0.92): (0.717, 0.717),
        ("Hampton Roads", 1.0): (0.334, 0.334),
        ("Northern Virginia", 0.92): (0.2, 0.614),
        ("Northern Virginia", 1.0): (0.2, 0.605),
        ("Richmond (PlanRVA)", 0.92): (0.739, 0.837),
        ("Richmond (PlanRVA)", 1.0): (0.735, 0.833),
    }
