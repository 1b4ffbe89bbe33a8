"""Affordable Housing Appeals List: published totals, and the two rows where the parts do not give them."""

import pytest

PARTS = ["governmentally_assisted", "tenant_rental_assistance", "chfa_usda_mortgages", "deed_restricted"]
HAMDEN, CHAPLIN = "0900935650", "0901513810"


@pytest.fixture
def rows(clean):
    return clean.rows("ct_appeals_list.assisted_units")


@pytest.mark.parametrize(
    ("year", "assisted", "homes"),
    [(2023, 175_548, 1_530_197), (2019, 172_277, 1_487_891), (2018, 167_911, 1_487_891)],
)
def test_assisted_homes_and_all_homes(rows, year, assisted, homes):
    of_year = rows[rows.year == year]
    assert of_year.total_assisted.sum() == assisted
    assert of_year.census_housing_units.sum() == homes


def test_every_town_in_every_year(clean, rows):
    assert rows.groupby("year").geoid.nunique().to_dict() == dict.fromkeys(range(2002, 2024), 169)
    assert set(rows.geoid) == set(clean.rows("census_geography.towns").geoid)


def test_parts_add_up_to_the_total_but_in_hamden_2007(rows):
    gap = rows[PARTS].sum(axis=1) - rows.total_assisted
    off = rows[gap != 0]
    assert list(zip(off.geoid, off.year, gap[gap != 0], strict=True)) == [(HAMDEN, 2007, 5)]


def test_chaplin_2017_prints_no_figure(rows):
    blank = rows[rows.governmentally_assisted.isna()]
    assert list(zip(blank.geoid, blank.year, strict=True)) == [(CHAPLIN, 2017)]


def test_tenant_assistance_stands_apart_only_from_2011(rows):
    known = rows.groupby("year").tenant_rental_assistance.count()
    assert (known.loc[:2010] == 0).all()
    assert (known.loc[2011:] == 169).all()


def test_all_homes_change_only_with_a_census(rows):
    homes = rows.pivot(index="geoid", columns="year", values="census_housing_units")
    changed = (homes.diff(axis=1).fillna(0) != 0).any()
    assert changed.index[changed].tolist() == [2011, 2023]
