"""Housing inventory: all records are there, the small ones as counts by tract only."""


def test_units_of_all_records_large_and_small(clean):
    large = clean.rows("ct_housing_inventory.projects")
    small = clean.rows("ct_housing_inventory.small_records")
    assert large.units.sum() + small.units.sum() == 172_297
    assert len(large) + small.records.sum() == 3_600


def test_the_table_of_small_records_has_no_column_that_could_lead_to_a_door(clean):
    small = clean.rows("ct_housing_inventory.small_records")
    assert list(small.columns) == ["geoid", "vintage", "subsidy_class", "records", "units"]
    assert (small.units < 5 * small.records).all()


def test_small_records_lie_in_land_tracts_of_2010(clean):
    tracts = clean.rows("census_boundaries.tracts", 2010)
    assert set(clean.rows("ct_housing_inventory.small_records").geoid) <= set(tracts.geoid)


def test_voucher_counts_at_offices_are_marked(clean):
    projects = clean.rows("ct_housing_inventory.projects")
    marked = projects[projects.is_at_office == 1]
    assert len(marked) == 45
    assert set(marked.name) == {"Section 8 Vouchers"}
    assert not (projects.name[projects.is_at_office == 0] == "Section 8 Vouchers").any()


def test_projects_name_towns_of_the_state(clean):
    towns = set(clean.rows("census_geography.towns").town)
    assert set(clean.rows("ct_housing_inventory.projects").town) <= towns
