"""What rules imply: each example on paper, each identity for any numbers, and nothing assumed in silence."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.zoning import implications as imply

SHARES = st.floats(0.01, 1)
HOMES = st.integers(1, 10_000)


@pytest.mark.parametrize(("acres", "cost"), [(2, 500_000), (0.25, 62_500), (1 / 4, 62_500)])
def test_land_of_one_home_costs_price_times_acres(acres, cost):
    assert imply.land_cost_per_home(250_000, acres) == cost


@pytest.mark.parametrize(("set_aside", "homes"), [(0.10, 400), (0.15, 267), (0.20, 200)])
def test_forty_affordable_homes_take_so_many(set_aside, homes):
    result = imply.inclusion(40, set_aside)
    assert (result.homes, result.affordable, result.market, result.growth) == (homes, 40, homes - 40, None)


def test_growth_is_told_against_the_homes_there_are():
    assert imply.inclusion(40, 0.20, existing_homes=4_000).growth == 0.05


@given(HOMES, SHARES)
def test_the_homes_are_enough_and_one_less_would_not_be(affordable, set_aside):
    result = imply.inclusion(affordable, set_aside)
    assert result.homes * set_aside >= affordable - 1e-6
    assert (result.homes - 1) * set_aside < affordable
    assert result.market >= 0


@given(HOMES, SHARES, SHARES)
def test_a_larger_share_takes_fewer_homes(affordable, a, b):
    fewer, more = sorted(imply.inclusion(affordable, s).homes for s in (a, b))
    assert imply.inclusion(affordable, max(a, b)).homes == fewer <= more


@pytest.mark.parametrize(
    ("acres", "lot", "homes"),
    [(100, 2, 50), (100, 0.3, 333), (0, 1, 0), (0.9, 1, 0), (1, 0.1, 10), (3, 0.1, 30)],
)
def test_homes_fit_as_whole_ones(acres, lot, homes):
    assert imply.homes_on(acres, lot) == homes


@given(st.floats(0, 1e5), st.floats(0.01, 50), st.floats(0.01, 50))
def test_a_larger_lot_never_fits_more_homes(acres, a, b):
    assert imply.homes_on(acres, max(a, b)) <= imply.homes_on(acres, min(a, b))


def test_a_density_bonus_on_paper():
    """100 homes and 20 percent more are 120; 15 percent are 18 affordable; 2 more are sold."""
    result = imply.bonus(100, 0.20, 0.15, gap=100_000, land=1_500_000, per_extra=200_000)
    assert (result.homes, result.affordable, result.cost, result.worth) == (120, 18, 1_800_000, 1_900_000)
    assert result.is_enough
    assert not imply.bonus(100, 0.20, 0.15, gap=100_000, land=1_000_000, per_extra=200_000).is_enough


def test_a_rent_needs_a_wage():
    """$1,560 a month are $18,720 a year, thirty percent of $62,400, $30.00 an hour."""
    assert imply.wage_for_rent(1_560) == pytest.approx(30)
    assert imply.wage_for_rent(1_560, earners=2) == pytest.approx(15)
    assert imply.wage_for_rent(1_560, share_of_income=0.25) == pytest.approx(36)


def test_a_loan_is_repaid_in_level_payments():
    """$300,000 at 6 percent for 30 years: $1,798.65 a month, as any table of annuities says."""
    assert imply.rent_to_carry(300_000, 0.06, 30) == pytest.approx(1798.65, abs=0.005)
    assert imply.rent_to_carry(300_000, 0.06, 30, yearly_upkeep=6_000) == pytest.approx(2298.65, abs=0.005)
    assert imply.rent_to_carry(360_000, 0, 30) == 1_000


@given(st.floats(1_000, 1e7), st.floats(1e-6, 0.3), st.integers(1, 40))
def test_payments_are_worth_the_loan(cost, interest, years):
    payment = imply.rent_to_carry(cost, interest, years)
    worth = sum(payment / (1 + interest / 12) ** month for month in range(1, years * 12 + 1))
    assert worth == pytest.approx(cost, rel=1e-6)


def test_only_the_law_and_a_full_year_are_defaults():
    free = {
        name: {p.name for p in inspect.signature(f).parameters.values() if p.default is not p.empty}
        for name, f in vars(imply).items()
        if inspect.isfunction(f) and f.__module__ == imply.__name__ and not name.startswith("_")
    }
    assert free == {
        "land_cost_per_home": set(), "homes_on": set(), "inclusion": {"existing_homes"}, "bonus": set(),
        "rent_to_carry": {"yearly_upkeep"}, "wage_for_rent": {"share_of_income", "hours_a_year", "earners"},
    }  # fmt: skip
    assert imply.AFFORDABLE.at("2026-01-01") == 0.30
    assert "1437a" in imply.AFFORDABLE.reference


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: imply.land_cost_per_home(0, 1), "price_per_acre is 0, expected a number over 0"),
        (lambda: imply.land_cost_per_home(1, float("nan")), "acres_per_home is nan"),
        (lambda: imply.homes_on(-1, 1), "acres is -1, expected 0 or more"),
        (lambda: imply.homes_on(float("inf"), 1), "acres is inf"),
        (lambda: imply.inclusion(40, 15), "set_aside is 15, expected a share over 0 and at most 1, as 0.15"),
        (lambda: imply.inclusion(0, 0.15), "affordable is 0"),
        (lambda: imply.inclusion(40, 0.15, 0), "existing_homes is 0"),
        (lambda: imply.bonus(100, -0.1, 0.15, 1, 1, 1), "extra is -0.1"),
        (lambda: imply.rent_to_carry(1, 6.5, 30), "yearly_interest is 6.5, expected a share such as 0.065"),
        (lambda: imply.wage_for_rent(1_000, 30), "share_of_income is 30"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_by_name(call, says):
    with pytest.raises(FairtownError) as error:
        call()
    assert says in str(error.value)
