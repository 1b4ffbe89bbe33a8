"""Building permits: every town in every year, parts that add up, the totals of the state."""

import pytest

PARTS = ["permits_1_unit", "permits_2_4_unit", "permits_5plus_unit"]


@pytest.fixture
def rows(clean):
    return clean.rows("census_bps.permits")


def test_every_town_in_every_year_once_and_nothing_blank(clean, rows):
    assert rows.groupby("year").geoid.nunique().to_dict() == dict.fromkeys(range(2001, 2018), 169)
    assert not rows.duplicated(["geoid", "year"]).any()
    assert set(rows.geoid) == set(clean.rows("census_geography.towns").geoid)
    assert not rows.isna().any(axis=None)


def test_buildings_add_up_to_all_permits(rows):
    assert (rows[PARTS].sum(axis=1) == rows.permits_total).all()
    assert (rows[PARTS] >= 0).all(axis=None)


def test_homes_authorized_in_the_state_in_2017(rows):
    assert rows.permits_total[rows.year == 2017].sum() == 4_547


def test_the_fall_after_2005_is_there(rows):
    by_year = rows.groupby("year").permits_total.sum()
    assert by_year.idxmax() == 2005
    assert by_year.idxmin() == 2011
    assert by_year[2011] < 0.3 * by_year[2005]


def test_a_year_without_a_permit_is_a_zero(rows):
    assert (rows.permits_total == 0).sum() == 76
