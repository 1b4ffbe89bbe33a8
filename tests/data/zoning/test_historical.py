"""The maps of On The Line as zoning: least land is known, kinds of homes are not."""

import pytest

from fairtown.concepts import FairtownError
from fairtown.data.zoning_atlases import facts, historical
from fairtown.data.zoning_atlases.record import Number

WEST_HARTFORD = "0900382590"


@pytest.fixture(scope="module")
def zones(clean):
    rows = clean.rows("on_the_line.zones")
    return rows[rows.geoid == WEST_HARTFORD]


def test_the_map_of_1924_is_that_of_areas_and_the_other_is_asked_for(zones):
    of_1924 = zones[zones.year == 1924]
    areas, uses = (historical.zoning_from_zones(of_1924, "West Hartford", uses=u) for u in (False, True))
    assert sorted(set(areas.districts.district)) == ["A", "B", "C", "D", "E"]
    assert sorted(set(uses.districts.kind)) == ["nonresidential", "residential"]
    assert len(areas.districts) + len(uses.districts) == 52
    # the two maps cover the same town
    assert areas.districts.acres.sum() == pytest.approx(uses.districts.acres.sum(), rel=1e-5)


def test_kinds_of_homes_are_unknown_and_least_land_is_known(zones):
    zoning = historical.zoning_from_zones(zones[zones.year == 1958], "West Hartford")
    assert set(zoning.districts.treat_f1) == set(zoning.districts.treat_f4plus) == {"unknown"}
    district = zoning.district(int(zoning.districts.index[zoning.districts.district == "AAA"][0]))
    assert [(r.rule, r.unit, r.value) for r in district.rules] == [
        ("min_land_per_family", "square feet", Number(18000.0))
    ]
    assert (district.code_date, district.valid_from) == ("1958", "1958")


def test_measured_land_is_the_published_land(zones):
    zoning = historical.zoning_from_zones(zones[zones.year == 1958], "West Hartford")
    published = zones[zones.year == 1958].reset_index(drop=True)
    # published to a tenth of an acre, drawn to a millionth of a degree
    assert (zoning.districts.acres - published.acres).abs().max() < 0.15


def test_two_years_at_once_are_refused(zones):
    with pytest.raises(FairtownError, match="year is 1924, 1958, expected one town and year"):
        historical.zoning_from_zones(zones, "West Hartford")


def test_facts_become_districts_with_their_citation(clean):
    rows = clean.rows("ct_zoning_facts.town_facts")
    names = {
        "0900747360": "Middletown",
        WEST_HARTFORD: "West Hartford",
        "0900304300": "Berlin",
        "0900150580": "New Canaan",
    }
    zoning = facts.zoning_from_facts(rows, names)
    districts = {(d.jurisdiction, d.district): d for d in map(zoning.district, range(len(zoning.districts)))}
    assert len(districts) == 9
    middletown = districts["Middletown", "RPZ"]
    assert middletown.treatments == {
        "f1": "unknown", "f2": "hearing", "f3": "unknown", "f4plus": "unknown", "adu": "unknown",
    }  # fmt: skip
    assert middletown.code_date == ""
    assert [r.value for r in districts["New Canaan", "Oenoke Ridge area"].rules] == [Number(4.0)]
    r80 = districts["West Hartford", "R-80"]
    assert [(r.unit, r.value) for r in r80.rules] == [("acres", Number(80_000 / 43_560))]
    assert r80.url == "https://ecode360.com/7295204"
    assert any("5 of 9 rows without a date" in note for note in zoning.notes)


def test_a_height_of_five_districts_is_one_of_each(clean):
    zoning = facts.zoning_from_facts(clean.rows("ct_zoning_facts.town_facts"), {})
    assert (zoning.rules.rule == "max_height").sum() == 5


def test_facts_without_a_rule_are_refused(clean):
    rows = clean.rows("ct_zoning_facts.town_facts")
    with pytest.raises(FairtownError, match="none is a rule of a district"):
        facts.zoning_from_facts(rows[rows.district == ""], {})
    broken = rows.assign(number=float("nan"))
    with pytest.raises(FairtownError, match="min_lot is '15000', expected a number"):
        facts.zoning_from_facts(broken, {})
    strange = rows.assign(value=rows.value.where(rows.measure != "two_family_treatment", "perhaps"))
    with pytest.raises(FairtownError, match="'perhaps' is none of allowed"):
        facts.zoning_from_facts(strange, {})
