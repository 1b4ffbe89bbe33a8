"""Grand list: every town, dollars not thousands, and a mill rate of the same scale."""

import pytest


@pytest.fixture
def rows(clean):
    return clean.rows("ct_opm.grand_list").set_index("geoid")


def test_every_town_once_and_nothing_blank(clean, rows):
    assert len(rows) == 169
    assert set(rows.index) == set(clean.rows("census_geography.towns").geoid)
    assert not rows.isna().any(axis=None)


def test_the_largest_grand_list_and_the_lowest_rate_are_greenwichs(rows):
    assert rows.equalized_net_grand_list_usd.idxmax() == "0900133620"
    assert rows.equalized_mill_rate.idxmin() == "0900133620"


def test_the_grand_list_is_in_dollars(rows):
    assert (rows.equalized_net_grand_list_usd > 1e8).all()
    assert rows.equalized_net_grand_list_usd.sum() == pytest.approx(549_224_060_381, abs=1)


def test_value_times_mill_rate_is_a_tax_that_people_could_pay(rows):
    # 10.8 billion dollars, some 3,000 for each of 3.57 million people: not thousands, nor cents
    tax = (rows.equalized_net_grand_list_usd * rows.equalized_mill_rate / 1000).sum()
    assert 2_500 < tax / 3_574_097 < 3_500
    assert rows.equalized_mill_rate.between(5, 50).all()
