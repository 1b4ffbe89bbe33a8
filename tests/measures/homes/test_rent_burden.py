"""Rent burden: the worked example; renters whose burden is unknown are in neither part."""

import pandas as pd
import pytest

from fairtown.measures.homes.rent_burden import BURDENED, MEASURE, UNBURDENED


@pytest.fixture
def tract(compute):
    def run(burdened, unburdened, renters):
        figures = dict.fromkeys([*BURDENED, *UNBURDENED], (0, 0))
        figures |= {BURDENED[0]: burdened, UNBURDENED[3]: unburdened, "renter_households": renters}
        row = {"geoid": "01", "vintage": "2010"}
        for name, (count, moe) in figures.items():
            row |= {name: float(count), f"{name}_moe": float(moe)}
        return compute(MEASURE, 2019, {"acs5.renter_housing_cost": pd.DataFrame([row])})

    return run


def test_the_worked_example(tract, one):
    rows = tract((45, 12), (55, 16), renters=(110, 10))
    burden = one(rows, "01", "rent_burden_share")
    assert burden.value == 0.45
    assert f"{100 * burden.moe:.1f}" == "9.8"
    assert one(rows, "01", "burdened_renter_households").value == 45


def test_incomes_that_the_survey_found_no_renters_of_have_one_margin_together(compute, one):
    cells = dict.fromkeys([*BURDENED, *UNBURDENED], (0.0, 11.0)) | {
        BURDENED[0]: (45.0, 12.0),
        UNBURDENED[3]: (55.0, 16.0),
    }
    row = {"geoid": "01", "vintage": "2010", "renter_households": 100.0, "renter_households_moe": 9.0}
    for name, (count, moe) in cells.items():
        row |= {name: count, f"{name}_moe": moe}
    rows = compute(MEASURE, 2019, {"acs5.renter_housing_cost": pd.DataFrame([row])})
    burdened = (12**2 + 11**2) ** 0.5
    assert one(rows, "01", "burdened_renter_households").moe == pytest.approx(burdened)
    rest = (16**2 + 11**2) ** 0.5
    expected = ((55 * burdened) ** 2 + (45 * rest) ** 2) ** 0.5 / 100**2
    assert one(rows, "01", "rent_burden_share").moe == pytest.approx(expected)


def test_renters_whose_burden_is_unknown_are_in_neither_part(tract, one):
    few, many = (tract((45, 12), (55, 16), renters=(n, 10)) for n in (100, 500))
    assert one(few, "01", "rent_burden_share").equals(one(many, "01", "rent_burden_share"))


def test_every_known_renter_is_counted_once(clean):
    for year in (2018, 2019, 2023):
        cells = clean.rows("acs5.renter_housing_cost", year).set_index("geoid").loc["09"]
        known = cells[[*BURDENED, *UNBURDENED]].sum()
        assert 0.9 * cells.renter_households < known < cells.renter_households


def test_the_five_incomes_add_up(clean, results, one):
    state = clean.rows("acs5.renter_housing_cost", 2023).set_index("geoid").loc["09"]
    found = one(results["homes.rent_burden", 2023].rows, "09", "burdened_renter_households")
    assert found.value == sum(state[name] for name in BURDENED) == 231_241
    assert found.moe == pytest.approx(sum(state[name + "_moe"] ** 2 for name in BURDENED) ** 0.5)
