"""ZIP code areas, census places and written names: each leads to towns that there are, and none is lost."""

from dataclasses import replace

import pytest

from fairtown.concepts import FairtownError
from fairtown.data import clean_tables
from fairtown.states.connecticut.sources import census_zcta


@pytest.fixture
def towns(clean):
    rows = clean.rows("census_geography.towns")
    return dict(zip(rows.geoid, rows.town, strict=True))


def test_people_of_zip_areas_are_nearly_those_that_the_census_counted(clean):
    rows = clean.rows("census_zcta.towns")
    assert rows.people.sum() == 3_605_851
    assert 3_605_944 - rows.people.sum() == 93
    assert rows.zip.nunique() == 288


def test_every_town_has_a_zip_area_and_a_written_name(clean, towns):
    assert set(clean.rows("census_zcta.towns").town_geoid) == set(towns)
    assert set(clean.rows("ct_place_names.towns").town_geoid) == set(towns)


def test_a_village_in_two_towns_has_both(clean, towns):
    rows = clean.rows("census_places.towns")
    mystic = rows[rows.place == "Mystic CDP"]
    assert {towns[code]: people for code, people in zip(mystic.town_geoid, mystic.people, strict=True)} == {
        "Groton": 1155,
        "Stonington": 3193,
    }


def test_names_are_as_people_wrote_them_and_no_addresses(clean, towns):
    rows = clean.rows("ct_place_names.towns").set_index("name")
    assert len(rows) == 1029
    assert [towns[rows.town_geoid[name]] for name in ("STORRS", "HARTFROD", "E. HTFD")] == [
        "Mansfield",
        "Hartford",
        "East Hartford",
    ]
    assert not rows.index.str.contains(r"\d").any()


def test_a_zip_code_that_lost_its_zero_is_refused():
    table = replace(census_zcta.TOWNS, rows=0)
    raw = b"vintage,zip,town_geoid,people,households\n2010,6106,0900337070,1,1\n"
    with pytest.raises(FairtownError, match=r"'6106', expected a code like 06"):
        clean_tables.parse("x.csv", raw, table, table.editions[0])
