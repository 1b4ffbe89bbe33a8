"""Towns, tracts and their codes: 169 towns, three lists of tracts, one relationship between them."""

import pytest

SQUARE_METRES_PER_SQUARE_MILE = 2_589_988.11


def test_towns_counties_and_regions(clean):
    towns = clean.rows("census_geography.towns")
    assert len(towns) == 169
    assert towns.town.is_unique
    assert towns.county_geoid.nunique() == 8
    assert towns.region_geoid.nunique() == 9


def test_land_of_the_state(clean):
    assert round(clean.rows("census_geography.towns").land_area_sq_mi.sum(), 1) == 4842.4
    assert round(clean.rows("census_geography.tracts_2010").land_area_sq_mi.sum(), 1) == 4842.4


def test_a_town_keeps_its_last_five_digits_when_its_code_changes(clean):
    towns = clean.rows("census_geography.towns")
    assert (towns.geoid.str[-5:] == towns.geoid_2022.str[-5:]).all()
    assert (towns.geoid.str[:5] == towns.county_geoid).all()
    assert (towns.geoid_2022.str[:5] == towns.region_geoid).all()
    assert not set(towns.geoid) & set(towns.geoid_2022)


def test_tracts_of_2010(clean):
    tracts = clean.rows("census_geography.tracts_2010")
    water = tracts[tracts.town_geoid == ""]
    assert (len(tracts), len(water)) == (833, 4)
    assert water.land_area_sq_mi.isna().all()
    assert (tracts.land_area_sq_mi[tracts.town_geoid != ""] > 0).all()
    assert tracts.town_geoid.nunique() - 1 == 168
    second = tracts[tracts.also_town_geoid != ""].set_index("geoid").also_town_geoid
    assert second.to_dict() == {"09005425600": "0900510940", "09013890201": "0901372090"}


def test_canaan_is_the_one_town_without_a_tract_of_2010(clean):
    towns = clean.rows("census_geography.towns")
    without = towns[~towns.geoid.isin(clean.rows("census_geography.tracts_2010").town_geoid)]
    assert without.town.tolist() == ["Canaan"]


def test_tracts_of_2020(clean):
    tracts = clean.rows("census_geography.tracts_2020")
    assert len(tracts) == 879
    assert tracts.geoid_2020.is_unique
    assert (tracts.geoid.str[-6:] == tracts.geoid_2020.str[-6:]).all()
    assert set(tracts.town_geoid) == set(clean.rows("census_geography.towns").geoid)


def test_every_tract_lies_in_the_county_and_region_of_its_town(clean):
    towns = clean.rows("census_geography.towns").set_index("geoid")
    new = clean.rows("census_geography.tracts_2020")
    assert (new.geoid_2020.str[:5] == new.town_geoid.map(towns.county_geoid)).all()
    assert (new.geoid.str[:5] == new.town_geoid.map(towns.region_geoid)).all()
    old = clean.rows("census_geography.tracts_2010").query("town_geoid != ''")
    assert (old.geoid.str[:5] == old.town_geoid.map(towns.county_geoid)).all()


def test_the_relationship_covers_every_tract_of_both_years(clean):
    pairs = clean.rows("census_geography.tract_relationship")
    assert set(clean.rows("census_geography.tracts_2020").geoid_2020) <= set(pairs.geoid_2020)
    assert set(pairs.geoid_2010) <= set(clean.rows("census_geography.tracts_2010").geoid)
    land = clean.rows("census_geography.tracts_2010").query("town_geoid != ''")
    assert set(land.geoid) <= set(pairs.geoid_2010)


def test_shared_land_adds_up_to_the_land_of_the_2010_tracts(clean):
    pairs = clean.rows("census_geography.tract_relationship")
    shared = pairs.groupby("geoid_2010").land_m2.sum() / SQUARE_METRES_PER_SQUARE_MILE
    land = clean.rows("census_geography.tracts_2010").query("town_geoid != ''").set_index("geoid")
    assert shared.sum() == pytest.approx(land.land_area_sq_mi.sum(), rel=1e-3)
    assert (shared[land.index] / land.land_area_sq_mi).median() == pytest.approx(1, abs=1e-3)
