"""Local measures: the worked examples, what they must add up to, their margins beside drawn errors, the release."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.measures.segregation import (
    concentration_at_extremes,
    contribution_to_entropy,
    local_divergence,
    local_entropy,
    local_isolation,
    location_quotient,
)
from fairtown.measures.segregation.entropy import diversity, theil_h

from .local_cases import (
    TRACTS,
    contribution,
    divergence_of,
    entropy_of,
    ice,
    ice_moe,
    isolation,
    quotient,
    shrunk,
    tracts,
    trust,
)

BLACK, EVERYONE = TRACTS[:, 1], TRACTS.sum(axis=1)
areas = st.lists(st.integers(0, 2), min_size=6, max_size=6)


def digits(values, n: int = 3) -> list[str]:
    return [f"{v:.{n}f}" for v in values]


def printed(rows, column: int) -> list[float]:
    return [float(row[column].replace("−", "-")) for row in rows[:4]]


def test_the_worked_location_quotient():
    assert digits(quotient(BLACK, EVERYONE)) == ["0.444", "0.889", "1.481", "1.185"]
    rows = location_quotient.MEASURE.worked.rows
    assert quotient(BLACK, EVERYONE).round(3) == pytest.approx(printed(rows, 2))
    assert shrunk(BLACK, EVERYONE).round(3) == pytest.approx(printed(rows, 3))


def test_the_worked_entropy():
    assert digits(diversity(TRACTS), 4) == ["0.6129", "0.8979", "1.0297", "0.9433"]
    rows = local_entropy.MEASURE.worked.rows
    assert entropy_of(TRACTS).round(3) == pytest.approx(printed(rows, 2))
    assert (diversity(TRACTS) / np.log(3)).round(3) == pytest.approx(printed(rows, 2))


def test_the_worked_divergence():
    own = divergence_of(TRACTS)
    assert own.round(4) == pytest.approx(printed(local_divergence.MEASURE.worked.rows, 1))
    assert f"{own.mean():.4f}" == "0.2007"


def test_the_worked_contributions():
    own = contribution(TRACTS)
    assert own.round(4) == pytest.approx(printed(contribution_to_entropy.MEASURE.worked.rows, 2))
    assert f"{own.sum():.4f}" == "0.1873"


def test_the_worked_concentration():
    own = ice(TRACTS[:, 0], BLACK, EVERYONE)
    assert own == pytest.approx(printed(concentration_at_extremes.MEASURE.worked.rows, 2))
    assert f"{ice_moe(own[0], 100, [10, 8, 6], [1, -1, 0]):.2f}" == "0.14"


def test_the_worked_isolation():
    rows = local_isolation.MEASURE.worked.rows
    own = isolation(BLACK, EVERYONE)
    assert own.round(3) == pytest.approx(printed(rows, 2))
    assert (own - 2.0514).round(3) + 2.0514 == pytest.approx(own, abs=1e-3)
    p, of_all = BLACK / EVERYONE, 0.3375
    assert np.log(p**2 / (1 - p**2)).round(3) == pytest.approx(printed(rows, 1))
    odds = (p**2 / (1 - p**2)) / (of_all**2 / (1 - of_all**2))
    assert np.exp(own) == pytest.approx(odds)
    assert f"{odds[2]:.1f}" == "2.6"


@given(tracts, areas)
def test_the_contributions_of_an_area_add_up_to_its_h(people, codes):
    own, h = contribution(people, codes), theil_h(people, codes)
    sums = [own[np.array(codes) == code].sum() for code in np.unique(codes)]
    assert np.allclose(sums, h, atol=1e-10, equal_nan=True)


@given(tracts, areas)
def test_the_mean_divergence_of_an_area_is_h_times_e(people, codes):
    own, total = np.nan_to_num(divergence_of(people, codes)), people.sum(axis=1)
    for code in set(codes):
        inside = np.array(codes) == code
        h = theil_h(people[inside])
        if not np.isnan(h):
            mean = (own * total)[inside].sum() / total[inside].sum()
            assert mean == pytest.approx(h * diversity(people[inside].sum(axis=0)), abs=1e-10)


@given(tracts, areas)
def test_the_mean_quotient_of_an_area_is_one(people, codes):
    group, total = people[:, 0], people.sum(axis=1)
    own = quotient(group, total, codes)
    for code in set(codes):
        lived_in = (np.array(codes) == code) & (total > 0)
        if group[lived_in].sum() > 0:
            assert (own * total)[lived_in].sum() / total[lived_in].sum() == pytest.approx(1)
        else:
            assert np.isnan(own[lived_in]).all()


@given(tracts)
def test_every_measure_stays_in_its_bounds(people):
    total = people.sum(axis=1)
    blank = total == 0
    for values, low, high in (
        (entropy_of(people), 0, 1),
        (divergence_of(people), 0, np.inf),
        (ice(people[:, 0], people[:, 1], total), -1, 1),
    ):
        assert (np.isnan(values) == blank).all()
        assert ((values[~blank] >= low) & (values[~blank] <= high + 1e-12)).all()


@given(tracts, areas)
def test_several_areas_are_answered_as_each_alone(people, codes):
    codes = np.array(codes)
    total = people.sum(axis=1)
    for code in set(codes):
        inside = codes == code
        for together, alone in (
            (divergence_of(people, codes)[inside], divergence_of(people[inside])),
            (contribution(people, codes)[inside], contribution(people[inside])),
            (isolation(people[:, 0], total, codes)[inside], isolation(people[inside, 0], total[inside])),
            (shrunk(people[:, 0], total, codes)[inside], shrunk(people[inside, 0], total[inside])),
        ):
            assert np.allclose(together, alone, atol=1e-9, equal_nan=True)


def test_replicates_are_answered_as_each_alone():
    draws = np.stack([TRACTS, TRACTS[::-1], 2 * TRACTS])
    group, total = draws[..., 1], draws.sum(axis=-1)
    for own, alone in (
        (entropy_of(draws), entropy_of(TRACTS)),
        (divergence_of(draws), divergence_of(TRACTS)),
        (contribution(draws), contribution(TRACTS)),
        (isolation(group, total), isolation(BLACK, EVERYONE)),
        (quotient(group, total), quotient(BLACK, EVERYONE)),
        (shrunk(group, total)[:2], shrunk(BLACK, EVERYONE)),
    ):
        assert own[0] == pytest.approx(alone)
        assert own[1] == pytest.approx(alone[::-1])


@given(tracts)
def test_a_shrunk_quotient_lies_between_the_raw_one_and_one(people):
    group, total = people[:, 0], people.sum(axis=1)
    raw, drawn, weight = quotient(group, total), shrunk(group, total), trust(group, total)
    known = ~np.isnan(raw)
    assert (np.isnan(drawn) == ~known).all()
    assert ((weight[total > 0] >= 0) & (weight[total > 0] <= 1)).all()
    assert (np.abs(drawn - 1)[known] <= np.abs(raw - 1)[known] + 1e-12).all()
    assert ((drawn - 1)[known] * (raw - 1)[known] >= -1e-12).all()


def test_shares_without_spread_are_all_that_of_the_area():
    assert shrunk([10, 20, 30], [100, 200, 300]) == pytest.approx([1, 1, 1])
    assert trust([10, 20, 30], [100, 200, 300]) == pytest.approx([0, 0, 0])


def test_tracts_of_one_kind_each_keep_their_own_share():
    assert trust([50, 0, 70], [50, 60, 70]) == pytest.approx([1, 1, 1])


def test_an_area_of_one_tract_or_one_group_is_left_as_it_is():
    assert shrunk([10], [40]) == pytest.approx([1])
    assert shrunk([10, 20], [10, 20]) == pytest.approx([1, 1])


@pytest.mark.parametrize("likeness", [0.02, 0.2])
def test_the_spread_of_a_beta_binomial_is_found_again(likeness):
    rng = np.random.default_rng(7)
    sizes = rng.integers(20, 200, 20_000)
    strength = 1 / likeness - 1
    group = rng.binomial(sizes, rng.beta(0.3 * strength, 0.7 * strength, len(sizes)))
    expected = sizes / (sizes + strength)
    assert trust(group, sizes) == pytest.approx(expected, abs=0.02)


def test_a_shrunk_share_is_nearer_to_the_truth_than_the_raw_one():
    rng = np.random.default_rng(8)
    truth = rng.beta(0.5, 9.5, 5_000)
    sizes = rng.integers(10, 80, len(truth))
    group = rng.binomial(sizes, truth)
    share = group.sum() / sizes.sum()
    raw, drawn = quotient(group, sizes) * share, shrunk(group, sizes) * share
    assert np.square(drawn - truth).mean() < 0.75 * np.square(raw - truth).mean()


def test_fewer_people_asked_draw_closer_to_the_area():
    group, total = [150, 300, 500, 400], [1000] * 4
    assert (trust(group, total, surveyed=0.02) < trust(group, total)).all()
