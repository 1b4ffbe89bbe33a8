"""Rent burden: the worked example; renters whose burden is unknown are in neither part."""

import pandas as pd
import pytest

from fairtown.measures.homes.rent_burden import BURDENED, MEASURE


@pytest.fixture
def tract(compute):
    def run(renters, burdened, no_cash_rent=(0, 0), no_income=(0, 0)):
        figures = dict.fromkeys(BURDENED, (0, 0)) | {
            BURDENED[0]: burdened,
            "renter_households": renters,
            "no_cash_rent": no_cash_rent,
            "zero_or_negative_income": no_income,
        }
        row = {"geoid": "01", "vintage": "2010"}
        for name, (count, moe) in figures.items():
            row |= {name: float(count), f"{name}_moe": float(moe)}
        return compute(MEASURE, 2019, {"acs5.renter_housing_cost": pd.DataFrame([row])})

    return run


def test_the_worked_example(tract, one):
    rows = tract((110, 10), (45, 6), no_cash_rent=(10, 4))
    assert one(rows, "01", "rent_burden_share").value == 0.45
    assert one(rows, "01", "burdened_renter_households").value == 45


def test_households_without_income_are_outside_as_well(tract, one):
    rows = tract((120, 10), (45, 6), no_cash_rent=(10, 4), no_income=(10, 4))
    assert one(rows, "01", "rent_burden_share").value == 0.45


def test_the_margin_takes_every_cell_of_the_base(tract, one):
    rows = tract((110, 12), (50, 12), no_cash_rent=(10, 16))
    base_moe = (12**2 + 16**2) ** 0.5
    expected = (12**2 - 0.5**2 * base_moe**2) ** 0.5 / 100
    assert one(rows, "01", "rent_burden_share").moe == pytest.approx(expected)


def test_the_five_incomes_add_up(clean, made, one):
    state = clean.rows("acs5.renter_housing_cost", 2023).set_index("geoid").loc["09"]
    found = one(made["homes.rent_burden", 2023].rows, "09", "burdened_renter_households")
    assert found.value == sum(state[name] for name in BURDENED) == 231_241
    assert found.moe == pytest.approx(sum(state[name + "_moe"] ** 2 for name in BURDENED) ** 0.5)
