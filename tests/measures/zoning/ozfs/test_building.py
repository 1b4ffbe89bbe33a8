"""The quantities of a building on parcels, worked by hand, and what a municipality defines."""

import math
from dataclasses import replace

import numpy as np
import pytest

from fairtown.data.ozfs.feed import Building, Definition, Level, Unit
from fairtown.measures.zoning.ozfs.building import Lots, building_quantities, on_lots, with_definitions
from fairtown.measures.zoning.ozfs.kleene import FALSE, TRUE

HOUSE = Building(
    height_top_ft=40,
    height_plate_ft=30,
    width_ft=50,
    depth_ft=40,
    units=(Unit(500, 0, 1, True, 1), Unit(1000, 2, 2, False, 2), Unit(2000, 5, 1, False, 1)),
    levels=(Level(-1, 300), Level(1, 1800), Level(2, 1700)),
    height_eave_ft=32,
    roof_type="gable",
    parking=3,
)
LOTS = Lots(
    np.array([0.5, np.nan]), np.array([100, np.nan]), np.array([217.8, np.nan]), np.array(["corner", ""])
)


def test_quantities_of_a_building_are_those_worked_by_hand():
    found = building_quantities(HOUSE)
    expected = {
        "stories": 2, "fl_area": 3800, "fl_area_first": 1800, "footprint": 1800, "fl_area_top": 1700,
        "bldg_width": 50, "bldg_depth": 40, "total_units": 4, "total_bedrooms": 9, "units_0bed": 1, "units_1bed": 0,
        "units_2bed": 2, "units_3bed": 0, "units_4bed": 1, "unit_pct_2bed": 50, "unit_pct_4bed": 25,
        "unit_size_avg": 1125, "min_unit_size": 500, "max_unit_size": 2000, "n_outside_entry": 1, "n_ground_entry": 2,
        "parking_enclosed": 3, "height_top": 40, "height_plate": 30, "height_eave": 32, "height_deck": 40,
        "height_tower": 0,
    }  # fmt: skip
    assert {name: found[name].item() for name in expected} == expected
    assert found["roof_type"] == "gable"
    assert found["sep_platting"] == FALSE
    assert building_quantities(replace(HOUSE, sep_platting=True))["sep_platting"] == TRUE


def test_quantities_on_a_lot_are_those_worked_by_hand_and_unknown_on_an_unknown_lot():
    found = on_lots(building_quantities(HOUSE), LOTS, "R-1")
    assert found["lot_cov_bldg"][0] == pytest.approx(1800 / 21_780 * 100)
    assert found["unit_density"][0] == 8
    assert found["far"][0] == pytest.approx(3800 / 21_780)
    for name in ("lot_cov_bldg", "unit_density", "far", "lot_width", "lot_area"):
        assert np.isnan(found[name][1])
    assert found["dist_abbr"] == "R-1"


def test_a_building_above_its_parking_covers_nothing_by_its_level_1(buildings):
    found = building_quantities(buildings["12_fam"])
    assert found["footprint"] == found["fl_area_first"] == 0
    assert (found["stories"], found["fl_area_top"]) == (4, 4400)
    assert building_quantities(buildings["12_fam"], "width_x_depth")["footprint"] == 65 * 76


def test_a_building_of_one_level_has_no_top_floor():
    found = building_quantities(replace(HOUSE, levels=(Level(1, 900), Level(-1, 900))))
    assert (found["stories"], found["fl_area_top"]) == (1, 0)


def test_kinds_of_lots_are_known_where_their_sides_are(paradise):
    kinds, counts = np.unique(paradise.lots.kind, return_counts=True)
    assert dict(zip(kinds.tolist(), counts.tolist(), strict=True)) == {"": 170, "corner": 177, "interior": 74}


def test_the_first_definition_that_holds_gives_the_value(paradise):
    variables = with_definitions(building_quantities(HOUSE), paradise.zoning.definitions)
    assert (variables["height"], variables["res_type"]) == (36, "4_plus")
    flat = with_definitions(
        building_quantities(replace(HOUSE, roof_type="flat")), paradise.zoning.definitions
    )
    assert flat["height"] == 40


def test_a_townhome_is_one_only_if_every_home_has_its_own_ground_and_door(paradise):
    row = replace(HOUSE, units=(Unit(900, 2, 1, True, 3),), sep_platting=True)
    types = {
        "townhome": row,
        "3_unit": replace(row, sep_platting=False),
        "2_unit": replace(row, units=(Unit(900, 2, 1, True, 2),)),
        "4_plus": replace(row, units=(Unit(900, 2, 2, True, 4),)),
    }
    for name, building in types.items():
        assert (
            with_definitions(building_quantities(building), paradise.zoning.definitions)["res_type"] == name
        )


def test_without_an_entry_that_holds_the_value_is_unknown():
    never = {
        "height": (Definition("30", ("1 > 2",)),),
        "res_type": (Definition("'1_unit'", ("plain words",)),),
    }
    variables = with_definitions(building_quantities(HOUSE), never)
    assert np.isnan(variables["height"])
    assert variables["res_type"] == ""


def test_a_definition_may_differ_by_lot_and_cannot_redefine_the_lot():
    rules = {
        "height": (Definition("10", ("lot_area < 1",)), Definition("20")),
        "lot_area": (Definition("99"),),
    }
    variables = with_definitions(on_lots(building_quantities(HOUSE), LOTS, "R"), rules)
    # the area of the second lot is unknown: which of the two holds there is too
    assert variables["height"].tolist() == pytest.approx([10, math.nan], nan_ok=True)
    assert variables["lot_area"][0] == 0.5


def test_words_before_the_entry_that_holds_leave_the_value_open_unless_it_is_the_same():
    def height(*entries: Definition) -> float:
        return float(
            with_definitions(on_lots(building_quantities(HOUSE), LOTS, "R"), {"height": entries})["height"]
        )

    last = Definition("20")
    assert math.isnan(height(Definition("10", ("in the village",)), last))
    assert height(Definition("20", ("in the village",)), last) == 20
    assert height(Definition("10", ("1 > 2",)), last) == 20
    assert height(last, Definition("10", ("in the village",))) == 20
    assert math.isnan(height(Definition("-20")))
    assert math.isnan(height(Definition("20-30")))
