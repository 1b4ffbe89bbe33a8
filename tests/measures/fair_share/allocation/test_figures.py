"""Town figures as arrays: draws that move what was surveyed and nothing else, and needs divided to the last home."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import Parameter
from fairtown.measures.fair_share.allocation import figures as figures_file
from fairtown.measures.fair_share.allocation.figures import MOST, TownFigures
from fairtown.measures.fair_share.allocation.method import Method
from fairtown.measures.fair_share.allocation.needs import NEEDS, UNDER, USUAL, Need
from fairtown.measures.uncertainty import Z_90

EQUAL = Method("m", "M", {"homes": 1})
N = 4_000


def town_figures(values, errors=None, needs=(300.0, 100.0), need_errors=(20.0, 10.0)) -> TownFigures:
    """Return made-up figures of four towns in two regions."""
    towns = pd.DataFrame({"name": list("ABCD"), "slug": list("abcd"), "geoid": list("abcd")})
    values = {name: np.array(v, float) for name, v in values.items()}
    unknown = dict.fromkeys(values, np.full(4, np.nan))
    counted = [n for n in NEEDS if NEEDS[n].published is None]
    return TownFigures(
        towns, np.array([0, 0, 1, 1]), ("North", "South"), values,
        unknown | {name: np.array(e, float) for name, e in (errors or {}).items()},
        dict.fromkeys(counted, np.array(needs)), dict.fromkeys(counted, np.array(need_errors)),
        {name: np.zeros(4, bool) for name in values},
    )  # fmt: skip


POOR = town_figures({"poverty_share": [0.1, 0.2, 0.3, 0.01]}, {"poverty_share": [0.02, 0.03, 0.0, 0.02]})


def test_draws_have_the_middle_and_the_spread_of_the_survey():
    drawn = POOR.draws("poverty_share", N, 1)
    assert drawn.shape == (N, 4)
    # three standard errors of a mean and of a spread of 4,000 draws
    assert drawn[:, :2].mean(axis=0) == pytest.approx([0.1, 0.2], abs=0.0015)
    assert drawn[:, :2].std(axis=0) == pytest.approx([0.02, 0.03], rel=0.035)
    assert (drawn[:, 2] == 0.3).all()


def test_towns_are_drawn_independently_of_each_other():
    drawn = POOR.draws("poverty_share", N, 1)
    assert abs(np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1]) < 3 / np.sqrt(N)


def test_no_draw_is_below_nothing_or_above_all():
    every = {name: [0.0, 0.01, 0.99, 1.0] for name in MOST if MOST[name] == 1}
    every |= {"opportunity_percentile": [0.0, 1, 99, 100], "households": [0.0, 1, 5, 9]}
    spread = town_figures(every, {name: [0.1 * max(v)] * 4 for name, v in every.items()})
    for name in every:
        drawn = spread.draws(name, 500, 1)
        assert drawn.min() >= 0
        assert drawn.max() <= MOST.get(name, np.inf)
        assert (drawn.std(axis=0) > 0).all()


def test_counts_and_figures_of_unknown_error_stay_as_they_are():
    counts = town_figures({"census_housing_units": [4, 3, 2, 1]})
    assert counts.draws("census_housing_units", N, 1).tolist() == [[4, 3, 2, 1]]


def test_the_same_seed_gives_the_same_draws_and_another_figure_changes_none():
    alone = POOR.draws("poverty_share", 50, 7)
    np.testing.assert_array_equal(alone, POOR.draws("poverty_share", 50, 7))
    assert (alone != POOR.draws("poverty_share", 50, 8))[:, :2].all()
    more = replace(
        POOR,
        values={"assisted_share": POOR.values["poverty_share"]} | POOR.values,
        errors={"assisted_share": POOR.errors["poverty_share"]} | POOR.errors,
    )
    np.testing.assert_array_equal(alone, more.draws("poverty_share", 50, 7))
    assert (alone != more.draws("assisted_share", 50, 7))[:, :2].all()


def test_fewer_draws_are_the_first_of_more():
    np.testing.assert_array_equal(POOR.draws("poverty_share", 50, 7), POOR.draws("poverty_share", 80, 7)[:50])


def test_needs_are_drawn_in_whole_homes_around_what_was_counted():
    drawn = POOR.need_draws(EQUAL, N, 1)
    assert (drawn % 1 == 0).all()
    assert drawn.mean(axis=0) == pytest.approx([300, 100], abs=1)
    assert drawn.std(axis=0) == pytest.approx([20, 10], rel=0.035)
    assert town_figures({}, needs=(3.0, 1.0)).need_draws(EQUAL, N, 1).min() == 0


def test_a_need_of_which_one_region_has_no_margin_moves_in_the_other_only():
    drawn = town_figures({}, need_errors=(20.0, np.nan)).need_draws(EQUAL, 50, 1)
    assert drawn[:, 0].std() > 0
    assert (drawn[:, 1] == 100).all()


@pytest.mark.parametrize(
    ("need", "homes"),
    [("econorthwest_baseline", 133_136), ("econorthwest_ab", 120_000), ("oca_2020", 140_000)],
)
def test_a_published_need_is_the_published_number_and_only_its_division_has_an_error(need, homes):
    by_region, error = POOR.need(EQUAL.with_changes(need=need))
    assert by_region.tolist() == [homes * 0.75, homes * 0.25]
    assert np.isnan(error).all()
    drawn = POOR.need_draws(EQUAL.with_changes(need=need), N, 1)
    np.testing.assert_allclose(drawn.sum(axis=1), homes)
    # a quarter of the need: the error of 100 ± 10 among 400, the rest being 300 ± 20
    error_of_part = np.hypot(300 * 10, 100 * 20) / 400**2
    assert drawn[:, 1].mean() == pytest.approx(homes / 4, rel=0.01)
    assert drawn[:, 1].std() == pytest.approx(homes * error_of_part, rel=0.04)


def test_a_published_need_divided_by_counts_without_any_margin_stays_as_it_is():
    exact = town_figures({}, need_errors=(np.nan, np.nan))
    assert exact.need_draws(EQUAL.with_changes(need="own", need_homes=8), N, 1).tolist() == [[6, 2]]


def test_a_survey_that_finds_nobody_in_need_leaves_the_division_as_it_was():
    rare = town_figures({}, needs=(3.0, 1.0), need_errors=(9.0, 9.0))
    drawn = rare.need_draws(EQUAL.with_changes(need="own", need_homes=8), 500, 1)
    np.testing.assert_allclose(drawn.sum(axis=1), 8)
    assert (drawn == [6, 2]).all(axis=1).any()


def test_a_published_need_that_was_revised_is_the_latest_not_the_largest(monkeypatch):
    revised = Parameter("need_x", "homes", {"2024-01-01": 9_000, "2025-01-01": 4_000}, "a study")
    monkeypatch.setitem(figures_file.NEEDS, "oca_2020", Need("x", revised))
    assert POOR.need(EQUAL.with_changes(need="oca_2020"))[0].tolist() == [3_000, 1_000]


@given(st.integers(0, 10**8), st.lists(st.integers(1, 10**5), min_size=2, max_size=9))
def test_ones_own_need_is_divided_to_the_last_home(homes, counted):
    figures = town_figures({}, needs=counted, need_errors=[1.0] * len(counted))
    by_region, _error = figures.need(EQUAL.with_changes(need="own", need_homes=homes))
    assert by_region.sum() == homes
    exact = homes * np.array(counted) / sum(counted)
    assert (np.abs(by_region - exact) < 1 + 1e-6).all()


def test_each_need_we_count_is_of_a_wider_income():
    assert [f"burdened_under_{usd}" for usd in UNDER] == [n for n in NEEDS if NEEDS[n].published is None]
    assert [int(usd) for usd in UNDER] == sorted(int(usd) for usd in UNDER)
    assert list(UNDER.values()) == list(range(1, len(UNDER) + 1))
    assert USUAL in NEEDS


def test_figures_of_the_state_stand_in_the_order_of_their_codes(results, clean):
    rows = results["fair_share.town_figures", 2023].rows
    figures = TownFigures.from_observations(rows, clean.places, (("09120", "09190"),))
    assert len(figures.towns) == 169
    assert figures.towns.geoid.is_monotonic_increasing
    assert len(figures.regions) == 8
    assert "Greater Bridgeport Planning Region + Western Connecticut Planning Region" in figures.regions
    assert np.bincount(figures.region).sum() == 169
    assert figures.needs[USUAL].sum() == 110_172
    two = rows[(rows.output == USUAL) & rows.geoid.isin(["09120", "09190"])]
    at = figures.regions.index("Greater Bridgeport Planning Region + Western Connecticut Planning Region")
    assert figures.needs[USUAL][at] == two.value.sum()
    assert figures.need_errors[USUAL][at] == pytest.approx(np.hypot(*two.moe) / Z_90)
    top = figures.without_margin["median_household_income_usd"]
    assert set(figures.towns.name[top]) == {"Darien", "New Canaan", "Weston", "Westport"}
    assert figures.without_margin["multifamily_share"].all()
