"""Median household income: published figures pass through; nothing is averaged."""

import statistics

import numpy as np
import pandas as pd
import pytest

from fairtown.measures.residents.median_household_income import MEASURE

OUTPUT = "median_household_income_usd"


def incomes(**by_geoid):
    return {
        "acs5.median_household_income": pd.DataFrame(
            {
                "geoid": list(by_geoid),
                "vintage": "2010",
                OUTPUT: [float(v) for v, _ in by_geoid.values()],
                OUTPUT + "_moe": [float(m) for _, m in by_geoid.values()],
            }
        )
    }


def test_the_worked_example(compute, one):
    median = statistics.median([20_000, 40_000, 55_000, 90_000, 300_000])
    row = one(compute(MEASURE, 2019, incomes(alder=(median, 900))), "alder", OUTPUT)
    assert (row.value, row.moe, row.flag) == (55_000, 900, "")


def test_the_top_code_is_shown_as_the_least_it_can_mean(compute, one):
    row = one(compute(MEASURE, 2019, incomes(alder=(250_001, np.nan))), "alder", OUTPUT)
    assert row.value == 250_000
    assert np.isnan(row.moe)
    assert row.flag == "top_coded"


def test_what_is_not_published_stays_blank(compute, one):
    row = one(compute(MEASURE, 2019, incomes(alder=(np.nan, np.nan))), "alder", OUTPUT)
    assert np.isnan(row.value)
    assert row.flag == "not_published"


@pytest.mark.parametrize(("year", "absent"), [(2018, "region"), (2019, "region"), (2023, "county")])
def test_no_median_is_made_where_none_is_published(results, clean, year, absent):
    rows = results["residents.median_household_income", year].rows
    rows = rows.merge(clean.places[["geoid", "vintage", "level"]])
    without = rows[rows.level == absent]
    assert len(without) > 0
    assert without.value.isna().all()
    assert set(without.flag) == {"not_published"}
    published = {"state", "town", "tract", "county", "region"} - {absent}
    assert set(rows.level[rows.value.notna()]) == published


def test_the_state_of_2019_2023(results, one):
    row = one(results["residents.median_household_income", 2023].rows, "09", OUTPUT)
    assert (row.value, row.moe) == (93_760, 669)
