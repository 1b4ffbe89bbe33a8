"""Planning Database: people of 2012-2016 by tract, groups that add up, shares where there are people."""

import pytest


def test_people_of_2012_2016(clean):
    rows = clean.rows("census_pdb.race_ethnicity")
    assert rows.pop_total.sum() == 3_588_570


def test_the_five_groups_add_up_to_everyone_in_every_tract(clean):
    rows = clean.rows("census_pdb.race_ethnicity")
    groups = ["pop_nh_white", "pop_nh_black", "pop_nh_asian", "pop_hispanic", "pop_nh_other"]
    assert (rows[groups].sum(axis=1) == rows.pop_total).all()


def test_it_covers_the_tracts_of_2010(clean):
    tracts = set(clean.rows("census_geography.tracts_2010").geoid)
    assert set(clean.rows("census_pdb.race_ethnicity").geoid) == tracts
    assert set(clean.rows("census_pdb.poverty_and_tenure").geoid) == tracts


def test_both_tables_count_the_same_people(clean):
    rows = clean.rows("census_pdb.poverty_and_tenure")
    assert rows.population.tolist() == clean.rows("census_pdb.race_ethnicity").pop_total.tolist()
    assert rows.population.sum() == 3_588_570


def test_poverty_and_tenure_of_one_tract(clean):
    row = clean.rows("census_pdb.poverty_and_tenure").set_index("geoid").loc["09001010101"]
    assert row[["poverty_rate", "renter_share", "population", "occupied_units"]].tolist() == [
        pytest.approx(0.1108),
        pytest.approx(0.1825),
        4132,
        1348,
    ]


def test_only_tracts_without_occupied_homes_have_no_shares(clean):
    rows = clean.rows("census_pdb.poverty_and_tenure")
    none = rows.occupied_units == 0
    assert none.sum() == 6
    assert (rows.poverty_rate.isna() == none).all()
    assert (rows.renter_share.isna() == none).all()
    assert rows[none & (rows.population > 0)].geoid.tolist() == [
        "09013538100"
    ]  # Somers: people, no households
