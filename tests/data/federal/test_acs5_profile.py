"""Homes by size of building: all towns, parts that add up, and the same homes as published."""

import pytest

BUILDINGS = [
    "units_1_detached", "units_1_attached", "units_2", "units_3_4", "units_5_9", "units_10_19", "units_20_plus",
    "units_mobile_other",
]  # fmt: skip
LARGER = ["units_3_4", "units_5_9", "units_10_19", "units_20_plus"]


@pytest.fixture
def rows(clean):
    return clean.rows("acs5_profile.units_in_structure").set_index("geoid")


def test_every_town_once_and_nothing_blank(clean, rows):
    assert len(rows) == 169
    assert set(rows.index) == set(clean.rows("census_geography.towns").geoid)
    assert not rows.isna().any(axis=None)


def test_buildings_add_up_to_all_homes_in_every_town(rows):
    assert (rows[BUILDINGS].sum(axis=1) == rows.housing_units).all()
    assert rows.housing_units.sum() == 1_521_199


def test_no_home_is_counted_below_zero_or_by_halves(rows):
    assert (rows[BUILDINGS] >= 0).all(axis=None)
    assert (rows[BUILDINGS] % 1 == 0).all(axis=None)


@pytest.mark.parametrize(("town", "share"), [("0900337070", 0.6650), ("0900104720", 0.1875)])
def test_the_share_of_larger_buildings_as_compiled(rows, town, share):
    # Hartford and Bethel
    own = rows.loc[town]
    assert own[LARGER].sum() / own.housing_units == pytest.approx(share, abs=0.0001)


def test_a_town_without_any_larger_building_has_a_zero_not_a_blank(rows):
    none = rows[rows[LARGER].sum(axis=1) == 0]
    assert len(none) > 0
    assert (none.housing_units > 0).all()
