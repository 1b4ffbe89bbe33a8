"""Atlases in the national style: the files of Virginia and Hawaii as published, and what is wrong with made-up ones."""

import numpy as np
import pytest
import shapely

from fairtown.concepts import FairtownError
from fairtown.data.geometry.polygons import acres, counted_twice
from fairtown.data.zoning_atlases import national
from fairtown.data.zoning_atlases.record import Conditions, NoLimit, Number


def refusal(raw, origin, **how) -> str:
    with pytest.raises(FairtownError) as error:
        national.read(raw, origin, "town.csv", **how)
    line = str(error.value)
    assert "\n" not in line
    assert line.startswith("town.csv: ")
    return line


@pytest.fixture(scope="module")
def virginia(atlas_file, origin):
    return national.read(atlas_file("virginia_districts.csv"), origin)


@pytest.fixture(scope="module")
def kauai(atlas_file, origin):
    return national.read(atlas_file("hawaii_kauai_zoning.geojson"), origin)


def test_virginia_has_its_districts_and_its_land(virginia):
    sums = virginia.districts.groupby("region").acres.agg(["size", "sum"]).round(1)
    assert sums.to_dict("index") == {
        "Hampton Roads": {"size": 410, "sum": 1425278.6},
        "Northern Virginia": {"size": 411, "sum": 659660.7},
        "Richmond (PlanRVA)": {"size": 203, "sum": 1221753.6},
    }
    assert virginia.geometry is None


def test_what_virginia_tells_twice_is_named_and_kept(virginia):
    assert any("row 636 (Loudoun, CR-1): 0.92 and 0.34 acres" in note for note in virginia.notes)
    assert any(note.startswith("3 of 1024 rows marked as single-family only") for note in virginia.notes)
    low, high, form = virginia.limits("min_lot", "f1")
    loudoun = (virginia.districts.district == "CR-1") & (virginia.districts.jurisdiction == "Loudoun")
    assert (low[loudoun], high[loudoun], form[loudoun]) == (0.34, 0.92, "range")


def test_silence_is_no_prohibition(virginia):
    counts = virginia.districts.treat_adu.value_counts().to_dict()
    assert counts == {"prohibited": 437, "allowed": 361, "silent": 118, "hearing": 108}


def test_kauai_is_measured_and_what_is_not_classified_is_unknown(kauai):
    rows = kauai.districts
    assert len(rows) == 1952
    assert rows.acres.sum() == pytest.approx(352_548, abs=1)
    lost = rows[rows.kind == "unknown"]
    assert sorted(lost.district) == ["SPD", "SPD", "\\"]
    assert set(lost.treat_f4plus) == {"unknown"}
    assert counted_twice(kauai.geometry) / rows.acres.sum() < 1e-4


def test_kauais_shapes_are_as_large_as_its_table_says(kauai, atlas_file, origin):
    table = national.read(atlas_file("hawaii_districts.csv"), origin, acres="zone_acres")
    published = table.districts[table.districts.county == "Kauai"].set_index("district").acres
    own = kauai.districts.groupby("district").acres.sum()
    both = published.index.intersection(own.index)
    assert len(both) == len(published) == 55
    # the table was measured before the shapes were simplified to 5 m
    assert np.abs(own[both] - published).max() < 3
    assert own[both].sum() == pytest.approx(published.sum(), rel=2e-5)


def test_hawaii_tells_of_land_in_three_columns_so_one_must_be_chosen(atlas_file, origin):
    with pytest.raises(FairtownError, match=r"land stands in municipal_acres, zone_acres; say which of them"):
        national.read(atlas_file("hawaii_districts.csv"), origin)
    municipal = national.read(atlas_file("hawaii_districts.csv"), origin, acres="municipal_acres").districts
    assert municipal[municipal.county == "Kauai"].acres.isna().all()
    assert municipal.acres.min() == 0


def test_a_limit_that_a_code_says_it_has_not_is_none_and_not_unknown(atlas_file, origin):
    hawaii = national.read(atlas_file("hawaii_districts.csv"), origin, acres="zone_acres")
    values = {r.value for i in range(len(hawaii.districts)) for r in hawaii.district(i).rules
              if (r.rule, r.homes) == ("max_stories", "f1")}  # fmt: skip
    assert values == {NoLimit(), Number(2.0), Conditions("Not listed")}


def test_overlays_of_three_places_are_marked_and_lie_on_base_districts(atlas_file, origin):
    places = national.read(atlas_file("virginia_three_places_zoning.geojson"), origin, acres="measured")
    rows = places.districts
    assert rows.overlay.sum() == 6
    assert set(rows[rows.overlay].treat_f1) == {"silent"}
    assert set(rows[rows.kind == "overlay"].jurisdiction) == {"Williamsburg"}
    whole = counted_twice(places.geometry)
    base = counted_twice(places.geometry[~rows.overlay.to_numpy(bool)])
    assert base < 100 < whole


def test_measured_land_is_near_the_published(atlas_file, origin):
    file = atlas_file("virginia_three_places_zoning.geojson")
    published = national.read(file, origin, acres="acres").districts.acres
    own = national.read(file, origin, acres="measured").districts.acres
    assert own.sum() == pytest.approx(published.sum(), rel=2e-3)
    assert ((own / published - 1).abs() < 0.06).all()


def test_rules_without_land_come_without_land(atlas_file, origin):
    rules = national.read(atlas_file("hampton_roads_rules.csv"), origin)
    assert rules.districts.acres.isna().all()
    assert any("410 of 410 rows without an area" in note for note in rules.notes)
    # five by the kind of home, five by the district, four of them the same
    assert rules.districts.elderly_only_f4plus.sum() == 6
    assert rules.districts.elderly_only_f1.sum() == 5
    hampton = rules.districts[
        (rules.districts.jurisdiction == "Hampton") & (rules.districts.district == "R-R")
    ]
    lots = [
        r.value for r in rules.district(int(hampton.index[0])).rules if (r.homes, r.rule) == ("f1", "min_lot")
    ]
    assert lots == [Conditions("0.14")]


def test_a_district_for_older_people_is_so_for_every_kind_of_home(csv_text, origin):
    raw = csv_text({"elderly_district": "yes"}, {"district_abbr": "R-2", "f4plus_elderly_only": "yes"})
    rows = national.read(raw, origin).districts
    assert rows[["elderly_only_f1", "elderly_only_f4plus"]].fillna(False).to_numpy().tolist() == [
        [True, True],
        [False, True],
    ]
    assert rows.affordable_only_f1.isna().all()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            {"f2_treatment": "maybe"},
            "row 3, f2_treatment is 'maybe', expected one of allowed, allowed/conditional",
        ),
        (
            {"district_type": "Residential"},
            "district_type is 'Residential', expected one of primarily residential",
        ),
        ({"overlay": "perhaps"}, "overlay is 'perhaps', expected one of yes, no"),
        ({"acres": "12,5"}, "row 3, acres is '12,5', expected a number of acres"),
        ({"acres": "nan"}, "acres is 'nan', expected a number"),
        ({"acres": "inf"}, "acres is 'inf', expected a number"),
        ({"acres": "-4"}, "row 3 (Alder, R-2) has land that is no area: -4.0"),
        ({"code_date": "2023-13-01"}, "row 3 (Alder, R-2) has code_date that is no day or year"),
        ({"f1_min_lot_acres": "1", "f1_min_lot_acres_kind": "some"}, "f1_min_lot_acres_kind is 'some'"),
        ({"adu_owner_required": "y"}, "adu_owner_required is 'y', expected yes or no"),
        ({"district_abbr": ""}, "row 3 (Alder, ?) has no district"),
        ({"district_abbr": "R-1", "f2_treatment": "allowed"}, "contradict each other in treat_f2"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(csv_text, origin, row, says):
    assert says in refusal(csv_text({}, {"district_abbr": "R-2", **row}), origin)


def test_a_missing_column_is_told_with_those_that_are_needed(csv_text, origin):
    line = refusal(csv_text({}, without=("f3_treatment",)), origin)
    assert "no column f3_treatment; expected at least jurisdiction, district_abbr" in line


def test_a_table_has_nothing_to_measure(csv_text, origin):
    assert "a table has no shapes to measure" in refusal(csv_text({}), origin, acres="measured")
    assert "no column land; there are acres" in refusal(csv_text({}), origin, acres="land")


def test_blank_codes_are_unknown(csv_text, origin):
    district = national.read(
        csv_text({"f4plus_treatment": "", "district_type": "", "overlay": ""}), origin
    ).district(0)
    assert (district.treatments["f4plus"], district.kind, district.overlay) == ("unknown", "unknown", None)


def test_connecticut_in_these_columns_needs_no_code(csv_text, origin):
    """A layer that someone supplies in the columns of the README loads as it is."""
    raw = csv_text(
        {
            "jurisdiction": "Woodbridge",
            "district_abbr": "A",
            "f1_min_lot_low": "1.5",
            "code_date": "2021-06-07",
        }
    )
    zoning = national.read(raw, origin)
    assert zoning.district(0).code_date == "2021-06-07"
    assert zoning.limits("min_lot", "f1")[0].tolist() == [1.5]


PLAIN = {
    "jurisdiction": "Alder", "district_abbr": "R-1", "f1_treatment": "allowed", "f2_treatment": "hearing",
    "f3_treatment": "prohibited", "f4plus_treatment": "prohibited",
}  # fmt: skip


def test_a_layer_is_checked_against_the_outlines_of_towns(layer, a_square, origin):
    raw = layer((PLAIN, a_square(-72.0, 41.0)))
    outlines = {"Alder": shapely.box(-72.1, 40.9, -71.9, 41.1)}
    there = {"Alder": shapely.box(-71.5, 40.9, -71.4, 41.1)}
    assert national.read(raw, origin, outlines=outlines).districts.acres.tolist() == pytest.approx(
        acres(national.read(raw, origin).geometry).tolist()
    )
    assert "100% of feature 1 lies outside of Alder" in refusal(raw, origin, outlines=there)


def test_an_invalid_shape_leaves_nothing_imported(layer, a_square, origin):
    bow_tie = [[[-72, 41], [-71.9, 41.1], [-71.9, 41], [-72, 41.1], [-72, 41]]]
    raw = layer((PLAIN, a_square(-72.0, 41.0)), ({**PLAIN, "district_abbr": "R-2"}, bow_tie))
    assert "feature 2 is no valid shape" in refusal(raw, origin)


def test_base_districts_on_each_other_are_told(layer, a_square, origin):
    two = ((PLAIN, a_square(-72.0, 41.0)), ({**PLAIN, "district_abbr": "R-2"}, a_square(-72.0, 41.0)))
    assert any("count twice" in note for note in national.read(layer(*two), origin).notes)
    marked = ((two[0][0], two[0][1]), ({**two[1][0], "overlay": "yes"}, two[1][1]))
    assert not any("count twice" in note for note in national.read(layer(*marked), origin).notes)
