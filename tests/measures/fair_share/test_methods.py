"""The five methods on Connecticut: sums, exemptions, caps, and New Jersey's own worked town."""

import numpy as np
import pytest

from fairtown.measures import measure
from fairtown.measures.fair_share.allocation.allocate import allocate
from fairtown.scenarios.fair_share.shares import built_in

YEAR = 2023


@pytest.fixture(scope="module")
def shares(results):
    return {m: results[f"fair_share.{m}", YEAR].rows.set_index(["output", "geoid"]).value for m in built_in()}


@pytest.mark.parametrize("method", built_in())
def test_shares_and_what_is_left_over_are_the_need(shares, method):
    figures = shares[method]
    assert figures["homes"]["09"] + figures["unallocated"]["09"] == figures["need"]["09"] == 110_172
    towns = figures["homes"][figures["homes"].index.str.len() == 10]
    regions = figures["homes"][figures["homes"].index.str.len() == 5]
    assert len(towns) == 169
    assert towns.sum() == regions.sum() == figures["homes"]["09"]
    assert (towns % 1 == 0).all()


@pytest.mark.parametrize("method", built_in())
def test_nobody_gets_more_than_the_cap_and_the_exempt_nothing(shares, method):
    figures = shares[method]
    cap = figures["cap"].dropna()
    assert (figures["homes"][cap.index] <= cap).all()
    exempt = figures["is_exempt"][figures["is_exempt"] == 1]
    assert (figures["homes"].reindex(exempt.index) == 0).all()


@pytest.mark.parametrize("method", built_in())
def test_each_factor_adds_up_to_one_in_each_region(shares, results, method):
    for factor in built_in()[method].weights:
        total = shares[method][f"factor_{factor}"].sum()
        # eight regions, fewer where a region has none of it
        assert total == pytest.approx(round(total))
        assert 1 <= round(total) <= 8


def test_who_is_exempt(shares, results):
    def names(method):
        is_exempt = shares[method]["is_exempt"]
        return set(is_exempt[is_exempt == 1].index)

    at_ten = results["subsidized.assisted_share", YEAR].rows
    at_ten = at_ten[(at_ten.output == "is_exempt") & (at_ten.value == 1)]
    assert len(names("connecticut_equal_growth")) == len(at_ten) == 28
    hartford, bridgeport, new_haven = "0911037070", "0912008070", "0917052000"
    assert names("new_jersey_round4") == {hartford, bridgeport, new_haven[:5] + "52070"}
    assert {hartford, bridgeport} <= names("connecticut_oca")
    assert names("california_abag") == names("opportunity_weighted") == set()


def test_new_jersey_holds_everyone_at_1000_homes(shares):
    figures = shares["new_jersey_round4"]
    towns = figures["homes"][figures["homes"].index.str.len() == 10]
    assert towns.max() == 1000
    assert figures["unallocated"]["09"] > 0


def watered(need: float, weight: np.ndarray, cap: np.ndarray) -> np.ndarray:
    """Return shares as anyone would work them out: divide, hold who is above the cap, divide the rest again."""
    share, held = np.zeros(len(weight)), np.zeros(len(weight), bool)
    while True:
        free = ~held & (weight > 0)
        share[free] = (need - cap[held].sum()) * weight[free] / weight[free].sum() if free.any() else 0
        above = free & (share > cap)
        if not above.any():
            return share
        held |= above
        share[held] = cap[held]


@pytest.mark.parametrize("method", built_in())
def test_homes_are_what_repeated_division_of_the_factor_shares_gives(shares, clean, method):
    figures, weights = shares[method], built_in()[method].weights
    places = clean.places
    towns = (
        places[(places.level == "town") & (places.vintage == "2022")].sort_values("geoid").set_index("geoid")
    )
    # the Western and the Greater Bridgeport region share one need: what is left of the state's
    region = towns.region.replace({"09190": "09120"})
    need = {r: figures["need"][r] for r in set(region) - {"09120"}}
    need["09120"] = figures["need"]["09"] - sum(need.values())
    for name, total in need.items():
        own = region.index[region == name]
        parts = {f: figures[f"factor_{f}"][own].to_numpy() for f in weights}
        used = sum(w for f, w in weights.items() if parts[f].sum() > 0)
        weight = sum(w * parts[f] for f, w in weights.items()) / used
        np.testing.assert_allclose(figures["uncapped"][own], total * weight, atol=1e-6)
        cap = figures["cap"].reindex(own).fillna(np.inf).to_numpy()
        share = watered(total, weight, cap)
        homes = figures["homes"][own].to_numpy()
        assert (np.abs(homes - share) < 1 + 1e-6).all()
        assert homes.sum() == round(share.sum())
        np.testing.assert_array_equal(figures["is_capped"][own], (weight > 0) & (share >= cap - 1e-9))


def test_where_there_is_no_station_the_bay_areas_transit_share_is_that_of_households(shares, results, clean):
    transit = shares["california_abag"]["factor_transit"]
    figures = results["fair_share.town_figures", YEAR].rows.set_index(["output", "geoid"]).value
    places = clean.places[(clean.places.level == "town") & (clean.places.vintage == "2022")]
    without = {"Northeastern Connecticut": "09150", "Northwest Hills": "09160"}
    for code in without.values():
        towns = places.geoid[places.region == code]
        assert figures["transit_stations"][towns].sum() == 0
        households = figures["households"][towns]
        np.testing.assert_allclose(transit[towns], households / households.sum())
    assert "s is 1 and the share is that of households" in measure("fair_share.california_abag").formula


@pytest.mark.parametrize("method", built_in())
def test_every_interval_that_leaves_out_an_error_is_marked(results, method):
    rows = results[f"fair_share.{method}", YEAR].rows
    high = rows[rows.output == "homes_hi90"]
    marked = high.flag.str.contains("interval_partial")
    figures = set(built_in()[method].figures)
    if "multifamily_share" in figures:
        assert (marked == (high.value > 0)).all()
    elif "median_household_income_usd" in figures:
        # four towns of one allocation region have a median of 250,000 dollars or more
        assert set(high.geoid[marked].str[:5]) == {"09120", "09190"}
    else:
        assert not marked.any()


def test_worked_examples_of_equal_growth_and_of_opportunity_first():
    at = np.zeros(3, int)
    grown = allocate([300], [4000, 2000, 0], at, [np.inf] * 3, at).target[0]
    assert grown.tolist() == [200, 100, 0]
    assert [row[2] for row in measure("fair_share.connecticut_equal_growth").worked.rows] == [
        "200",
        "100",
        "0",
    ]
    weights = np.array(list(built_in()["opportunity_weighted"].weights.values()))
    a = np.array([0.60, 0.50, 0.55, 0.75])
    homes = 100 * np.array([weights @ a, weights @ (1 - a)])
    assert homes == pytest.approx([60, 40])
    assert [row[2] for row in measure("fair_share.opportunity_weighted").worked.rows] == ["60", "40"]


def test_the_worked_example_of_four_factors_is_that_of_the_allocator():
    rows = measure("fair_share.connecticut_oca").worked.rows
    need, weight, households = 2500, np.array([0.3068, 0.4174, 0.2758]), np.array([4000, 9000, 2500])
    at = np.zeros(3, int)
    allocation = allocate([need], weight, at, np.floor(0.2 * households), at)
    assert [row[1] for row in rows[:3]] == [f"{x:,.0f}" for x in np.floor(need * weight + 0.5)]
    assert [row[2] for row in rows[:3]] == [f"{x:,.0f}" for x in 0.2 * households]
    assert [row[3] for row in rows[:3]] == [f"{x:,.0f}" for x in allocation.target[0]]


def test_intervals_hold_the_share_before_rounding(shares):
    for method in built_in():
        figures = shares[method]
        low, high = figures["homes_lo90"], figures["homes_hi90"]
        inside = (low - 1 <= figures["homes"].reindex(low.index)) & (
            figures["homes"].reindex(low.index) <= high + 1
        )
        assert inside.mean() > 0.97, method
