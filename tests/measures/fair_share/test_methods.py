"""The five methods on Connecticut: sums, exemptions, caps, and New Jersey's own worked town."""

import numpy as np
import pytest

from fairtown.outputs.fair_share import built_in

YEAR = 2023


@pytest.fixture(scope="module")
def shares(made):
    return {m: made[f"fair_share.{m}", YEAR].rows.set_index(["output", "geoid"]).value for m in built_in()}


@pytest.mark.parametrize("method", built_in())
def test_shares_and_what_is_left_over_are_the_need(shares, method):
    of = shares[method]
    assert of["homes"]["09"] + of["unallocated"]["09"] == of["need"]["09"] == 110_172
    towns = of["homes"][of["homes"].index.str.len() == 10]
    regions = of["homes"][of["homes"].index.str.len() == 5]
    assert len(towns) == 169
    assert towns.sum() == regions.sum() == of["homes"]["09"]
    assert (towns % 1 == 0).all()


@pytest.mark.parametrize("method", built_in())
def test_nobody_gets_more_than_the_cap_and_the_exempt_nothing(shares, method):
    of = shares[method]
    cap = of["cap"].dropna()
    assert (of["homes"][cap.index] <= cap).all()
    exempt = of["is_exempt"][of["is_exempt"] == 1]
    assert (of["homes"].reindex(exempt.index) == 0).all()


@pytest.mark.parametrize("method", built_in())
def test_each_factor_adds_up_to_one_in_each_region(shares, made, method):
    for factor in built_in()[method].weights:
        total = shares[method][f"factor_{factor}"].sum()
        # eight regions, fewer where a region has none of it
        assert total == pytest.approx(round(total))
        assert 1 <= round(total) <= 8


def test_who_is_exempt(shares, made):
    def names(method):
        of = shares[method]["is_exempt"]
        return set(of[of == 1].index)

    at_ten = made["subsidized.assisted_share", YEAR].rows
    at_ten = at_ten[(at_ten.output == "is_exempt") & (at_ten.value == 1)]
    assert len(names("connecticut_equal_growth")) == len(at_ten) == 28
    hartford, bridgeport, new_haven = "0911037070", "0912008070", "0917052000"
    assert names("new_jersey_round4") == {hartford, bridgeport, new_haven[:5] + "52070"}
    assert {hartford, bridgeport} <= names("connecticut_oca")
    assert names("california_abag") == names("opportunity_weighted") == set()


def test_new_jersey_holds_everyone_at_1000_homes(shares):
    of = shares["new_jersey_round4"]
    towns = of["homes"][of["homes"].index.str.len() == 10]
    assert towns.max() == 1000
    assert of["unallocated"]["09"] > 0


def test_the_workbook_of_new_jersey_gives_absecon_22():
    parts = np.array([0.0097, 0.0111, 0.0144])
    assert round(parts.mean() * 1889) == 22


def test_intervals_hold_the_share_before_rounding(shares):
    for method in built_in():
        of = shares[method]
        low, high = of["homes_lo90"], of["homes_hi90"]
        inside = (low - 1 <= of["homes"].reindex(low.index)) & (of["homes"].reindex(low.index) <= high + 1)
        assert inside.mean() > 0.97, method
