"""EdSight: every town has a district, figures as published, what is suppressed stays blank."""

import pytest

BRIDGEPORT, NEW_CANAAN, NEW_HAVEN = "0150011", "0900011", "0930011"
REGION_1, REGION_9, REGION_19 = "2010012", "2090012", "2190012"
SCOTLAND, UNION = "1230011", "1450011"
TESTS = [
    "met_or_exceeded_english_percent",
    "met_or_exceeded_math_percent",
    "scored_tests_english",
    "scored_tests_math",
]
MEALS = ["students", "eligible_for_free_or_reduced_meals"]


def by_district(clean, table):
    return clean.rows(f"ct_edsight.{table}").drop_duplicates("district_code").set_index("district_code")


@pytest.mark.parametrize("table", ["smarter_balanced", "meals"])
def test_every_town_has_one_district_or_two(clean, table):
    rows = clean.rows(f"ct_edsight.{table}")
    assert set(rows.geoid) == set(clean.rows("census_geography.towns").geoid)
    assert len(rows) == 196
    assert rows.groupby("geoid").size().value_counts().to_dict() == {1: 142, 2: 27}


@pytest.mark.parametrize("table", ["smarter_balanced", "meals"])
def test_only_districts_that_serve_a_town_are_listed(clean, table):
    types = by_district(clean, table).district_type
    assert types.value_counts().to_dict() == {"town": 149, "regional": 17}
    assert (types.index.str.len() == 7).all()


@pytest.mark.parametrize(("table", "figures"), [("smarter_balanced", TESTS), ("meals", MEALS)])
def test_a_district_has_the_same_figures_in_each_of_its_towns(clean, table, figures):
    rows = clean.rows(f"ct_edsight.{table}")
    assert (rows.groupby("district_code")[figures].nunique() <= 1).all(axis=None)
    assert (rows[rows.district_type == "town"].groupby("district_code").size() == 1).all()


def test_the_towns_of_region_1(clean):
    rows = clean.rows("ct_edsight.meals")
    names = clean.rows("census_geography.towns").set_index("geoid").town
    served = rows.geoid[rows.district_code == REGION_1].map(names)
    assert set(served) == {"Canaan", "Cornwall", "Kent", "North Canaan", "Salisbury", "Sharon"}


def test_results_as_published(clean):
    rows = by_district(clean, "smarter_balanced")
    assert rows.loc[BRIDGEPORT, TESTS].tolist() == [27.4, 15.7, 9330, 9303]
    assert rows.loc[NEW_CANAAN, TESTS].tolist() == [89.6, 88.3, 1967, 1966]


def test_percents_are_percents(clean):
    percents = clean.rows("ct_edsight.smarter_balanced")[TESTS[:2]].stack().dropna()
    assert percents.between(0, 100).all()
    assert percents.max() > 1


def test_suppressed_results_are_blank(clean):
    rows = by_district(clean, "smarter_balanced")
    blank = {c: set(rows.index[rows[c].isna()]) for c in TESTS}
    assert blank == {
        "met_or_exceeded_english_percent": {REGION_1, REGION_9, REGION_19},
        "met_or_exceeded_math_percent": {REGION_1, REGION_9, REGION_19, SCOTLAND, UNION},
        "scored_tests_english": {REGION_9, REGION_19},
        "scored_tests_math": {REGION_1, REGION_9, REGION_19},
    }


def test_only_union_has_no_result_in_mathematics_and_no_town_lacks_one_in_english(clean):
    known = clean.rows("ct_edsight.smarter_balanced").groupby("geoid")[TESTS[:2]].count()
    names = clean.rows("census_geography.towns").set_index("geoid").town
    assert names[known.index[known.met_or_exceeded_math_percent == 0]].tolist() == ["Union"]
    assert (known.met_or_exceeded_english_percent > 0).all()


def test_students_and_meals_as_published(clean):
    rows = by_district(clean, "meals")
    assert rows.loc[BRIDGEPORT, MEALS].tolist() == [21_222, 10_855]
    assert rows.loc[NEW_CANAAN, MEALS].tolist() == [4_260, 0]
    assert rows.loc[NEW_HAVEN, MEALS].tolist() == [21_981, 11_203]
    assert rows[MEALS].sum().tolist() == [499_775, 172_049]


def test_suppressed_meals_are_blank(clean):
    rows = by_district(clean, "meals")
    names = rows.district.str.removesuffix(" School District")
    assert set(names[rows.eligible_for_free_or_reduced_meals.isna()]) == {
        "Bethany",
        "Bozrah",
        "Colebrook",
        "Easton",
        "Hampton",
        "Hartland",
        "Kent",
        "Salem",
        "Sharon",
        "Union",
        "Wilton",
    }
    assert rows.index[rows.students.isna()].tolist() == [UNION]


def test_not_more_eligible_students_than_students(clean):
    rows = clean.rows("ct_edsight.meals").dropna()
    assert (rows.eligible_for_free_or_reduced_meals <= rows.students).all()


def test_schools_with_a_point_and_magnets(clean):
    placed, enrolled = clean.rows("ct_edsight.schools"), clean.rows("ct_edsight.enrollment")
    assert (len(placed), placed.is_magnet.sum()) == (1_047, 85)
    enrolled = enrolled[enrolled.year == 2017]
    has_point = enrolled.school_code.isin(placed.school_code)
    assert (len(enrolled), has_point.sum()) == (1_316, 1_037)
    # they hold 98 percent of the students
    assert enrolled.students[has_point].sum() / enrolled.students.sum() == pytest.approx(0.979, abs=0.001)


def test_students_by_meals_add_up_where_none_is_hidden(clean):
    rows = clean.rows("ct_edsight.school_meals")
    assert rows.students.sum() == 534_803
    known = rows.dropna()
    assert len(known) == 966
    assert (known.free + known.reduced + known.not_eligible == known.students).all()
