"""Tables of towns that fair shares are made of: every town, and the check totals of their publishers."""

import pytest

TABLES = ("acs5_profile.units_in_structure", "ct_opm.grand_list", "ct_deep.town_land", "census_bps.permits")
BUILDINGS = [
    "units_1_detached", "units_1_attached", "units_2", "units_3_4", "units_5_9", "units_10_19", "units_20_plus",
    "units_mobile_other",
]  # fmt: skip
PERMITS = ["permits_1_unit", "permits_2_4_unit", "permits_5plus_unit"]


@pytest.mark.parametrize("address", TABLES)
def test_every_town_is_there_and_nothing_is_blank(clean, address):
    rows = clean.rows(address)
    assert set(rows.geoid) == set(clean.rows("census_geography.towns").geoid)
    assert not rows.isna().any(axis=None)


def test_homes_by_building_add_up(clean):
    rows = clean.rows("acs5_profile.units_in_structure")
    assert (rows[BUILDINGS].sum(axis=1) == rows.housing_units).all()
    assert rows.housing_units.sum() == 1_521_199


def test_permits_add_up_and_have_the_state_total_of_2017(clean):
    rows = clean.rows("census_bps.permits")
    assert (rows[PERMITS].sum(axis=1) == rows.permits_total).all()
    assert rows[rows.year == 2017].permits_total.sum() == 4_547
    assert rows.groupby("year").size().to_dict() == dict.fromkeys(range(2001, 2018), 169)


def test_stations_and_shares_of_land(clean):
    rows = clean.rows("ct_deep.town_land")
    assert rows.transit_stations.sum() == 63
    assert rows.state_federal_land_share.between(0, 1).all()


def test_the_largest_grand_list_is_greenwichs(clean):
    rows = clean.rows("ct_opm.grand_list").set_index("geoid").equalized_net_grand_list_usd
    assert rows.idxmax() == "0900133620"
    assert (rows > 1e8).all()
