import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fairtown.concepts import FairtownError
from fairtown.measures.fair_share.allocation.factors import FACTORS, scale_rate, shares
from fairtown.measures.fair_share.california_abag import NEED_BY_INCOME

REGION = np.array([0, 0, 0])
ALL = np.ones((1, 3), bool)


def test_scaling_of_the_bay_area_as_worked():
    base, rate = np.array([[0.3, 0.4, 0.3]]), np.array([[20.0, 50.0, 90.0]])
    by_factor = scale_rate(rate, base, ALL, REGION)
    assert (by_factor / base)[0].round(3).tolist() == [0.5, 0.929, 1.5]
    found, _any = shares(by_factor, ALL, REGION, "jobs")
    assert found[0].round(4).tolist() == [0.1544, 0.3824, 0.4632]


def test_where_all_rates_are_alike_the_scale_is_one():
    base = np.array([[3.0, 4.0, 5.0]])
    assert scale_rate(np.full((1, 3), 7.0), base, ALL, REGION).tolist() == base.tolist()


def test_the_lowest_and_highest_rate_are_of_the_towns_that_take_part_in_that_draw():
    rate, base = np.array([[1.0, 2.0, 9.0]]), np.ones((1, 3))
    eligible = np.array([[True, True, False], [True, True, True]])
    together = scale_rate(rate, base, eligible, REGION)
    assert together.tolist() == [[0.5, 1.5, 0], [0.5, 0.625, 1.5]]
    for row, alone in zip(eligible, together, strict=True):
        assert scale_rate(rate, base, row[None], REGION)[0].tolist() == alone.tolist()


@pytest.mark.parametrize("unknown", [np.nan, np.inf])
def test_an_unknown_rate_is_refused_and_not_taken_for_the_middle(unknown):
    amount = scale_rate(np.array([[1.0, unknown, 3.0]]), np.ones((1, 3)), ALL, REGION)
    with pytest.raises(FairtownError, match="factor jobs of Birch is nan"):
        shares(amount, ALL, REGION, "jobs", ["Alder", "Birch", "Cedar"])


def test_a_town_without_a_base_has_no_part_and_sets_no_lowest_rate():
    amount = scale_rate(np.array([[np.nan, 2.0, 4.0]]), np.array([[0.0, 10.0, 10.0]]), ALL, REGION)
    assert amount.tolist() == [[0, 5, 15]]
    assert scale_rate(np.array([[0.0, 2.0, 4.0]]), np.array([[0.0, 10.0, 10.0]]), ALL, REGION).tolist() == [
        [0, 5, 15]
    ]


def test_a_scaled_factor_that_nobody_has_follows_the_base():
    base = np.array([[10.0, 30.0, 60.0]])
    found, has_any = shares(scale_rate(np.zeros((1, 3)), base, ALL, REGION), ALL, REGION, "transit")
    assert found[0] == pytest.approx([0.1, 0.3, 0.6])
    assert has_any.all()


@given(
    hnp.arrays(float, (1, 5), elements=st.integers(0, 10**6)),
    hnp.arrays(float, (1, 5), elements=st.integers(1, 10**4)),
    st.floats(1e-3, 1e3),
)
def test_a_scaled_factor_is_half_to_one_and_a_half_of_the_base_in_any_unit(rate, base, unit):
    region, every = np.array([0, 0, 0, 1, 1]), np.ones((1, 5), bool)
    found = scale_rate(rate, base, every, region) / base
    assert (found >= 0.5 - 1e-9).all()
    assert (found <= 1.5 + 1e-9).all()
    np.testing.assert_allclose(scale_rate(rate * unit, base, every, region) / base, found, atol=1e-6)


def test_the_need_of_the_bay_area_by_income():
    parts = np.array(NEED_BY_INCOME.at("2025-12-31"))
    assert parts.sum() == 441_176
    assert (parts / parts.sum() * 100).round().tolist() == [26, 15, 16, 43]


def test_income_gap_is_from_100_dollars_below_the_lowest_of_the_region():
    figures = {"median_household_income_usd": np.array([[50_000.0, 80_000.0, 60_000.0, 90_000.0]])}
    region = np.array([0, 0, 1, 1])
    assert FACTORS["income_gap"].amount(figures, region).tolist() == [[100, 30_100, 100, 30_100]]


def test_multifamily_gap_is_below_the_region_only():
    figures = {"households": np.array([[100.0, 300.0]]), "multifamily_share": np.array([[0.5, 0.1]])}
    # the region has (50 + 30) / 400 = 20%
    assert FACTORS["multifamily_gap"].amount(figures, np.zeros(2, int))[0] == pytest.approx([0, 300 * 0.1])


def test_a_factor_that_nobody_has_tells_nothing():
    found, has_any = shares(np.array([[0.0, 0.0, 4.0]]), ALL, np.array([0, 0, 1]), "transit")
    assert found.tolist() == [[0, 0, 1]]
    assert has_any.tolist() == [[False, False, True]]


@given(
    hnp.arrays(float, (2, 6), elements=st.floats(0, 1e9)),
    hnp.arrays(bool, (2, 6)),
    st.floats(1e-3, 1e3),
)
def test_shares_add_up_to_one_in_any_unit_and_exempt_towns_have_none(amount, eligible, unit):
    region = np.array([0, 0, 0, 1, 1, 1])
    found, has_any = shares(amount, eligible, region, "x")
    assert (found[~eligible] == 0).all()
    for r in (0, 1):
        at = region == r
        total = found[:, at].sum(axis=1)
        np.testing.assert_allclose(total[has_any[:, at].all(axis=1)], 1)
    other, _ = shares(amount * unit, eligible, region, "x")
    np.testing.assert_allclose(other, found, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_an_amount_that_cannot_be_is_told_with_town_and_factor(wrong):
    amount = np.array([[1.0, wrong, 2.0]])
    with pytest.raises(FairtownError, match=r"factor jobs of Birch is .*expected a number of 0 or more"):
        shares(amount, ALL, REGION, "jobs", ["Alder", "Birch", "Cedar"])
    # of an exempt town it does not matter
    shares(amount, np.array([[True, False, True]]), REGION, "jobs")


def test_every_factor_says_what_it_needs():
    class Seen(dict):
        def __missing__(self, name):
            self.setdefault("asked", set()).add(name)
            return np.array([[0.2, 0.4, 0.5]])

    for factor in FACTORS.values():
        seen = Seen()
        factor.amount(seen, REGION)
        assert seen.pop("asked") == set(factor.needs)
