"""Tenure: the worked example, and owners and renters that make up all households."""

import pandas as pd
import pytest

from fairtown.measures.homes.tenure import MEASURE


def tract(households, renters, geoid="01"):
    figures = {
        "households": households,
        "owner_households": (households[0] - renters[0], 60),
        "renter_households": renters,
    }
    row = {"geoid": geoid, "vintage": "2010"}
    for name, (count, moe) in figures.items():
        row |= {name: float(count), f"{name}_moe": float(moe)}
    return row


def compute_tracts(compute, *rows):
    return compute(MEASURE, 2019, {"acs5.tenure": pd.DataFrame(rows)})


def test_the_worked_example(compute, one):
    rows = compute_tracts(compute, tract((1000, 60), (250, 50)))
    renters = one(rows, "01", "renter_share")
    assert renters.value == 0.25
    assert f"{100 * renters.moe:.1f}" == "4.0"
    owners = one(rows, "01", "owner_share")
    assert (owners.value, owners.moe) == (0.75, renters.moe)
    assert one(rows, "01", "renter_households").value == 250
    assert one(rows, "01", "households").moe == 60


@pytest.mark.parametrize(("households", "flag"), [(49, "small_base"), (50, "")])
def test_a_share_of_fewer_than_fifty_households_carries_a_caution(compute, one, households, flag):
    rows = compute_tracts(compute, tract((households, 9), (25, 1)))
    assert one(rows, "01", "renter_share").flag.split(";")[0] == (flag or "unreliable")
    assert one(rows, "01", "households").flag == ""


@pytest.mark.parametrize("year", [2018, 2019, 2023])
def test_owners_and_renters_make_up_all_households_everywhere(results, year):
    rows = results["homes.tenure", year].rows
    shares = rows.pivot(index=["geoid", "vintage"], columns="output", values="value").dropna()
    assert len(shares) > 1000
    assert (shares.owner_share + shares.renter_share - 1).abs().max() < 1e-12


@pytest.mark.parametrize(("year", "households"), [(2018, 1_367_374), (2019, 1_370_746), (2023, 1_420_170)])
def test_households_of_the_state(results, one, year, households):
    assert one(results["homes.tenure", year].rows, "09", "households").value == households
