"""Land of the towns: shares are shares, and all stations are in a town."""

import pytest


@pytest.fixture
def rows(clean):
    return clean.rows("ct_deep.town_land").set_index("geoid")


def test_every_town_once_and_nothing_blank(clean, rows):
    assert len(rows) == 169
    assert set(rows.index) == set(clean.rows("census_geography.towns").geoid)
    assert not rows.isna().any(axis=None)


def test_the_63_stations(rows):
    assert rows.transit_stations.sum() == 63
    assert (rows.transit_stations >= 0).all()
    assert (rows.transit_stations % 1 == 0).all()
    # Hartford: the railway and the busway
    assert rows.transit_stations.idxmax() == "0900337070"
    assert (rows.transit_stations > 0).sum() == 40


@pytest.mark.parametrize("column", ["sewer_service_area_share", "state_federal_land_share"])
def test_shares_are_from_nothing_to_all(rows, column):
    assert rows[column].between(0, 1).all()


def test_hartland_and_voluntown_are_mostly_state_forest(rows):
    assert set(rows.index[rows.state_federal_land_share > 0.4]) == {"0900337140", "0901178600"}


def test_sewers_are_where_cities_are(rows):
    cities = ["0900337070", "0900108070", "0900952070", "0900980070"]
    assert (rows.sewer_service_area_share[cities] > rows.sewer_service_area_share.median()).all()
