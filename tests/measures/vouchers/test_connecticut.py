"""Vouchers in Connecticut: check values of rents, reach, bounds and borders, and what the clean tables hold."""

import pytest

REACH, LEVEL, BORDERS = (
    ("vouchers.reach", 2018),
    ("vouchers.by_opportunity", 2023),
    ("vouchers.borders", 2023),
)


@pytest.fixture(scope="module")
def value(release):
    def found(measure, output, place="connecticut", group=""):
        places = [p for p in release.all_places if p["slug"] == place]
        rows = release.observations([measure[0]], places, [measure[1]], [output])
        (row,) = [r for r in rows if r["grp"] == group]
        return row["value"]

    return found


def test_rents_of_two_towns(value):
    assert value(REACH, "safmr", "hartford") == pytest.approx(1114.34, abs=0.01)
    assert value(REACH, "fmr", "hartford") == 1158
    assert value(REACH, "safmr_less_fmr", "hartford") == pytest.approx(-43.66, abs=0.01)
    assert value(REACH, "safmr_less_fmr", "avon") == pytest.approx(362, abs=0.01)


def test_towns_with_a_rent_by_zip_code(release):
    rows = release.level_rows(*REACH, "town", "safmr")
    assert sum(row["value"] is not None for row in rows) == 143


def test_difference_by_level(value):
    assert value(REACH, "safmr_less_fmr", group="very_low") == pytest.approx(-12.86, abs=0.01)
    assert value(REACH, "safmr_less_fmr", group="very_high") == pytest.approx(324.39, abs=0.01)
    assert value(REACH, "covered") == pytest.approx(0.963, abs=5e-4)


def test_reach(value):
    assert (value(REACH, "fmr_towns_reached"), value(REACH, "fmr_towns_known")) == (96, 167)
    assert (value(REACH, "safmr_towns_reached"), value(REACH, "safmr_towns_known")) == (121, 142)
    assert value(REACH, "fmr_renters_reached", group="very_high") == pytest.approx(0.353, abs=5e-4)
    for level in ("very_low", "very_high"):
        assert value(REACH, "safmr_least", group=level) < value(REACH, "safmr_most", group=level)


def test_vouchers_in_lower_tracts(value):
    assert value(LEVEL, "vouchers") == 49_611
    assert value(LEVEL, "least_lower") == pytest.approx(0.589, abs=5e-4)
    assert value(LEVEL, "most_lower") == pytest.approx(0.947, abs=5e-4)
    assert value(LEVEL, "renters_lower") == pytest.approx(0.673, abs=5e-4)


def test_borders(value):
    assert value(BORDERS, "high_in_town") == pytest.approx(77_393, abs=0.5)
    assert value(BORDERS, "high_in_town", "hartford") == 0
    assert value(BORDERS, "high_within_30_miles", "hartford") == pytest.approx(40_734, rel=0.01)
    assert value(BORDERS, "towns_without") == 43


def test_a_zip_code_in_two_areas_has_the_same_rents(clean):
    for year in (2018, 2026):
        rows = clean.rows("hud_rents.zips", year)
        columns = [c for c in rows if c.startswith("safmr_")]
        assert (rows.groupby("zip")[columns].nunique() == 1).all(axis=None)


def test_zip_codes_of_the_census_and_their_rents(clean):
    census = set(clean.rows("census_zcta.towns", 2020).zip)
    assert len(census) == 288
    assert len(census - set(clean.rows("hud_rents.zips", 2018).zip)) == 41
    rents = clean.rows("hud_rents.zips", 2026).drop_duplicates("zip").set_index("zip").safmr_2br_usd
    assert not census - set(rents.index)
    assert len(set(rents.index) - census) == 91
    assert [rents[z] for z in ("06106", "06001", "06070")] == [1640, 2240, 2710]


def test_a_third_of_zip_codes_lies_in_several_towns(clean):
    towns = clean.rows("census_zcta.towns", 2020).groupby("zip").town_geoid.nunique()
    assert ((towns == 1).sum(), (towns > 1).sum(), towns.max()) == (191, 97, 5)


def test_vouchers_at_an_office_are_no_homes(clean):
    """The inventory holds 45 counts of whole housing authorities, marked; what says where vouchers are is the list."""
    rows = clean.rows("ct_housing_inventory.projects")
    offices = rows[rows["name"] == "Section 8 Vouchers"]
    assert (len(offices), offices.units.sum()) == (45, 43_826)
    assert offices.is_at_office.all()
