"""Poverty: the worked example, and the state's published count."""

import pandas as pd
import pytest

from fairtown.measures.residents.poverty import MEASURE


def tract(universe, under_half, half_to_one):
    cells = {"poverty_universe": universe, "under_half_poverty": under_half, "half_to_poverty": half_to_one}
    row = {"geoid": "01", "vintage": "2010"}
    for name, (count, moe) in cells.items():
        row |= {name: float(count), f"{name}_moe": float(moe)}
    return {"acs5.poverty": pd.DataFrame([row])}


def test_the_worked_example(compute, one):
    rows = compute(MEASURE, 2019, tract((500, 60), (30, 12), (20, 16)))
    count, share = one(rows, "01", "people_in_poverty"), one(rows, "01", "poverty_share")
    assert (count.value, count.moe) == (50, 20)
    assert share.value == 0.1
    assert f"{100 * share.moe:.1f}" == "3.8"


def test_a_tract_of_nobody_has_no_share(compute, one):
    assert pd.isna(one(compute(MEASURE, 2019, tract((0, 12), (0, 12), (0, 12))), "01", "poverty_share").value)


def test_people_in_poverty_of_2015_2019(results, one):
    rows = results["residents.poverty", 2019].rows
    assert one(rows, "09", "people_in_poverty").value == 344_146
    assert one(rows, "09", "poverty_share").value == pytest.approx(344_146 / 3_470_087, abs=1e-15)


@pytest.mark.parametrize("year", [2018, 2019, 2023])
def test_regions_and_counties_each_add_up_to_the_state(results, clean, year):
    rows = results["residents.poverty", year].rows
    counts = rows[rows.output == "people_in_poverty"].merge(clean.places[["geoid", "vintage", "level"]])
    by_level = counts.groupby("level").value.sum()
    assert set(by_level.index) == {"tract", "town", "county", "region", "state"}
    assert by_level.nunique() == 1
