"""Statistical areas: every county has one, and Hartford's has three counties."""


def test_every_county_has_an_area(clean):
    rows = clean.rows("omb_areas.counties")
    places = clean.places
    assert set(rows.geoid) == set(places[places.level == "county"].geoid)


def test_three_counties_are_hartfords_area(clean):
    rows = clean.rows("omb_areas.counties")
    assert rows[rows.area_code == "25540"].geoid.tolist() == ["09003", "09007", "09013"]
    assert rows.kind.value_counts().to_dict() == {"metropolitan": 7, "micropolitan": 1}
