"""Planning Database: people of 2012-2016 by tract, groups that add up."""


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
